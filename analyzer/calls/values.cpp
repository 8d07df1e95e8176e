#include "calls/values.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

namespace leastscope {
namespace {

uint64_t hash_text(std::string_view s) {
  uint64_t h = 1469598103934665603ull;
  for (char c : s) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return h;
}
uint64_t hash(const Value& v) {
  uint64_t h = 7;
  for (AtomId a : v.atoms) h = mix(h, a);
  h = mix(h, 0xabcdef);
  for (ReasonId r : v.open) h = mix(h, r);
  return h;
}
bool same(const Value& a, const Value& b) {
  return std::ranges::equal(a.atoms, b.atoms) && std::ranges::equal(a.open, b.open);
}
bool includes(std::span<const uint32_t> all, std::span<const uint32_t> some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}
/// Reasons of holes stand outside equality.
uint64_t hash(const Pattern& p) {
  uint64_t h = 11;
  for (const Piece& x : p)
    h = mix(h, x.hole ? 1000003u + static_cast<unsigned>(x.shape) * 8u + static_cast<unsigned>(x.origin)
                      : hash_text(x.text));
  return h;
}
bool same(const Pattern& a, const Pattern& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Piece& x, const Piece& y) {
    return x.hole == y.hole && (x.hole ? x.shape == y.shape && x.origin == y.origin : x.text == y.text);
  });
}
bool ours(ReasonKind kind) { return kind <= ReasonKind::construct; }

}  // namespace

Origin origin_of(ReasonKind kind) {
  switch (kind) {
    case ReasonKind::environment:
      return Origin::environment;
    case ReasonKind::installation:
      return Origin::installation;
    case ReasonKind::app_token:
      return Origin::app_token;
    case ReasonKind::user_token:
      return Origin::user_token;
    default:
      return Origin::none;
  }
}

void append_text(Pattern& to, std::string_view text) {
  if (text.empty()) return;
  if (!to.empty() && !to.back().hole)
    to.back().text += text;
  else
    to.push_back({std::string(text), false, Shape::any, 0});
}

void append(Pattern& to, const Pattern& what) {
  for (const Piece& p : what) {
    if (!p.hole)
      append_text(to, p.text);
    else if (!(!to.empty() && to.back().hole && to.back().shape == p.shape))
      to.push_back(p);
    else if (to.back().origin == Origin::environment && p.origin != Origin::environment)
      to.back() = p;  // no longer the environment's alone
  }
}

std::string pattern_text(const Pattern& pattern) {
  std::string s;
  for (const Piece& p : pattern) s += p.hole ? (p.shape == Shape::segment ? "{}" : "{…}") : p.text;
  return s;
}

Values::Values(Interner& names, ValueBounds bounds) : names_(names), bounds_(bounds) {
  reasons_.push_back({});
  reason_index_.add(0, 0);
  make({}, {});
  undef_ = of({AtomKind::Undef});
  null_ = of({AtomKind::Null});
}

ValueId Values::make(std::span<const AtomId> atoms, std::span<const ReasonId> open) {
  const Value v{atoms, open};
  assert(std::is_sorted(atoms.begin(), atoms.end()) && std::is_sorted(open.begin(), open.end()));
  uint64_t h = hash(v);
  if (uint32_t known = value_index_.find(h, [&](uint32_t i) { return same(values_[i], v); }); known != HashIndex::kNone)
    return known;
  uint16_t kinds = 0;
  for (AtomId a : atoms) kinds |= bit(atoms_[a].kind);
  kinds_.push_back(kinds);
  auto keep = [&](std::span<const uint32_t> ids) -> std::span<const uint32_t> {
    if (ids.empty()) return {};
    auto* kept = static_cast<uint32_t*>(parts_.allocate(ids.size_bytes(), alignof(uint32_t)));
    std::copy(ids.begin(), ids.end(), kept);
    return {kept, ids.size()};
  };
  values_.push_back({keep(atoms), keep(open)});
  auto id = static_cast<ValueId>(values_.size() - 1);
  value_index_.add(h, id);
  return id;
}

