// What the generator makes: named tables, and the shared knowledge that several of them need.
#pragma once
#include <map>
#include <string>

#include "document.h"
#include "table.h"

namespace leastscope::generate {

/// File name (operations.jira-platform.tsv) -> table.
using Tables = std::map<std::string, Table>;

struct Sources {
  std::string facts;    ///< folder with openapi/, slack/ and the fact tables
  std::string apis;     ///< rules/apis: our hand-written tables are read here, all results are written here
  std::string mapping;  ///< rules/tools/generate: hand-written assignments of facts to table keys
  std::string graphql;  ///< unpacked package @atlassian/forge-graphql-types; "" = leave the GraphQL table as it is
};

/// Names that a Forge manifest accepts, and which of all names are classic.
class ScopeNames {
 public:
  ScopeNames(const Sources& sources, Problems& problems);
  bool manifest_accepts(const std::string& scope) const { return accepted_.count(scope) != 0; }
  /// Classic by the scope list; a name that the list lacks is granular if it has three parts.
  bool classic(const std::string& scope) const;

 private:
  std::set<std::string> accepted_, classic_, granular_;
};

void make_operations(const Sources& sources, const ScopeNames& names, Tables& tables, Problems& problems);
void make_scopes(const Sources& sources, Tables& tables, Problems& problems);
void make_events(const Sources& sources, Tables& tables, Problems& problems);
void make_features(const Sources& sources, Tables& tables, Problems& problems);
void make_graphql(const Sources& sources, Tables& tables, Problems& problems);
void make_slack(const Sources& sources, Tables& tables, Problems& problems);
void make_bitbucket_implies(const Sources& sources, Tables& tables, Problems& problems);
void make_equivalences(const Sources& sources, Tables& tables, Problems& problems);
void make_provenance(const Sources& sources, Tables& tables, Problems& problems);
/// rules/apis/overlay.tsv, applied last.
void apply_overlay(const Sources& sources, Tables& tables, Problems& problems);

/// All of the above in order. Problems do not stop it: what could be made is made.
Tables make_all(const Sources& sources, Problems& problems);

}  // namespace leastscope::generate
