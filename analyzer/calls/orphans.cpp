// P5: functions that nothing reaches, each called with arguments of which nothing is known.
//
// First those that may run after all: what stands behind a value that a bound left out, what code that may run mentions
// by name, hands on where no name says who calls it, or names as a file. What they mention and hand on counts too, so
// this goes round until nothing is added. The rest is dead, and what only dead code mentions stays dead.
#include <algorithm>
#include <set>

#include "base/paths.h"
#include "calls/collect.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
/// Functions that code which is evaluated hands on where a name does not say who calls them: as an argument, in an
/// argument's table, under a key that is computed, as a setter, as what such a function answers, or to an object whose
/// class may come from a library. That none was entered does not say that none is called.
std::vector<uint8_t> handed_on(const Module& m, const Interner& names) {
  auto setter = [&](Symbol s) { return s != kNoSymbol && names.text(s).starts_with("set "); };
  auto language = [&](Symbol s) {  // called by the language itself
    std::string_view t = s == kNoSymbol ? std::string_view() : names.text(s);
    return t == "toJSON" || t == "valueOf" || t == "toString" || t == "then";
  };
  std::vector<NodeId> above(m.nodes.size(), kNone);
  for (NodeId n = 0; n < m.nodes.size(); ++n)
    for (unsigned i = 0; i < m.nodes[n].count; ++i)
      if (NodeId c = m.children[m.nodes[n].first + i]; c != kNone && m.nodes[n].kind != Kind::Name) above[c] = n;
  std::vector<uint8_t> out(m.functions.size(), 0);
  auto derived = [&](FunctionId fn) {  // does the nearest method around it belong to a class with a base?
    while (fn != kNone && fn != 0 && m.functions[fn].owner == kNone) fn = m.functions[fn].parent;
    return fn != kNone && fn != 0 && !m.classes[m.functions[fn].owner].supers.empty();
  };
  auto handed = [&](NodeId n, FunctionId fn) {
    for (NodeId from = n; (n = above[n]) != kNone; from = n) {
      const Node& x = m.node(n);
      const bool first = m.child(n, 0) == from;
      const auto op = static_cast<OpKind>(x.op);
      if (x.kind == Kind::Call) return !first;
      if (x.kind == Kind::Concat) return (x.flags & kTagged) != 0 && !first;
      if (x.kind == Kind::Exit)
        return static_cast<ExitKind>(x.op) == ExitKind::Return && out[m.functions[fn].parent] != 0;
      if (x.kind == Kind::Op && op == OpKind::Entry && (setter(x.symbol) || language(x.symbol))) return true;
      if (x.kind == Kind::Op && op == OpKind::ComputedEntry && m.node(m.child(n, 0)).kind != Kind::Const) return true;
      if (x.kind == Kind::Set) {
        const Node& target = m.node(m.child(n, 0));
        if (target.kind == Kind::Index) return m.node(m.child(m.child(n, 0), 1)).kind != Kind::Const;
        return target.kind == Kind::Get && m.node(m.child(m.child(n, 0), 0)).kind == Kind::Self &&
               derived(m.functions[fn].parent);
      }
      const bool inside = x.kind == Kind::Record || x.kind == Kind::List || x.kind == Kind::Op ||
                          x.kind == Kind::Choice || x.kind == Kind::Hint;
      if (!inside) return false;
    }
    return false;
  };
  std::vector<NodeId> made(m.functions.size(), kNone);
  for (NodeId n = 0; n < m.nodes.size(); ++n)
    if (m.nodes[n].kind == Kind::Func) made[m.nodes[n].first] = n;
  for (const Class& c : m.classes)
    for (const Member& member : c.members)
      if (member.function != kNone && ((member.name == kNoSymbol && member.computed != kNone) || language(member.name)))
        out[member.function] = 1;
  for (FunctionId fn = 1; fn < m.functions.size(); ++fn)  // what encloses a function stands before it
    if (made[fn] != kNone) out[fn] = handed(made[fn], fn);
  return out;
}

/// The names by which some code calls a function or a method.
std::set<Symbol> names_called(const Program& program) {
  std::set<Symbol> found;
  for (const Module& m : program.modules)
    for (const Node& x : m.nodes)
      if (x.kind == Kind::Call && x.count)
        if (const Node& callee = m.node(m.children[x.first]); callee.kind == Kind::Name || callee.kind == Kind::Get)
          found.insert(callee.symbol);
  return found;
}
}  // namespace

