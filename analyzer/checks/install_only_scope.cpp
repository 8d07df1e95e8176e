// A declared scope that is used only while the app is installed, upgraded or removed, and stays granted ever after.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::install_only_scope(CheckContext& c) {
  for (const auto& s : c.needs.scopes) {
    if (s.verdict != Verdict::install_only) continue;
    std::string uses = evidence_text(c.needs, s.calls, s.requirements, 2);
    std::string message = fmt::format("Scope '{}' is used only while the app is being installed or upgraded", s.scope);
    message += uses.empty() ? ", " : fmt::format(" ({}), ", uses);
    message += "yet the app keeps it as long as it is installed. ";
    if (!s.enough.empty()) message += fmt::format("Afterwards '{}' would be enough. ", s.enough);
    message +=
        "The app needs the scope as it is built now; to do without, let an administrator make this step in the user "
        "interface or let "
        "the app make it as that user, or move it to a separate setup app.";
    auto& f = c.add_scope(s, message);
    c.show(f, s.calls, s.requirements);
  }
}

}  // namespace leastscope
