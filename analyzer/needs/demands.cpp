#include "needs/demands.h"

#include <algorithm>
#include <map>

#include "needs/operations.h"
#include "needs/slack.h"

namespace leastscope {
namespace {

void add_distinct(std::vector<ScopeGroup>& groups, const ScopeGroup& group) {
  if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
}

class Collector {
 public:
  Collector(const Universe& universe, const Declaration& declared, Demands& out)
      : universe_(universe), declared_(declared), out_(out) {}

  void call(const ApiCall& call, size_t index) {
    if (call.governed == Governed::no || !platform_governs(universe_.platform(), call.product)) return;
    if (call.status == Status::unresolved) {
      proven_impersonation(call, index);
      return;
    }
    if (call.status != Status::resolved || !call.alternatives_known) return;
    if (call.method == "SLACK") {
      slack(call, index);
      return;
    }
    // Several operations are possible: each one that what is declared allows is a need of its own, so that nothing it
    // uses is taken away.
    bool some = false, stated = false;
    std::vector<ScopeGroup> every;
    for (const CandidateOperation& operation : call.operations) {
      const auto groups = number_groups(universe_, operation.alternatives, {});
      stated = stated || !groups.empty();
      for (const ScopeGroup& group : groups) add_distinct(every, group);
      if (!allows_any(declared_.held, groups)) continue;
      some = true;
      add(groups, call.phase, index, true, false);
    }
    if (some) return;
    if (stated)
      add(every, call.phase, index, true, false);
    else if (!call.inaccessible && call.phase != Phase::unreachable)
      out_.barred_calls.push_back(index);
  }

  void requirement(const Requirement& requirement, size_t index) {
    if (requirement.alternatives.empty()) return;
    std::vector<std::vector<ScopeGroup>> parts;
    if (universe_.platform() == Platform::slack)
      parts = slack_parts(universe_, requirement);
    else
      parts.push_back(number_groups(universe_, requirement.alternatives, {}));
    const bool one = split(parts, requirement.phase, index, false, requirement.tolerated);
    if (!one && requirement.phase != Phase::unreachable && !requirement.tolerated)
      out_.barred_requirements.push_back(index);
  }

 private:
  /// Which path an impersonating back end takes may be open; that it acts as a user is not.
  void proven_impersonation(const ApiCall& call, size_t index) {
    if (!call.impersonation || call.browser || call.maybe || call.blind_spot) return;
    const std::string word = connect_word(universe_.platform(), call.product, "ACT_AS_USER");
    if (const auto group = universe_.group({word})) add({*group}, call.phase, index, true, false);
  }

  void slack(const ApiCall& call, size_t index) {
    const SlackMethod* method = universe_.facts().slack(call.path);
    if (!method) return;
    const auto parts = slack_parts(universe_, *method, call);
    const bool one = split(parts, call.phase, index, true, false);
    // A method for tokens of another kind has no groups at all: nothing is barred.
    const bool stated = call.alternatives != Alternatives{{}};
    if (!one && stated && call.phase != Phase::unreachable) out_.barred_calls.push_back(index);
  }

  /// Each part that is allowed is a need of its own; if none is, all of them together are one. False: there is no
  /// group.
  bool split(const std::vector<std::vector<ScopeGroup>>& parts, Phase phase, size_t index, bool is_call,
             bool tolerated) {
    std::vector<ScopeGroup> every;
    bool some = false;
    for (const auto& part : parts) {
      for (const ScopeGroup& group : part) add_distinct(every, group);
      if (!allows_any(declared_.held, part)) continue;
      some = true;
      add(part, phase, index, is_call, tolerated);
    }
    if (!some && !every.empty()) add(every, phase, index, is_call, tolerated);
    return !every.empty();
  }

  void add(const std::vector<ScopeGroup>& groups, Phase phase, size_t index, bool is_call, bool tolerated) {
    auto& list = phase == Phase::unreachable ? out_.unreachable : out_.live;
    auto it = std::find_if(list.begin(), list.end(), [&](const Demand& other) {
      return other.phase == phase && other.tolerated == tolerated && other.groups == groups;
    });
    if (it == list.end()) {
      Demand demand;
      demand.groups = groups;
      demand.phase = phase;
      demand.tolerated = tolerated;
      demand.allowed = allows_any(declared_.held, groups);
      it = list.insert(list.end(), std::move(demand));
    }
    auto& evidence = is_call ? it->calls : it->requirements;
    if (evidence.empty() || evidence.back() != index) evidence.push_back(index);
  }

