#include "needs/levels.h"

#include <algorithm>

namespace leastscope {

int lowest_covering(const std::vector<int>& declared, int rank) {
  if (rank <= 0) return 0;
  const auto it = std::find_if(declared.begin(), declared.end(), [&](int other) { return other >= rank; });
  return it == declared.end() ? 0 : *it;
}

LevelVerdict judge_level(const std::vector<int>& declared, LevelNeed need, int rank) {
  const int a = lowest_covering(declared, need.run);
  const int b = lowest_covering(declared, need.all);
  if (rank == a && rank == b && need.run < need.all) {
    // One level carries both: what running needs would remain if installing were done otherwise.
    if (need.all == rank) return {Verdict::install_only, need.run};
    return {Verdict::over_requested, need.all};
  }
  if (rank == a) return need.run == rank ? LevelVerdict{} : LevelVerdict{Verdict::over_requested, need.run};
  if (rank == b && rank != 0) {
    if (need.all == rank) return {Verdict::install_only, need.run};
    return {Verdict::over_requested, need.all};
  }
  if (rank <= b || rank == 0) return {Verdict::redundant, 0};
  return {Verdict::over_requested, 0};
}

Levels asked_levels(const Held& held, const std::vector<ScopeGroup>& groups) {
  std::optional<Levels> least;
  for (const ScopeGroup& group : groups)
    if (allows(held, group) && (!least || group.levels < *least)) least = group.levels;
  return least.value_or(Levels{});
}

std::vector<int> declared_ranks(const Declaration& declared, size_t ladder) {
  std::vector<int> out;
  for (const LevelScope& level : declared.levels)
    if (level.ladder == ladder) out.push_back(level.rank);
  return out;
}

std::array<LevelNeed, ladder_count> level_needs(const Declaration& declared, const std::vector<Demand>& live) {
  std::array<LevelNeed, ladder_count> out;
  for (const Demand& demand : live) {
    if (!demand.allowed) continue;
    const Levels asked = asked_levels(declared.held, demand.groups);
    for (size_t ladder = 0; ladder < ladder_count; ++ladder) {
      out[ladder].all = std::max(out[ladder].all, asked[ladder]);
      if (demand.phase == Phase::run) out[ladder].run = std::max(out[ladder].run, asked[ladder]);
    }
  }
  return out;
}

}  // namespace leastscope
