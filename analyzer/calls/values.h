// Abstract values. A value is a bounded set of atoms plus what is not known about it; values are hash-consed, so that a
// value is a number, equality is equality of numbers and a context's key is a row of numbers. Ids depend only on the
// order of evaluation, which is sequential and fixed: they may decide ties.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <memory_resource>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "base/intern.h"
#include "base/stable_vector.h"
#include "program/program.h"

namespace leastscope {

using ValueId = uint32_t;
using AtomId = uint32_t;
using PatternId = uint32_t;
using ReasonId = uint32_t;

/// Why something is not known. bound, budget and construct are our own limits and are never dropped for others.
enum class ReasonKind : uint8_t {
  bound,
  budget,
  construct,
  recursion,
  language,
  entry_parameter,
  stored_data,
  response_of,
  environment,
  configuration,
  user_input,
  library_result,
  installation,  ///< the address of a site that installed the app
  app_token,     ///< what the platform sends to a Forge remote
  user_token
};

/// What an unknown text is all the same: it decides whose request carries it, so it is a part of the text's identity.
enum class Origin : uint8_t { none, environment, installation, app_token, user_token };
Origin origin_of(ReasonKind kind);

struct Reason {
  ReasonKind kind = ReasonKind::library_result;
  ModuleId module = ir::kNone;
  uint32_t at = 0;
  std::string note;  ///< "the result of axios.get()", "parameter 'url' of an entry point"
};

enum class Shape : uint8_t { segment, query, any };

/// Literal text or a hole.
struct Piece {
  std::string text;
  bool hole = false;
  Shape shape = Shape::any;
  ReasonId reason = 0;
  Origin origin = Origin::none;  ///< of a hole
};
using Pattern = std::vector<Piece>;

enum class AtomKind : uint8_t {
  Str,   // a: pattern
  Num,   // a: symbol of the number's text
  Bool,  // a: 0 or 1
  Null,
  Undef,
  Regex,   // a: symbol
  Obj,     // a: object
  Fun,     // a: closure
  Class,   // a: class object
  Module,  // a: module, b: 1 = the CommonJS view
  Handle,  // a: handle
  Opaque,  // a: opaque
  Effect,  // a: use of a model member (receiver and effect)
  Native,  // a: symbol of the dotted builtin name, b: receiver value
};

struct Atom {
  AtomKind kind = AtomKind::Undef;
  uint32_t a = 0, b = 0;
  bool operator==(const Atom&) const = default;
};

/// A value as it is kept: its parts stay where they are as long as Values lives.
struct Value {
  std::span<const AtomId> atoms;   // sorted
  std::span<const ReasonId> open;  // sorted; empty = the set is complete
};

/// The objects that `new EventEmitter()` makes.
constexpr uint32_t kEmitterVariant = 52;

/// Bounds of ENGINE section 2, scaled for tests. `functions`: of a value that holds no object, as what stands in a
/// table of functions under any name.
struct ValueBounds {
  size_t strings = 64, objects = 32, functions = 128, numbers = 8, reasons = 3, pieces = 16, bytes = 2048;
};

/// A number made of two, both of which count in every bit.
inline uint64_t mix(uint64_t h, uint64_t v) {
  h ^= v + 0x9e3779b97f4a7c15ull + (h << 6) + (h >> 2);
  return h * 0xff51afd7ed558ccdull;
}

/// Of two ids in one number.
struct PairHash {
  size_t operator()(uint64_t pair) const {
    pair *= 0x9e3779b97f4a7c15ull;
    return static_cast<size_t>(pair ^ pair >> 32);
  }
};

/// Ids by the hash of what they stand for; what has the same hash is chained.
class HashIndex {
 public:
  static constexpr uint32_t kNone = 0xffffffff;
  /// The id with this hash for which `same` holds, or kNone.
  template <class Same>
  uint32_t find(uint64_t hash, Same same) const {
    auto it = first_.find(hash);
    if (it == first_.end()) return kNone;
    for (uint32_t id = it->second; id != kNone; id = next_[id])
      if (same(id)) return id;
    return kNone;
  }
  /// Ids are added in order: 0, 1, 2 …
  void add(uint64_t hash, uint32_t id) {
    auto [it, fresh] = first_.try_emplace(hash, id);
    next_.push_back(fresh ? kNone : it->second);
    if (!fresh) it.value() = id;
  }

 private:
  tsl::robin_map<uint64_t, uint32_t, PairHash> first_;
  std::vector<uint32_t> next_;
};

constexpr uint16_t bit(AtomKind kind) { return static_cast<uint16_t>(1u << static_cast<unsigned>(kind)); }
/// What is code or may hold some.
constexpr uint16_t kCode = bit(AtomKind::Fun) | bit(AtomKind::Obj) | bit(AtomKind::Handle) | bit(AtomKind::Effect) |
                           bit(AtomKind::Class) | bit(AtomKind::Opaque) | bit(AtomKind::Module);

class Values {
 public:
  explicit Values(Interner& names, ValueBounds bounds);

  static constexpr ValueId kBottom = 0;  ///< nothing known to arrive here: not (yet) evaluated

  ValueId make(std::span<const AtomId> atoms, std::span<const ReasonId> open);
  const Value& operator[](ValueId id) const { return values_[id]; }
  const Atom& atom(AtomId id) const { return atoms_[id]; }
  const Pattern& pattern(PatternId id) const { return patterns_[id]; }
  const Pattern& pattern_of(AtomId id) const { return patterns_[atoms_[id].a]; }
  const Reason& reason(ReasonId id) const { return reasons_[id]; }

