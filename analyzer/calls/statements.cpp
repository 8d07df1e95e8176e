// Statements. The local state of a function is a set of environments (environments.cpp). A branch is dropped only when
// its condition is decided by exact values that cannot change: literals, parameters of this context, constants.
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
/// A labelled block is kept as a switch with a name, which no real one bears: only exits that name it leave it.
bool is_block(const LoopScope& scope) { return scope.is_switch && scope.label != kNoSymbol; }

/// Does the part of a function below a node only look into the list in a variable: at its length, its elements, spread?
bool only_looks(const Module& m, NodeId n, unsigned depth, uint32_t slot, Symbol length) {
  if (n == kNone) return true;
  const Node& x = m.node(n);
  if (x.kind == Kind::Name) return (x.flags & kGlobal) || x.depth != depth || x.first != slot;
  if (x.kind == Kind::Const || x.kind == Kind::Self || x.kind == Kind::Func) return true;
  if (x.kind == Kind::Class) {
    bool ok = true;
    for_each_expression(m, m.classes[x.first], [&](NodeId part) { ok &= only_looks(m, part, depth, slot, length); });
    return ok;
  }
  auto is_list = [&](NodeId id) {
    return id != kNone && m.node(id).kind == Kind::Name && !only_looks(m, id, depth, slot, length);
  };
  if ((x.kind == Kind::Set || x.kind == Kind::Call) && x.count > 0)  // written to, or called on it
    if (NodeId on = m.child(n, 0); on != kNone && (m.node(on).kind == Kind::Get || m.node(on).kind == Kind::Index))
      if (is_list(m.child(on, 0))) return false;
  const bool looks = (x.kind == Kind::Get && x.symbol == length) || x.kind == Kind::Index ||
                     (x.kind == Kind::Op && static_cast<OpKind>(x.op) == OpKind::Spread);
  for (unsigned i = 0; i < x.count; ++i)
    if (NodeId part = m.child(n, i); !(looks && i == 0 && is_list(part)) && !only_looks(m, part, depth, slot, length))
      return false;
  return true;
}

/// The same of a function's variable wherever it is seen.
bool only_looks(const Module& m, FunctionId owner, uint32_t slot, Symbol length) {
  for (FunctionId fn = 0; fn < m.functions.size(); ++fn) {
    unsigned depth = 0;
    FunctionId up = fn;
    for (; up != owner && up != kNone; ++depth) up = m.functions[up].parent;
    if (up == kNone) continue;
    for (const Parameter& p : m.functions[fn].parameters)
      if (!only_looks(m, p.default_value, depth, slot, length)) return false;
    if (!only_looks(m, m.functions[fn].body, depth, slot, length)) return false;
  }
  return true;
}

/// A number that is a plain count or index.
std::optional<long> whole(std::string_view text) {
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string_view::npos) return {};
  return std::strtol(std::string(text).c_str(), nullptr, 10);
}
}  // namespace

void Machine::exec_block(Frame& f, NodeId n, Environments& envs) {
  const Node& x = f.m->node(n);
  const bool labelled = x.symbol != kNoSymbol;
  if (labelled) f.loops.push_back({{}, {}, x.symbol, true, {}});
  for (unsigned i = 0; i < x.count && !envs.empty(); ++i) {
    exec(f, f.m->children[x.first + i], envs);
    if (i + 1 < x.count) forget(f, envs, f.m->children[x.first + i], f.m->children[x.first + i + 1]);
  }
  if (!labelled) return;
  move_into(envs, std::move(f.loops.back().breaks));
  f.loops.pop_back();
  reduce(envs, kMaxEnvironments);
}