/// Names of scripts in the texts of code that may run: a worker, a script put into the page.
std::set<std::string> Machine::scripts_named() const {
  std::set<std::string> found;
  for (ModuleId module = 0; module < program_.modules.size(); ++module) {
    if (info_[module].init == kNone) continue;
    for (const Node& x : program_.modules[module].nodes)
      if (x.kind == Kind::Const && x.op == static_cast<uint8_t>(ConstKind::String))
        if (std::string_view text = names_.text(x.symbol); text.ends_with("js")) found.insert(path_name(text));
  }
  return found;
}

/// What can be reached from values which a bound left out: by fields, by methods of instances, through library objects
/// they went into.
LeftOut Machine::left_out() const {
  LeftOut out;
  auto& found = out.functions;
  std::vector<AtomId> queue(v_.left_out().begin(), v_.left_out().end());
  if (queue.empty()) return out;
  std::vector<std::pair<ObjectId, ValueId>> fields, statics;
  for (const auto& [key, id] : cell_index_) {  // in any order: what comes of it is a set
    if (!v_.holds_code(cells_[id].value)) continue;
    if (key.kind == 0 || key.kind == 10 || key.kind == 14) fields.emplace_back(key.a, cells_[id].value);
    if (key.kind == 2) statics.emplace_back(key.a, cells_[id].value);
  }
  std::sort(fields.begin(), fields.end());
  std::sort(statics.begin(), statics.end());
  std::set<AtomId> seen;
  std::set<uint32_t> classes;
  auto follow = [&](ValueId v) { queue.insert(queue.end(), v_[v].atoms.begin(), v_[v].atoms.end()); };
  auto follow_all = [&](const auto& of, uint32_t owner) {
    for (auto it = std::lower_bound(of.begin(), of.end(), std::make_pair(owner, ValueId{0}));
         it != of.end() && it->first == owner; ++it)
      follow(it->second);
  };
  auto follow_class = [&](uint32_t index) {
    if (!classes.insert(index).second) return;
    const ClassObject& c = classes_[index];
    for (const Member& member : program_.modules[c.module].classes[c.id].members)
      if (member.function != kNone) found.insert({c.module, member.function});
    for (ValueId super : c.supers) follow(super);
    follow_all(statics, index);
  };
  while (!queue.empty()) {
    const AtomId id = queue.back();
    queue.pop_back();
    if (!seen.insert(id).second) continue;
    const Atom& a = v_.atom(id);
    switch (a.kind) {
      case AtomKind::Fun:
        found.insert({closures_[a.a].module, closures_[a.a].function});
        for (ValueId bound : closures_[a.a].bound) follow(bound);
        follow(closures_[a.a].self);
        break;
      case AtomKind::Class:
        follow_class(a.a);
        break;
      case AtomKind::Obj:
        follow_all(fields, a.a);
        if (objects_[a.a].cls != kNone) follow_class(objects_[a.a].cls);
        break;
      case AtomKind::Opaque:
        follow(opaques_[a.a].ingredients);
        break;
      case AtomKind::Effect:
        out.clients.push_back(id);
        follow(effects_[a.a].receiver);
        break;
      case AtomKind::Native:
        follow(a.b);  // what the builtin was taken from: `run.call`
        break;
      case AtomKind::Handle:
        out.clients.push_back(id);
        for (const auto& [name, value] : handles_[a.a].attributes) follow(value);
        break;
      case AtomKind::Module:
        for (FunctionId fn = 1; fn < program_.modules[a.a].functions.size(); ++fn)
          if (program_.modules[a.a].functions[fn].parent == 0) found.insert({a.a, fn});
        break;
      default:
        break;
    }
  }
  return out;
}

/// Calls a function, or loads a module, with arguments of which nothing is known.
void Machine::run_orphan(ModuleId module, FunctionId fn) {
  const Function& decl = program_.modules[module].functions[fn];
  Frame f = outer_frame(module);
  if (fn == 0) {
    load(module, &f, 0);
    drain();
    return;
  }
  const ValueId unknown = v_.top(v_.reason_id(ReasonKind::entry_parameter, module, decl.span.begin,
                                              "an argument of a function that nothing calls"));
  ValueId self = unknown;
  std::vector<ClosureId> closures = info_[module].closures[fn];
  if (closures.empty()) {
    Closure c;
    c.module = module;
    c.function = fn;
    CapturedEnv e;
    e.creator = info_[module].init;
    c.env = env_id(decl.parent == 0 ? std::move(e) : CapturedEnv{});
    if (decl.owner != kNone)
      for (uint32_t k = 0; k < classes_.size(); ++k)
        if (classes_[k].module == module && classes_[k].id == decl.owner) {
          c.home = k;
          c.env = classes_[k].env;
          ObjectId o = object_id(f, 0, ObjectKind::Instance, 500000 + k);
          objects_[o].cls = k;
          objects_[o].published = true;
          self = decl.is_static ? v_.of({AtomKind::Class, k, 0}) : obj(o);
          Environment env;
          if (!classes_[k].instantiated) run_constructor(f, env, k, self, std::vector<ValueId>(8, unknown), 0, false);
        }
    closures.push_back(closure_id(std::move(c)));
  }
  for (size_t i = 0; i < closures.size() && i < 4; ++i)
    call_closure(&f, closures[i], self, std::vector<ValueId>(decl.parameters.size(), unknown), decl.span.begin, false);
  drain();
}

