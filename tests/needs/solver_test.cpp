#include <ctime>
#include <random>
#include <set>

#include "needs/needs.h"
#include "needs/operations.h"
#include "needs/solver.h"
#include "needs/universe.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

bool satisfies(const CoverProblem& problem, const ScopeSet& set) {
  for (const auto& groups : problem.needs) {
    bool some = groups.empty();
    for (const ScopeSet& group : groups) some = some || group.inside(set);
    if (!some) return false;
  }
  return true;
}

/// Every subset of `n` scopes that holds the base.
Cover brute_force(const CoverProblem& problem, size_t n) {
  Cover best;
  bool found = false;
  for (size_t bits = 0; bits < (size_t{1} << n); ++bits) {
    ScopeSet set = problem.base;
    uint64_t cost = 0;
    for (size_t id = 0; id < n; ++id) {
      if (!(bits >> id & 1)) continue;
      if (!problem.base.has(id)) cost += problem.weights[id];
      set.add(id);
    }
    if (found && cost > best.cost) continue;
    if (!satisfies(problem, set)) continue;
    if (found && cost == best.cost && !set.before(best.set)) continue;
    best.set = set;
    best.cost = cost;
    found = true;
  }
  return best;
}

CoverProblem random_problem(std::mt19937& random, size_t n) {
  auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  CoverProblem problem;
  for (size_t id = 0; id < n; ++id) problem.weights.push_back(pack_weight({below(2), 1, 1 + below(4)}));
  const unsigned needs = 1 + below(8);
  for (unsigned i = 0; i < needs; ++i) {
    std::vector<ScopeSet> groups(1 + below(3));
    for (ScopeSet& group : groups)
      for (unsigned members = 1 + below(4); members > 0; --members) group.add(below(static_cast<unsigned>(n)));
    problem.needs.push_back(std::move(groups));
  }
  if (below(4) == 0) problem.base.add(below(static_cast<unsigned>(n)));
  return problem;
}

}  // namespace

TEST_CASE("the solver agrees with brute force") {
  std::mt19937 random(20261121);
  for (int round = 0; round < 10000; ++round) {
    const size_t n = 4 + random() % 6;
    const CoverProblem problem = random_problem(random, n);
    const Cover exact = brute_force(problem, n);
    const Cover cover = best_cover(problem);
    INFO("round " << round);
    REQUIRE(cover.proved);
    REQUIRE(cover.cost == exact.cost);
    REQUIRE(cover.set == exact.set);
  }
}

TEST_CASE("a search that reaches its limit still satisfies every need") {
  std::mt19937 random(7);
  bool some_unproved = false;
  for (int round = 0; round < 300; ++round) {
    CoverProblem problem = random_problem(random, 9);
    problem.node_limit = 0;
    const Cover cover = best_cover(problem);
    CHECK(satisfies(problem, cover.set));
    some_unproved = some_unproved || !cover.proved;
  }
  CHECK(some_unproved);
}

TEST_CASE("sets of the same size are ordered by their sorted names") {
  auto set = [](std::initializer_list<size_t> ids) {
    ScopeSet out;
    for (size_t id : ids) out.add(id);
    return out;
  };
  CHECK(set({1, 70}).before(set({2, 3})));
  CHECK_FALSE(set({2, 3}).before(set({1, 70})));
  CHECK_FALSE(set({1}).before(set({1})));
  CHECK(set({1, 200, 64}).ids() == std::vector<size_t>{1, 64, 200});
}

TEST_CASE("the set over every operation takes less than a second") {
  const Facts facts;
  const Universe universe(facts, Platform::forge);
  CoverProblem problem;
  for (size_t id = 0; id < universe.size(); ++id)
    problem.weights.push_back(pack_weight({1, static_cast<unsigned>(universe.risk(id))}));
  for (uint32_t id = 0; id < facts.operation_count(); ++id) {
    std::vector<ScopeSet> groups;
    for (const auto& scopes : operation_need(facts, Platform::forge, facts.operation(id), ApiCall{}).alternatives)
      if (const auto group = universe.group(scopes)) groups.push_back(group->scopes);
    problem.needs.push_back(std::move(groups));
  }
  REQUIRE(problem.needs.size() > 1000);
  const std::clock_t start = std::clock();  // of the processor: the machine may be busy
  const Cover cover = best_cover(problem);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  INFO("nodes " << cover.nodes << ", s " << seconds);
  CHECK(cover.proved);
  CHECK(satisfies(problem, cover.set));
  CHECK(seconds < 1.0);
}