  const Universe& universe_;
  const Declaration& declared_;
  Demands& out_;
};

}  // namespace

std::string declared_token(const Universe& universe, const DeclaredScope& scope) {
  if (universe.platform() != Platform::slack) return {};
  if (!scope.token.empty()) return scope.token;
  return universe.find(scope.scope, "bot") ? "bot" : "user";
}

Declaration read_declaration(const Universe& universe, const NeedsInput& input) {
  Declaration out;
  const bool everything = !input.scopes_declared && input.platform == Platform::connect_bitbucket;
  if (everything)
    for (size_t id = 0; id < universe.size(); ++id) out.scopes.add(id);
  for (const DeclaredScope& scope : input.declared) {
    if (const auto level = level_of(input.platform, scope.scope)) {
      const bool there = std::any_of(out.levels.begin(), out.levels.end(), [&](const LevelScope& other) {
        return other.ladder == level->ladder && other.rank == level->rank;
      });
      if (!there) out.levels.push_back(*level);
    } else if (const auto id = universe.find(scope.scope, declared_token(universe, scope))) {
      out.scopes.add(*id);
    }
  }
  std::sort(out.levels.begin(), out.levels.end(), [](const LevelScope& a, const LevelScope& b) {
    return a.ladder != b.ladder ? a.ladder < b.ladder : a.rank < b.rank;
  });
  out.held.closure = universe.closure(out.scopes);
  for (const LevelScope& level : out.levels)
    out.held.levels[level.ladder] = std::max(out.held.levels[level.ladder], level.rank);
  return out;
}

std::vector<ScopeGroup> number_groups(const Universe& universe, const Alternatives& alternatives,
                                      const std::string& token) {
  std::vector<ScopeGroup> out;
  for (const auto& scopes : alternatives)
    if (const auto group = universe.group(scopes, token)) add_distinct(out, *group);
  return out;
}

bool allows_any(const Held& held, const std::vector<ScopeGroup>& groups) {
  return std::any_of(groups.begin(), groups.end(), [&](const ScopeGroup& group) { return allows(held, group); });
}

namespace {

std::vector<std::vector<ScopeGroup>> parts_of(const Universe& universe, const std::vector<SlackGroup>& groups) {
  std::map<std::string, std::vector<ScopeGroup>> by_kind;
  std::vector<ScopeGroup> plain;
  for (const SlackGroup& one : groups) {
    const auto group = universe.group(one.scopes, one.token);
    if (!group) continue;
    add_distinct(one.kind.empty() ? plain : by_kind[one.kind], *group);
  }
  std::vector<std::vector<ScopeGroup>> out;
  if (by_kind.empty()) {
    out.push_back(std::move(plain));
    return out;
  }
  for (auto& [kind, kind_groups] : by_kind) {
    for (const ScopeGroup& group : plain) add_distinct(kind_groups, group);
    out.push_back(std::move(kind_groups));
  }
  return out;
}

}  // namespace

std::vector<std::vector<ScopeGroup>> slack_parts(const Universe& universe, const SlackMethod& method,
                                                 const ApiCall& call) {
  return parts_of(universe, slack_groups(universe.facts(), method, call));
}

std::vector<std::vector<ScopeGroup>> slack_parts(const Universe& universe, const Requirement& requirement) {
  return parts_of(universe, slack_groups(universe.facts(), requirement));
}

Demands collect_demands(const Universe& universe, const Declaration& declared, const std::vector<ApiCall>& calls,
                        const std::vector<Requirement>& requirements) {
  Demands out;
  Collector collector(universe, declared, out);
  for (size_t i = 0; i < calls.size(); ++i) collector.call(calls[i], i);
  for (size_t i = 0; i < requirements.size(); ++i) collector.requirement(requirements[i], i);
  return out;
}

}  // namespace leastscope