void Machine::exec(Frame& f, NodeId n, Environments& envs) {
  if (n == kNone || envs.empty()) return;
  const Node& x = f.m->node(n);
  switch (x.kind) {
    case Kind::Block:
      return exec_block(f, n, envs);
    case Kind::If:
      return exec_if(f, n, envs);
    case Kind::Match:
      return exec_match(f, n, envs);
    case Kind::Loop:
      return exec_loop(f, n, envs, kNoSymbol);
    case Kind::Try:
      return exec_try(f, n, envs);
    case Kind::Exit:
      return exec_exit(f, n, envs);
    default:
      break;
  }
  if (!spend()) {
    f.result = v_.join(f.result, top(f, x.at, ReasonKind::budget, "the analysis budget was spent"));
    envs.clear();
    return;
  }
  if (x.kind == Kind::Bind && exec_choice(f, n, envs)) return;
  const size_t before = envs.size();
  const bool together = eval_each(f, n, envs);
  if (x.kind == Kind::Bind && f.m->child(n, 0) != kNone)
    if (const Node& name = f.m->node(f.m->child(n, 0)); !(name.flags & kGlobal) && name.depth == 0)
      split_records(envs, name.first);
  if (envs.size() > before || !together) reduce(envs, kMaxEnvironments);
}

/// `x = test ? a : b` is an if: what the test says about other variables stays with the value.
bool Machine::exec_choice(Frame& f, NodeId n, Environments& envs) {
  const Node& x = f.m->node(n);
  NodeId name = f.m->child(n, 0), value = f.m->child(n, 1);
  if (name == kNone || value == kNone || static_cast<AssignKind>(x.op) != AssignKind::Assign) return false;
  const Node& c = f.m->node(value);
  if (c.kind != Kind::Choice || static_cast<ChoiceKind>(c.op) != ChoiceKind::Ternary) return false;
  Environments yes, no;
  branch(f, f.m->child(value, 0), envs, yes, no);
  for (Environments* side : {&yes, &no}) {
    std::vector<ValueId> values;
    eval_each(f, f.m->child(value, side == &yes ? 1 : 2), *side, &values);
    for (size_t i = 0; i < side->size(); ++i) bind(f, (*side)[i], f.m->node(name), values[i]);
  }
  envs = std::move(yes);
  move_into(envs, std::move(no));
  reduce(envs, kMaxEnvironments);
  return true;
}

// --- conditions
// --------------------------------------------------------------------------------------------------------------------

Truth Machine::truth(ValueId v) const {
  const Value& x = v_[v];
  if (!x.open.empty() || x.atoms.empty()) return Truth::unknown;
  bool yes = false, no = false;
  for (AtomId id : x.atoms) {
    const Atom& a = v_.atom(id);
    switch (a.kind) {
      case AtomKind::Null:
      case AtomKind::Undef:
        no = true;
        break;
      case AtomKind::Bool:
        (a.a ? yes : no) = true;
        break;
      case AtomKind::Num:
        (const_cast<Values&>(v_).names().text(a.a) == "0" ? no : yes) = true;
        break;
      case AtomKind::Str: {
        const Pattern& p = v_.pattern(a.a);
        bool literal = std::any_of(p.begin(), p.end(), [](const Piece& q) { return !q.hole; });
        if (p.empty())
          no = true;
        else if (literal)
          yes = true;
        else
          yes = no = true;
        break;
      }
      case AtomKind::Opaque:
        yes = no = true;
        break;
      default:
        yes = true;
    }
  }
  return yes && no ? Truth::unknown : yes ? Truth::yes : Truth::no;
}

