// Joining environments. The local state of a function is a set of them: at a join, environments stay apart while they
// differ in more than one place that can decide a call, so that method and path of different branches are not mixed; a
// variable that is one of several records counts for all their fields. Above a bound the most recent ones are joined.
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr unsigned kMaxShapeDepth = 3;  // records within records
bool is_method(std::string_view text) {
  std::string s = upper(text);
  return s == "GET" || s == "POST" || s == "PUT" || s == "PATCH" || s == "DELETE" || s == "DEL" || s == "HEAD" ||
         s == "OPTIONS";
}

}  // namespace

/// Can a value decide what a call is? Clients, functions, objects; texts that look like a path or a method.
bool Machine::shapes_calls(ValueId v) {
  if (v >= shapes_.size()) shapes_.resize(v + 64);
  if (shapes_[v]) return shapes_[v] == 2;
  bool out = false;
  for (AtomId id : v_[v].atoms) {
    const Atom& a = v_.atom(id);
    switch (a.kind) {
      case AtomKind::Null:
      case AtomKind::Undef:
      case AtomKind::Bool:
      case AtomKind::Num:
      case AtomKind::Regex:
      case AtomKind::Opaque:
        break;
      case AtomKind::Str:
        for (const Piece& p : v_.pattern(a.a))
          if (!p.hole && (p.text.find('/') != std::string::npos || is_method(p.text))) out = true;
        break;
      default:
        out = true;
    }
  }
  shapes_[v] = out ? 2 : 1;
  return out;
}

bool Machine::has_shaping_text(ValueId v) {
  if (!v_.has(v, AtomKind::Str)) return false;
  if (v >= shaping_texts_.size()) shaping_texts_.resize(v + 64);
  if (shaping_texts_[v] == 0) {
    const std::span<const AtomId> atoms = v_[v].atoms;
    const bool any = std::any_of(atoms.begin(), atoms.end(), [&](AtomId id) {
      return v_.atom(id).kind == AtomKind::Str && shapes_calls(v_.one(id));
    });
    shaping_texts_[v] = any ? 2 : 1;
  }
  return shaping_texts_[v] == 2;
}

/// `texts`, and the paths and methods in `v`, as one number.
uint64_t Machine::with_texts(uint64_t texts, uint64_t place, ValueId v) {
  if (!has_shaping_text(v)) return texts;
  for (AtomId id : v_[v].atoms)
    if (v_.atom(id).kind == AtomKind::Str) texts = mix(texts, mix(place, id));
  return texts;
}

/// Does a record carry two texts that shape one call, a method and a path, say, or a text and what makes the other?
bool Machine::correlates(const Environment& env, ObjectId o) {
  const ObjectKind kind = objects_[o].kind;
  if (objects_[o].cls != kNone || (kind != ObjectKind::Record && kind != ObjectKind::List)) return false;
  unsigned texts = 0, makers = 0;
  auto is_second = [&](ValueId v) {
    texts += has_shaping_text(v);
    makers += v_.has(v, AtomKind::Fun);
    return texts > 1 || (texts > 0 && makers > 0);
  };
  if (const OwnedObject* x = owned(env, o))
    return std::any_of(x->fields.begin(), x->fields.end(), [&](auto& field) { return is_second(field.second); });
  const Object& stored = objects_[o];
  return std::any_of(stored.keys.begin(), stored.keys.end(), [&](Symbol k) {
    auto it = cell_index_.find({0, o, k});
    return it != cell_index_.end() && is_second(cells_[it->second].value);
  });
}

/// A variable that is one of several records: an environment for each, so that the method of one is not taken with the
/// path of another.
void Machine::split_records(Environments& envs, uint32_t slot) {
  if (envs_merge_ || options_.bound_scale < 100) return;
  auto several = [&](const Environment& e) {
    return slot < e.slots.size() && v_.has(e.slots[slot], AtomKind::Obj) && v_[e.slots[slot]].atoms.size() > 1;
  };
  if (std::none_of(envs.begin(), envs.end(), several)) return;
  Environments out;
  for (size_t i = 0; i < envs.size(); ++i) {
    Environment& e = envs[i];
    std::vector<AtomId> records;
    if (several(e))
      for (AtomId id : v_[e.slots[slot]].atoms)
        if (v_.atom(id).kind == AtomKind::Obj && correlates(e, v_.atom(id).a)) records.push_back(id);
    if (records.size() < 2 || out.size() + records.size() + envs.size() - i > kMaxEnvironments) {
      out.push_back(std::move(e));
      continue;
    }
    const ValueId rest = v_.without(e.slots[slot], records);
    for (AtomId id : records) {
      Environment one = e;
      one.slots[slot] = v_.one(id);
      out.push_back(std::move(one));
    }
    if (rest == Values::kBottom) continue;
    e.slots[slot] = rest;
    out.push_back(std::move(e));
  }
  envs = std::move(out);
}

/// Like shapes_calls, where an object shapes calls only if something in it does.
bool Machine::shapes_within(const Environment& env, ValueId v, unsigned depth) {
  if (!shapes_calls(v)) return false;
  if (!v_.has(v, AtomKind::Obj)) return true;
  if (depth > kMaxShapeDepth) return true;
  const std::span<const AtomId> atoms = v_[v].atoms;
  return std::any_of(atoms.begin(), atoms.end(), [&](AtomId id) {
    const Atom& a = v_.atom(id);
    if (a.kind != AtomKind::Obj) return shapes_calls(v_.one(id));
    if (const OwnedObject* o = owned(env, a.a))
      return std::any_of(o->fields.begin(), o->fields.end(),
                         [&](auto& field) { return shapes_within(env, field.second, depth + 1); });
    return object_shapes(a.a);
  });
}

