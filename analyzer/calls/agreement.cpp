// Evaluating once for several environments. Most statements do not care about what keeps the environments of a function
// apart: they name variables that have the same values in all of them. Such a statement is evaluated in the first
// environment only, and what it did there is done to the others: the variables it names get the values they have now,
// objects it made are made, objects it changed or gave away are changed or given away. That is exact as long as the
// environments agree on every variable the statement names, also in functions it creates, and on the objects these
// lead to. Where it cannot be carried over (a place made objects before in one of the environments only), the statement
// is evaluated on its own.
#include <algorithm>
#include <utility>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {

/// Collects the slots of the function around a statement that the statement names.
class Mentioning {
 public:
  Mentioning(const Module& m, const ModuleInfo& info) : m_(m), info_(info) {}

  Mentions of(NodeId n) {
    const Node& x = m_.node(n);
    NodeId name = kNone;
    if (x.kind == Kind::Bind && static_cast<AssignKind>(x.op) == AssignKind::Assign) {
      name = m_.child(n, 0);
      if (name != kNone && ((m_.node(name).flags & kGlobal) || m_.node(name).depth > 0)) name = kNone;
    }
    if (name == kNone) {
      visit(n);
    } else {
      visit(m_.child(n, 1));
      out_.target = m_.node(name).first;
    }
    std::sort(out_.slots.begin(), out_.slots.end());
    out_.slots.erase(std::unique(out_.slots.begin(), out_.slots.end()), out_.slots.end());
    return std::move(out_);
  }

 private:
  void visit(NodeId n) {
    if (n == kNone) return;
    const Node& x = m_.node(n);
    switch (x.kind) {
      case Kind::Const:
        return;
      case Kind::Name:
        if (!(x.flags & kGlobal) && x.depth == 0) out_.slots.push_back(x.first);
        return;
      case Kind::Func:
        return closure(x.first);
      case Kind::Class:
        return visit_class(m_.classes[x.first]);
      case Kind::Exit:
      case Kind::Yield:
        out_.apart = true;
        break;
      default:
        break;
    }
    for (unsigned i = 0; i < x.count; ++i) visit(m_.children[x.first + i]);
  }

  void closure(FunctionId fn) {
    if (fn == kNone) return;
    for (auto [depth, slot] : info_.free[fn])
      if (depth == 1) out_.slots.push_back(slot);
  }

  void visit_class(const Class& c) {
    for_each_expression(m_, c, [&](NodeId n) { visit(n); });
    for (FunctionId fn : {c.constructor, c.instance_init, c.static_init}) closure(fn);
    for (const Member& member : c.members) closure(member.function);
  }

  const Module& m_;
  const ModuleInfo& info_;
  Mentions out_;
};

auto by_id(const OwnedObject& o, ObjectId id) { return o.id < id; }

}  // namespace

const Mentions& Machine::mentions(ModuleId module, NodeId n) {
  ModuleInfo& info = info_[module];
  auto it = info.mentions.find(n);
  if (it == info.mentions.end()) it = info.mentions.emplace(n, Mentioning(program_.modules[module], info).of(n)).first;
  return it->second;
}

/// Do the environments agree on these variables and on the owned objects that they lead to? `reached` gets those.
bool Machine::agree(Environment& a, Environment& b, const Mentions& m, std::vector<ObjectId>& reached) {
  reached.clear();
  bool same = true;
  auto reach = [&](ValueId v) {
    for (AtomId id : v_[v].atoms) {
      if (v_.atom(id).kind != AtomKind::Obj) continue;
      const ObjectId o = v_.atom(id).a;
      if (std::find(reached.begin(), reached.end(), o) != reached.end()) continue;
      const OwnedObject *x = owned(a, o), *y = owned(b, o);
      if (!x && !y) continue;
      same &= x && y && x->fields == y->fields;
      if (!same) return;
      reached.push_back(o);
    }
  };
  for (uint32_t slot : m.slots) {
    if (slot >= a.slots.size()) continue;
    if (a.slots[slot] != b.slots[slot]) return false;
    reach(a.slots[slot]);
    if (!same) return false;
  }
  for (size_t i = 0; i < reached.size() && same; ++i)
    for (auto& [k, v] : owned(a, reached[i])->fields) reach(v);
  return same;
}

