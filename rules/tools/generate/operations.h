// From an operation of a document to a row of operations.<api>.tsv.
#pragma once
#include "tables.h"

namespace leastscope::generate {

struct OperationRow {
  std::string method, path;
  Groups classic, granular, deprecated_groups;
  std::string connect;
  std::set<std::string> flags;
  std::string note;
};

/// The path as a request has it, for one document.
using PathRule = std::string (*)(const std::string&);

/// Fills the three columns of groups by state: Current classic, or granular if no scope of it is classic; Beta granular
/// unless empty (an empty Beta is no alternative) or equal to Current; Deprecated apart. Without the extension
/// `security` speaks instead.
void fill_groups(const DocumentOperation& operation, const ScopeNames& names, OperationRow& row);
/// Bitbucket: `security` is what OAuth consumers and Connect use, the extension is what Forge and API tokens use.
void fill_bitbucket_groups(const DocumentOperation& operation, OperationRow& row);
/// Jira Software's providers without any scope data: read|write|delete:<name>:jira when a manifest accepts it.
void infer_provider_scope(const ScopeNames& names, OperationRow& row);
/// Scopes that stand only in prose: "… required:** `read:events:admin`".
Groups scopes_in_prose(const std::string& prose);
/// Operations gone from the documents: `read:confluence-content.summary` was enough for some answers, `.all` for
/// others.
Groups widen_summary(const Groups& groups);

}  // namespace leastscope::generate
