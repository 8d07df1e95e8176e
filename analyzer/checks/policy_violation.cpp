// What the owners' policy says about declared scopes, whether the app needs them or not.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"
#include "needs/universe.h"

namespace leastscope {

namespace {

const std::string* match(const std::vector<std::string>& patterns, const std::string& scope) {
  const auto it = std::find_if(patterns.begin(), patterns.end(),
                               [&](const std::string& pattern) { return pattern_matches(pattern, scope); });
  return it == patterns.end() ? nullptr : &*it;
}

/// Why the policy does not take the scope; empty when it does. The first reason is enough.
std::string objection(const CheckContext& c, const ScopeVerdict& s) {
  const auto& settings = c.app.settings;
  const auto& policy = settings.policy;
  const std::string asked = c.declared(s) ? c.declared(s)->scope : s.scope;
  const int risk = scope_risk(c.facts, s.scope);
  if (const auto* pattern = match(policy.deny, asked))
    return fmt::format("The policy denies scope '{}' (pattern '{}'). Do without it, or have the policy changed.", asked,
                       *pattern);
  if (!policy.allow.empty() && !match(policy.allow, asked))
    return fmt::format(
        "Scope '{}' is not among those that the policy allows. Do without it, or have the policy changed.", asked);
  if (policy.max_risk > 0 && risk > policy.max_risk)
    return fmt::format(
        "Scope '{}' has the risk '{}'; the policy allows at most '{}'. Do without it, or have the policy "
        "changed.",
        asked, risk_name(risk), risk_name(policy.max_risk));
  if (policy.justify_from > 0 && risk >= policy.justify_from) {
    const auto reason = settings.justifications.find(asked);
    if (reason == settings.justifications.end() || reason->second.empty())
      return fmt::format("Scope '{}' needs a justification. Write one under [justifications] in leastscope.toml.",
                         asked);
  }
  return {};
}

}  // namespace

void rules::policy_violation(CheckContext& c) {
  if (c.app.settings.policy.empty()) return;
  for (const auto& s : c.needs.scopes) {
    const auto message = objection(c, s);
    if (message.empty()) continue;
    auto& f = c.add_scope(s, message);
    c.show(f, s.calls, s.requirements);
    f.flow.clear();
  }
}

}  // namespace leastscope
