// More scopes than the platform advises.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::too_many_scopes(CheckContext& c) {
  // Atlassian advises to stay below fifty: administrators have to read and approve them all.
  constexpr size_t kAdvised = 50;
  size_t n = c.descriptor.scopes.size();
  if (c.descriptor.platform != Platform::forge || n <= kAdvised) return;
  std::string message = fmt::format("The manifest declares {} scopes; the advised limit is {}. ", n, kAdvised);
  message += "Administrators have to approve every one of them. ";
  size_t needed = c.needs.minimal.classic.size();
  if (needed > 0 && needed < n) {
    message += fmt::format("Classic scopes would do with {}: see 'minimal' in the report.", needed);
  } else {
    message += "Replace granular scopes by the classic ones that cover them.";
  }
  c.add(message, c.descriptor.scopes_at, "count");
}

}  // namespace leastscope
