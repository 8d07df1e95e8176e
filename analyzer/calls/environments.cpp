// Joining environments. The local state of a function is a set of them: at a join, environments stay apart while they
// differ in more than one place that can decide a call, so that method and path of different branches are not mixed; a
// variable that is one of several records counts for all their fields. Above a bound the most recent ones are joined.
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
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

bool Machine::is_shaping_text(AtomId id) const {
  if (v_.atom(id).kind != AtomKind::Str) return false;
  const Pattern& p = v_.pattern_of(id);
  return std::any_of(p.begin(), p.end(), [](const Piece& x) {
    return !x.hole && (x.text.find('/') != std::string::npos || is_method(x.text));
  });
}

/// Does a record carry two texts that shape one call, a method and a path, say?
bool Machine::correlates(const Environment& env, ObjectId o) const {
  const ObjectKind kind = objects_[o].kind;
  if (objects_[o].cls != kNone || (kind != ObjectKind::Record && kind != ObjectKind::List)) return false;
  unsigned texts = 0;
  auto count = [&](ValueId v) {
    const std::vector<AtomId>& atoms = v_[v].atoms;
    texts += std::any_of(atoms.begin(), atoms.end(), [&](AtomId id) { return is_shaping_text(id); });
  };
  for (const OwnedObject& x : env.owned)
    if (x.id == o) {
      for (auto& [k, v] : x.fields) count(v);
      return texts > 1;
    }
  for (Symbol k : objects_[o].keys)
    if (auto it = cell_index_.find({0, o, k}); it != cell_index_.end()) count(cells_[it->second].value);
  return texts > 1;
}

/// A variable that is one of several records: an environment for each, so that the method of one is not taken with the
/// path of another.
void Machine::split_records(Environments& envs, uint32_t slot) {
  if (envs_merge_ || options_.bound_scale < 100) return;
  Environments out;
  for (size_t i = 0; i < envs.size(); ++i) {
    Environment& e = envs[i];
    std::vector<AtomId> records;
    if (slot < e.slots.size() && v_[e.slots[slot]].atoms.size() > 1)
      for (AtomId id : v_[e.slots[slot]].atoms)
        if (v_.atom(id).kind == AtomKind::Obj && correlates(e, v_.atom(id).a)) records.push_back(id);
    if (records.size() < 2 || out.size() + records.size() + envs.size() - i > kMaxEnvironments) {
      out.push_back(std::move(e));
      continue;
    }
    Value rest = v_[e.slots[slot]];
    for (AtomId id : records) {
      std::erase(rest.atoms, id);
      Environment one = e;
      one.slots[slot] = v_.one(id);
      out.push_back(std::move(one));
    }
    if (rest.atoms.empty() && rest.open.empty()) continue;
    e.slots[slot] = v_.make(std::move(rest));
    out.push_back(std::move(e));
  }
  envs = std::move(out);
}

/// Two environments stay apart when they differ in at least two places, one of them holding something that can shape a
/// call.
bool Machine::keep_apart(const Environment& a, const Environment& b) {
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
    auto shapes = [&](ValueId v) { return shapes_calls(v); };
    if (shapes(x) && shapes(y)) ++matter;
  };
  for (size_t i = 0; i < a.slots.size() && i < b.slots.size(); ++i) compare(a.slots[i], b.slots[i]);
  for (const OwnedObject& o : a.owned)
    for (const OwnedObject& p : b.owned)
      if (o.id == p.id) {
        for (auto& [k, v] : o.fields)
          for (auto& [k2, v2] : p.fields)
            if (k == k2) compare(v, v2);
        if (o.fields.size() != p.fields.size()) ++differ, ++matter;
      }
  return differ > 1 && matter > 0 && !envs_merge_;
}

Environment Machine::merge(Environment a, Environment b) {
  Environment out;
  out.slots.resize(a.slots.size());
  std::vector<OwnedObject> lost;
  for (OwnedObject& o : a.owned) {
    auto it = std::find_if(b.owned.begin(), b.owned.end(), [&](const OwnedObject& p) { return p.id == o.id; });
    if (it == b.owned.end()) {
      // Not in the other environment: it was not created there, or it was given away there.
      if (objects_[o.id].published)
        lost.push_back(o);
      else
        out.owned.push_back(o);
      continue;
    }
    OwnedObject joined{o.id, o.fields};
    for (auto& [k, v] : joined.fields) {
      auto other = std::find_if(it->fields.begin(), it->fields.end(), [&, key = k](auto& p) { return p.first == key; });
      v = v_.join(v, other == it->fields.end() ? v_.undefined() : other->second);
    }
    for (auto& [k, v] : it->fields)
      if (std::none_of(joined.fields.begin(), joined.fields.end(), [&, key = k](auto& p) { return p.first == key; }))
        joined.fields.emplace_back(k, v_.join(v, v_.undefined()));
    out.owned.push_back(std::move(joined));
  }
  for (OwnedObject& o : b.owned)
    if (std::none_of(a.owned.begin(), a.owned.end(), [&](const OwnedObject& p) { return p.id == o.id; })) {
      if (objects_[o.id].published)
        lost.push_back(o);
      else
        out.owned.push_back(o);
    }
  for (size_t i = 0; i < out.slots.size(); ++i) out.slots[i] = v_.join(a.slots[i], b.slots[i]);
  std::sort(out.owned.begin(), out.owned.end(), [](auto& x, auto& y) { return x.id < y.id; });
  Frame none;
  none.context = kNone;
  for (OwnedObject& o : lost) publish(none, out, std::move(o));
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
