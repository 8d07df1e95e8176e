// The scopes of one platform as numbers, with what implies what.
//
// Connect levels are not numbers: they form a ladder, and a ladder is judged by its own rule (levels.h). A group
// therefore has two parts, the plain scopes and the level it asks of each ladder. A Forge app can carry two ladders,
// one for Jira and one for Confluence.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "needs/needs.h"
#include "needs/solver.h"

namespace leastscope {

/// Index of a ladder: 0 = Connect descriptor or connect-jira, 1 = connect-confluence.
inline constexpr size_t ladder_count = 2;
using Levels = std::array<int, ladder_count>;  ///< 0: nothing asked

struct LevelScope {
  size_t ladder = 0;
  int rank = 0;  ///< as connect_level(): NONE is 0
};

/// A scope that stands on a ladder; nothing for stand-alone and ordinary scopes.
std::optional<LevelScope> level_of(Platform platform, std::string_view scope);
/// The level's name as a descriptor of the platform writes it: "WRITE", "write:connect-jira".
std::string level_name(Platform platform, LevelScope level);
/// The scope as the facts and the result write it: Connect words in capitals.
std::string canonical_scope(Platform platform, std::string_view scope);
/// A stand-alone Connect word ("ACT_AS_USER") as the platform writes it.
std::string connect_word(Platform platform, std::string_view product, std::string_view word);

/// 1 read, 2 write, 3 delete, 4 admin; from the facts, else from the words of the name.
int scope_risk(const Facts& facts, std::string_view scope);
std::string_view risk_name(int risk);

/// One AND-group.
struct ScopeGroup {
  ScopeSet scopes;
  Levels levels{};
  bool operator==(const ScopeGroup&) const = default;
};

/// What is held: plain scopes (closed under implication) and the highest level of each ladder.
struct Held {
  ScopeSet closure;
  Levels levels{};
};
bool allows(const Held& held, const ScopeGroup& group);

class Universe {
 public:
  Universe(const Facts& facts, Platform platform);

  Platform platform() const { return platform_; }
  const Facts& facts() const { return *facts_; }
  /// Number of a scope that the platform can grant; nothing for others and for levels. Slack: with its token ("bot",
  /// "user").
  std::optional<size_t> find(std::string_view scope, std::string_view token = {}) const;
  size_t size() const { return entries_.size(); }
  const std::string& name(size_t id) const { return entries_[id].name; }
  const std::string& token(size_t id) const { return entries_[id].token; }
  const ScopeFact* fact(size_t id) const { return entries_[id].fact; }
  int risk(size_t id) const { return entries_[id].risk; }
  bool classic(size_t id) const { return entries_[id].kind == 1; }
  /// How many other scopes it implies: of two that would do, the narrower one is better.
  unsigned breadth(size_t id) const { return static_cast<unsigned>(entries_[id].implies.size()); }
  bool granular(size_t id) const { return entries_[id].kind == 2; }

  /// A group in numbers; nothing when a member cannot be granted.
  std::optional<ScopeGroup> group(const std::vector<std::string>& scopes, std::string_view token = {}) const;
  /// Everything the scopes allow, themselves included.
  ScopeSet closure(const ScopeSet& scopes) const;
  /// Scopes whose closure holds `id`, itself first.
  const std::vector<size_t>& covered_by(size_t id) const { return entries_[id].covered_by; }
  /// The group written with the scopes that could cover its members, limited to `allowed`.
  std::vector<ScopeSet> expand(const ScopeSet& scopes, const ScopeSet& allowed) const;

 private:
  struct Entry {
    std::string name, token;
    const ScopeFact* fact = nullptr;
    int risk = 1;
    int kind = 0;  // 1 classic, 2 granular
    std::vector<size_t> implies, covered_by;
  };
  void add(const ScopeFact& fact, std::string_view token);
  const Facts* facts_;
  Platform platform_;
  std::vector<Entry> entries_;
  std::map<std::string, size_t, std::less<>> index_;
};

}  // namespace leastscope
