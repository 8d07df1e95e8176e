#include "needs/undecidable.h"

#include <algorithm>

#include "needs/operations.h"

namespace leastscope {
namespace {

void add_call(std::vector<size_t>& calls, size_t call) {
  if (calls.empty() || calls.back() != call) calls.push_back(call);
}

}  // namespace

Doubted doubted(const Universe& universe, const Declaration& declared, const Held& kept, const ScopeSet& kept_scopes,
                const std::vector<Unknown>& unknowns, bool run_only) {
  Doubted out;
  std::array<std::vector<int>, ladder_count> ranks;
  for (size_t ladder = 0; ladder < ladder_count; ++ladder) ranks[ladder] = declared_ranks(declared, ladder);
  for (const Unknown& unknown : unknowns) {
    if (run_only && unknown.phase != Phase::run) continue;
    for (const PossibleOperation& operation : unknown.operations) {
      if (allows_any(kept, operation)) continue;
      for (const ScopeGroup& group : operation) {
        for (size_t id : group.scopes.ids()) {
          if (declared.scopes.has(id)) {
            if (!kept_scopes.has(id)) add_call(out.scopes[id], unknown.call);
            continue;
          }
          // Held only through a scope that implies it.
          if (kept.closure.has(id)) continue;
          for (size_t cover : universe.covered_by(id))
            if (declared.scopes.has(cover)) add_call(out.scopes[cover], unknown.call);
        }
        for (size_t ladder = 0; ladder < ladder_count; ++ladder) {
          if (group.levels[ladder] <= kept.levels[ladder]) continue;
          const int rank = lowest_covering(ranks[ladder], group.levels[ladder]);
          add_call(out.levels[{ladder, rank}], unknown.call);
        }
      }
    }
  }
  return out;
}

bool UsedProducts::has(std::string_view family) const {
  const std::string_view product = product_of_family(family);
  // The platform itself is always there.
  return every || product == "forge" || products.contains(std::string(product));
}

UsedProducts used_products(const Universe& universe, const std::vector<ApiCall>& calls,
                           const std::vector<Demand>& live) {
  UsedProducts out;
  for (const ApiCall& call : calls) {
    if (call.phase == Phase::unreachable || call.governed == Governed::no) continue;
    if (!platform_governs(universe.platform(), call.product)) continue;
    if (call.product.empty() && universe.platform() == Platform::slack)
      out.products.insert("slack");
    else if (call.product.empty() || (call.product == "graph" && call.status != Status::resolved))
      out.every = true;
    else
      out.products.insert(call.product == "assets" ? "jira" : call.product);
  }
  for (const Demand& demand : live)
    for (const ScopeGroup& group : demand.groups)
      for (size_t id : group.scopes.ids())
        if (const ScopeFact* fact = universe.fact(id)) out.products.emplace(product_of_family(fact->family));
  return out;
}

}  // namespace leastscope
