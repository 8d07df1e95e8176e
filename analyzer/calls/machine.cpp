// Contexts, the work list and the store. Everything grows: results, cells, the arguments of overflow contexts. A
// context that read something that grew is evaluated again; its edges and events are made anew each time, so that what
// an early, poorer evaluation saw does not stay.
#include "calls/machine.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace leastscope {

using namespace ir;

namespace {
constexpr unsigned kMaxDepth = 90;
constexpr size_t kMaxContexts = 64;     // of a function that can reach a request
constexpr size_t kMaxIdleContexts = 4;  // of any other
// Of a function that can reach a request, and of any other, with arguments that are mere data.
constexpr size_t kMaxPlainContexts = 2, kMaxIdlePlainContexts = 7;
constexpr size_t kMaxComponents = 4;  // of a component: its properties are new objects at every use
constexpr unsigned kMaxGrowths = 20;
constexpr unsigned kMaxNested = 3;    // recursion: evaluations of one function on the stack that are kept apart
constexpr size_t kMaxRecursive = 16;  // of a function that calls itself, by these calls
constexpr unsigned kMaxWidened = 6;
size_t scaled(size_t bound, unsigned percent) { return std::max<size_t>(1, bound * percent / 100); }
ValueBounds bounds_of(const EngineOptions& o) {
  ValueBounds b;
  b.strings = scaled(b.strings, o.bound_scale);
  b.objects = scaled(b.objects, o.bound_scale);
  b.numbers = scaled(b.numbers, o.bound_scale);
  b.reasons = 3;
  b.pieces = std::max<size_t>(4, scaled(b.pieces, o.bound_scale));
  return b;
}
}  // namespace

Machine::Machine(const Facts& facts, Models& models, const Builtins& builtins, const Program& program,
                 const Descriptor& descriptor, const EngineOptions& options)
    : facts_(facts),
      models_(models),
      builtins_(builtins),
      program_(program),
      descriptor_(descriptor),
      options_(options),
      names_(const_cast<Interner&>(program.names)),
      v_(names_, bounds_of(options)) {
  s_star_ = names_.intern("*");
  for (ReasonKind kind :
       {ReasonKind::environment, ReasonKind::installation, ReasonKind::app_token, ReasonKind::user_token})
    origin_reasons_[static_cast<size_t>(origin_of(kind))] = v_.reason_id(kind, kNone, 0, "");
  s_missing_ = names_.intern("#missing");
  s_app_token_ = names_.intern("x-forge-oauth-system");
  s_user_token_ = names_.intern("x-forge-oauth-user");
  s_length_ = names_.intern("length");
  s_prototype_ = names_.intern("prototype");
  s_default_ = names_.intern("default");
  s_exports_ = names_.intern("exports");
}

ReasonId Machine::reason(const Frame& f, uint32_t at, ReasonKind kind, std::string_view note) {
  return v_.reason_id(kind, f.module, at, note);
}

bool Machine::spend(uint64_t nodes) {
  spent_ += nodes;
  if (spent_ > budget_) exhausted_ = true;
  return !exhausted_;
}

// --- facts about the program
// -------------------------------------------------------------------------------------------------------

