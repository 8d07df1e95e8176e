#include "checks/check.h"

#include <fmt/format.h>

#include <algorithm>

namespace leastscope {

Finding& CheckContext::add(std::string message, Place at, std::string key) {
  if (at.file.empty()) at = Place{descriptor.path, {1, 1}, {}};
  Finding f;
  f.rule = rule_;
  f.level = level_;
  f.message = std::move(message);
  f.at = std::move(at);
  f.key = fmt::format("{}|{}|{}", rule_, descriptor.path, key);
  found.push_back(std::move(f));
  return found.back();
}

Finding& CheckContext::add_scope(const ScopeVerdict& scope, std::string message) {
  auto& f = add(std::move(message), scope.at, scope.token.empty() ? scope.scope : scope.token + ":" + scope.scope);
  f.scopes = {scope.scope};
  return f;
}

void CheckContext::show(Finding& finding, const std::vector<size_t>& calls,
                        const std::vector<size_t>& requirements) const {
  // A finding with hundreds of places helps nobody; the report's `because` has them all.
  constexpr size_t kMost = 10;
  auto add_place = [&](const Place& at, std::string note) {
    if (at.file.empty() || at == finding.at || finding.related.size() >= kMost) return;
    finding.related.push_back({at, std::move(note)});
  };
  for (size_t i : calls) {
    if (i >= needs.calls.size()) continue;
    const auto& call = needs.calls[i];
    if (finding.flow.empty() && call.phase != Phase::unreachable) finding.flow = call.trace;
    for (const auto& at : call.at) add_place(at, call_text(call));
  }
  for (size_t i : requirements) {
    if (i < needs.requirements.size()) add_place(needs.requirements[i].at, requirement_text(needs.requirements[i]));
  }
}

const DeclaredScope* CheckContext::declared(const ScopeVerdict& scope) const {
  for (const auto& d : descriptor.scopes) {
    if (d.at == scope.at && d.token == scope.token) return &d;
  }
  return nullptr;
}

void CheckContext::offer_removal(Finding& finding, const ScopeVerdict& scope) const {
  const auto* d = declared(scope);
  if (!d || d->item.end <= d->item.begin) return;
  finding.fix = Fix{fmt::format("Remove '{}' from the {}.", scope.scope, descriptor_word(descriptor.platform)),
                    {{descriptor.path, d->item, ""}}};
}

void CheckContext::offer_replacement(Finding& finding, const ScopeVerdict& scope, const std::string& by) const {
  const auto* d = declared(scope);
  if (!d || d->span.end <= d->span.begin) return;
  finding.fix = Fix{fmt::format("Replace '{}' by '{}'.", scope.scope, by), {{descriptor.path, d->span, by}}};
}

}  // namespace leastscope
