// An operation that has gone from the documents.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::removed_endpoint(CheckContext& c) {
  for (size_t i = 0; i < c.needs.calls.size(); ++i) {
    const auto& call = c.needs.calls[i];
    if (!is_live(call) || !call.removed) continue;
    auto& f = c.add(
        fmt::format(
            "{} has been removed from the API documents. It was judged by the scopes it last had, and may stop working "
            "at any time. Move to the operation that replaces it.",
            call_text(call)),
        call.at.empty() ? Place{} : call.at.front(), call.method + " " + call.path);
    c.show(f, {i});
  }
}

}  // namespace leastscope
