// A declared scope that the facts do not know: misspelt, or newer than they are.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::unknown_scope(CheckContext& c) {
  std::vector<std::string_view> names;
  for (const auto& s : c.facts.scopes()) names.push_back(s.name);
  for (const auto& s : c.needs.scopes) {
    if (s.verdict != Verdict::unknown_scope) continue;
    if (c.facts.scope(s.scope) && !s.note.empty()) {
      c.add_scope(s, fmt::format("Scope '{}' cannot be granted by {}. It is known on another platform: check which one "
                                 "the app is for.",
                                 s.scope, platform_word(c.descriptor.platform)));
      continue;
    }
    std::string message = fmt::format("Scope '{}' is not known: it is misspelt, or newer than the API facts of {}. ",
                                      s.scope, c.facts.date());
    auto close = nearest(s.scope, names);
    if (!close.empty()) message += fmt::format("Did you mean {}? ", listed_scopes(close, "or"));
    message += "Check the spelling; whether the app needs it was not judged.";
    c.add_scope(s, message);
  }
}

}  // namespace leastscope
