// A call that reaches a product, but of which method or address could not be worked out. It is never silently dropped.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::unresolved_call(CheckContext& c) {
  for (size_t i = 0; i < c.needs.calls.size(); ++i) {
    const auto& call = c.needs.calls[i];
    if (!is_live(call) || call.status != Status::unresolved) continue;
    std::string reason =
        call.reason.empty() ? "its method or address depends on values that are not in the source" : call.reason;
    while (!reason.empty() && reason.back() == '.') reason.pop_back();
    std::string message;
    if (call.blind_spot) {
      message = fmt::format(
          "Code of this app was not read: {}. It counts as if it could make any call, so scopes that it could use are "
          "not called removable. Add the source to the analysis if you have it.",
          reason);
    } else if (call.maybe && !call.unresolved) {
      message = fmt::format(
          "It is not certain that this is a request to the product ({}): {}. Scopes that it could need are not called "
          "removable. If it is one, name it in a comment 'leastscope: calls[METHOD /path]'.",
          call_text(call), reason);
    } else {
      message = fmt::format(
          "It is not clear which operation this is ({}): {}. Scopes that it could need are not called removable. Write "
          "method and path where the call is, or name them in a comment 'leastscope: calls[METHOD /path]'.",
          call_text(call), reason);
    }
    auto& f =
        c.add(message, call.at.empty() ? Place{} : call.at.front(), call.method + " " + call.path + " " + call.reason);
    c.show(f, {i});
  }
}

}  // namespace leastscope