AtomId Values::atom_id(Atom atom) {
  if (atom.b != 0) return indexed_atom(atom);
  std::vector<AtomId>& dense = dense_atoms_[static_cast<size_t>(atom.kind)];
  if (atom.a >= dense.size()) dense.resize(std::max<size_t>(atom.a + 1, dense.size() + dense.size() / 2), kNoAtom);
  if (dense[atom.a] == kNoAtom) dense[atom.a] = indexed_atom(atom);
  return dense[atom.a];
}

AtomId Values::indexed_atom(Atom atom) {
  uint64_t h = mix(mix(static_cast<uint64_t>(atom.kind), atom.a), atom.b);
  if (uint32_t known = atom_index_.find(h, [&](uint32_t i) { return atoms_[i] == atom; }); known != HashIndex::kNone)
    return known;
  atoms_.push_back(atom);
  auto id = static_cast<AtomId>(atoms_.size() - 1);
  atom_index_.add(h, id);
  return id;
}

ReasonId Values::reason_id(ReasonKind kind, ModuleId module, uint32_t at, std::string_view note) {
  uint64_t h = mix(mix(mix(static_cast<uint64_t>(kind), module), at), note.size());  // a place has few notes
  uint32_t known = reason_index_.find(h, [&](uint32_t i) {
    const Reason& r = reasons_[i];
    return r.kind == kind && r.module == module && r.at == at && r.note == note;
  });
  if (known != HashIndex::kNone) return known;
  reasons_.push_back({kind, module, at, std::string(note)});
  auto id = static_cast<ReasonId>(reasons_.size() - 1);
  reason_index_.add(h, id);
  return id;
}

PatternId Values::pattern_id(Pattern p) {
  size_t bytes = 0;
  for (const Piece& x : p) bytes += x.text.size();
  if (p.size() > bounds_.pieces || bytes > bounds_.bytes) {  // keep the beginning: it decides product and operation
    Pattern cut;
    size_t used = 0;
    for (const Piece& x : p) {
      if (cut.size() + 1 >= bounds_.pieces || used + x.text.size() > bounds_.bytes) break;
      used += x.text.size();
      cut.push_back(x);
    }
    if (!cut.empty() && cut.back().hole) cut.pop_back();
    cut.push_back({"", true, Shape::any, bound_reason()});
    p = std::move(cut);
  }
  uint64_t h = hash(p);
  if (uint32_t known = pattern_index_.find(h, [&](uint32_t i) { return same(patterns_[i], p); });
      known != HashIndex::kNone)
    return known;
  patterns_.push_back(std::move(p));
  auto id = static_cast<PatternId>(patterns_.size() - 1);
  pattern_index_.add(h, id);
  return id;
}

ReasonId Values::bound_reason() {
  return reason_id(ReasonKind::bound, ir::kNone, 0, "more alternatives than the analysis keeps apart");
}

ValueId Values::open_of(ValueId v) {
  if (v >= opens_.size()) opens_.resize(std::max<size_t>(v + 1, opens_.size() + opens_.size() / 2), kUnasked);
  if (opens_[v] == kUnasked) opens_[v] = make({}, values_[v].open);
  return opens_[v];
}

ValueId Values::of(Atom atom) { return one(atom_id(atom)); }
ValueId Values::new_one(AtomId atom) {
  if (atom >= ones_.size()) ones_.resize(atom + 1, kBottom);
  if (ones_[atom] == kBottom) ones_[atom] = make({&atom, 1}, {});
  return ones_[atom];
}
ValueId Values::literal_text(Symbol text) {
  auto it = texts_.find(text);
  if (it != texts_.end()) return it->second;
  ValueId v = string(names_.text(text));
  texts_.emplace(text, v);
  return v;
}
ValueId Values::string(std::string_view text) {
  Pattern p;
  append_text(p, text);
  return of_pattern(std::move(p));
}
ValueId Values::of_pattern(Pattern pattern) { return of({AtomKind::Str, pattern_id(std::move(pattern)), 0}); }
ValueId Values::new_hole(Shape shape, ReasonId reason) {
  return holes_[static_cast<size_t>(shape)] = of_pattern({{"", true, shape, reason}});
}
bool Values::is_shared(ReasonId reason) const {
  return std::any_of(holes_.begin(), holes_.end(), [&](ValueId hole) {
    return hole != kBottom && pattern_of(values_[hole].atoms[0])[0].reason == reason;
  });
}
ValueId Values::number(std::string_view text) { return of({AtomKind::Num, names_.intern(text), 0}); }
ValueId Values::boolean(bool b) { return of({AtomKind::Bool, b ? 1u : 0u, 0}); }
ValueId Values::top(ReasonId reason) {
  if (reason >= tops_.size()) tops_.resize(reason + 64, kBottom);
  if (tops_[reason] == kBottom) tops_[reason] = make({}, {&reason, 1});
  return tops_[reason];
}

