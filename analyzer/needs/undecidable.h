// Which scopes the unknown calls put in doubt.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "needs/levels.h"
#include "needs/sets.h"
#include "needs/unknowns.h"

namespace leastscope {

/// One declared thing that a verdict is about: a scope number, or a rank of a ladder.
struct Doubted {
  std::map<size_t, std::vector<size_t>> scopes;                  ///< scope -> calls that could need it
  std::map<std::pair<size_t, int>, std::vector<size_t>> levels;  ///< (ladder, rank) -> calls
};

/// Possible operations that D allows and `kept` does not: what of D they would take. With `run_only`, of run-time calls
/// only.
Doubted doubted(const Universe& universe, const Declaration& declared, const Held& kept, const ScopeSet& kept_scopes,
                const std::vector<Unknown>& unknowns, bool run_only);

/// Products whose calls or needs are live, as product_of_family names them; `every`: a call of no known product.
struct UsedProducts {
  std::set<std::string> products;
  bool every = false;
  bool has(std::string_view family) const;
};
UsedProducts used_products(const Universe& universe, const std::vector<ApiCall>& calls,
                           const std::vector<Demand>& live);

}  // namespace leastscope
