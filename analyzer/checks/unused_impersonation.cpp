// A scope that may be used while the user is away, although no code acts for users.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::unused_impersonation(CheckContext& c) {
  bool open = std::any_of(c.needs.calls.begin(), c.needs.calls.end(), [](const ApiCall& call) {
    return is_open(call) && !call.browser && call.identity != Identity::app;
  });
  if (open) return;
  for (const auto& s : c.needs.scopes) {
    const auto* d = c.declared(s);
    if (!d || !d->impersonation) continue;
    bool used = std::any_of(c.needs.calls.begin(), c.needs.calls.end(), [&](const ApiCall& call) {
      if (!is_live(call) || call.browser || (call.identity == Identity::app && !call.impersonation)) return false;
      return std::any_of(call.alternatives.begin(), call.alternatives.end(), [&](const auto& group) {
        return std::find(group.begin(), group.end(), s.scope) != group.end();
      });
    });
    if (used) continue;
    c.add_scope(
        s,
        fmt::format(
            "Scope '{}' allows impersonation, but no back-end code makes a request for a user that would use it. Set "
            "allowImpersonation to false.",
            s.scope));
  }
}

}  // namespace leastscope
