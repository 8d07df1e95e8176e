// A call or a part of the descriptor that the declared scopes do not allow: it fails at run time.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::missing_scope(CheckContext& c) {
  for (const auto& m : c.needs.missing) {
    Place at;
    std::string what = evidence_text(c.needs, m.calls, m.requirements, 3), key;
    size_t uses = m.calls.size() + m.requirements.size();
    if (!m.calls.empty() && m.calls.front() < c.needs.calls.size()) {
      const auto& call = c.needs.calls[m.calls.front()];
      if (!call.at.empty()) at = call.at.front();
      key = call.method + " " + call.path;
    } else if (!m.requirements.empty() && m.requirements.front() < c.needs.requirements.size()) {
      at = c.needs.requirements[m.requirements.front()].at;
      key = c.needs.requirements[m.requirements.front()].what;
    }
    if (!what.empty()) what[0] = static_cast<char>(what[0] >= 'a' && what[0] <= 'z' ? what[0] - 32 : what[0]);
    bool one = m.alternatives.size() == 1 && m.alternatives.front().size() == 1;
    std::string message =
        fmt::format("{} {} {}, but the {} does not declare {}. {} ", what, uses == 1 ? "needs" : "need",
                    alternatives_text(m.alternatives), descriptor_word(c.descriptor.platform),
                    one ? "it" : "one of these ways completely",
                    m.calls.empty() ? "The platform does not serve it." : "The request is refused at run time.");
    std::vector<std::string> add;
    for (const auto& scope : m.recommended) {
      bool declared =
          std::any_of(c.needs.scopes.begin(), c.needs.scopes.end(), [&](const auto& v) { return v.scope == scope; });
      if (!declared) add.push_back(scope);
    }
    if (add.empty()) {
      message += "Declare one of them.";
    } else {
      message += fmt::format("Add {}.", listed_scopes(add));
    }
    auto& f = c.add(message, at, key);
    f.scopes = add;
    c.show(f, m.calls, m.requirements);
  }
}

}  // namespace leastscope
