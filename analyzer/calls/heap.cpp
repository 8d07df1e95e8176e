// Where objects live. A new object is owned by the environment that created it: its fields are flow-sensitive and a
// write replaces. When it escapes (is captured, stored, passed or returned) its fields are published to the store once.
// In the store one object stands for all of an allocation with equal fields, so that a wrapper is not evaluated again
// for every context that makes the same options; how many of an allocation are kept apart is bounded.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr uint32_t kIncarnations = 8, kIncarnationShift = 24;
constexpr size_t kMaxPlainElements = 64;                           // of a list that holds no paths
constexpr unsigned kMaxShapingObjects = 16, kMaxPlainObjects = 3;  // of one allocation
}  // namespace

OwnedObject* Machine::owned(Environment& env, ObjectId o) {
  if (env.owned.empty() || o < env.owned.front().id || o > env.owned.back().id) return nullptr;
  auto it = std::lower_bound(env.owned.begin(), env.owned.end(), o,
                             [](const OwnedObject& x, ObjectId id) { return x.id < id; });
  return it != env.owned.end() && it->id == o ? &*it : nullptr;
}
const OwnedObject* Machine::owned(const Environment& env, ObjectId o) {
  return owned(const_cast<Environment&>(env), o);
}

/// A new object of this environment. The one that the same place made before (an earlier round of a loop, another
/// receiver of the same call) may still be held by somebody: the new one is another incarnation; after the last of them
/// all further ones are joined.
ObjectId Machine::new_object(Frame& f, Environment& env, NodeId node, ObjectKind kind, uint32_t variant) {
  ObjectId o = kNone;
  const uint32_t most = envs_merge_ ? 1 : kIncarnations;  // where no request is near, one will do
  for (uint32_t k = 0; k < most; ++k) {
    o = object_id(f, node, kind, variant | k << kIncarnationShift);
    if (owned(env, o)) continue;
    auto at = std::find_if(env.owned.begin(), env.owned.end(), [&](const OwnedObject& x) { return x.id > o; });
    env.owned.insert(at, {o, {}});
    return o;
  }
  escape(f, env, obj(o));
  return o;
}

ValueId Machine::new_list(Frame& f, Environment& env, NodeId node, const std::vector<ValueId>& items, ValueId rest,
                          uint32_t variant) {
  ObjectId o = new_object(f, env, node, ObjectKind::List, variant * 64 + 3);
  const bool paths = std::any_of(items.begin(), items.end(), [&](ValueId v) { return has_shaping_text(v); });
  const size_t apart = paths ? kMaxElements : kMaxPlainElements;
  for (size_t i = 0; i < items.size(); ++i)
    if (i < apart)
      set_field(f, env, o, index_name(i), items[i], false);
    else
      rest = v_.join(rest, items[i]);
  if (rest != Values::kBottom) set_field(f, env, o, s_star_, rest, false);
  return obj(o);
}

// One allocation in many contexts is one object when its fields are equal: otherwise a wrapper that takes an options
// object would be evaluated once for every way to reach its caller. Objects without fields are kept apart, they are
// there to be filled.
ObjectId Machine::publish(Frame& f, Environment& env, OwnedObject& o) {
  for (auto& [k, v] : o.fields) v = escape(f, env, v);
  ObjectId canonical = canonical_object(o);
  store_fields(o.id, o, canonical == o.id);
  if (canonical == o.id) return canonical;
  store_fields(canonical, o, true);
  rename(env, o.id, canonical);
  return canonical;
}

/// Like shapes_calls, where an object shapes calls only if something in it does.
bool Machine::holds_shaping(ValueId v) {
  if (!shapes_calls(v)) return false;
  if (!v_.has(v, AtomKind::Obj)) return true;
  const std::span<const AtomId> atoms = v_[v].atoms;
  return std::any_of(atoms.begin(), atoms.end(), [&](AtomId id) {
    const Atom& a = v_.atom(id);
    return a.kind == AtomKind::Obj ? object_shapes(a.a) : shapes_calls(v_.one(id));
  });
}

bool Machine::object_shapes(ObjectId o) const {
  const Object& x = objects_[o];
  return x.shaping || x.cls != kNone || (x.kind != ObjectKind::Record && x.kind != ObjectKind::List);
}

/// Has the same object been published as this twin when less was known of its fields?
bool Machine::grown_from(const OwnedObject& o, ObjectId twin) const {
  const Object& t = objects_[twin];
  return std::all_of(t.keys.begin(), t.keys.end(), [&](Symbol k) {
    auto now = std::find_if(o.fields.begin(), o.fields.end(), [&](auto& p) { return p.first == k; });
    auto before = cell_index_.find({0, twin, k});
    if (before == cell_index_.end()) return true;
    return now != o.fields.end() && v_.within(cells_[before->second].value, now->second);
  });
}

