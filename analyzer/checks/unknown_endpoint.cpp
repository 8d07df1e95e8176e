// A call whose address is known but which no document lists.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::unknown_endpoint(CheckContext& c) {
  for (size_t i = 0; i < c.needs.calls.size(); ++i) {
    const auto& call = c.needs.calls[i];
    if (!is_live(call) || call.status != Status::unknown_endpoint) continue;
    std::string message =
        fmt::format("{} is in none of the API documents of {}: it is misspelt, undocumented or newer. ",
                    call_text(call), c.facts.date());
    std::vector<std::string> close;
    for (auto id : c.facts.similar(call.method, call.path)) {
      const auto& o = c.facts.operation(id);
      close.push_back(fmt::format("{} {}", o.method, o.path));
    }
    if (!close.empty()) message += fmt::format("Nearest documented operations: {}. ", listed(close));
    message += "Which scopes it needs is not known; scopes of its neighbours are not called removable.";
    auto& f = c.add(message, call.at.empty() ? Place{} : call.at.front(), call.method + " " + call.path);
    c.show(f, {i});
  }
}

}  // namespace leastscope