ValueId Values::join_two(ValueId a, ValueId b) {
  if (a > b) std::swap(a, b);
  uint64_t key = (static_cast<uint64_t>(a) << 32) | b;
  if (auto it = join_cache_.find(key); it != join_cache_.end()) return it->second;
  const Value x = values_[a], y = values_[b];
  if (includes(x.atoms, y.atoms) && includes(x.open, y.open)) return join_cache_[key] = a;
  if (includes(y.atoms, x.atoms) && includes(y.open, x.open)) return join_cache_[key] = b;
  Parts& v = scratch_;
  v.atoms.clear();
  v.open.clear();
  std::set_union(x.atoms.begin(), x.atoms.end(), y.atoms.begin(), y.atoms.end(), std::back_inserter(v.atoms));
  std::set_union(x.open.begin(), x.open.end(), y.open.begin(), y.open.end(), std::back_inserter(v.open));
  bound(v);
  ValueId id = make(v.atoms, v.open);
  join_cache_.emplace(key, id);
  return id;
}

bool Values::within(ValueId a, ValueId b) const {
  if (a == b || a == kBottom) return true;
  const Value &x = values_[a], &y = values_[b];
  return includes(y.atoms, x.atoms) && (x.open.empty() || !y.open.empty());
}

// Too many strings: one pattern per literal prefix (up to the third slash), with the longest common prefix and suffix
// of its members; still too many: one pattern for all. Too many of anything else: the lowest ids stay, an object among
// them if there is one, and the value is open.
void Values::bound(Parts& v) {
  if (v.atoms.size() > std::min({bounds_.strings, bounds_.objects, bounds_.numbers})) {
    size_t strings = 0, numbers = 0, objects = 0, functions = 0;
    for (AtomId id : v.atoms) switch (atoms_[id].kind) {
        case AtomKind::Str:
          ++strings;
          break;
        case AtomKind::Num:
          ++numbers;
          break;
        case AtomKind::Bool:
        case AtomKind::Null:
        case AtomKind::Undef:
          break;
        case AtomKind::Fun:
          ++functions;
          break;
        default:
          ++objects;
      }
    const size_t most = objects ? bounds_.objects : bounds_.functions;
    if (strings > bounds_.strings || numbers > bounds_.numbers || objects + functions > most) bound_atoms(v, most);
  }
  if (v.open.size() > bounds_.reasons) bound_reasons(v);
}

