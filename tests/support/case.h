// Reads what the cases of fixtures/needs and fixtures/checks share: calls and needs as JSON. `Json` is nlohmann's, with
// or without the order of keys.
#pragma once
#include <string>
#include <vector>

#include "needs/needs.h"
#include "support/catch.h"

namespace leastscope::tests {

inline Platform platform_of(const std::string& name) {
  for (Platform platform : {Platform::forge, Platform::connect_jira, Platform::connect_confluence,
                            Platform::connect_bitbucket, Platform::slack})
    if (platform_name(platform) == name) return platform;
  FAIL("unknown platform " << name);
  return Platform::forge;
}

template <class Json>
Phase phase_of(const Json& node) {
  const std::string name = node.value("phase", "run");
  return name == "install" ? Phase::install : name == "unreachable" ? Phase::unreachable : Phase::run;
}

template <class Json>
ApiCall read_call(const Json& node) {
  ApiCall call;
  call.method = node.value("method", "GET");
  call.path = node.value("path", "");
  call.product = node.value("product", "");
  const std::string identity = node.value("identity", "app");
  call.identity = identity == "app" ? Identity::app : identity == "user" ? Identity::user : Identity::unknown;
  const std::string governed = node.value("governed", "yes");
  call.governed = governed == "yes" ? Governed::yes : governed == "no" ? Governed::no : Governed::unknown;
  call.phase = phase_of(node);
  call.maybe = node.value("maybe", false);
  call.unresolved = node.value("unresolved", false);
  call.blind_spot = node.value("blind_spot", false);
  call.browser = node.value("browser", false);
  call.impersonation = node.value("impersonation", false);
  call.connect = node.value("connect", false);
  call.reason = node.value("reason", "");
  call.kinds = node.value("kinds", std::vector<std::string>{});
  call.token = node.value("token", "");
  call.selection = node.value("selection", "");
  return call;
}

template <class Json>
Requirement read_requirement(const Json& node) {
  Requirement need;
  need.kind = node.value("kind", "module");
  need.what = node.value("what", "");
  need.phase = phase_of(node);
  need.alternatives = node.at("alternatives").template get<Alternatives>();
  need.token = node.value("token", "");
  need.tolerated = node.value("tolerated", false);
  return need;
}

}  // namespace leastscope::tests
