// One published API document (OpenAPI 3 or Swagger 2), reduced to what scopes are about: its operations in document
// order.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "table.h"

namespace leastscope::generate {

/// One operation as the document has it. Nothing is interpreted yet, except that the entries of one state are
/// flattened: the official linter does the same, so two entries of one state are one group of which every scope is
/// needed.
struct DocumentOperation {
  std::string method;                              ///< upper case
  std::string path;                                ///< the key of `paths`, untouched
  bool has_extension = false;                      ///< x-atlassian-oauth2-scopes is there
  std::optional<Group> current, beta, deprecated;  ///< by state; an empty group is not the same as no entry
  Groups security;      ///< OAuth objects of `security`; `{}` (anonymous) and basic schemes left out
  std::string connect;  ///< x-atlassian-connect-scope, "" if not given
  bool is_deprecated = false, is_experimental = false;
  std::string prose;  ///< summary and description
};

struct Document {
  std::string title, version, server;
  std::vector<DocumentOperation> operations;
};

Document read_document(const std::string& path, Problems& problems);

/// Method and path with placeholder names, trailing slashes and stray characters gone: equal for the same operation of
/// two documents.
std::string operation_key(const std::string& method, const std::string& path);
/// A path as a request has it: stray quotes and `${x}` repaired, no trailing slash.
std::string clean_path(const std::string& path);

}  // namespace leastscope::generate
