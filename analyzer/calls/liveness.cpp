// What a function's state may forget. A variable that nothing names any more cannot decide a call, but it keeps
// environments apart that could be one. The nodes of a function are numbered in the order in which they are evaluated;
// a variable dies with the last node that names it, and one named in a loop lives as long as the loop, unless the
// loop's own block declares it: every round has its own. Variables that closures see, and those of a module, never die
// here, only a round's own go with the round. With the variables go the objects that only they led to.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {

class Lifetimes {
 public:
  Lifetimes(const Module& m, ModuleInfo& info) : m_(m), order_(info.order), own_(info.own) {}

  std::vector<std::pair<uint32_t, uint32_t>> of(FunctionId fn) {
    const Function& f = m_.functions[fn];
    slots_ = &f.slots;
    first_.assign(f.slots.size(), 0);
    last_.assign(f.slots.size(), 0);
    now_ = 0;
    visit(f.body);
    std::vector<std::pair<uint32_t, uint32_t>> deaths;
    for (uint32_t slot = 0; slot < last_.size(); ++slot)
      if (!f.slots[slot].captured && last_[slot] > 0) deaths.emplace_back(last_[slot], slot);
    std::sort(deaths.begin(), deaths.end());
    return deaths;
  }

 private:
  void visit(NodeId n) {
    if (n == kNone) return;
    const Node& x = m_.node(n);
    const uint32_t begin = ++now_;
    order_[n] = begin;
    if (x.kind == Kind::Name) {
      if ((x.flags & kGlobal) || x.depth != 0 || x.first >= last_.size()) return;
      last_[x.first] = begin;
      if (first_[x.first] == 0) first_[x.first] = begin;
      return;
    }
    if (x.kind == Kind::Const || x.kind == Kind::Func) return;
    if (x.kind == Kind::Class) return for_each_expression(m_, m_.classes[x.first], [&](NodeId part) { visit(part); });
    for (unsigned i = 0; i < x.count; ++i) visit(m_.children[x.first + i]);
    if (x.kind != Kind::Loop) return;
    std::vector<uint32_t> own;
    for (uint32_t slot = 0; slot < last_.size(); ++slot)
      if (const Slot& s = (*slots_)[slot]; s.block && s.declared >= x.at && first_[slot] >= begin)
        own.push_back(slot);
      else if (last_[slot] >= begin)
        last_[slot] = now_;
    if (!own.empty()) own_[n] = std::move(own);
  }

  const Module& m_;
  std::vector<uint32_t>& order_;
  std::unordered_map<NodeId, std::vector<uint32_t>>& own_;
  const std::vector<Slot>* slots_ = nullptr;
  std::vector<uint32_t> first_, last_;  ///< by slot: the nodes that name it
  uint32_t now_ = 0;
};

}  // namespace

void Machine::find_lifetimes(ModuleId id) {
  const Module& m = program_.modules[id];
  ModuleInfo& info = info_[id];
  info.order.assign(m.nodes.size(), 0);
  info.deaths.resize(m.functions.size());
  Lifetimes lifetimes(m, info);
  for (FunctionId fn = 1; fn < m.functions.size(); ++fn) info.deaths[fn] = lifetimes.of(fn);
}

/// After the statement `from` and before its neighbour `to`: variables that die within `from` are cleared.
void Machine::forget(Frame& f, Environments& envs, NodeId from, NodeId to) {
  const ModuleInfo& info = info_[f.module];
  const FunctionId fn = closures_[f.closure].function;
  if (f.nested || fn >= info.deaths.size() || from == kNone || to == kNone) return;
  const auto& deaths = info.deaths[fn];
  if (deaths.empty()) return;
  auto it = std::lower_bound(deaths.begin(), deaths.end(), std::make_pair(info.order[from], 0u));
  bool cleared = false;
  for (; it != deaths.end() && it->first < info.order[to]; ++it)
    for (Environment& e : envs)
      if (it->second < e.slots.size() && e.slots[it->second] != Values::kBottom) {
        e.slots[it->second] = Values::kBottom;
        cleared = true;
      }
  if (!cleared) return;
  for (Environment& e : envs) drop_unreachable(f, e);
  if (envs.size() > 1) reduce(envs, kMaxEnvironments);
}

/// After a round of a loop: what it declared is gone.
void Machine::forget_round(Frame& f, NodeId loop, Environments& envs) {
  if (f.nested) return;
  const auto own = info_[f.module].own.find(loop);
  if (own == info_[f.module].own.end()) return;
  for (Environment& e : envs) {
    for (uint32_t slot : own->second)
      if (slot < e.slots.size()) e.slots[slot] = Values::kBottom;
    drop_unreachable(f, e);
  }
}

/// Objects of an environment that goes, which a bound left out of a value: their fields go to the store, where what can
/// be reached from them is looked up (see orphans.cpp).
void Machine::keep_left_out(Frame& f, Environment& env) {
  if (v_.left_out().empty() || env.owned.empty()) return;
  std::vector<ValueId> lost;
  for (const OwnedObject& o : env.owned)
    if (const ValueId v = obj(o.id); v_.left_out().count(v_[v].atoms[0])) lost.push_back(v);
  for (ValueId v : lost) escape(f, env, v);
}

void Machine::drop_unreachable(Frame& f, Environment& env) {
  keep_left_out(f, env);
  if (env.owned.empty()) return;
  std::vector<uint8_t> kept(env.owned.size(), 0);
  std::vector<size_t> todo;
  auto reach = [&](ValueId v) {
    for (AtomId id : v_[v].atoms) {
      const Atom& a = v_.atom(id);
      if (a.kind != AtomKind::Obj) continue;
      const OwnedObject* found = owned(env, a.a);
      if (!found) continue;
      const size_t i = static_cast<size_t>(found - env.owned.data());
      if (kept[i]) continue;
      kept[i] = 1;
      todo.push_back(i);
    }
  };
  for (ValueId v : env.slots) reach(v);
  for (ValueId v : f.held) reach(v);
  while (!todo.empty()) {
    const size_t i = todo.back();
    todo.pop_back();
    for (auto& [k, v] : env.owned[i].fields) reach(v);
  }
  size_t at = 0;
  std::erase_if(env.owned, [&](const OwnedObject&) { return !kept[at++]; });
}

}  // namespace leastscope