/// The value of an expression whose value cannot change behind our back; bottom for any other.
ValueId Machine::exact_value(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  switch (x.kind) {
    case Kind::Const:
      return eval(f, n, env);
    case Kind::Name: {
      if (x.flags & kGlobal) return x.symbol == names_.find("undefined") ? v_.undefined() : Values::kBottom;
      if (x.depth == 0) {
        if (x.first >= f.f->slots.size()) return Values::kBottom;
        const Slot& s = f.f->slots[x.first];
        if (f.closure != kNone && closures_[f.closure].function == 0 && !s.constant) return Values::kBottom;
        if (s.last_write == kNone) return Values::kBottom;
        bool parameter = x.first < f.f->parameters.size();
        if (!s.constant && !parameter) return Values::kBottom;
        if (!parameter && !literal_initial(*f.m, f.module, closures_[f.closure].function, x.first))
          return Values::kBottom;
        ValueId v = eval(f, n, env);
        // A constant is as exact as what it was made from: only scalars and functions count, objects' fields do not.
        return v_.is_open(v) ? Values::kBottom : v;
      }
      // captured: constants with literal values
      ValueId v = eval(f, n, env);
      for (AtomId id : v_[v].atoms) {
        AtomKind k = v_.atom(id).kind;
        if (k == AtomKind::Obj || k == AtomKind::Handle || k == AtomKind::Opaque) return Values::kBottom;
      }
      const Module& m = *f.m;
      FunctionId owner = closures_[f.closure].function;
      for (unsigned d = 0; d < x.depth && owner != kNone; ++d) owner = m.functions[owner].parent;
      if (owner == kNone || x.first >= m.functions[owner].slots.size() || !m.functions[owner].slots[x.first].constant)
        return Values::kBottom;
      bool parameter = owner != 0 && x.first < m.functions[owner].parameters.size();
      if (!parameter && !literal_initial(m, f.module, owner, x.first)) return Values::kBottom;
      return v_.is_open(v) ? Values::kBottom : v;
    }
    case Kind::Get:
      return x.symbol == s_length_ ? length_of_rest(f, f.m->child(n, 0)) : Values::kBottom;
    case Kind::Op: {
      auto kind = static_cast<OpKind>(x.op);
      if (kind == OpKind::Typeof && x.count == 1) {
        ValueId v = exact_value(f, f.m->child(n, 0), env);
        if (v == Values::kBottom || v_[v].atoms.size() != 1) return Values::kBottom;
        switch (v_.atom(v_[v].atoms[0]).kind) {
          case AtomKind::Str:
            return v_.string("string");
          case AtomKind::Num:
            return v_.string("number");
          case AtomKind::Bool:
            return v_.string("boolean");
          case AtomKind::Undef:
            return v_.string("undefined");
          case AtomKind::Fun:
          case AtomKind::Class:
            return v_.string("function");
          case AtomKind::Obj:
          case AtomKind::Null:
            return v_.string("object");
          default:
            return Values::kBottom;
        }
      }
      return Values::kBottom;
    }
    default:
      return Values::kBottom;
  }
}

/// Is a constant declared with a literal (or another such constant, a function, a class)? Fields, calls and
/// configuration do not count: they may be other than what we see.
bool Machine::literal_initial(const Module& m, ModuleId module, FunctionId fn, uint32_t slot) const {
  const auto& initial = info_[module].initial[fn];
  auto it = initial.find(slot);
  if (it == initial.end() || it->second == kNone) return false;
  const Node& x = m.node(it->second);
  return x.kind == Kind::Const || x.kind == Kind::Func || x.kind == Kind::Class || x.kind == Kind::Concat;
}

/// The length of a tag's rest parameter, which is as long as the template has expressions. Of other calls it is not
/// certain how many arguments they give (spreads, code that we do not see), so the text of the template must be there,
/// and nothing may change the list. Bottom for anything else.
ValueId Machine::length_of_rest(const Frame& f, NodeId n) {
  const Node& x = f.m->node(n);
  if (x.kind != Kind::Name || (x.flags & kGlobal)) return Values::kBottom;
  ContextId in = f.context;
  for (unsigned d = 0; d < x.depth && in != kNone; ++d)
    in = envs_[closures_[d == 0 ? f.closure : contexts_[in].closure].env].creator;
  if (in == kNone || contexts_[in].overflow) return Values::kBottom;
  const FunctionId owner = closures_[contexts_[in].closure].function;
  const Function& fn = f.m->functions[owner];
  const std::vector<ValueId>& args = contexts_[in].args;
  const size_t before = fn.parameters.empty() ? 0 : fn.parameters.size() - 1;
  if (before == 0 || args.size() < before || !fn.parameters[before].rest || fn.parameters[before].slot != x.first ||
      !fn.slots[x.first].constant)
    return Values::kBottom;
  if (v_.is_open(args[0]) || v_[args[0]].atoms.size() != 1 || !v_.has(args[0], AtomKind::Obj)) return Values::kBottom;
  const Object& text = objects_[v_.atom(v_[args[0]].atoms[0]).a];
  const Node& made = program_.modules[text.module].node(text.node);
  const bool tagged = text.kind == ObjectKind::List && made.kind == Kind::Concat && (made.flags & kTagged);
  if (!tagged || args.size() - 1 != (made.count - 2u) / 2) return Values::kBottom;
  // what stands for further arguments of which there may be none may be undefined
  if (std::any_of(args.begin() + 1, args.end(), [&](ValueId v) { return v_.has(v, AtomKind::Undef); }))
    return Values::kBottom;
  if (!only_looks(*f.m, owner, x.first, s_length_)) return Values::kBottom;
  return v_.number(std::to_string(args.size() - before));
}