/// Runs what may run, round by round; `entered` has what came to run that way.
void Machine::run_possible(Collector& collector) {
  std::vector<std::vector<uint8_t>> handed;
  for (const Module& m : program_.modules) handed.push_back(handed_on(m, names_));
  std::set<std::pair<ModuleId, FunctionId>> entered, out_of_sight;
  std::set<std::string> scripts;
  std::vector<bool> loaded;
  // Where the budget cut something off, what was not reached may be what was behind it; so too behind an object that
  // was left out before its fields were in the store.
  bool cut = exhausted_;
  exhausted_ = false;
  auto look_around = [&] {
    loaded.clear();
    for (const ModuleInfo& info : info_) loaded.push_back(info.init != kNone);
    mention_names_in_texts();
    scripts = scripts_named();
    out_of_sight = left_out().functions;
    for (AtomId id : v_.left_out()) cut |= v_.atom(id).kind == AtomKind::Obj && !objects_[v_.atom(id).a].published;
  };
  auto may_run = [&](ModuleId module, FunctionId fn) {
    const Module& m = program_.modules[module];
    const Function& decl = m.functions[fn];
    if (cut || out_of_sight.count({module, fn})) return true;
    // a server's framework may load and call what we see nobody load
    if (!loaded[module] && (descriptor_.platform != Platform::forge || scripts.count(path_name(m.path)))) return true;
    const bool held = decl.owner != kNone || decl.parent == 0;
    if (loaded[module] && held && decl.name != kNoSymbol && names_mentioned_.count(decl.name)) return true;
    return handed[module][fn] &&
           (collector.function_is_live(module, decl.parent) || entered.count({module, decl.parent}));
  };
  auto run = [&](ModuleId module, FunctionId fn) {
    const size_t before = contexts_.size();
    maybe_functions_.insert({module, fn});
    entered.insert({module, fn});
    run_orphan(module, fn);
    for (size_t id = before; id < contexts_.size(); ++id) {
      const Closure& by = closures_[contexts_[id].closure];
      if (!pseudo_.count(static_cast<ContextId>(id))) entered.insert({by.module, by.function});
    }
  };
  may_run_ = true;
  for (bool again = true; again;) {
    again = false;
    look_around();
    for (ModuleId module = 0; module < program_.modules.size(); ++module)
      for (FunctionId fn = 0; fn < program_.modules[module].functions.size(); ++fn) {
        if (maybe_functions_.count({module, fn}) || collector.function_is_live(module, fn)) continue;
        if ((fn != 0 && !info_[module].relevant[fn]) || !may_run(module, fn)) continue;
        run(module, fn);
        again = true;
      }
  }
  may_run_ = false;
}

void Machine::find_orphans(Collector& collector) {
  orphans_ = true;
  orphan_base_ = static_cast<ContextId>(contexts_.size());
  budget_ = spent_ + budget_ / 2 + 1'000'000;
  work_.clear();
  const bool told = exhausted_;
  run_possible(collector);
  if (exhausted_ && !told) tell_budget_spent();
  auto is_left = [&](ModuleId module, FunctionId fn) {
    if (collector.function_is_live(module, fn) || (fn != 0 && !info_[module].relevant[fn])) return false;
    const auto& all = info_[module].contexts[fn];
    return std::none_of(all.begin(), all.end(), [&](ContextId id) { return id >= orphan_base_; });
  };
  // dead callers before dead wrappers: a wrapper tells more with what its callers give it
  const std::set<Symbol> called = names_called(program_);
  for (const bool wrappers : {false, true})
    for (ModuleId module = 0; module < program_.modules.size(); ++module)
      for (FunctionId fn = 0; fn < program_.modules[module].functions.size(); ++fn)
        if ((wrappers || !called.count(program_.modules[module].functions[fn].name)) && is_left(module, fn))
          run_orphan(module, fn);
}

}  // namespace leastscope
