// A declared scope that the platform has deprecated.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::deprecated_scope(CheckContext& c) {
  for (const auto& s : c.needs.scopes) {
    const auto* fact = c.facts.scope(s.scope);
    if (!fact || !fact->deprecated) continue;
    std::string message = fmt::format("Scope '{}' is deprecated. ", s.scope);
    std::vector<std::string> others;
    for (const auto& e : c.facts.equivalences(s.scope)) others.emplace_back(e.scope == s.scope ? e.level : e.scope);
    if (!others.empty()) message += fmt::format("Related scopes: {}. ", listed_scopes(others, "or", 4));
    message += "It still counts today; plan the move to a current scope before it stops working.";
    c.add_scope(s, message);
  }
}

}  // namespace leastscope