/// `a < b` and the like, of whole numbers that cannot change behind our back.
Truth Machine::decide_order(Frame& f, NodeId n, Environment& env) {
  const ValueId a = exact_value(f, f.m->child(n, 0), env), b = exact_value(f, f.m->child(n, 1), env);
  const std::string_view order = names_.text(f.m->node(n).symbol);
  bool yes = false, no = false;
  for (AtomId i : v_[a].atoms)
    for (AtomId j : v_[b].atoms) {
      if (v_.atom(i).kind != AtomKind::Num || v_.atom(j).kind != AtomKind::Num) return Truth::unknown;
      const auto p = whole(names_.text(v_.atom(i).a)), q = whole(names_.text(v_.atom(j).a));
      if (!p || !q || order.empty()) return Truth::unknown;
      const bool holds = order == "<" ? *p < *q : order == "<=" ? *p <= *q : order == ">" ? *p > *q : *p >= *q;
      (holds ? yes : no) = true;
    }
  return yes == no ? Truth::unknown : yes ? Truth::yes : Truth::no;
}

Truth Machine::decide(Frame& f, NodeId n, Environment& env) {
  if (!options_.prune) return Truth::unknown;
  const Node& x = f.m->node(n);
  auto both = [&](bool conjunction) {
    Truth a = decide(f, f.m->child(n, 0), env), b = decide(f, f.m->child(n, 1), env);
    Truth wins = conjunction ? Truth::no : Truth::yes;
    if (a == wins || b == wins) return wins;
    return a == b ? a : Truth::unknown;
  };
  if (x.kind == Kind::Choice && static_cast<ChoiceKind>(x.op) == ChoiceKind::And) return both(true);
  if (x.kind == Kind::Choice && static_cast<ChoiceKind>(x.op) == ChoiceKind::Or) return both(false);
  if (x.kind == Kind::Op) {
    auto kind = static_cast<OpKind>(x.op);
    if (kind == OpKind::Not && x.count == 1) {
      Truth t = decide(f, f.m->child(n, 0), env);
      return t == Truth::yes ? Truth::no : t == Truth::no ? Truth::yes : t;
    }
    if (kind == OpKind::Less && x.count == 2) return decide_order(f, n, env);
    if ((kind == OpKind::Equal || kind == OpKind::NotEqual) && x.count == 2) {
      ValueId a = exact_value(f, f.m->child(n, 0), env), b = exact_value(f, f.m->child(n, 1), env);
      if (a == Values::kBottom || b == Values::kBottom) return Truth::unknown;
      const Value &va = v_[a], &vb = v_[b];
      auto plain = [&](const Value& v) {
        return std::all_of(v.atoms.begin(), v.atoms.end(), [&](AtomId id) {
          AtomKind k = v_.atom(id).kind;
          if (k == AtomKind::Str) return v_.literal_of(id) != nullptr;
          return k == AtomKind::Num || k == AtomKind::Bool || k == AtomKind::Null || k == AtomKind::Undef;
        });
      };
      if (!plain(va) || !plain(vb)) return Truth::unknown;
      bool equal = va.atoms.size() == 1 && std::ranges::equal(va.atoms, vb.atoms);
      std::vector<AtomId> common;
      std::set_intersection(va.atoms.begin(), va.atoms.end(), vb.atoms.begin(), vb.atoms.end(),
                            std::back_inserter(common));
      // `==` takes null and undefined for equal
      auto missing = [&](const Value& v) {
        return std::any_of(v.atoms.begin(), v.atoms.end(), [&](AtomId id) {
          return v_.atom(id).kind == AtomKind::Null || v_.atom(id).kind == AtomKind::Undef;
        });
      };
      bool never = common.empty() && !(missing(va) && missing(vb));
      Truth t = equal ? Truth::yes : never ? Truth::no : Truth::unknown;
      if (kind == OpKind::NotEqual) t = t == Truth::yes ? Truth::no : t == Truth::no ? Truth::yes : t;
      return t;
    }
  }
  ValueId v = exact_value(f, n, env);
  return v == Values::kBottom ? Truth::unknown : truth(v);
}