  AtomId atom_id(Atom atom);
  ReasonId reason_id(ReasonKind kind, ModuleId module, uint32_t at, std::string_view note);
  PatternId pattern_id(Pattern pattern);

  ValueId of(Atom atom);
  ValueId one(AtomId atom) { return atom < ones_.size() && ones_[atom] != kBottom ? ones_[atom] : new_one(atom); }
  ValueId string(std::string_view text);
  ValueId literal_text(Symbol text);
  ValueId of_pattern(Pattern pattern);
  ValueId hole(Shape shape) const { return holes_[static_cast<size_t>(shape)]; }  ///< kBottom: not made yet
  ValueId new_hole(Shape shape, ReasonId reason);
  /// Is this the reason of the first hole that was made, which all of its shape bear whatever theirs is?
  bool is_shared(ReasonId reason) const;
  ValueId number(std::string_view text);
  ValueId boolean(bool b);
  ValueId undefined() const { return undef_; }
  ValueId null() const { return null_; }
  ValueId top(ReasonId reason);
  ValueId join(ValueId a, ValueId b) {
    if (a == b || b == kBottom) return a;
    return a == kBottom ? b : join_two(a, b);
  }
  bool within(ValueId a, ValueId b) const;  ///< a says nothing that b does not say
  ValueId add_open(ValueId v, ReasonId reason);
  ValueId without_open(ValueId v);
  ValueId open_of(ValueId v);                ///< only that more is possible, with the reasons
  ValueId filter(ValueId v, AtomKind kind);  ///< atoms of one kind, closed
  ValueId without(ValueId v, AtomKind kind);
  ValueId without(ValueId v, std::span<const AtomId> atoms);  ///< `atoms` need not be in it
  bool has(ValueId v, AtomKind kind) const { return kinds_[v] & bit(kind); }
  /// Something in it may be code or hold code: a function, an object, a client …
  bool holds_code(ValueId v) const { return kinds_[v] & kCode; }
  ValueId code_of(ValueId v);  ///< the atoms of which that is true, closed
  /// The objects, functions and clients that a bound ever left out of a value: what they call, is not known there.
  const std::set<AtomId>& left_out() const { return left_out_; }
  /// One reason for each origin among these, sorted. That of the environment only if there is no other.
  std::vector<ReasonId> origins(std::span<const ReasonId> open) const;
  bool is_open(ValueId v) const { return !values_[v].open.empty(); }
  /// The only string of an exact single literal, or null.
  const std::string* literal(ValueId v) const;
  /// As a piece of a longer string: every alternative. Empty when bottom.
  std::vector<Pattern> as_patterns(ValueId v, Shape unknown);
  /// Text of a literal pattern (no holes), or null.
  const std::string* literal_of(AtomId id) const;

 private:
  static constexpr AtomId kNoAtom = 0xffffffff;

  /// A value in the making.
  struct Parts {
    std::vector<AtomId> atoms;
    std::vector<ReasonId> open;
  };

  ValueId new_one(AtomId atom);
  ValueId join_two(ValueId a, ValueId b);
  /// Those of a value's atoms for which `test` holds; until the next such question.
  template <class Test>
  std::span<const AtomId> atoms_where(ValueId v, Test test) {
    scratch_.atoms.clear();
    std::ranges::copy_if(values_[v].atoms, std::back_inserter(scratch_.atoms), test);
    return scratch_.atoms;
  }
  void bound(Parts& v);
  void bound_atoms(Parts& v, size_t most_objects);
  void bound_reasons(Parts& v);
  AtomId indexed_atom(Atom atom);
  ReasonId bound_reason();

  Interner& names_;
  ValueBounds bounds_;
  std::set<AtomId> left_out_;
  std::pmr::monotonic_buffer_resource parts_;  ///< what the values consist of
  StableVector<Value> values_;
  Parts scratch_;                ///< parts of the value being made
  std::vector<uint16_t> kinds_;  ///< per value: the kinds of its atoms
  StableVector<Atom> atoms_;
  StableVector<Pattern> patterns_;
  StableVector<Reason> reasons_;
  HashIndex value_index_, atom_index_, pattern_index_, reason_index_;
  tsl::robin_map<uint64_t, ValueId, PairHash> join_cache_;
  tsl::robin_map<ValueId, ValueId> code_;
  std::array<std::vector<AtomId>, 14> dense_atoms_;  ///< per kind, by `a`: the atom whose `b` is 0
  std::vector<ValueId> ones_;                        ///< per atom: the exact value of it alone
  std::vector<ValueId> opens_;                       ///< per value: only that more is possible; kUnasked: not asked
  static constexpr ValueId kUnasked = 0xffffffff;
  std::vector<ValueId> tops_;              ///< per reason: the value of which nothing else is known
  tsl::robin_map<Symbol, ValueId> texts_;  ///< values of literals
  std::array<ValueId, 3> holes_{};         ///< by Shape
  ValueId undef_ = 0, null_ = 0;
  friend class ValuesTest;

 public:
  Interner& names() { return names_; }
};

/// Pieces with adjacent literals merged and empty literals dropped.
void append(Pattern& to, const Pattern& what);
void append_text(Pattern& to, std::string_view text);
/// For messages: holes as {} (segment) or {…}.
std::string pattern_text(const Pattern& pattern);

}  // namespace leastscope