void Values::bound_atoms(Parts& v, size_t most_objects) {
  std::vector<AtomId> strings, objects, numbers, rest;
  for (AtomId id : v.atoms) switch (atoms_[id].kind) {
      case AtomKind::Str:
        strings.push_back(id);
        break;
      case AtomKind::Num:
        numbers.push_back(id);
        break;
      case AtomKind::Bool:
      case AtomKind::Null:
      case AtomKind::Undef:
        rest.push_back(id);
        break;
      default:
        objects.push_back(id);
    }
  if (strings.size() > bounds_.strings) {
    // first what differs only in its query
    std::vector<AtomId> cut;
    for (AtomId id : strings) {
      Pattern p;
      bool query = false;
      for (const Piece& x : pattern_of(id)) {
        size_t q = x.hole ? std::string::npos : x.text.find('?');
        if (q == std::string::npos) {
          append(p, {x});
          continue;
        }
        append_text(p, x.text.substr(0, q + 1));
        p.push_back({"", true, Shape::query, 0});
        query = true;
        break;
      }
      cut.push_back(query ? atom_id({AtomKind::Str, pattern_id(std::move(p)), 0}) : id);
    }
    std::sort(cut.begin(), cut.end());
    cut.erase(std::unique(cut.begin(), cut.end()), cut.end());
    strings = std::move(cut);
  }
  if (strings.size() > bounds_.strings) {
    auto merge = [&](const std::vector<AtomId>& group) {
      if (group.size() == 1) return group[0];
      Pattern first = pattern_of(group[0]);
      std::string prefix = first.empty() || first[0].hole ? "" : first[0].text;
      std::string suffix = first.empty() || first.back().hole ? "" : first.back().text;
      for (AtomId id : group) {
        const Pattern& p = pattern_of(id);
        std::string_view head = p.empty() || p[0].hole ? std::string_view() : std::string_view(p[0].text);
        std::string_view tail = p.empty() || p.back().hole ? std::string_view() : std::string_view(p.back().text);
        size_t n = 0;
        while (n < prefix.size() && n < head.size() && prefix[n] == head[n]) ++n;
        prefix.resize(n);
        n = 0;
        while (n < suffix.size() && n < tail.size() && suffix[suffix.size() - 1 - n] == tail[tail.size() - 1 - n]) ++n;
        suffix = suffix.substr(suffix.size() - n);
      }
      Pattern p;
      append_text(p, prefix);
      p.push_back({"", true, Shape::any, bound_reason()});
      append_text(p, suffix);
      return atom_id({AtomKind::Str, pattern_id(std::move(p)), 0});
    };
    std::map<std::string, std::vector<AtomId>> groups;
    for (AtomId id : strings) {
      const Pattern& p = pattern_of(id);
      std::string head = p.empty() || p[0].hole ? "" : p[0].text;
      size_t cut = 0, slashes = 0;
      while (cut < head.size() && slashes < 3) slashes += head[cut++] == '/';
      groups[head.substr(0, cut)].push_back(id);
    }
    std::vector<AtomId> merged;
    if (groups.size() <= bounds_.strings)
      for (auto& [head, group] : groups) merged.push_back(merge(group));
    else
      merged.push_back(merge(strings));
    strings = std::move(merged);
    v.open.push_back(bound_reason());  // one of them may be a path that the merged text no longer tells
  }
  if (numbers.size() > bounds_.numbers) {
    // a number is never more than an id
    Pattern p{{"", true, Shape::segment, reason_id(ReasonKind::library_result, ir::kNone, 0, "one of many numbers")}};
    strings.push_back(atom_id({AtomKind::Str, pattern_id(std::move(p)), 0}));
    numbers.clear();
  }
  if (objects.size() > most_objects) {
    // an object stays among them: what has one is bounded as such, whatever joins it later
    auto is_object = [&](AtomId id) { return atoms_[id].kind != AtomKind::Fun; };
    if (auto first = std::find_if(objects.begin(), objects.end(), is_object); first != objects.end())
      std::rotate(objects.begin(), first, first + 1);
    left_out_.insert(objects.begin() + static_cast<std::ptrdiff_t>(most_objects), objects.end());
    objects.resize(most_objects);
    v.open.push_back(bound_reason());
  }
  v.atoms = std::move(strings);
  for (auto* part : {&numbers, &objects, &rest}) v.atoms.insert(v.atoms.end(), part->begin(), part->end());
  std::sort(v.atoms.begin(), v.atoms.end());
  v.atoms.erase(std::unique(v.atoms.begin(), v.atoms.end()), v.atoms.end());
  std::sort(v.open.begin(), v.open.end());
  v.open.erase(std::unique(v.open.begin(), v.open.end()), v.open.end());
}

