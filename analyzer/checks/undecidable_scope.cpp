// A declared scope of which it cannot be said whether it is needed, because of calls that are not known well enough.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::undecidable_scope(CheckContext& c) {
  for (const auto& s : c.needs.scopes) {
    if (s.verdict != Verdict::undecidable) continue;
    std::string message = fmt::format("Whether scope '{}' is needed cannot be decided. ", s.scope);
    if (!s.calls.empty() || !s.requirements.empty()) {
      message += fmt::format("It could be needed by {}. ", evidence_text(c.needs, s.calls, s.requirements, 3));
      message +=
          "Keep it until those calls are clear: write the address where the call is, or name it in a comment "
          "'leastscope: calls[METHOD /path]'.";
    } else {
      message +=
          "The API facts do not say which operations need it, while the app uses that product. Keep it unless you know "
          "better.";
    }
    if (!s.note.empty()) message += " " + s.note;
    auto& f = c.add_scope(s, message);
    c.show(f, s.calls, s.requirements);
    f.flow.clear();
  }
}

}  // namespace leastscope
