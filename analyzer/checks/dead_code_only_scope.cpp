// A declared scope that only code needs which never runs.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::dead_code_only_scope(CheckContext& c) {
  for (const auto& s : c.needs.scopes) {
    if (s.verdict != Verdict::dead_code_only) continue;
    std::string uses = evidence_text(c.needs, s.calls, s.requirements, 2);
    std::string message = fmt::format("Scope '{}' is needed only by code that no entry point reaches", s.scope);
    message += uses.empty() ? ". " : fmt::format(": {}. ", uses);
    message += "Remove the scope together with that code, or connect the code to the app if it was meant to run.";
    auto& f = c.add_scope(s, message);
    c.show(f, s.calls, s.requirements);
    c.offer_removal(f, s);
  }
}

}  // namespace leastscope
