// Exact minimal sets of scopes.
//
// A problem is a list of needs, each an OR of groups, each group a set of scopes that must all be held. Scopes are
// small numbers given in the order of their names, so "names in order" is a comparison of bits. The best set is the one
// with the least sum of weights; among those, the first one by its sorted names. Weights pack several goals into one
// number, the most important one highest, so that one comparison decides them all.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace leastscope {

/// A set of scope numbers below `capacity`.
class ScopeSet {
 public:
  static constexpr size_t capacity = 1024;
  void add(size_t id) { words_[id / 64] |= bit(id); }
  void remove(size_t id) { words_[id / 64] &= ~bit(id); }
  bool has(size_t id) const { return (words_[id / 64] & bit(id)) != 0; }
  bool empty() const;
  size_t count() const;
  bool inside(const ScopeSet& other) const;
  bool meets(const ScopeSet& other) const;
  ScopeSet& operator|=(const ScopeSet& other);
  ScopeSet& operator-=(const ScopeSet& other);
  bool operator==(const ScopeSet& other) const = default;
  /// Whether the sorted names of this set come before those of `other`; meaningful for sets of the same size.
  bool before(const ScopeSet& other) const;
  std::vector<size_t> ids() const;

 private:
  static uint64_t bit(size_t id) { return uint64_t{1} << (id % 64); }
  std::array<uint64_t, capacity / 64> words_{};
};

struct CoverProblem {
  std::vector<std::vector<ScopeSet>> needs;
  std::vector<uint64_t> weights;  ///< by scope number; every weight above 0
  ScopeSet base;                  ///< already held, costs nothing
  uint64_t node_limit = 1'000'000;
};

struct Cover {
  ScopeSet set;        ///< the base included
  uint64_t cost = 0;   ///< without the base
  uint64_t nodes = 0;  ///< search nodes used
  bool proved = true;  ///< false: the limit was reached; the set satisfies every need but may not be the best
};

/// The best set. Needs without any group are ignored: nothing can satisfy them.
Cover best_cover(const CoverProblem& problem);

/// Packs goals into one weight, the first one deciding. Each value stays below 16 per scope.
uint64_t pack_weight(std::initializer_list<unsigned> goals);

}  // namespace leastscope
