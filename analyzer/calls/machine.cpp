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
constexpr size_t kMaxPlainContexts = 2, kMaxIdlePlainContexts = 2;
constexpr size_t kMaxComponents = 4;  // of a component: its properties are new objects at every use
constexpr size_t kSpreadAt = 8;       // functions
constexpr unsigned kMaxGrowths = 20;
constexpr unsigned kMaxNested = 3;    // recursion: evaluations of one function on the stack that are kept apart
constexpr size_t kMaxRecursive = 16;  // of a function that calls itself, by these calls
constexpr unsigned kMaxWidened = 6;
size_t scaled(size_t bound, unsigned percent) { return std::max<size_t>(1, bound * percent / 100); }
ValueBounds bounds_of(const EngineOptions& o) {
  ValueBounds b;
  b.strings = scaled(b.strings, o.bound_scale);
  b.objects = scaled(b.objects, o.bound_scale);
  b.functions = scaled(b.functions, o.bound_scale);
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
  s_iterator_ = names_.intern("Symbol.iterator");
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
/// The environment that sees these values, or one of the same creator that saw less so far: what a later evaluation of
/// the creator knows more is known to the closures it made before. kNone if there is none.
EnvId Machine::known_env(const CapturedEnv& e) {
  CapturedEnv key = e;  // what differs only in why it is not known is the same
  for (auto& [slot, v] : key.snapshot) v = plain_key(v);
  if (auto it = env_index_.find(key); it != env_index_.end()) return it->second;
  auto of_creator = envs_of_.find(e.creator);
  if (of_creator == envs_of_.end()) return kNone;
  for (EnvId id : of_creator->second) {
    const auto& seen = envs_[id].snapshot;
    auto less = [&](const auto& before, const auto& now) {
      return before.first == now.first && v_.within(cells_[cell(kSeen, id, before.first)].value, now.second);
    };
    if (!std::equal(seen.begin(), seen.end(), e.snapshot.begin(), e.snapshot.end(), less)) continue;
    for (const auto& [slot, v] : e.snapshot) write(cell(kSeen, id, slot), v);
    env_index_.emplace(std::move(key), id);
    return id;
  }
  return kNone;
}
EnvId Machine::env_id(CapturedEnv e) {
  if (const EnvId known = known_env(e); known != kNone) return known;
  const auto id = static_cast<EnvId>(envs_.size());
  for (const auto& [slot, v] : e.snapshot) write(cell(kSeen, id, slot), v);
  envs_of_[e.creator].push_back(id);
  envs_.push_back(e);
  for (auto& [slot, v] : e.snapshot) v = plain_key(v);
  env_index_.emplace(std::move(e), id);
  return id;
}
/// The name of a list's field.
Symbol Machine::index_name(size_t index) {
  while (index_names_.size() <= index) index_names_.push_back(names_.intern(std::to_string(index_names_.size())));
  return index_names_[index];
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
  const uint64_t asked = static_cast<uint64_t>(r) << 32 | ingredients;
  if (auto made = opaque_values_.find(asked); made != opaque_values_.end()) return made->second;
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
  const AtomId atom = v_.atom_id({AtomKind::Opaque, it->second, 0});
  return opaque_values_[asked] = v_.make({&atom, 1}, {&r, 1});
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
  Cell& x = cells_[c];
  if (f && f->context != kNone && x.last_reader != f->context) {
    x.last_reader = f->context;
    if (contexts_[f->context].reads.insert(c).second) x.readers.push_back(f->context);
  }
  return x.value;
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
  Context& x = contexts_[id];
  if (orphans_ && x.done && id < orphan_base_) return;
  if (x.queued) return;
  x.queued = true;
  // Callers before what they call, but what was evaluated often waits until the rest is through: a component sees
  // several changes of its state at once.
  work_.insert({options_.shuffle ? (id * 0x9e3779b1u) ^ options_.shuffle : x.runs, id});
}

void Machine::drain() {
  do {
    while (!work_.empty() || !newly_precise_.empty()) {
      if (work_.empty() || newly_precise_.size() > kSpreadAt) spread_precision();
      if (work_.empty()) break;
      const ContextId id = work_.begin()->second;
      work_.erase(work_.begin());
      if (!contexts_[id].queued) continue;  // was called in the meantime
      contexts_[id].queued = false;
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
  const ValueId plain_self = plain_key(self);
  uint64_t hash = (static_cast<uint64_t>(closure) << 32 | plain_self) * 0x9e3779b97f4a7c15ull;
  plain_args_.clear();
  for (ValueId v : args) {
    plain_args_.push_back(plain_key(v));
    hash = (hash ^ plain_args_.back() ^ hash >> 31) * 0xff51afd7ed558ccdull;
  }
  const uint32_t known = context_index_.find(hash, [&](uint32_t i) {
    const ContextKey& k = context_keys_[i];
    return k.id != kNone && k.closure == closure && k.self == plain_self && k.args == plain_args_;
  });
  if (known != HashIndex::kNone) return context_keys_[known].id;
  ContextKey key{closure, plain_self, plain_args_, 0};
  const Closure& c = closures_[closure];
  auto& all = info_[c.module].contexts[c.function];
  const ModuleInfo& info = info_[c.module];
  size_t limit = scaled(info.precise[c.function] ? kMaxContexts : kMaxIdleContexts, options_.bound_scale);
  if (info.component[c.function]) limit = std::min(limit, kMaxComponents);
  if (info.active[c.function]) limit = std::min(limit, kMaxRecursive);
  const bool plain = plain_arguments(args);
  size_t alike = 0;
  if (plain)
    for (ContextId i : all) alike += contexts_[i].plain;
  const bool full = all.size() >= limit;
  const bool mere_data = plain && alike >= (info.precise[c.function] ? kMaxPlainContexts : kMaxIdlePlainContexts);
  const bool overflow = full || mere_data || info.active[c.function] >= kMaxNested;
  // A client of the app is called as often as the app makes requests: what differs in paths and methods stays apart.
  const bool by_texts =
      full && !mere_data && info.precise[c.function] && !info.component[c.function] && !info.active[c.function];
  uint64_t texts = by_texts ? texts_of(args) : 0;
  auto shared = [&] {
    auto found = std::find_if(all.begin(), all.end(), [&](ContextId i) {
      return contexts_[i].overflow && contexts_[i].closure == closure && contexts_[i].texts == texts;
    });
    return found == all.end() ? kNone : *found;
  };
  ContextId id = overflow ? shared() : kNone;
  if (id == kNone && texts && all.size() >= scaled(kMaxTexts, options_.bound_scale)) {
    texts = 0;
    id = shared();
  }
  if (id != kNone) {
    widen_context(id, self, args);
  } else {
    Context x;
    x.closure = closure;
    x.self = self;
    x.args = std::move(args);
    x.overflow = overflow;
    x.texts = texts;
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

/// The paths and methods in arguments and in the fields of records among them, as one number; 0: there are none.
uint64_t Machine::texts_of(const std::vector<ValueId>& args) {
  uint64_t out = 0;
  for (size_t i = 0; i < args.size(); ++i) {
    out = with_texts(out, i, args[i]);
    for (AtomId id : v_[args[i]].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind != AtomKind::Obj || objects_[a.a].kind != ObjectKind::Record) continue;
      for (Symbol key : objects_[a.a].keys) out = with_texts(out, key, cells_[cell(0, a.a, key)].value);
    }
  }
  return out;
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

ContextId Machine::enter(Frame* from, ClosureId closure, ValueId self, std::vector<ValueId> args, uint32_t at,
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
    note_called(id);
    if (is_precise(id)) make_precise(from->module, closures_[from->closure].function);
  } else {
    contexts_[id].outer = true;
  }
  return id;
}

ValueId Machine::call_closure(Frame* from, ClosureId closure, ValueId self, std::vector<ValueId> args, uint32_t at,
                              bool maybe) {
  const ContextId id = enter(from, closure, self, std::move(args), at, maybe);
  ContextId unaware = kNone;
  if (from && from->context != kNone) {
    Context& caller = contexts_[from->context];
    auto [asked, first] = caller.called.try_emplace(id, 0);
    if (first) contexts_[id].dependents.push_back(from->context);
    if (std::exchange(asked.value(), caller.runs) != caller.runs) unaware = from->context;
  }
  const Context& x = contexts_[id];
  if ((!x.done || x.outdated) && !x.running) {
    if (depth_ < kMaxDepth)
      evaluate(id, unaware);
    else
      enqueue(id);
    if (from && is_precise(id)) make_precise(from->module, closures_[from->closure].function);
  }
  return contexts_[id].result;
}

/// A call of which the caller does not need the result, code that we do not know gets it: it is made when the caller is
/// through, if it still calls it then.
void Machine::call_later(Frame& from, ClosureId closure, ValueId self, std::vector<ValueId> args, uint32_t at,
                         bool maybe) {
  const ContextId id = enter(&from, closure, self, std::move(args), at, maybe);
  Context& x = contexts_[id];
  if (!x.done || x.outdated || !x.handed) enqueue(id);
  x.handed = true;
}

/// `unaware`: who waits for the result and has not seen an earlier one in this run.
void Machine::evaluate(ContextId id, ContextId unaware) {
  Context& x = contexts_[id];
  if (x.running) return enqueue(id);
  if (pseudo_.count(id)) return evaluate_pseudo(id);
  if (exhausted_ && x.done) return;
  x.running = true;
  x.outdated = x.queued = false;
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
  envs_merge_ = !info_[c.module].precise[c.function];
  if (info_[c.module].order.empty()) find_lifetimes(c.module);
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
  if (x.handed) {
    Environment none;
    none.slots.resize(f.f->slots.size());
    call_unknown(f, none, f.result, f.f->span.begin, 0, Values::kBottom);
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
      for (ContextId d : y.dependents)
        if (d != unaware) enqueue(d);
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
      if (p.type != 0xffff) v = hint(v, f.module, p.type);
    }
    if (p.slot < env.slots.size()) bind_slot(f, env, p.slot, v);
  }
}

}  // namespace leastscope
