// What is known of the functions before they are evaluated: the variables they capture, and which of them can matter.
//
// Relevant is a function that mentions a model's name or anything that such a function is called, by name and
// transitively. Names over-approximate dispatch, so nothing that could reach a sink is left out: what is not relevant
// is never looked for among the functions that nothing reaches (orphans.cpp).
//
// Precise is a function of which the evaluator keeps the contexts, environments and objects apart, so that method and
// path of different calls are not mixed. It is much dearer, and most functions that are relevant by name have nothing
// to do with requests. So names only give a first guess, without the words that say little (`get`, `push`), and
// evaluation corrects it: a function that turns out to make or to lead to a request is precise from then on, and what
// was evaluated of it before is evaluated again.
#include <algorithm>
#include <functional>
#include <unordered_map>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {

/// Walks the nodes of one function's body, nested functions not included.
template <class Visit>
void walk(const Module& m, NodeId n, Visit visit) {
  std::vector<NodeId> stack{n};
  while (!stack.empty()) {
    NodeId id = stack.back();
    stack.pop_back();
    if (id == kNone) continue;
    const Node& node = m.node(id);
    visit(id, node);
    if (node.kind == Kind::Name || node.kind == Kind::Func || node.kind == Kind::Class || node.kind == Kind::Const)
      continue;
    for (unsigned i = node.count; i-- > 0;) stack.push_back(m.children[node.first + i]);
  }
}

/// Is there anything in the library that makes a request or is called from outside?
bool makes_requests(const LibraryModel& model) {
  auto any = [](const auto& effects) {
    return std::any_of(effects.begin(), effects.end(),
                       [](const auto& e) { return e.second.api || e.second.entry || e.second.link; });
  };
  return any(model.exports) || std::any_of(model.types.begin(), model.types.end(),
                                           [&](const auto& type) { return any(type.second.members); });
}

}  // namespace

void Machine::prepare() {
  uint64_t nodes = 0;
  find_connect_names();
  info_.resize(program_.modules.size());
  for (size_t mi = 0; mi < program_.modules.size(); ++mi) {
    const Module& m = program_.modules[mi];
    ModuleInfo& info = info_[mi];
    nodes += m.nodes.size();
    info.language = names_.intern(m.language);
    info.free.resize(m.functions.size());
    info.uses_arguments.resize(m.functions.size());
    info.initial.resize(m.functions.size());
    info.active.resize(m.functions.size());
    info.component.resize(m.functions.size());
    info.relevant.resize(m.functions.size());
    info.precise.resize(m.functions.size());
    info.contexts.resize(m.functions.size());
    if (m.functions.empty()) continue;
    info.import_of_slot.assign(m.functions[0].slots.size(), -1);
    for (size_t i = 0; i < m.imports.size(); ++i)
      if (m.imports[i].slot != kNone && m.imports[i].slot < info.import_of_slot.size())
        info.import_of_slot[m.imports[i].slot] = static_cast<int>(i);
    std::vector<uint8_t> state(m.functions.size(), 0);
    std::function<void(FunctionId)> visit = [&](FunctionId fn) {
      if (state[fn]) return;
      state[fn] = 1;
      auto& free = info.free[fn];
      auto add = [&](unsigned depth, uint32_t slot) {
        std::pair<uint8_t, uint32_t> x{static_cast<uint8_t>(depth), slot};
        if (std::find(free.begin(), free.end(), x) == free.end()) free.push_back(x);
      };
      auto inherit = [&](FunctionId inner) {
        if (inner == kNone) return;
        visit(inner);
        for (auto [d, s] : info.free[inner])
          if (d > 1) add(d - 1u, s);
      };
      auto scan = [&](NodeId id, const Node& x) {
        if (x.kind == Kind::Name && !(x.flags & kGlobal) && x.depth > 0) add(x.depth, x.first);
        if (x.kind == Kind::Self && (x.flags & kArguments)) info.uses_arguments[fn] = 1;
        if (x.kind == Kind::Bind && (x.flags & kDeclare) && m.child(id, 0) != kNone &&
            m.node(m.child(id, 0)).depth == 0)
          info.initial[fn].try_emplace(m.node(m.child(id, 0)).first, m.child(id, 1));
        if (x.kind == Kind::Func) {
          inherit(x.first);
          if (m.functions[x.first].arrow && info.uses_arguments[x.first]) info.uses_arguments[fn] = 1;
        }
        if (x.kind == Kind::Class) {
          const Class& c = m.classes[x.first];
          for (const Member& member : c.members) inherit(member.function);
          inherit(c.constructor);
          inherit(c.instance_init);
          inherit(c.static_init);
        }
      };
      walk(m, m.functions[fn].body, scan);
      for (const Parameter& p : m.functions[fn].parameters)
        if (p.default_value != kNone) walk(m, p.default_value, scan);
    };
    for (FunctionId fn = 0; fn < m.functions.size(); ++fn) visit(fn);
  }
  budget_ = options_.budget ? options_.budget : std::min<uint64_t>(100'000'000, 3'000'000 + 8 * nodes);
  const std::vector<NamesIn> names = names_in_functions();
  const UsedLibraries used = used_libraries();
  find_relevant(&ModuleInfo::relevant, names, used, true);
  find_relevant(&ModuleInfo::precise, names, used, false);
}

