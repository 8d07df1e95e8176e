#include "needs/sets.h"

#include <algorithm>
#include <set>

namespace leastscope {
namespace {

/// What may be asked for anew: not what is deprecated, unless it is held already.
ScopeSet offered(const Universe& universe, const ScopeSet& declared) {
  ScopeSet out = declared;
  for (size_t id = 0; id < universe.size(); ++id)
    if (!universe.fact(id) || !universe.fact(id)->deprecated) out.add(id);
  return out;
}

ScopeSet everything(const Universe& universe) {
  ScopeSet out;
  for (size_t id = 0; id < universe.size(); ++id) out.add(id);
  return out;
}

/// A demand as the solver sees it: groups written with the scopes that may cover them.
std::vector<ScopeSet> solver_groups(const Universe& universe, const std::vector<ScopeGroup>& groups,
                                    const ScopeSet& allowed, const Held* within) {
  std::vector<ScopeSet> out;
  for (const ScopeGroup& group : groups) {
    if (within && !allows(*within, group)) continue;
    for (const ScopeSet& set : universe.expand(group.scopes, allowed))
      if (std::find(out.begin(), out.end(), set) == out.end()) out.push_back(set);
  }
  return out;
}

/// Groups from the whole catalogue; deprecated scopes only where nothing else would do.
std::vector<ScopeSet> open_groups(const Universe& universe, const Declaration& declared, const Demand& demand) {
  auto out = solver_groups(universe, demand.groups, offered(universe, declared.scopes), nullptr);
  if (out.empty()) out = solver_groups(universe, demand.groups, everything(universe), nullptr);
  return out;
}

bool group_is(const Universe& universe, const ScopeGroup& group, bool classic) {
  const auto ids = group.scopes.ids();
  if (ids.empty()) return false;
  const auto is = [&](size_t id) { return classic ? universe.classic(id) : universe.granular(id); };
  return classic ? std::all_of(ids.begin(), ids.end(), is) : std::any_of(ids.begin(), ids.end(), is);
}

/// Classic if more satisfied needs hold a classic group than a granular one; ties are classic.
ScopeStyle app_style(const Universe& universe, const std::vector<Demand>& live) {
  size_t classic = 0, granular = 0;
  for (const Demand& demand : live) {
    if (!demand.allowed) continue;
    const auto holds = [&](bool style) {
      return std::any_of(demand.groups.begin(), demand.groups.end(),
                         [&](const ScopeGroup& group) { return group_is(universe, group, style); });
    };
    // Demands that look alike were merged; each call and requirement counts.
    const size_t times = demand.calls.size() + demand.requirements.size();
    classic += holds(true) ? times : 0;
    granular += holds(false) ? times : 0;
  }
  return classic >= granular ? ScopeStyle::classic : ScopeStyle::granular;
}

bool other_style(const Universe& universe, size_t id, ScopeStyle style) {
  return style == ScopeStyle::classic ? universe.granular(id) : universe.classic(id);
}

unsigned risk(const Universe& universe, size_t id) { return static_cast<unsigned>(universe.risk(id)); }

}  // namespace

KeptSets keep(const Universe& universe, const Declaration& declared, const std::vector<Demand>& live) {
  const ScopeStyle style = app_style(universe, live);
  CoverProblem problem;
  for (size_t id = 0; id < universe.size(); ++id)
    problem.weights.push_back(
        pack_weight({1, risk(universe, id), other_style(universe, id, style) ? 1U : 0U, universe.breadth(id)}));
  for (const Demand& demand : live)
    if (demand.allowed && demand.phase == Phase::run)
      problem.needs.push_back(solver_groups(universe, demand.groups, declared.scopes, &declared.held));
  KeptSets out;
  const Cover run = best_cover(problem);
  out.run = run.set;

  problem.base = run.set;
  problem.needs.clear();
  for (const Demand& demand : live)
    if (demand.allowed)
      problem.needs.push_back(solver_groups(universe, demand.groups, declared.scopes, &declared.held));
  const Cover all = best_cover(problem);
  out.all = all.set;

  problem.base = all.set;
  problem.needs.clear();
  for (size_t id = 0; id < universe.size(); ++id)
    problem.weights[id] = pack_weight({declared.scopes.has(id) ? 0U : 1U, 1, risk(universe, id), universe.breadth(id)});
  for (const Demand& demand : live)
    if (!demand.allowed && !demand.tolerated) problem.needs.push_back(open_groups(universe, declared, demand));
  const Cover more = best_cover(problem);
  out.additions = more.set;
  out.additions -= all.set;
  out.proved = run.proved && all.proved && more.proved;
  return out;
}

ScopeSet style_set(const Universe& universe, const Declaration& declared, const std::vector<Demand>& live,
                   ScopeStyle style, bool& proved) {
  CoverProblem problem;
  for (size_t id = 0; id < universe.size(); ++id)
    problem.weights.push_back(
        pack_weight({other_style(universe, id, style) ? 1U : 0U, 1, risk(universe, id), universe.breadth(id)}));
  for (const Demand& demand : live) {
    if (demand.tolerated && !demand.allowed) continue;
    problem.needs.push_back(open_groups(universe, declared, demand));
  }
  const Cover cover = best_cover(problem);
  proved = proved && cover.proved;
  return cover.set;
}

std::vector<std::string> level_set(const Universe& universe, const Declaration& declared,
                                   const std::vector<Demand>& live, bool recommended) {
  std::array<LevelNeed, ladder_count> need;
  for (const Demand& demand : live) {
    if (demand.tolerated && !demand.allowed) continue;
    Levels asked = asked_levels(declared.held, demand.groups);
    if (!demand.allowed && !demand.groups.empty()) {
      asked = demand.groups[0].levels;
      for (const ScopeGroup& group : demand.groups) asked = std::min(asked, group.levels);
    }
    for (size_t ladder = 0; ladder < ladder_count; ++ladder) {
      need[ladder].all = std::max(need[ladder].all, asked[ladder]);
      if (demand.phase == Phase::run) need[ladder].run = std::max(need[ladder].run, asked[ladder]);
    }
  }
  std::vector<std::string> out;
  for (size_t ladder = 0; ladder < ladder_count; ++ladder) {
    if (need[ladder].all == 0) continue;
    out.push_back(level_name(universe.platform(), {ladder, need[ladder].all}));
    const auto ranks = declared_ranks(declared, ladder);
    const bool held = std::find(ranks.begin(), ranks.end(), need[ladder].run) != ranks.end();
    if (recommended && need[ladder].run > 0 && need[ladder].run < need[ladder].all && held)
      out.push_back(level_name(universe.platform(), {ladder, need[ladder].run}));
  }
  return out;
}

std::vector<std::string> names_of(const Universe& universe, const ScopeSet& set) {
  std::set<std::string> names;
  for (size_t id : set.ids()) names.insert(universe.name(id));
  return {names.begin(), names.end()};
}

}  // namespace leastscope
