// A host that the manifest opens for requests of the app's code, and to which no request was found.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

namespace {

/// Only hosts for requests can be judged by code: images, fonts or frames come from pages and from data. Hosts of the
/// products, and of remotes, are reached by the platform itself.
bool judged(const CheckContext& c, const std::string& host) {
  if (host.find("atlassian") != std::string::npos || host.find("bitbucket.org") != std::string::npos) return false;
  bool any = false;
  for (const auto& d : c.descriptor.egress) {
    if (d.host != host) continue;
    any = true;
    if (d.kind.rfind("fetch", 0) != 0) return false;
  }
  return any && std::none_of(c.descriptor.remotes.begin(), c.descriptor.remotes.end(),
                             [&](const Remote& r) { return r.base_url.find(host) != std::string::npos; });
}

}  // namespace

void rules::unused_egress(CheckContext& c) {
  // Code that was not read may talk to anybody.
  if (std::any_of(c.needs.calls.begin(), c.needs.calls.end(), [](const ApiCall& call) { return call.blind_spot; }))
    return;
  for (const auto& e : c.app.egress) {
    if (!e.declared || e.used || !judged(c, e.host)) continue;
    c.add(fmt::format("The manifest opens '{}', but no request to it was found in the code. Remove it from "
                      "permissions.external unless its address comes from data, a library or another service.",
                      e.host),
          e.at.empty() ? Place{} : e.at.front(), e.host);
  }
}

}  // namespace leastscope