/// Two environments stay apart when they differ in at least two places, one of them holding something that can shape a
/// call.
bool Machine::keep_apart(const Environment& a, const Environment& b) {
  if (envs_merge_) return false;
  unsigned differ = 0, matter = 0;
  auto compare = [&](ValueId x, ValueId y) {
    if (x == y) return;
    ++differ;
    const Value &vx = v_[x], &vy = v_[y];
    if (vx.atoms.size() == 1 && vy.atoms.size() == 1 && vx.open.empty() && vy.open.empty()) {
      const Atom &p = v_.atom(vx.atoms[0]), &q = v_.atom(vy.atoms[0]);
      if (p.kind == AtomKind::Obj && q.kind == AtomKind::Obj && correlates(a, p.a) && correlates(b, q.a))
        ++differ, ++matter;  // two records: each of their fields is a place
    }
    if (matter == 0 && shapes_within(a, x, 0) && shapes_within(b, y, 0)) ++matter;
  };
  auto apart = [&] { return differ > 1 && matter > 0; };
  for (size_t i = 0; i < a.slots.size() && i < b.slots.size() && !apart(); ++i)
    if (a.slots[i] != b.slots[i]) compare(a.slots[i], b.slots[i]);
  for (auto o = a.owned.begin(), p = b.owned.begin(); o != a.owned.end() && p != b.owned.end() && !apart();) {
    if (o->id != p->id) {
      ++(o->id < p->id ? o : p);
      continue;
    }
    if (o->fields == p->fields) {
      ++o, ++p;
      continue;
    }
    // a list of texts may become one text, and its length says which
    const bool list = objects_[o->id].kind == ObjectKind::List;
    auto lacking = [&](const Environment& e, ValueId v) {
      ++differ;
      matter += (list && v_.has(v, AtomKind::Str)) || shapes_within(e, v, 1);
    };
    for (size_t i = 0; i < o->fields.size(); ++i) {
      auto& [k, v] = o->fields[i];
      if (const ValueId* there = field_of(*p, k, i))
        compare(v, *there);
      else
        lacking(a, v);
    }
    for (size_t i = 0; i < p->fields.size(); ++i)
      if (!field_of(*o, p->fields[i].first, i)) lacking(b, p->fields[i].second);
    ++o, ++p;
  }
  return apart();
}

/// The fields of either; one that is missing in one of them may be undefined.
/// A field that one of them lacks may be missing; what stands at unknown places is there or is not.
void Machine::join_fields(OwnedObject& into, const OwnedObject& other) {
  auto may_lack = [&](Symbol k, ValueId v) { return k == s_star_ ? v : v_.join(v, v_.undefined()); };
  for (auto& [k, v] : into.fields) {
    auto there =
        std::find_if(other.fields.begin(), other.fields.end(), [&, key = k](auto& p) { return p.first == key; });
    v = there == other.fields.end() ? may_lack(k, v) : v_.join(v, there->second);
  }
  const size_t own = into.fields.size();
  for (auto& [k, v] : other.fields)
    if (std::none_of(into.fields.begin(), into.fields.begin() + static_cast<std::ptrdiff_t>(own),
                     [&, key = k](auto& p) { return p.first == key; }))
      into.fields.emplace_back(k, may_lack(k, v));
}

Environment Machine::merge(Environment a, Environment b) {
  Environment out;
  out.slots.resize(a.slots.size());
  std::vector<OwnedObject> lost;
  // Not in the other environment: it was not created there, or it was given away there.
  auto alone = [&](OwnedObject& o) { (objects_[o.id].published ? lost : out.owned).push_back(std::move(o)); };
  auto q = b.owned.begin();
  for (OwnedObject& o : a.owned) {
    for (; q != b.owned.end() && q->id < o.id; ++q) alone(*q);
    if (q == b.owned.end() || q->id != o.id) {
      alone(o);
      continue;
    }
    if (o.fields != q->fields) join_fields(o, *q);
    out.owned.push_back(std::move(o));
    ++q;
  }
  for (; q != b.owned.end(); ++q) alone(*q);
  for (size_t i = 0; i < out.slots.size(); ++i) out.slots[i] = v_.join(a.slots[i], b.slots[i]);
  Frame none;
  none.context = kNone;
  for (OwnedObject& o : lost) publish(none, out, o);
  return out;
}

void Machine::reduce(Environments& envs, size_t most) {
  if (options_.bound_scale < 100 || envs_merge_) most = 1;
  for (size_t i = 0; i < envs.size(); ++i)
    for (size_t j = i + 1; j < envs.size();)
      if (envs[i] == envs[j]) {
        envs.erase(envs.begin() + static_cast<std::ptrdiff_t>(j));
      } else if (!keep_apart(envs[i], envs[j])) {
        envs[i] = merge(std::move(envs[i]), std::move(envs[j]));
        envs.erase(envs.begin() + static_cast<std::ptrdiff_t>(j));
        j = i + 1;
      } else {
        ++j;
      }
  while (envs.size() > most) {
    Environment last = std::move(envs.back());
    envs.pop_back();
    envs.back() = merge(std::move(envs.back()), std::move(last));
  }
}

}  // namespace leastscope
