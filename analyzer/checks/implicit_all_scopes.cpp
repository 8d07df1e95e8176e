// A descriptor without a scopes element asks for everything.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

void rules::implicit_all_scopes(CheckContext& c) {
  // Only Bitbucket reads silence as a yes; elsewhere no element means no scopes.
  if (c.descriptor.scopes_declared || c.descriptor.platform != Platform::connect_bitbucket) return;
  std::string message = "The descriptor has no 'scopes', so the app is given every scope of the platform. ";
  const auto& enough = c.needs.minimal.recommended;
  if (!enough.empty()) {
    message += fmt::format("Declare what the app needs: {}.", listed_scopes(enough, "and", 20));
  } else {
    message += "Declare the scopes that the app needs.";
  }
  auto& f = c.add(message, c.descriptor.scopes_at, "scopes");
  f.scopes = enough;
}

}  // namespace leastscope
