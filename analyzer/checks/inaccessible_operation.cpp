// An operation that its document closes to this kind of app.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::inaccessible_operation(CheckContext& c) {
  for (size_t i = 0; i < c.needs.calls.size(); ++i) {
    const auto& call = c.needs.calls[i];
    if (!is_live(call) || !call.inaccessible) continue;
    auto& f = c.add(
        fmt::format("{} is closed to {} apps. The request is refused whatever the {} declares. Use another operation.",
                    call_text(call), platform_word(c.descriptor.platform), descriptor_word(c.descriptor.platform)),
        call.at.empty() ? Place{} : call.at.front(), call.method + " " + call.path);
    c.show(f, {i});
  }
}

}  // namespace leastscope
