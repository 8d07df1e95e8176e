// A host that the app's code talks to although its Forge manifest does not open it: the platform stops the request.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

namespace {

/// Whether code outside the platform may be in the tree, for which no manifest speaks: remotes, Connect on Forge.
bool has_outside_code(const Descriptor& d) {
  return !d.remotes.empty() || std::any_of(d.modules.begin(), d.modules.end(), [](const auto& m) { return m.connect; });
}

bool plain_host(const std::string& host) {
  const bool letters = std::all_of(host.begin(), host.end(), [](char ch) {
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '.' || ch == '-';
  });
  return letters && host.find('.') != std::string::npos && host.find("localhost") == std::string::npos;
}

}  // namespace

void rules::undeclared_egress(CheckContext& c) {
  if (c.descriptor.platform != Platform::forge || has_outside_code(c.descriptor)) return;
  for (const auto& e : c.app.egress) {
    if (!e.used || e.declared || !plain_host(e.host)) continue;
    auto& f = c.add(fmt::format("The code talks to '{}', but the manifest does not open it, so the platform stops the "
                                "request. Add the host under permissions.external.fetch, or remove the request.",
                                e.host),
                    e.at.empty() ? Place{} : e.at.front(), e.host);
    for (size_t i = 1; i < e.at.size() && i < 10; ++i) f.related.push_back({e.at[i], e.host});
  }
}

}  // namespace leastscope