/// Does to `other` what evaluation did to `before`. False, and nothing done, where that cannot be carried over.
bool Machine::carry_over(const Environment& before, Environment& after, Environment& other, const Mentions& m,
                         const std::vector<ObjectId>& reached,
                         const std::vector<std::pair<ObjectId, ObjectId>>& renames) {
  for (const OwnedObject& o : after.owned)
    if (!owned(before, o.id) && owned(other, o.id)) return false;
  auto is_reached = [&](ObjectId o) { return std::find(reached.begin(), reached.end(), o) != reached.end(); };
  std::vector<ObjectId> gone;
  for (const OwnedObject& o : before.owned) {
    if (owned(after, o.id)) continue;
    if (!is_reached(o.id)) return false;
    gone.push_back(o.id);
  }
  for (size_t i = 0; i < renames.size(); ++i)
    for (size_t j = i + 1; j < renames.size(); ++j)
      if (renames[i].first == renames[j].first && renames[i].second != renames[j].second) return false;
  for (ObjectId o : gone) other.owned.erase(std::lower_bound(other.owned.begin(), other.owned.end(), o, by_id));
  for (auto [from, to] : renames) rename(other, from, to);
  for (uint32_t slot : m.slots)
    if (slot < other.slots.size()) other.slots[slot] = after.slots[slot];
  if (m.target < other.slots.size()) other.slots[m.target] = after.slots[m.target];
  for (const OwnedObject& o : after.owned) {
    if (OwnedObject* there = owned(other, o.id)) {
      if (is_reached(o.id)) there->fields = o.fields;
      continue;
    }
    if (owned(before, o.id)) continue;
    other.owned.insert(std::lower_bound(other.owned.begin(), other.owned.end(), o.id, by_id), o);
  }
  return true;
}

/// Evaluates a node in every environment; `values`, if given, gets the value in each. True if one evaluation was enough
/// for all.
bool Machine::eval_each(Frame& f, NodeId n, Environments& envs, std::vector<ValueId>* values) {
  if (values) values->assign(envs.size(), Values::kBottom);
  if (envs.size() == 1 || n == kNone) {
    for (size_t i = 0; i < envs.size(); ++i) {
      ValueId v = eval(f, n, envs[i]);
      if (values) (*values)[i] = v;
    }
    return true;
  }
  const Mentions& m = mentions(f.module, n);
  std::vector<uint8_t> done(envs.size(), 0);
  std::vector<ObjectId> reached;
  size_t evaluated = 0;
  for (size_t i = 0; i < envs.size(); ++i) {
    if (done[i]) continue;
    std::vector<std::pair<size_t, std::vector<ObjectId>>> alike;
    for (size_t j = i + 1; j < envs.size() && !m.apart; ++j)
      if (!done[j] && agree(envs[i], envs[j], m, reached)) alike.emplace_back(j, reached);
    ++evaluated;
    if (alike.empty()) {
      ValueId v = eval(f, n, envs[i]);
      if (values) (*values)[i] = v;
      continue;
    }
    const Environment before = envs[i];
    std::vector<std::pair<ObjectId, ObjectId>> renames;
    auto* const outer = std::exchange(renames_, &renames);
    ValueId v = eval(f, n, envs[i]);
    renames_ = outer;
    if (outer) outer->insert(outer->end(), renames.begin(), renames.end());
    if (values) (*values)[i] = v;
    for (auto& [j, objects] : alike) {
      if (!carry_over(before, envs[i], envs[j], m, objects, renames)) continue;
      done[j] = 1;
      if (values) (*values)[j] = v;
    }
  }
  return evaluated == 1;
}

}  // namespace leastscope