/// What a test says about a local variable: `x === 'a'`, `typeof x === 'function'`, `x`, `!x`.
void Machine::refine(Frame& f, NodeId test, bool outcome, Environment& env) {
  const Node& x = f.m->node(test);
  auto local = [&](NodeId id) -> ValueId* {
    const Node& y = f.m->node(id);
    if (y.kind != Kind::Name || (y.flags & kGlobal) || y.depth != 0 || y.first >= env.slots.size()) return nullptr;
    return &env.slots[y.first];
  };
  if (x.kind == Kind::Choice && static_cast<ChoiceKind>(x.op) == ChoiceKind::And && outcome) {
    refine(f, f.m->child(test, 0), true, env);
    refine(f, f.m->child(test, 1), true, env);
  } else if (x.kind == Kind::Choice && static_cast<ChoiceKind>(x.op) == ChoiceKind::Or && !outcome) {
    refine(f, f.m->child(test, 0), false, env);
    refine(f, f.m->child(test, 1), false, env);
  } else if (x.kind == Kind::Name) {
    if (ValueId* slot = local(test); slot && outcome) {
      ValueId v = v_.without(v_.without(*slot, AtomKind::Undef), AtomKind::Null);
      if (v_[v].atoms.size() + v_[v].open.size() > 0) *slot = v;
    }
  } else if (x.kind == Kind::Op && static_cast<OpKind>(x.op) == OpKind::Not && x.count == 1) {
    refine(f, f.m->child(test, 0), !outcome, env);
  } else if (x.kind == Kind::Op && x.count == 2 &&
             (static_cast<OpKind>(x.op) == OpKind::Equal || static_cast<OpKind>(x.op) == OpKind::NotEqual)) {
    bool equal = (static_cast<OpKind>(x.op) == OpKind::Equal) == outcome;
    NodeId left = f.m->child(test, 0), right = f.m->child(test, 1);
    if (f.m->node(left).kind == Kind::Const) std::swap(left, right);
    ValueId* slot = local(left);
    if (!slot || f.m->node(right).kind != Kind::Const) return;
    ValueId c = eval(f, right, env);
    const Value now = v_[*slot], k = v_[c];
    if (k.atoms.size() != 1) return;
    bool has = std::binary_search(now.atoms.begin(), now.atoms.end(), k.atoms[0]);
    if (equal && (has || !now.open.empty())) *slot = c;
    if (!equal && has && now.atoms.size() > 1) *slot = v_.without(*slot, k.atoms);
  }
}

void Machine::exec_if(Frame& f, NodeId n, Environments& envs) {
  const Node& x = f.m->node(n);
  Environments yes, no;
  branch(f, f.m->child(n, 0), envs, yes, no);
  exec(f, f.m->child(n, 1), yes);
  if (x.count > 2) exec(f, f.m->child(n, 2), no);
  envs = std::move(yes);
  move_into(envs, std::move(no));
  reduce(envs, kMaxEnvironments);
}

/// Parts the environments by a test: those in which it may hold, and those in which it may not.
void Machine::branch(Frame& f, NodeId test, Environments& envs, Environments& yes, Environments& no) {
  eval_each(f, test, envs);
  for (Environment& e : envs) {
    Truth t = decide(f, test, e);
    if (t == Truth::yes) {
      yes.push_back(std::move(e));
      refine(f, test, true, yes.back());
    } else if (t == Truth::unknown) {
      yes.push_back(e);
      refine(f, test, true, yes.back());
    }
    if (t != Truth::yes) {
      no.push_back(std::move(e));
      refine(f, test, false, no.back());
    }
  }
  envs.clear();
}

