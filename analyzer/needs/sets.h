// The sets of section "Sets" of docs/uses.md: what to keep (M, and the part of it that running needs), what to add, the
// best set by style.
#pragma once
#include <string>
#include <vector>

#include "needs/demands.h"
#include "needs/levels.h"

namespace leastscope {

struct KeptSets {
  ScopeSet run;        ///< M_run: the best part of D that allows every allowed need of run time
  ScopeSet all;        ///< M: the best superset of it that allows every allowed need
  ScopeSet additions;  ///< cheapest additions for the needs that D does not allow; may hold declared scopes
  bool proved = true;
};

KeptSets keep(const Universe& universe, const Declaration& declared, const std::vector<Demand>& live);

enum class ScopeStyle { classic, granular };
/// The best cover of all live needs, counting first the scopes of the other style.
ScopeSet style_set(const Universe& universe, const Declaration& declared, const std::vector<Demand>& live,
                   ScopeStyle style, bool& proved);

/// The levels a set needs: for `recommended` also the level of run time beside it, when that is declared and lower.
std::vector<std::string> level_set(const Universe& universe, const Declaration& declared,
                                   const std::vector<Demand>& live, bool recommended);

/// Names of a set, sorted, each once.
std::vector<std::string> names_of(const Universe& universe, const ScopeSet& set);

}  // namespace leastscope
