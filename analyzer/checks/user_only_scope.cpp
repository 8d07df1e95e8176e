// A scope for changes that is used only on behalf of the user who is looking at the app.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::user_only_scope(CheckContext& c) {
  for (const auto& s : c.needs.scopes) {
    bool users = !s.identities.empty() &&
                 std::all_of(s.identities.begin(), s.identities.end(), [](Identity i) { return i == Identity::user; });
    const auto* fact = c.facts.scope(s.scope);
    if (s.verdict != Verdict::needed || !users || !s.requirements.empty() || !fact || fact->risk < 2) continue;
    // An open call as the app, or as nobody knows whom, could use the scope as well.
    bool open = std::any_of(c.needs.calls.begin(), c.needs.calls.end(),
                            [](const ApiCall& call) { return is_open(call) && call.identity != Identity::user; });
    if (open) continue;
    auto& f = c.add_scope(
        s,
        fmt::format("Scope '{}' is used only on behalf of users: the app itself never makes these changes ({}). Each "
                    "request is limited to what that user may do. Nothing has to change; tell your customers.",
                    s.scope, evidence_text(c.needs, s.calls, {}, 2)));
    c.show(f, s.calls);
  }
}

}  // namespace leastscope