const LibraryModel* Machine::imported_model(ModuleId module, Symbol specifier) {
  const ImportTarget& t = import_target(module, specifier);
  if (t.kind != ImportTarget::Kind::Package) return nullptr;
  const LibraryModel* model = t.subpath.empty() ? nullptr : models_.package(t.package + "/" + t.subpath, "javascript");
  return model ? model : models_.package(t.package, "javascript");
}

UsedLibraries Machine::used_libraries() {
  UsedLibraries used;
  std::set<Symbol> strange;  // globals that no model knows
  for (ModuleId mi = 0; mi < program_.modules.size(); ++mi) {
    const Module& m = program_.modules[mi];
    std::set<Symbol> imported;
    for (const ImportBinding& b : m.imports) imported.insert(b.specifier);
    for (const ExportBinding& e : m.exports)
      if (e.specifier != kNoSymbol) imported.insert(e.specifier);
    for (const Node& x : m.nodes) {
      if (x.kind == Kind::Set)  // a global that carries one: window.ask = requestJira
        if (const Node& to = m.node(m.children[x.first]); to.kind == Kind::Get)
          if (const Node& of = m.node(m.children[to.first]); of.kind == Kind::Name && (of.flags & kGlobal))
            if (std::string_view name = names_.text(of.symbol);
                name == "window" || name == "globalThis" || name == "self")
              used.names.insert(to.symbol);
      if (x.kind == Kind::Import && x.count && m.node(m.children[x.first]).kind == Kind::Const)
        imported.insert(m.node(m.children[x.first]).symbol);
      if (x.kind == Kind::Name && (x.flags & kGlobal) && !used.names.count(x.symbol) && !strange.count(x.symbol)) {
        const LibraryModel* model = models_.global(names_.text(x.symbol), "javascript");
        (model ? used.names : strange).insert(x.symbol);
        if (model) used.libraries.insert(model);
      }
    }
    for (Symbol specifier : imported)
      if (const LibraryModel* model = imported_model(mi, specifier)) used.libraries.insert(model);
  }
  return used;
}

