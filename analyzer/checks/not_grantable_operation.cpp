// A need that no scope of this platform can satisfy.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::not_grantable_operation(CheckContext& c) {
  for (const auto& n : c.needs.not_grantable) {
    Place at;
    std::string key;
    if (!n.calls.empty()) {
      const auto& call = c.needs.calls[n.calls.front()];
      if (!call.at.empty()) at = call.at.front();
      key = call.method + " " + call.path;
    } else if (!n.requirements.empty()) {
      at = c.needs.requirements[n.requirements.front()].at;
      key = c.needs.requirements[n.requirements.front()].what;
    }
    auto& f =
        c.add(fmt::format("No scope that a {} app can ask for allows {}. The request is refused whatever the {} "
                          "declares. Use another "
                          "operation, or credentials made for it.",
                          platform_word(c.descriptor.platform), evidence_text(c.needs, n.calls, n.requirements, 2),
                          descriptor_word(c.descriptor.platform)),
              at, key);
    c.show(f, n.calls, n.requirements);
  }
}

}  // namespace leastscope