void Machine::exec_match(Frame& f, NodeId n, Environments& envs) {
  const Node& x = f.m->node(n);
  NodeId subject = f.m->child(n, 0);
  f.loops.push_back({});
  f.loops.back().is_switch = true;
  bool has_default = false;
  Environments after;
  eval_each(f, subject, envs);
  Environments rest = envs;
  bool decided = false;
  for (unsigned i = 1; i + 1 < x.count; i += 2) {
    NodeId tests = f.m->child(n, i), body = f.m->child(n, i + 1);
    const Node& t = f.m->node(tests);
    if (t.count == 0) has_default = true;
    Environments arm = envs;
    for (auto it = arm.begin(); it != arm.end();) {
      ValueId v = options_.prune ? exact_value(f, subject, *it) : Values::kBottom;
      bool possible = t.count == 0, certain = false;
      for (unsigned k = 0; k < t.count; ++k) {
        ValueId c = eval(f, f.m->child(tests, k), *it);
        bool constant = v_[c].atoms.size() == 1 && v_[c].open.empty() &&
                        (v_.literal_of(v_[c].atoms[0]) || v_.has(c, AtomKind::Num) || v_.has(c, AtomKind::Bool));
        bool scalar = v != Values::kBottom && std::all_of(v_[v].atoms.begin(), v_[v].atoms.end(), [&](AtomId id) {
                        return v_.literal_of(id) || v_.atom(id).kind == AtomKind::Num ||
                               v_.atom(id).kind == AtomKind::Bool || v_.atom(id).kind == AtomKind::Undef;
                      });
        if (!constant || !scalar || std::binary_search(v_[v].atoms.begin(), v_[v].atoms.end(), v_[c].atoms[0]))
          possible = true;
        if (constant && scalar && std::ranges::equal(v_[v].atoms, v_[c].atoms)) certain = true;
      }
      if (certain && envs.size() == 1) decided = true;
      if (possible && !(t.count == 0 && decided))
        ++it;
      else
        it = arm.erase(it);
    }
    exec(f, body, arm);
    move_into(after, std::move(arm));
    reduce(after, kMaxEnvironments);
  }
  if (!has_default && !decided) move_into(after, std::move(rest));
  move_into(after, std::move(f.loops.back().breaks));
  Environments continues = std::move(f.loops.back().continues);
  f.loops.pop_back();
  for (size_t i = f.loops.size(); i-- > 0 && !continues.empty();)
    if (!f.loops[i].is_switch) {
      move_into(f.loops[i].continues, std::move(continues));
      break;
    }
  envs = std::move(after);
  reduce(envs, kMaxEnvironments);
}

// --- exits
// -------------------------------------------------------------------------------------------------------------------------

/// The handler starts from the join of the states before and after the body; the exception is opaque (bound by the
/// lowering).
void Machine::exec_try(Frame& f, NodeId n, Environments& envs) {
  const Node& x = f.m->node(n);
  Environments before = envs;
  exec(f, f.m->child(n, 0), envs);
  NodeId handler = x.count > 1 ? f.m->child(n, 1) : kNone;
  NodeId finally = x.count > 2 ? f.m->child(n, 2) : kNone;
  if (handler != kNone) {
    Environments caught = std::move(before);
    for (const Environment& e : envs) caught.push_back(e);
    reduce(caught, 2);
    exec(f, handler, caught);
    move_into(envs, std::move(caught));
  } else if (envs.empty() && finally != kNone) {
    Environments last = std::move(before);
    exec(f, finally, last);
    return;
  }
  reduce(envs, kMaxEnvironments);
  if (finally != kNone) exec(f, finally, envs);
}

void Machine::exec_exit(Frame& f, NodeId n, Environments& envs) {
  const Node& x = f.m->node(n);
  auto kind = static_cast<ExitKind>(x.op);
  std::vector<ValueId> values;
  eval_each(f, x.count ? f.m->child(n, 0) : kNone, envs, &values);
  for (size_t i = 0; i < envs.size(); ++i) {
    if (kind == ExitKind::Return) {
      ValueId v = escape(f, envs[i], values[i]);
      f.result = v_.join(f.result, v);
    }
  }
  if (kind == ExitKind::Break || kind == ExitKind::Continue) {
    for (size_t i = f.loops.size(); i-- > 0;) {
      LoopScope& l = f.loops[i];
      const bool passes = is_block(l) || (kind == ExitKind::Continue && l.is_switch);
      if (x.symbol != kNoSymbol ? l.label != x.symbol : passes) continue;
      return move_into(kind == ExitKind::Break ? l.breaks : l.continues, std::move(envs));
    }
    return;  // to a label that nothing bears: go on after it, which only adds paths
  }
  for (Environment& e : envs) keep_left_out(f, e);
  envs.clear();
}

}  // namespace leastscope