/// Names that can start or carry a request: members of the libraries that this app imports, and globals that are
/// modelled. `wide`: also what only tells a need, names that many things bear, all that the libraries export, and every
/// default import.
std::set<Symbol> Machine::used_triggers(const UsedLibraries& used, bool wide) {
  std::set<Symbol> out = used.names;
  auto add = [&](const std::string& name) {
    if (!wide && builtins_.names_method("javascript", name)) return;
    if (Symbol s = names_.find(name)) out.insert(s);
  };
  auto matters = [&](const Effect& e) {
    return e.api || e.entry || e.link || (wide && e.need) || e.returns.kind == ReturnEffect::Kind::Handle ||
           !e.type.empty() || !e.sets.empty();
  };
  for (const LibraryModel* model : used.libraries) {
    if (wide)
      for (auto& [name, effect] : model->exports)
        if (matters(effect)) add(name);
    for (auto& [type, members] : model->types)
      for (auto& [name, effect] : members.members)
        if (wide ? matters(effect) : effect.api.has_value()) add(name.substr(0, name.find('.')));
  }
  // the slots that imports are bound to
  for (ModuleId mi = 0; mi < program_.modules.size(); ++mi) {
    const Module& m = program_.modules[mi];
    for (const ImportBinding& b : m.imports) {
      if (b.slot == kNone || b.slot >= m.functions[0].slots.size()) continue;
      const bool whole = b.name == s_default_ || b.name == s_star_;
      bool carries = wide && (whole || out.count(b.name));
      if (const LibraryModel* model = wide ? nullptr : imported_model(mi, b.specifier)) {
        const auto effect = model->exports.find(std::string(names_.text(b.name)));
        carries = whole ? makes_requests(*model) : effect != model->exports.end() && matters(effect->second);
      }
      if (carries) out.insert(m.functions[0].slots[b.slot].name);
    }
  }
  return out;
}

/// What every function mentions, without the functions inside it.
std::vector<NamesIn> Machine::names_in_functions() {
  std::vector<NamesIn> out;
  for (ModuleId mi = 0; mi < program_.modules.size(); ++mi) {
    const Module& m = program_.modules[mi];
    for (FunctionId fn = 0; fn < m.functions.size(); ++fn) {
      NamesIn in{mi, fn, {}, false};
      // a function value that a name does not tell: parameter, table, variable
      auto unnamed = [&](const Node& callee) {
        if (callee.kind == Kind::Index || callee.kind == Kind::Call) return true;
        if (callee.kind != Kind::Name || (callee.flags & kGlobal)) return false;
        FunctionId owner = fn;
        for (unsigned d = 0; d < callee.depth && owner != kNone; ++d) owner = m.functions[owner].parent;
        if (owner == kNone) return false;
        const auto& imports = info_[mi].import_of_slot;
        if (owner == 0 && callee.first < imports.size() && imports[callee.first] >= 0) return false;
        auto first = info_[mi].initial[owner].find(callee.first);
        if (first == info_[mi].initial[owner].end() || first->second == kNone) return true;
        const Kind k = m.node(first->second).kind;
        return k != Kind::Func && k != Kind::Class;
      };
      walk(m, m.functions[fn].body, [&](NodeId, const Node& x) {
        if (x.kind == Kind::Name || x.kind == Kind::Get ||
            (x.kind == Kind::Const && x.op == static_cast<uint8_t>(ConstKind::String)))
          in.names.push_back(x.symbol);
        if (x.kind == Kind::Call && x.count)
          in.calls_unnamed |= (x.flags & kTagged) || unnamed(m.node(m.children[x.first]));
      });
      std::sort(in.names.begin(), in.names.end());
      in.names.erase(std::unique(in.names.begin(), in.names.end()), in.names.end());
      out.push_back(std::move(in));
    }
  }
  return out;
}

