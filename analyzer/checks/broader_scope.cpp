// A narrower level, or narrower scopes, would do. For Connect levels the judgement says so itself (`enough`). For a
// classic scope beyond reading it is said only if every live need that the scope serves also has a group that only
// reads, and no call is open.
#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

namespace {

constexpr size_t kMost = 6;

/// By its verb: what some scopes open is an administrator's matter, also when they only read it.
bool only_reads(const std::string& scope) {
  return scope.starts_with("read:") || scope.starts_with("search:") || scope.starts_with("view:");
}

/// A group that only reads and does without the scope, or null.
const std::vector<std::string>* reading_group(const CheckContext& c, const Alternatives& groups,
                                              const std::string& scope) {
  for (const auto& group : groups) {
    bool reads = std::all_of(group.begin(), group.end(), [&](const std::string& name) {
      const auto* fact = c.facts.scope(name);
      return name != scope && fact && only_reads(name) && !fact->deprecated && fact->forge;
    });
    if (reads) return &group;
  }
  return nullptr;
}

bool holds(const Alternatives& groups, const std::string& scope) {
  return std::any_of(groups.begin(), groups.end(),
                     [&](const auto& g) { return std::find(g.begin(), g.end(), scope) != g.end(); });
}

/// What would replace the scope, or nothing if some need has no narrower way.
std::vector<std::string> narrower_scopes(const CheckContext& c, const ScopeVerdict& s) {
  std::vector<std::string> out;
  auto take = [&](const Alternatives& groups) {
    if (!holds(groups, s.scope)) return true;
    const auto* group = reading_group(c, groups, s.scope);
    if (group) out.insert(out.end(), group->begin(), group->end());
    return group != nullptr;
  };
  for (const auto& call : c.needs.calls) {
    if (is_live(call) && call.alternatives_known && !take(call.alternatives)) return {};
  }
  // What a module or hook needs is not split into reading and writing by the facts.
  for (const auto& r : c.needs.requirements) {
    if (r.phase != Phase::unreachable && holds(r.alternatives, s.scope)) return {};
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  // Ten scopes for one are no advice that anybody would take.
  if (out.size() > kMost) out.clear();
  return out;
}

}  // namespace

void rules::broader_scope(CheckContext& c) {
  bool open = std::any_of(c.needs.calls.begin(), c.needs.calls.end(), is_open);
  for (const auto& s : c.needs.scopes) {
    if (s.verdict == Verdict::over_requested && !s.enough.empty()) {
      auto& f =
          c.add_scope(s, fmt::format("Level '{}' is broader than the app needs: '{}' would be enough. Replace it.",
                                     s.scope, s.enough));
      c.show(f, s.calls, s.requirements);
      c.offer_replacement(f, s, s.enough);
      continue;
    }
    const auto* fact = c.facts.scope(s.scope);
    if (s.verdict != Verdict::needed || open || s.partial_set || !fact || fact->kind != "classic" ||
        only_reads(s.scope))
      continue;
    if (c.descriptor.platform != Platform::forge) continue;
    auto instead = narrower_scopes(c, s);
    if (instead.empty()) continue;
    auto& f = c.add_scope(
        s, fmt::format(
               "Scope '{}' allows more than the app does with it. {} would also be allowed by {}. Consider them if "
               "the longer list is worth it; classic scopes are what Atlassian recommends.",
               s.scope, evidence_text(c.needs, s.calls, s.requirements, 2), listed_scopes(instead, "and", 10)));
    c.show(f, s.calls, s.requirements);
  }
}

}  // namespace leastscope