/// What decides most stays: our own limits, then what tells whose a request is.
void Values::bound_reasons(Parts& v) {
  auto rank = [&](ReasonId r) {
    if (ours(reasons_[r].kind)) return 0;
    const Origin origin = origin_of(reasons_[r].kind);
    return origin > Origin::environment ? 1 : origin == Origin::none ? 2 : 3;
  };
  std::stable_sort(v.open.begin(), v.open.end(), [&](ReasonId a, ReasonId b) { return rank(a) < rank(b); });
  v.open.resize(bounds_.reasons);
  std::sort(v.open.begin(), v.open.end());
}

ValueId Values::add_open(ValueId v, ReasonId reason) { return join(v, top(reason)); }
ValueId Values::without_open(ValueId v) { return is_open(v) ? make(values_[v].atoms, {}) : v; }

ValueId Values::filter(ValueId v, AtomKind kind) {
  return make(atoms_where(v, [&](AtomId id) { return atoms_[id].kind == kind; }), {});
}
ValueId Values::without(ValueId v, AtomKind kind) {
  if (!has(v, kind)) return v;
  return make(atoms_where(v, [&](AtomId id) { return atoms_[id].kind != kind; }), values_[v].open);
}
ValueId Values::without(ValueId v, std::span<const AtomId> atoms) {
  auto stays = [&](AtomId id) { return std::find(atoms.begin(), atoms.end(), id) == atoms.end(); };
  return make(atoms_where(v, stays), values_[v].open);
}
ValueId Values::code_of(ValueId v) {
  if (!holds_code(v)) return kBottom;
  if (auto it = code_.find(v); it != code_.end()) return it->second;
  ValueId code = make(atoms_where(v, [&](AtomId id) { return (bit(atoms_[id].kind) & kCode) != 0; }), {});
  code_.emplace(v, code);
  return code;
}

const std::string* Values::literal_of(AtomId id) const {
  static const std::string empty;
  if (atoms_[id].kind != AtomKind::Str) return nullptr;
  const Pattern& p = patterns_[atoms_[id].a];
  if (p.empty()) return &empty;
  return p.size() == 1 && !p[0].hole ? &p[0].text : nullptr;
}
const std::string* Values::literal(ValueId v) const {
  const Value& x = values_[v];
  return x.atoms.size() == 1 && x.open.empty() ? literal_of(x.atoms[0]) : nullptr;
}

std::vector<ReasonId> Values::origins(std::span<const ReasonId> open) const {
  std::vector<ReasonId> found;
  std::array<bool, 5> seen{};
  auto origin = [&](ReasonId r) { return origin_of(reasons_[r].kind); };
  for (ReasonId r : open)
    if (origin(r) > Origin::environment && !std::exchange(seen[static_cast<size_t>(origin(r))], true))
      found.push_back(r);
  if (!found.empty() || open.empty()) return found;
  auto other = std::find_if(open.begin(), open.end(), [&](ReasonId r) { return origin(r) == Origin::none; });
  return {other == open.end() ? open[0] : *other};
}

std::vector<Pattern> Values::as_patterns(ValueId v, Shape unknown) {
  std::vector<Pattern> out;
  const Value x = values_[v];
  bool vague = false;
  for (AtomId id : x.atoms) {
    const Atom& a = atoms_[id];
    switch (a.kind) {
      case AtomKind::Str:
        out.push_back(patterns_[a.a]);
        break;
      case AtomKind::Num:
        out.push_back({{std::string(names_.text(a.a)), false, Shape::any, 0}});
        break;
      case AtomKind::Bool:
        out.push_back({{a.a ? "true" : "false", false, Shape::any, 0}});
        break;
      case AtomKind::Null:
      case AtomKind::Undef:
        break;  // a missing part is never what the author means
      default:
        vague = true;
    }
  }
  for (ReasonId why : origins(x.open)) out.push_back({{"", true, unknown, why, origin_of(reasons_[why].kind)}});
  if (x.open.empty() && vague) out.push_back({{"", true, unknown, 0}});
  if (out.empty() && !x.atoms.empty()) out.push_back({{"", true, Shape::segment, 0}});
  return out;
}

}  // namespace leastscope