/// Marks the functions that mention a trigger or anything that such a function is called. `wide`: also those that call
/// a function value which a name does not tell.
void Machine::find_relevant(std::vector<uint8_t> ModuleInfo::*marks, const std::vector<NamesIn>& names,
                            const UsedLibraries& used, bool wide) {
  const std::set<Symbol> triggers = used_triggers(used, wide);
  // By symbol: how many functions bear the name, and whether it is a trigger. Few of the names that code mentions are.
  std::vector<unsigned> bearers;
  std::vector<uint8_t> wanted;
  auto note = [](auto& of, Symbol s) -> auto& {
    if (s >= of.size()) of.resize(s + 256);
    return of[s];
  };
  for (const Module& m : program_.modules) {
    for (const Function& f : m.functions) ++note(bearers, f.name), note(wanted, f.name) = 1;
    for (const Class& c : m.classes) note(wanted, c.name) = 1;
    for (const ExportBinding& e : m.exports) note(wanted, e.name) = 1;
  }
  for (Symbol s : triggers) note(wanted, s) |= 2;
  using Fn = std::pair<ModuleId, FunctionId>;
  std::unordered_map<Symbol, std::vector<Fn>> mentioned_by;
  std::vector<Fn> queue;
  auto mark = [&](ModuleId mi, FunctionId fn) {
    if (fn == kNone || (info_[mi].*marks)[fn]) return;
    (info_[mi].*marks)[fn] = 1;
    queue.emplace_back(mi, fn);
  };
  for (const NamesIn& in : names) {
    bool seed = in.function == 0 || (wide && in.calls_unnamed);
    for (Symbol s : in.names) {
      const uint8_t what = s < wanted.size() ? wanted[s] : 0;
      seed |= (what & 2) != 0;
      if (what & 1) mentioned_by[s].emplace_back(in.module, in.function);
    }
    if (seed) mark(in.module, in.function);
  }
  // a name that several functions bear says little of which one is called
  auto tells = [&](Symbol s) {
    return wide || ((s >= bearers.size() || bearers[s] <= 1) && !builtins_.names_method("javascript", names_.text(s)));
  };
  while (!queue.empty()) {
    const auto [module, fn] = queue.back();
    queue.pop_back();
    const Function& f = program_.modules[module].functions[fn];
    mark(module, f.parent);
    std::vector<Symbol> borne{f.name};
    if (f.owner != kNone) borne.push_back(program_.modules[module].classes[f.owner].name);
    for (const ExportBinding& e : program_.modules[module].exports)
      if (e.slot != kNone && f.name != kNoSymbol && program_.modules[module].functions[0].slots[e.slot].name == f.name)
        borne.push_back(e.name);
    for (Symbol s : borne)
      if (s != kNoSymbol && tells(s))
        if (auto it = mentioned_by.find(s); it != mentioned_by.end())
          for (const Fn& y : it->second) mark(y.first, y.second);
  }
}

/// This function makes a request, or leads to one; so do those around it.
void Machine::make_precise(ModuleId module, FunctionId fn) {
  ModuleInfo& info = info_[module];
  for (; fn != kNone && !info.precise[fn]; fn = program_.modules[module].functions[fn].parent) {
    info.precise[fn] = 1;
    newly_precise_.insert({module, fn});
  }
}

/// Does code of this context make requests, or lead to them? What a module does when it is loaded does not count: it
/// gets nothing from who loads it.
bool Machine::is_precise(ContextId id) const {
  const Closure& c = closures_[contexts_[id].closure];
  return c.function != 0 && info_[c.module].precise[c.function] != 0;
}

/// Who calls a function that became precise does too, and what was evaluated of either is evaluated again: contexts
/// that were joined are taken apart when their callers call them again.
void Machine::spread_precision() {
  for (bool more = true; more;) {
    more = false;
    for (ContextId id = 0; id < contexts_.size(); ++id) {
      if (is_precise(id) || closures_[contexts_[id].closure].function == 0) continue;
      const auto& edges = contexts_[id].edges;
      if (std::none_of(edges.begin(), edges.end(), [&](const Edge& e) { return is_precise(e.to); })) continue;
      const Closure& c = closures_[contexts_[id].closure];
      make_precise(c.module, c.function);
      more = true;
    }
  }
  auto is_new = [&](ContextId id) {
    const Closure& c = closures_[contexts_[id].closure];
    return newly_precise_.count({c.module, c.function}) > 0;
  };
  for (ContextKey& key : context_keys_)
    if (key.id != kNone && contexts_[key.id].overflow && is_new(key.id)) key.id = kNone;
  for (ContextId id = 0; id < contexts_.size(); ++id) {
    const auto& edges = contexts_[id].edges;
    const bool calls = std::any_of(edges.begin(), edges.end(),
                                   [&](const Edge& e) { return contexts_[e.to].overflow && is_new(e.to); });
    if (contexts_[id].done && (calls || is_new(id))) enqueue(id);
  }
  newly_precise_.clear();
}

}  // namespace leastscope
