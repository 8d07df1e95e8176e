// Connect levels: NONE < READ < WRITE < DELETE < PROJECT_ADMIN or SPACE_ADMIN < ADMIN, each implying the lower ones.
//
// Of the declared levels at most two can matter: the lowest one that covers what is needed while running, and the
// lowest one that covers what is needed at all. Everything else is judged by its place beside those two.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "needs/demands.h"

namespace leastscope {

struct LevelNeed {
  int run = 0;  ///< highest level that declared scopes allow and that is needed at run time; 0: none
  int all = 0;  ///< at any time
};

struct LevelVerdict {
  Verdict verdict = Verdict::needed;
  int enough = 0;  ///< rank that would do instead; 0: none
};

/// `rank` is one of `declared` (ranks of one ladder, ascending).
LevelVerdict judge_level(const std::vector<int>& declared, LevelNeed need, int rank);
/// The lowest of the declared ranks that covers `rank`; 0 if there is none or nothing is asked.
int lowest_covering(const std::vector<int>& declared, int rank);

/// The levels that a need asks for, given what is held: the least demanding group that is allowed.
Levels asked_levels(const Held& held, const std::vector<ScopeGroup>& groups);
std::array<LevelNeed, ladder_count> level_needs(const Declaration& declared, const std::vector<Demand>& live);
std::vector<int> declared_ranks(const Declaration& declared, size_t ladder);

}  // namespace leastscope
