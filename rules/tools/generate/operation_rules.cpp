// The rules of reading: each of them answers an oddity of the documents (docs/facts.md lists them, tests/factsgen
// proves them).
#include "operations.h"

namespace leastscope::generate {

void fill_groups(const DocumentOperation& operation, const ScopeNames& names, OperationRow& row) {
  auto add_current = [&](const Group& group) {
    bool classic = group.empty();
    for (const std::string& scope : group) classic = classic || names.classic(scope);
    (classic ? row.classic : row.granular).push_back(group);
  };
  if (operation.has_extension) {
    if (operation.current) add_current(*operation.current);
    if (operation.beta && !operation.beta->empty()) row.granular.push_back(*operation.beta);
    if (operation.deprecated && !operation.deprecated->empty()) row.deprecated_groups.push_back(*operation.deprecated);
  } else {
    for (const Group& group : operation.security) add_current(group);
  }
  if (row.classic.empty() && row.granular.empty()) row.flags.insert("no-scope-data");
}

void fill_bitbucket_groups(const DocumentOperation& operation, OperationRow& row) {
  row.classic = operation.security;
  if (operation.current && !operation.current->empty()) row.granular.push_back(*operation.current);
  if (row.classic.empty() && row.granular.empty()) row.flags.insert("no-scope-data");
}

void infer_provider_scope(const ScopeNames& names, OperationRow& row) {
  if (row.flags.count("no-scope-data") == 0) return;
  struct Provider {
    const char* prefix;
    const char* name;
  };
  for (Provider provider : {Provider{"/rest/security/", "security"}, Provider{"/rest/operations/", "operations-info"},
                            Provider{"/rest/devopscomponents/", "devops-component-info"}}) {
    if (!starts_with(row.path, provider.prefix)) continue;
    std::string verb = row.connect == "READ" ? "read" : row.connect == "DELETE" ? "delete" : "write";
    std::string scope = verb + ":" + provider.name + ":jira";
    if (!names.manifest_accepts(scope)) return;
    row.granular.push_back({scope});
    row.flags.erase("no-scope-data");
    row.flags.insert("inferred");
    row.note = "scope inferred from the provider's name";
  }
}

Groups scopes_in_prose(const std::string& prose) {
  size_t at = prose.find("required:");
  if (at == std::string::npos || !contains(prose.substr(0, at), "cope")) return {};
  Group group;
  std::string line = prose.substr(at, prose.find('\n', at) - at);
  std::vector<std::string> parts = split(line, '`');
  for (size_t i = 1; i + 1 < parts.size(); i += 2) {
    if (contains(parts[i], ":")) group.insert(parts[i]);
  }
  if (group.empty()) return {};
  return {group};
}

Groups widen_summary(const Groups& groups) {
  Groups wide;
  for (const Group& group : groups) {
    wide.push_back(group);
    if (group.count("read:confluence-content.summary") == 0) continue;
    Group other = group;
    other.erase("read:confluence-content.summary");
    other.insert("read:confluence-content.all");
    wide.push_back(other);
  }
  return wide;
}

}  // namespace leastscope::generate
