// A declared scope that some call accepts, while other declared scopes already allow everything.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::redundant_scope(CheckContext& c) {
  for (const auto& s : c.needs.scopes) {
    if (s.verdict != Verdict::redundant) continue;
    std::string message = fmt::format("Scope '{}' adds nothing: ", s.scope);
    std::string uses = evidence_text(c.needs, s.calls, s.requirements, 2);
    if (uses.empty()) {
      message += "other declared scopes already allow everything that could use it. ";
    } else {
      message += fmt::format("it is among the scopes for {}, but the app works there without it. ", uses);
    }
    message += fmt::format("Remove it from the {}.", descriptor_word(c.descriptor.platform));
    if (!s.note.empty()) message += " " + s.note;
    auto& f = c.add_scope(s, message);
    c.show(f, s.calls, s.requirements);
    c.offer_removal(f, s);
  }
}

}  // namespace leastscope
