// A granular scope that helps only together with others, and some of those are not declared.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

namespace {

/// The smallest group that holds the scope, and what of it is not declared.
std::vector<std::string> rest_of_group(const CheckContext& c, const std::string& scope, std::string& user) {
  std::vector<std::string> best;
  bool any = false;
  for (const auto& m : c.needs.missing) {
    for (const auto& group : m.alternatives) {
      if (std::find(group.begin(), group.end(), scope) == group.end()) continue;
      std::vector<std::string> rest;
      for (const auto& other : group) {
        bool declared =
            std::any_of(c.needs.scopes.begin(), c.needs.scopes.end(), [&](const auto& v) { return v.scope == other; });
        if (!declared) rest.push_back(other);
      }
      if (any && rest.size() >= best.size()) continue;
      any = true;
      best = rest;
      user = evidence_text(c.needs, m.calls, m.requirements, 1);
    }
  }
  return best;
}

}  // namespace

void rules::partial_granular_set(CheckContext& c) {
  for (const auto& s : c.needs.scopes) {
    if (!s.partial_set) continue;
    std::string user;
    auto rest = rest_of_group(c, s.scope, user);
    std::string message =
        fmt::format("Granular scope '{}' is declared, but the set it belongs to is not complete. ", s.scope);
    if (!rest.empty()) {
      message += fmt::format(
          "{} also needs {}. Add the missing scopes, or declare the classic scope instead of the whole set.", user,
          listed_scopes(rest));
    } else {
      message += "Add the rest of the set, or declare the classic scope instead of the whole set.";
    }
    auto& f = c.add_scope(s, message);
    c.show(f, s.calls, s.requirements);
  }
}

}  // namespace leastscope
