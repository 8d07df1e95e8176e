// An operation that its document marks as deprecated.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::deprecated_endpoint(CheckContext& c) {
  for (size_t i = 0; i < c.needs.calls.size(); ++i) {
    const auto& call = c.needs.calls[i];
    if (!is_live(call) || !call.deprecated || call.removed) continue;
    auto& f = c.add(
        fmt::format(
            "{} is deprecated. It still works, but the scopes of what replaces it may differ. Plan the move before it "
            "is removed.",
            call_text(call)),
        call.at.empty() ? Place{} : call.at.front(), call.method + " " + call.path);
    c.show(f, {i});
  }
}

}  // namespace leastscope