namespace {

/// Walks the nodes of one function's body, nested functions not included.
void walk(const Module& m, NodeId n, const std::function<void(NodeId, const Node&)>& visit) {
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

}  // namespace

void Machine::prepare() {
  uint64_t nodes = 0;
  info_.resize(program_.modules.size());
  for (size_t mi = 0; mi < program_.modules.size(); ++mi) {
    const Module& m = program_.modules[mi];
    ModuleInfo& info = info_[mi];
    nodes += m.nodes.size();
    info.free.resize(m.functions.size());
    info.uses_arguments.resize(m.functions.size());
    info.initial.resize(m.functions.size());
    info.active.resize(m.functions.size());
    info.component.resize(m.functions.size());
    info.relevant.resize(m.functions.size(), 1);
    if (m.functions.empty()) continue;
    find_lifetimes(static_cast<ModuleId>(mi));
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
  find_relevant();
}

/// Names that can start or carry a request: members of the libraries that this app imports, and globals that are
/// modelled.
std::set<Symbol> Machine::used_triggers() {
  std::set<const LibraryModel*> used;
  std::set<Symbol> out;
  auto add = [&](const std::string& name) {
    if (Symbol s = names_.find(name)) out.insert(s);
  };
  for (ModuleId mi = 0; mi < program_.modules.size(); ++mi) {
    const Module& m = program_.modules[mi];
    auto library = [&](Symbol specifier) {
      ImportTarget t = program_.resolve(mi, names_.text(specifier));
      if (t.kind != ImportTarget::Kind::Package) return;
      const LibraryModel* model =
          t.subpath.empty() ? nullptr : models_.package(t.package + "/" + t.subpath, "javascript");
      if (!model) model = models_.package(t.package, "javascript");
      if (model) used.insert(model);
    };
    for (const ImportBinding& b : m.imports) library(b.specifier);
    for (const ExportBinding& e : m.exports)
      if (e.specifier != kNoSymbol) library(e.specifier);
    for (const Node& x : m.nodes) {
      if (x.kind == Kind::Set)  // a global that carries one: window.ask = requestJira
        if (const Node& to = m.node(m.children[x.first]); to.kind == Kind::Get)
          if (const Node& of = m.node(m.children[to.first]); of.kind == Kind::Name && (of.flags & kGlobal))
            if (std::string_view name = names_.text(of.symbol);
                name == "window" || name == "globalThis" || name == "self")
              out.insert(to.symbol);
      if (x.kind == Kind::Import && x.count && m.node(m.children[x.first]).kind == Kind::Const)
        library(m.node(m.children[x.first]).symbol);
      if (x.kind == Kind::Name && (x.flags & kGlobal) && !out.count(x.symbol))
        if (const LibraryModel* model = models_.global(names_.text(x.symbol), "javascript")) {
          out.insert(x.symbol);
          used.insert(model);
        }
    }
  }
  auto matters = [](const Effect& e) {
    return e.api || e.entry || e.link || e.need || e.returns.kind == ReturnEffect::Kind::Handle || !e.type.empty() ||
           !e.sets.empty();
  };
  for (const LibraryModel* model : used) {
    for (auto& [name, effect] : model->exports)
      if (matters(effect)) add(name);
    for (auto& [type, members] : model->types)
      for (auto& [name, effect] : members.members)
        if (matters(effect)) add(name.substr(0, name.find('.')));
  }
  // the slots that imports are bound to
  for (const Module& m : program_.modules)
    for (const ImportBinding& b : m.imports)
      if (b.slot != kNone && b.slot < m.functions[0].slots.size() &&
          (out.count(b.name) || b.name == s_default_ || b.name == s_star_))
        out.insert(m.functions[0].slots[b.slot].name);
  return out;
}

// Which functions can matter: those that mention a model's name or anything that such a function is called, by name and
// transitively. Names over-approximate dispatch, so nothing that could reach a sink is left out; the rest gets few
// contexts.
void Machine::find_relevant() {
  std::set<Symbol> triggers = used_triggers();
  struct Fn {
    size_t module;
    FunctionId fn;
  };
  std::map<Symbol, std::vector<Fn>> mentioned_by;
  std::vector<Fn> queue;
  auto mark = [&](size_t mi, FunctionId fn) {
    if (fn == kNone || info_[mi].relevant[fn]) return;
    info_[mi].relevant[fn] = 1;
    queue.push_back({mi, fn});
  };
  for (size_t mi = 0; mi < program_.modules.size(); ++mi) {
    const Module& m = program_.modules[mi];
    std::fill(info_[mi].relevant.begin(), info_[mi].relevant.end(), uint8_t{0});
    for (FunctionId fn = 0; fn < m.functions.size(); ++fn) {
      std::set<Symbol> named;
      bool seed = fn == 0;
      walk(m, m.functions[fn].body, [&](NodeId, const Node& x) {
        if (x.kind == Kind::Name || x.kind == Kind::Get) named.insert(x.symbol);
        if (x.kind == Kind::Const && x.op == static_cast<uint8_t>(ConstKind::String)) named.insert(x.symbol);
        if (x.kind == Kind::Call &&
            x.count) {  // a function value that a name does not tell: parameter, table, variable
          const Node& callee = m.node(m.children[x.first]);
          if (callee.kind == Kind::Index || callee.kind == Kind::Call) seed = true;
          if (callee.kind == Kind::Name && !(callee.flags & kGlobal)) {
            FunctionId owner = fn;
            for (unsigned d = 0; d < callee.depth && owner != kNone; ++d) owner = m.functions[owner].parent;
            if (owner != kNone) {
              auto first = info_[mi].initial[owner].find(callee.first);
              bool known = owner == 0 && callee.first < info_[mi].import_of_slot.size() &&
                           info_[mi].import_of_slot[callee.first] >= 0;
              if (first != info_[mi].initial[owner].end() && first->second != kNone) {
                Kind k = m.node(first->second).kind;
                known |= k == Kind::Func || k == Kind::Class;
              }
              if (!known) seed = true;
            }
          }
        }
        if (x.kind == Kind::Call && (x.flags & kTagged)) seed = true;
      });
      for (Symbol s : named) {
        if (triggers.count(s)) seed = true;
        mentioned_by[s].push_back({mi, fn});
      }
      if (seed) mark(mi, fn);
    }
  }
  while (!queue.empty()) {
    Fn x = queue.back();
    queue.pop_back();
    const Function& f = program_.modules[x.module].functions[x.fn];
    mark(x.module, f.parent);
    std::vector<Symbol> borne{f.name};
    if (f.owner != kNone) borne.push_back(program_.modules[x.module].classes[f.owner].name);
    for (const ExportBinding& e : program_.modules[x.module].exports)
      if (e.slot != kNone && f.name != kNoSymbol &&
          program_.modules[x.module].functions[0].slots[e.slot].name == f.name)
        borne.push_back(e.name);
    for (Symbol s : borne)
      if (s != kNoSymbol)
        if (auto it = mentioned_by.find(s); it != mentioned_by.end())
          for (const Fn& y : it->second) mark(y.module, y.fn);
  }
}

// --- interning
// ---------------------------------------------------------------------------------------------------------------------

ClosureId Machine::closure_id(Closure c) {
  auto [it, fresh] = closure_index_.try_emplace(c, static_cast<ClosureId>(closures_.size()));
  if (fresh) {
    info_[c.module].closures[c.function].push_back(it->second);
    closures_.push_back(std::move(c));
  }
  return it->second;
}
EnvId Machine::env_id(CapturedEnv e) {
  CapturedEnv key = e;  // what differs only in why it is not known is the same
  for (auto& [slot, v] : key.snapshot) v = plain_key(v);
  auto [it, fresh] = env_index_.try_emplace(std::move(key), static_cast<EnvId>(envs_.size()));
  if (fresh) envs_.push_back(std::move(e));
  return it->second;
}
ObjectId Machine::object_id(Frame& f, NodeId node, ObjectKind kind, uint32_t variant) {
  auto [it, fresh] =
      object_index_.try_emplace({f.module, node, f.context, variant}, static_cast<ObjectId>(objects_.size()));
  if (fresh) {
    Object o;
    o.kind = kind;
    o.module = f.module;
    o.node = node;
    o.context = f.context;
    o.variant = variant & 0xffffff;
    objects_.push_back(std::move(o));
  }
  return it->second;
}
HandleId Machine::handle_id(Handle h) {
  for (HandleId i = 0; i < handles_.size(); ++i)
    if (handles_[i] == h) return i;
  handles_.push_back(std::move(h));
  return static_cast<HandleId>(handles_.size() - 1);
}
ValueId Machine::opaque(ReasonId r, ValueId ingredients) {
  // What an opaque was made of, and not the opaque itself: else results of results nest without end.
  auto known = opaque_ingredients_.find(ingredients);
  if (known == opaque_ingredients_.end()) {
    ValueId flat = v_.without_open(v_.without(ingredients, AtomKind::Opaque));
    for (AtomId id : v_[ingredients].atoms)
      if (v_.atom(id).kind == AtomKind::Opaque)
        flat = v_.without_open(v_.join(flat, opaques_[v_.atom(id).a].ingredients));
    known = opaque_ingredients_.emplace(ingredients, flat).first;
  }
  const ValueId all = known->second;
  if (all == Values::kBottom) return v_.top(r);
  auto [it, fresh] = opaque_index_.try_emplace(all, static_cast<uint32_t>(opaques_.size()));
  if (fresh) opaques_.push_back({r, all});
  return v_.make({{v_.atom_id({AtomKind::Opaque, it->second, 0})}, {r}});
}
ValueId Machine::effect_value(EffectUse use) {
  auto key = std::make_tuple(use.effect, use.receiver, use.member);
  auto [it, fresh] = effect_index_.try_emplace(std::move(key), static_cast<uint32_t>(effects_.size()));
  if (fresh) effects_.push_back(std::move(use));
  return v_.of({AtomKind::Effect, it->second, 0});
}

// --- store
// -------------------------------------------------------------------------------------------------------------------------

CellId Machine::cell(uint32_t kind, uint32_t a, uint32_t b) {
  auto [it, fresh] = cell_index_.try_emplace({kind, a, b}, static_cast<CellId>(cells_.size()));
  if (fresh) cells_.emplace_back();
  return it->second;
}
ValueId Machine::read(Frame* f, CellId c) {
  if (f && f->context != kNone && contexts_[f->context].reads.insert(c).second) cells_[c].readers.push_back(f->context);
  return cells_[c].value;
}
void Machine::write(CellId c, ValueId v) {
  Cell& x = cells_[c];
  ValueId joined = v_.join(x.value, v);
  if (joined == x.value) return;
  if (x.growths >= kMaxGrowths)  // texts and numbers for good: what is bounded and comes back would grow for ever
    joined = v_.add_open(v_.without(v_.without(joined, AtomKind::Str), AtomKind::Num),
                         v_.reason_id(ReasonKind::bound, kNone, 0, "a value that keeps growing"));
  if (joined == x.value) return;
  const bool news = says_more(x.value, joined);
  x.value = joined;
  if (!news) return;
  ++x.growths;
  for (ContextId r : x.readers) enqueue(r);
}

/// Is there more in a grown value than further reasons why it is not known? Reasons are for people; only that a bound
/// cut something off decides what is made of it.
bool Machine::says_more(ValueId before, ValueId now) {
  if (plain_key(before) != plain_key(now)) return true;
  const auto &old = v_[before].open, &all = v_[now].open;
  return std::any_of(all.begin(), all.end(), [&](ReasonId r) {
    return v_.reason(r).kind <= ReasonKind::construct && !std::binary_search(old.begin(), old.end(), r);
  });
}

void Machine::enqueue(ContextId id) {
  if (orphans_ && contexts_[id].done && id < orphan_base_) return;
  // Callers before what they call, but what was evaluated often waits until the rest is through: a component sees
  // several changes of its state at once.
  constexpr unsigned kRoundShift = 2;
  const uint32_t round = contexts_[id].runs >> kRoundShift;
  work_.insert({options_.shuffle ? (id * 0x9e3779b1u) ^ options_.shuffle : round, id});
}

void Machine::drain() {
  do {
    while (!work_.empty()) {
      const ContextId id = work_.begin()->second;
      work_.erase(work_.begin());
      if (is_abandoned(id))
        contexts_[id].outdated = true;
      else
        evaluate(id);
    }
  } while (take_up_abandoned());
}

// --- contexts
// ----------------------------------------------------------------------------------------------------------------------

ContextId Machine::context(ClosureId closure, ValueId self, std::vector<ValueId> args) {
  // what differs only in why it is not known is the same context
  ContextKey key{closure, plain_key(self), {}, 0};
  uint64_t hash = (static_cast<uint64_t>(closure) << 32 | key.self) * 0x9e3779b97f4a7c15ull;
  key.args.reserve(args.size());
  for (ValueId v : args) {
    key.args.push_back(plain_key(v));
    hash = (hash ^ key.args.back() ^ hash >> 31) * 0xff51afd7ed558ccdull;
  }
  uint32_t known = context_index_.find(hash, [&](uint32_t i) {
    const ContextKey& k = context_keys_[i];
    return k.closure == key.closure && k.self == key.self && k.args == key.args;
  });
  if (known != HashIndex::kNone) return context_keys_[known].id;
  const Closure& c = closures_[closure];
  auto& all = contexts_of_[{c.module, c.function}];
  const ModuleInfo& info = info_[c.module];
  size_t limit = scaled(info.relevant[c.function] ? kMaxContexts : kMaxIdleContexts, options_.bound_scale);
  if (info.component[c.function]) limit = std::min(limit, kMaxComponents);
  if (info.active[c.function]) limit = std::min(limit, kMaxRecursive);
  const bool plain = plain_arguments(args);
  size_t alike = 0;
  if (plain)
    for (ContextId i : all) alike += contexts_[i].plain;
  bool overflow = all.size() >= limit ||
                  (plain && alike >= (info.relevant[c.function] ? kMaxPlainContexts : kMaxIdlePlainContexts)) ||
                  info.active[c.function] >= kMaxNested;
  ContextId id = kNone;
  if (overflow)
    for (ContextId i : all)
      if (contexts_[i].overflow && contexts_[i].closure == closure) id = i;
  if (id != kNone) {
    widen_context(id, self, args);
  } else {
    Context x;
    x.closure = closure;
    x.self = self;
    x.args = std::move(args);
    x.overflow = overflow;
    x.plain = plain;
    contexts_.push_back(std::move(x));
    id = static_cast<ContextId>(contexts_.size() - 1);
    all.push_back(id);
  }
  key.id = id;
  context_index_.add(hash, static_cast<uint32_t>(context_keys_.size()));
  context_keys_.push_back(std::move(key));
  return id;
}

/// Mere data: no client, function or path in it, and no literal text that a condition could choose by.
bool Machine::plain_arguments(const std::vector<ValueId>& args) {
  return std::none_of(args.begin(), args.end(), [&](ValueId v) {
    return holds_shaping(v) || std::any_of(v_[v].atoms.begin(), v_[v].atoms.end(), [&](AtomId id) {
             const std::string* text = v_.literal_of(id);
             return text && !text->empty();
           });
  });
}

/// One context for all further calls of a function: its arguments are joined. What keeps growing loses its texts and
/// numbers at once, so that the function is not evaluated for each of them.
void Machine::widen_context(ContextId id, ValueId self, const std::vector<ValueId>& args) {
  Context& x = contexts_[id];
  bool grew = false;
  ValueId why = v_.top(v_.reason_id(ReasonKind::bound, closures_[x.closure].module, 0,
                                    "more calls of one function than the analysis keeps apart"));
  auto widen = [&](ValueId& old, ValueId now) {
    ValueId joined = v_.join(old, now);
    if (joined == old) return;
    if (x.widened > kMaxWidened) joined = v_.join(v_.without(v_.without(joined, AtomKind::Str), AtomKind::Num), why);
    grew |= says_more(old, joined);
    old = joined;
  };
  widen(x.self, self);
  if (x.args.size() < args.size()) x.args.resize(args.size(), v_.undefined());
  for (size_t i = 0; i < x.args.size(); ++i) widen(x.args[i], i < args.size() ? args[i] : v_.undefined());
  if (!grew) return;
  ++x.widened;
  if (x.done || x.running) enqueue(id);
}

ValueId Machine::call_closure(Frame* from, ClosureId closure, ValueId self, std::vector<ValueId> args, uint32_t at,
                              bool maybe) {
  spend(2);
  const Closure& c = closures_[closure];
  const Module& m = program_.modules[c.module];
  const Function& fn = m.functions[c.function];
  if (!c.bound.empty()) args.insert(args.begin(), c.bound.begin(), c.bound.end());
  if (c.fixed_self) self = c.self;
  if (!info_[c.module].uses_arguments[c.function]) {
    bool rest = !fn.parameters.empty() && fn.parameters.back().rest;
    if (!rest && args.size() > fn.parameters.size()) args.resize(fn.parameters.size());
  }
  ContextId id = context(closure, self, std::move(args));
  if (from && from->context != kNone) {
    Context& caller = contexts_[from->context];
    Edge edge{id, at, maybe || from->maybe};
    if (caller.edge_set.insert(edge).second) caller.edges.push_back(edge);
    if (caller.called.insert(id).second) contexts_[id].dependents.push_back(from->context);
    note_called(id);
  } else {
    contexts_[id].outer = true;
  }
  Context& x = contexts_[id];
  if ((!x.done || x.outdated) && !x.running) {
    if (depth_ < kMaxDepth)
      evaluate(id);
    else
      enqueue(id);
  }
  return contexts_[id].result;
}

void Machine::evaluate(ContextId id) {
  Context& x = contexts_[id];
  if (x.running) return enqueue(id);
  if (pseudo_.count(id)) return evaluate_pseudo(id);
  if (exhausted_ && x.done) return;
  x.running = true;
  x.outdated = false;
  ++info_[closures_[x.closure].module].active[closures_[x.closure].function];
  x.forget_run();
  ++x.runs;
  ++depth_;
  const Closure& c = closures_[x.closure];
  Frame f;
  f.context = id;
  f.module = c.module;
  f.m = &program_.modules[c.module];
  f.f = &f.m->functions[c.function];
  f.closure = x.closure;
  f.self = x.self;
  bool merge_before = envs_merge_;
  auto* const renames_before = std::exchange(renames_, nullptr);
  std::vector<NativeCall> natives_before = std::exchange(natives_, {});
  envs_merge_ = !info_[c.module].relevant[c.function];
  Environments envs(1);
  envs[0].slots.assign(f.f->slots.size(), Values::kBottom);
  if (c.function == 0) bind_module(f, envs[0]);
  bind_parameters(f, envs[0]);
  for (const Parameter& p : f.f->parameters) split_records(envs, p.slot);
  if (f.f->body != kNone) exec(f, f.f->body, envs);
  for (Environment& e : envs) keep_left_out(f, e);
  if (!envs.empty()) f.result = v_.join(f.result, v_.undefined());
  if (c.function == 0 && !envs.empty()) call_component(f, envs[0]);
  if (f.f->generator) {
    Frame g = f;
    Environment none;
    none.slots.resize(f.f->slots.size());
    ValueId list = new_list(g, none, f.f->body, {}, f.yields, 77);
    escape(g, none, list);
    f.result = v_.join(f.result, list);
  }
  --depth_;
  --info_[c.module].active[c.function];
  envs_merge_ = merge_before;
  renames_ = renames_before;
  natives_ = std::move(natives_before);
  Context& y = contexts_[id];
  y.running = false;
  y.done = true;
  ValueId result = v_.join(y.result, f.result);
  if (result != y.result) {
    const bool news = says_more(y.result, result);
    y.result = result;
    if (news)
      for (ContextId d : y.dependents) enqueue(d);
  }
}

void Machine::bind_parameters(Frame& f, Environment& env) {
  const std::vector<ValueId> args = contexts_[f.context].args;
  for (size_t i = 0; i < f.f->parameters.size(); ++i) {
    const Parameter& p = f.f->parameters[i];
    ValueId v;
    if (p.rest) {
      std::vector<ValueId> rest(args.begin() + static_cast<std::ptrdiff_t>(std::min(i, args.size())), args.end());
      v = new_list(f, env, f.f->body, rest, Values::kBottom, 1000 + static_cast<uint32_t>(i));
    } else {
      v = i < args.size() ? args[i] : v_.undefined();
      if (p.default_value != kNone && (v_.has(v, AtomKind::Undef) || v_.is_open(v)))
        v = v_.join(v_.without(v, AtomKind::Undef), eval(f, p.default_value, env));
      if (p.type != 0xffff) v = hint(v, *f.m, f.module, p.type);
    }
    if (p.slot < env.slots.size()) bind_slot(f, env, p.slot, v);
  }
}

}  // namespace leastscope
