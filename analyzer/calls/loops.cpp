// Loops: an exact list is gone through element by element, anything else in joined rounds until it is stable.
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr int kRounds = 3;
}  // namespace

void Machine::exec_loop(Frame& f, NodeId n, Environments& envs, Symbol label) {
  auto kind = static_cast<LoopKind>(f.m->node(n).op);
  f.loops.push_back({});
  f.loops.back().label = label ? label : f.m->node(n).symbol;
  if (kind == LoopKind::Of || kind == LoopKind::Keys)
    exec_over(f, n, envs);
  else
    exec_while(f, n, envs);
  move_into(envs, std::move(f.loops.back().breaks));
  f.loops.pop_back();
  reduce(envs, kMaxEnvironments);
}

/// From here on the rounds of the innermost loop are joined.
void Machine::join_rounds(Frame& f, const Environments& envs) {
  std::vector<ObjectId>& before = f.loops.back().before;
  for (const Environment& e : envs)
    for (const OwnedObject& o : e.owned) before.push_back(o.id);
  std::sort(before.begin(), before.end());
}

/// An exact list is gone through element by element, so that the elements' fields are not mixed; anything else in
/// joined rounds.
void Machine::exec_over(Frame& f, NodeId n, Environments& envs) {
  const Node& x = f.m->node(n);
  bool keys = static_cast<LoopKind>(x.op) == LoopKind::Keys;
  NodeId name = f.m->child(n, 1), body = f.m->child(n, 2);
  Environments out;
  std::vector<ValueId> lists;
  eval_each(f, f.m->child(n, 0), envs, &lists);
  struct Round {
    std::vector<ValueId> items;
    bool exact = true;
    Environments envs;
  };
  std::vector<Round> rounds;
  for (size_t i = 0; i < envs.size(); ++i) {
    Environment& e = envs[i];
    const ValueId list = lists[i];
    std::vector<ValueId> items;
    bool exact = true;
    if (keys) {
      for (AtomId id : v_[list].atoms) {
        const Atom a = v_.atom(id);
        if (a.kind == AtomKind::Null || a.kind == AtomKind::Undef) continue;
        if (a.kind != AtomKind::Obj) {
          exact = false;
          continue;
        }
        for (auto& [k, v] : fields(f, e, a.a)) {
          if (k == s_iterator_) continue;
          if (k == s_star_)
            exact = false;
          else if (objects_[a.a].kind == ObjectKind::List)
            items.push_back(v_.number(names_.text(k)));
          else
            items.push_back(v_.string(names_.text(k)));
        }
      }
      if (!v_[list].open.empty() || v_[list].atoms.size() != 1) exact = false;
      if (!exact) items.push_back(hole(f, x.at, Shape::any, "a key that is not known", ReasonKind::stored_data));
    } else {
      Elements el = elements(f, e, list, x.at);
      items = std::move(el.items);
      exact = el.exact;
    }
    auto same = std::find_if(rounds.begin(), rounds.end(),
                             [&](const Round& r) { return r.exact == exact && r.items == items; });
    if (same == rounds.end()) same = rounds.insert(rounds.end(), {std::move(items), exact, {}});
    same->envs.push_back(std::move(e));
  }
  for (Round& r : rounds) {
    const std::vector<ValueId>& items = r.items;
    const size_t held = f.held.size();
    f.held.insert(f.held.end(), items.begin(), items.end());
    auto bind_item = [&](Environment& env, ValueId v) {
      if (name != kNone) bind(f, env, f.m->node(name), v);
    };
    if (r.exact && items.size() <= kMaxElements && options_.bound_scale >= 100) {
      Environments current = std::move(r.envs);
      for (ValueId item : items) {
        for (Environment& c : current) bind_item(c, item);
        exec(f, body, current);
        move_into(current, std::move(f.loops.back().continues));
        forget_round(f, n, current);
        reduce(current, kMaxEnvironments);
        if (current.empty()) break;
      }
      move_into(out, std::move(current));
    } else {
      ValueId item = Values::kBottom;
      for (ValueId v : items) item = v_.join(item, v);
      if (item == Values::kBottom)
        item = top(f, x.at, ReasonKind::stored_data, "an element of a list that is not known");
      Environments current = std::move(r.envs);
      join_rounds(f, current);
      for (int round = 0; round < kRounds; ++round) {
        Environments next = current;
        for (Environment& c : next) bind_item(c, item);
        if (name != kNone && f.m->node(name).depth == 0 && !(f.m->node(name).flags & kGlobal))
          split_records(next, f.m->node(name).first);
        exec(f, body, next);
        move_into(next, std::move(f.loops.back().continues));
        forget_round(f, n, next);
        Environments before = current;
        move_into(current, std::move(next));
        reduce(current, kMaxEnvironments);
        if (current == before) break;
      }
      move_into(out, std::move(current));
    }
    f.held.resize(held);
  }
  envs = std::move(out);
  reduce(envs, kMaxEnvironments);
}

void Machine::exec_while(Frame& f, NodeId n, Environments& envs) {
  const Node& x = f.m->node(n);
  bool first_always = static_cast<LoopKind>(x.op) == LoopKind::DoWhile;
  NodeId test = f.m->child(n, 0), body = f.m->child(n, 1), update = x.count > 2 ? f.m->child(n, 2) : kNone;
  Environments exits;
  join_rounds(f, envs);
  for (int round = 0; round < kRounds && !envs.empty(); ++round) {
    Environments next;
    for (Environment& e : envs) {
      Truth t = Truth::yes;
      if (test != kNone && !(first_always && round == 0)) {
        eval(f, test, e);
        t = decide(f, test, e);
        if (round > 0 && t == Truth::yes) t = Truth::unknown;
      }
      if (test == kNone && round > 0) t = Truth::unknown;
      if (t != Truth::yes && test != kNone) {
        exits.push_back(e);
        refine(f, test, false, exits.back());
      }
      if (t != Truth::no) next.push_back(e);
    }
    Environments before = next;
    exec(f, body, next);
    move_into(next, std::move(f.loops.back().continues));
    if (update != kNone) exec(f, update, next);
    forget_round(f, n, next);
    reduce(next, kMaxEnvironments);
    reduce(exits, kMaxEnvironments);
    // widen: what still changes after the last round is joined with what it was
    Environments joined = before;
    for (const Environment& e : next) joined.push_back(e);
    reduce(joined, 2);
    if (joined == before) break;
    envs = std::move(round + 1 < kRounds ? joined : next);
  }
  if (test != kNone)
    for (Environment& e : envs) exits.push_back(e);
  envs = std::move(exits);
  reduce(envs, kMaxEnvironments);
}

}  // namespace leastscope
