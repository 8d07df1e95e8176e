// A declared scope that nothing in the app needs.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::over_requested_scope(CheckContext& c) {
  auto open = std::count_if(c.needs.calls.begin(), c.needs.calls.end(), is_open);
  for (const auto& s : c.needs.scopes) {
    if (s.verdict != Verdict::over_requested || !s.enough.empty()) continue;
    std::string message = fmt::format("Scope '{}' is declared, but nothing in the app needs it. ", s.scope);
    message += "No API call, event, module or storage that runs uses it";
    if (open == 1) message += ", and the one call that is not clear cannot need it either";
    if (open > 1) message += fmt::format(", and none of the {} calls that are not clear can need it", open);
    message += fmt::format(". Remove it from the {}.", descriptor_word(c.descriptor.platform));
    if (!s.note.empty()) message += " " + s.note;
    auto& f = c.add_scope(s, message);
    c.offer_removal(f, s);
  }
}

}  // namespace leastscope