/// The object that stands for this one in the store: of the same allocation with equal fields, or the one it was before
/// its fields grew. Beyond a bound on how many are kept apart, which is low when no field can shape a call, the
/// allocation's shared one.
ObjectId Machine::canonical_object(const OwnedObject& o) {
  const Object& object = objects_[o.id];
  if (object.cls != kNone || (object.kind != ObjectKind::Record && object.kind != ObjectKind::List)) return o.id;
  Canonical like{object.module, object.node, object.kind, {}, o.id};
  uint64_t hash = (static_cast<uint64_t>(object.module) << 32 | object.node) * 0x9e3779b97f4a7c15ull;
  bool shaping = false;
  uint64_t texts = 0;
  like.fields.reserve(o.fields.size() + 1);
  for (auto& [k, v] : o.fields) {
    like.fields.emplace_back(k, plain_key(v));
    hash = (hash ^ (static_cast<uint64_t>(k) << 32 | like.fields.back().second) ^ hash >> 29) * 0xff51afd7ed558ccdull;
    shaping |= holds_shaping(v);
    texts = with_texts(texts, k, v);
  }
  const bool filled_later = like.fields.empty();  // not the same as another empty one
  if (filled_later) like.fields.emplace_back(kNoSymbol, o.id);
  const uint32_t known = canonical_index_.find(hash, [&](uint32_t i) {
    const Canonical& c = canonical_[i];
    return c.module == like.module && c.node == like.node && c.kind == like.kind && c.fields == like.fields;
  });
  if (known != HashIndex::kNone) return canonical_[known].stands;
  canonical_index_.add(hash, static_cast<uint32_t>(canonical_.size()));
  canonical_.push_back(std::move(like));
  ObjectId& stands = canonical_.back().stands;
  for (ObjectId t : object.twins)
    if (grown_from(o, t)) return stands = t;
  Site& site = sites_[{object.module, object.node, object.kind}];
  unsigned& count = shaping ? site.shaping : site.plain;
  const bool many = ++count > (shaping ? kMaxShapingObjects : kMaxPlainObjects);
  if (!many && filled_later) return o.id;
  if (many) {
    auto shared = site.shared.find(texts);
    if (shared == site.shared.end() && site.shared.size() >= kMaxTexts) shared = site.shared.find(texts = 0);
    if (shared != site.shared.end()) return stands = shared->second;
  }
  Object twin;
  twin.kind = object.kind;
  twin.module = object.module;
  twin.node = object.node;
  twin.context = object.context;
  twin.variant = object.variant;
  objects_.push_back(std::move(twin));
  stands = static_cast<ObjectId>(objects_.size() - 1);
  if (many) site.shared.emplace(texts, stands);
  objects_[o.id].twins.push_back(stands);
  return stands;
}

void Machine::store_fields(ObjectId id, const OwnedObject& o, bool named) {
  Object& object = objects_[id];
  const size_t before = object.keys.size();
  // nothing is new about what was put there last, unless somebody added keys since
  if (object.stored_keys == before && before > 0 && (object.stored_named || !named) && object.stored == o.fields)
    return;
  for (size_t i = 0; i < o.fields.size(); ++i) {
    const auto& [k, v] = o.fields[i];
    const bool same_place = i < before && object.keys[i] == k;  // most often
    const bool fresh =
        !same_place && std::find(object.keys.begin(), object.keys.begin() + static_cast<std::ptrdiff_t>(before), k) ==
                           object.keys.begin() + static_cast<std::ptrdiff_t>(before);
    if (fresh) object.keys.push_back(k);
    object.shaping |= holds_shaping(v);
    write(cell(0, id, k), fresh && object.published && k != s_star_ ? v_.join(v, v_.undefined()) : v);
    if (!named) continue;
    for (AtomId a : v_[v].atoms) {
      AtomKind kind = v_.atom(a).kind;
      if (kind == AtomKind::Fun || kind == AtomKind::Handle || kind == AtomKind::Effect || kind == AtomKind::Class) {
        write(cell(6, k, 0), obj(id));
        break;
      }
    }
  }
  if (object.keys.size() > before) write(cell(8, id, 0), v_.number(std::to_string(object.keys.size())));
  if (object.published && before > 0) {
    for (size_t i = 0; i < before; ++i)
      if (const Symbol k = object.keys[i]; k != s_star_ && k != s_missing_ && !field_of(o, k, i))
        write(cell(0, id, k), v_.undefined());
  }
  object.published = true;
  object.stored = o.fields;
  object.stored_keys = object.keys.size();
  object.stored_named = named;
}

ValueId Machine::renamed(ValueId v, ObjectId from, ObjectId to) {
  if (!v_.has(v, AtomKind::Obj)) return v;
  AtomId old = v_.atom_id({AtomKind::Obj, from, 0});
  const Value& x = v_[v];
  if (!std::binary_search(x.atoms.begin(), x.atoms.end(), old)) return v;
  return v_.join(v_.without(v, {&old, 1}), obj(to));
}

void Machine::rename(Environment& env, ObjectId from, ObjectId to) {
  if (renames_) renames_->emplace_back(from, to);
  for (ValueId& v : env.slots) v = renamed(v, from, to);
  for (OwnedObject& o : env.owned)
    for (auto& [k, v] : o.fields) v = renamed(v, from, to);
}

/// The value without the reasons why it is open.
ValueId Machine::plain_key(ValueId v) {
  const Value& x = v_[v];
  if (x.open.empty()) return v;
  if (v < plain_keys_.size() && plain_keys_[v] != kNone) return plain_keys_[v];
  std::vector<ReasonId> plain;
  for (ReasonId r : v_.origins(x.open))
    plain.push_back(origin_reasons_[static_cast<size_t>(origin_of(v_.reason(r).kind))]);
  std::sort(plain.begin(), plain.end());
  ValueId key = v_.make(x.atoms, plain);
  if (v >= plain_keys_.size()) plain_keys_.resize(v + 256, kNone);
  plain_keys_[v] = key;
  return key;
}

ValueId Machine::escape(Frame& f, Environment& env, ValueId v) {
  if (env.owned.empty() || !v_.has(v, AtomKind::Obj)) return v;
  for (AtomId id : v_[v].atoms) {
    const Atom a = v_.atom(id);
    if (a.kind != AtomKind::Obj) continue;
    OwnedObject* found = owned(env, a.a);
    if (!found) continue;
    OwnedObject o = std::move(*found);
    env.owned.erase(env.owned.begin() + (found - env.owned.data()));
    v = renamed(v, a.a, publish(f, env, o));
  }
  return v;
}

}  // namespace leastscope
