// A known scope of which no document says what needs it. Off unless asked for.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::undocumented_scope(CheckContext& c) {
  for (const auto& s : c.needs.scopes) {
    const auto* fact = c.facts.scope(s.scope);
    if (!fact || fact->covered) continue;
    c.add_scope(s, fmt::format("Scope '{}' is known, but no document of {} says which operation needs it. Whether the "
                               "app needs it was not "
                               "judged by calls; keep it unless you know better.",
                               s.scope, c.facts.date()));
  }
}

}  // namespace leastscope
