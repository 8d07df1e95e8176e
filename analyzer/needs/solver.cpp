#include "needs/solver.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace leastscope {

bool ScopeSet::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](uint64_t word) { return word == 0; });
}

size_t ScopeSet::count() const {
  size_t sum = 0;
  for (uint64_t word : words_) sum += static_cast<size_t>(std::popcount(word));
  return sum;
}

bool ScopeSet::inside(const ScopeSet& other) const {
  for (size_t i = 0; i < words_.size(); ++i)
    if (words_[i] & ~other.words_[i]) return false;
  return true;
}

bool ScopeSet::meets(const ScopeSet& other) const {
  for (size_t i = 0; i < words_.size(); ++i)
    if (words_[i] & other.words_[i]) return true;
  return false;
}

ScopeSet& ScopeSet::operator|=(const ScopeSet& other) {
  for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

ScopeSet& ScopeSet::operator-=(const ScopeSet& other) {
  for (size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
  return *this;
}

bool ScopeSet::before(const ScopeSet& other) const {
  for (size_t i = 0; i < words_.size(); ++i) {
    const uint64_t differ = words_[i] ^ other.words_[i];
    if (differ) return (words_[i] & (differ & (~differ + 1))) != 0;
  }
  return false;
}

std::vector<size_t> ScopeSet::ids() const {
  std::vector<size_t> out;
  for (size_t i = 0; i < words_.size(); ++i)
    for (uint64_t word = words_[i]; word; word &= word - 1)
      out.push_back(i * 64 + static_cast<size_t>(std::countr_zero(word)));
  return out;
}

uint64_t pack_weight(std::initializer_list<unsigned> goals) {
  uint64_t weight = 0;
  for (unsigned goal : goals) weight = (weight << 14) | goal;
  return weight;
}

namespace {

using Groups = std::vector<ScopeSet>;
using Needs = std::vector<Groups>;

class Search {
 public:
  Search(const std::vector<uint64_t>& weights, uint64_t limit) : weights_(weights), limit_(limit) {}

  /// The best additional scopes for needs that share scopes with each other.
  void solve(Needs needs, const ScopeSet& taken, uint64_t cost) {
    ScopeSet set = taken;
    if (!reduce(needs, set, cost)) return;
    if (found_ && cost > best_cost_) return;
    if (needs.empty()) {
      offer(set, cost);
      return;
    }
    if (nodes_ >= limit_) {
      proved_ = false;
      if (!found_) finish_greedily(std::move(needs), set, cost);
      return;
    }
    ++nodes_;
    if (found_ && cost + bound(needs) > best_cost_) return;
    Groups groups = needs[pick(needs)];
    std::stable_sort(groups.begin(), groups.end(), [&](const ScopeSet& a, const ScopeSet& b) {
      const uint64_t x = weigh(a), y = weigh(b);
      return x != y ? x < y : a.before(b);
    });
    for (const ScopeSet& group : groups) {
      ScopeSet next = set;
      next |= group;
      solve(needs, next, cost + weigh(group));
    }
  }

  uint64_t weigh(const ScopeSet& set) const {
    uint64_t sum = 0;
    for (size_t id : set.ids()) sum += weights_[id];
    return sum;
  }

  bool found_ = false, proved_ = true;
  ScopeSet best_;
  uint64_t best_cost_ = 0, nodes_ = 0;

 private:
  void offer(const ScopeSet& set, uint64_t cost) {
    if (found_ && (cost > best_cost_ || (cost == best_cost_ && !set.before(best_)))) return;
    found_ = true;
    best_ = set;
    best_cost_ = cost;
  }

  /// Drops what is satisfied, shrinks groups by what is taken, takes what is forced, until nothing changes.
  bool reduce(Needs& needs, ScopeSet& set, uint64_t& cost) const {
    for (bool again = true; again;) {
      again = false;
      std::erase_if(needs, [&](const Groups& groups) {
        return std::any_of(groups.begin(), groups.end(), [&](const ScopeSet& group) { return group.inside(set); });
      });
      for (Groups& groups : needs) {
        for (ScopeSet& group : groups) group -= set;
        drop_larger(groups);
        if (groups.size() == 1 && !groups[0].inside(set)) {
          ScopeSet fresh = groups[0];
          fresh -= set;
          cost += weigh(fresh);
          set |= fresh;
          again = true;
          if (found_ && cost > best_cost_) return false;
        }
      }
    }
    drop_implied(needs);
    return true;
  }

  /// A group that holds another group of the same need is never better than it.
  static void drop_larger(Groups& groups) {
    Groups kept;
    for (size_t i = 0; i < groups.size(); ++i) {
      bool worse = false;
      for (size_t j = 0; j < groups.size() && !worse; ++j)
        worse = j != i && groups[j].inside(groups[i]) && (!(groups[i] == groups[j]) || j < i);
      if (!worse) kept.push_back(groups[i]);
    }
    groups = std::move(kept);
  }

  /// r1 follows from r2 if every group of r2 holds a group of r1.
  static void drop_implied(Needs& needs) {
    std::vector<char> gone(needs.size(), 0);
    for (size_t i = 0; i < needs.size(); ++i) {
      for (size_t j = 0; j < needs.size() && !gone[i]; ++j) {
        if (i == j || gone[j]) continue;
        const bool implied = std::all_of(needs[j].begin(), needs[j].end(), [&](const ScopeSet& other) {
          return std::any_of(needs[i].begin(), needs[i].end(),
                             [&](const ScopeSet& mine) { return mine.inside(other); });
        });
        gone[i] = implied ? 1 : 0;
      }
    }
    size_t at = 0;
    std::erase_if(needs, [&](const Groups&) { return gone[at++] != 0; });
  }

  size_t pick(const Needs& needs) const {
    size_t best = 0;
    uint64_t best_cheapest = cheapest(needs[0]);
    for (size_t i = 1; i < needs.size(); ++i) {
      const uint64_t mine = cheapest(needs[i]);
      if (needs[i].size() < needs[best].size() || (needs[i].size() == needs[best].size() && mine > best_cheapest)) {
        best = i;
        best_cheapest = mine;
      }
    }
    return best;
  }

  uint64_t cheapest(const Groups& groups) const {
    uint64_t least = std::numeric_limits<uint64_t>::max();
    for (const ScopeSet& group : groups) least = std::min(least, weigh(group));
    return least;
  }

  /// What any solution still has to pay: needs that share no scope, each at its cheapest.
  uint64_t bound(const Needs& needs) const {
    std::vector<std::pair<uint64_t, size_t>> order;
    for (size_t i = 0; i < needs.size(); ++i) order.emplace_back(cheapest(needs[i]), i);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    ScopeSet used;
    uint64_t sum = 0;
    for (const auto& [cost, i] : order) {
      ScopeSet all;
      for (const ScopeSet& group : needs[i]) all |= group;
      if (all.meets(used)) continue;
      used |= all;
      sum += cost;
    }
    return sum;
  }

  void finish_greedily(Needs needs, ScopeSet set, uint64_t cost) {
    while (reduce(needs, set, cost) && !needs.empty()) {
      const Groups& groups = needs[pick(needs)];
      const ScopeSet* least = &groups[0];
      for (const ScopeSet& group : groups)
        if (weigh(group) < weigh(*least)) least = &group;
      const ScopeSet taken = *least;
      cost += weigh(taken);
      set |= taken;
    }
    offer(set, cost);
  }

  const std::vector<uint64_t>& weights_;
  uint64_t limit_;
};

/// Needs that share scopes, directly or through others, belong together; the rest can be solved apart.
std::vector<Needs> components(const Needs& needs) {
  std::vector<std::pair<ScopeSet, Needs>> parts;
  for (const Groups& groups : needs) {
    ScopeSet scopes;
    for (const ScopeSet& group : groups) scopes |= group;
    Needs mine{groups};
    std::vector<std::pair<ScopeSet, Needs>> rest;
    for (auto& part : parts) {
      if (!part.first.meets(scopes)) {
        rest.push_back(std::move(part));
        continue;
      }
      scopes |= part.first;
      mine.insert(mine.end(), part.second.begin(), part.second.end());
    }
    rest.emplace_back(scopes, std::move(mine));
    parts = std::move(rest);
  }
  std::vector<Needs> out;
  out.reserve(parts.size());
  for (auto& part : parts) out.push_back(std::move(part.second));
  return out;
}

}  // namespace

Cover best_cover(const CoverProblem& problem) {
  Cover cover;
  cover.set = problem.base;
  Needs needs;
  for (Groups groups : problem.needs) {
    if (groups.empty()) continue;
    for (ScopeSet& group : groups) group -= problem.base;
    if (std::none_of(groups.begin(), groups.end(), [](const ScopeSet& group) { return group.empty(); }))
      needs.push_back(std::move(groups));
  }
  // Taking what is forced first lets the rest fall into small components.
  for (bool again = true; again;) {
    again = false;
    for (Groups& groups : needs) {
      for (ScopeSet& group : groups) group -= cover.set;
      if (groups.size() != 1 || groups[0].empty()) continue;
      for (size_t id : groups[0].ids()) cover.cost += problem.weights[id];
      cover.set |= groups[0];
      again = true;
    }
    std::erase_if(needs, [](const Groups& groups) {
      return std::any_of(groups.begin(), groups.end(), [](const ScopeSet& group) { return group.empty(); });
    });
  }
  for (const Needs& part : components(needs)) {
    Search search(problem.weights, problem.node_limit - std::min(problem.node_limit, cover.nodes));
    search.solve(part, ScopeSet{}, 0);
    cover.set |= search.best_;
    cover.cost += search.best_cost_;
    cover.nodes += search.nodes_;
    cover.proved = cover.proved && search.proved_;
  }
  return cover;
}

}  // namespace leastscope
