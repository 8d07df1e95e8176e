// What the evaluator keeps: closures, objects, contexts with what they found, cells, environments, entry points.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "calls/engine.h"
#include "calls/values.h"

namespace leastscope {

using ContextId = uint32_t;
using ClosureId = uint32_t;
using EnvId = uint32_t;
using ObjectId = uint32_t;
using CellId = uint32_t;
using HandleId = uint32_t;

/// What a closure can see: the context that created it, and the captured variables that no later code changes, by
/// value.
struct CapturedEnv {
  ContextId creator = ir::kNone;
  std::vector<std::pair<uint32_t, ValueId>> snapshot;
  auto operator<=>(const CapturedEnv&) const = default;
};

struct Closure {
  ModuleId module = 0;
  ir::FunctionId function = 0;
  EnvId env = 0;
  ValueId self = 0;  ///< arrows and bound functions: their this
  bool fixed_self = false;
  std::vector<ValueId> bound;
  ObjectId home = ir::kNone;  ///< methods: the class (for super)
  auto operator<=>(const Closure&) const = default;
};

enum class ObjectKind : uint8_t { Record, List, Instance, Map, Set, Url, Params, Exports, Arguments };

struct Object {
  ObjectKind kind = ObjectKind::Record;
  ModuleId module = 0;
  ir::NodeId node = 0;
  ContextId context = 0;
  uint32_t variant = 0;
  uint32_t cls = ir::kNone;                                      ///< Instance: index into classes
  std::vector<Symbol> keys;                                      ///< fields ever published, in order
  std::vector<CellId> cells;                                     ///< of the first keys, as far as asked for
  CellId all = ir::kNone, any = ir::kNone, missing = ir::kNone;  ///< cells of its keys, of what stands at unknown
                                                                 ///< places, of what it lacks; kNone: not asked for
  bool published = false;
  bool shaping = false;                            ///< some field could shape a call
  std::vector<ObjectId> twins;                     ///< what stood for this one in the store
  std::vector<std::pair<Symbol, ValueId>> stored;  ///< the fields last put into the store …
  size_t stored_keys = 0;                          ///< … when it had so many keys
  bool stored_named = false;
};

struct ClassObject {
  ModuleId module = 0;
  ir::ClassId id = 0;
  EnvId env = 0;
  std::vector<ValueId> supers;
  bool instantiated = false;
};

struct Handle {
  const LibraryModel* library = nullptr;
  const ModelType* type = nullptr;
  std::map<std::string, ValueId> attributes;  ///< identity, base, governed, token …
  ModuleId module = 0;
  uint32_t at = 0;
  bool operator==(const Handle&) const = default;
};

/// What a model says of the members of a handle: of its type, or of the library when it stands for that; null if
/// nothing.
inline const std::map<std::string, Effect>* members_of(const Handle& h) {
  if (h.type) return &h.type->members;
  return h.library ? &h.library->exports : nullptr;
}

/// A member of a model, taken from a receiver: what calling it does.
struct EffectUse {
  const LibraryModel* library = nullptr;
  const Effect* effect = nullptr;
  ValueId receiver = 0;
  std::string member;
  bool operator==(const EffectUse&) const = default;
};

struct OpaqueThing {
  ReasonId reason = 0;
  ValueId ingredients = 0;  ///< functions, objects and handles that went into it
  bool operator==(const OpaqueThing&) const = default;
};

struct Argument {
  ValueId value = 0;
  bool spread = false;
  Symbol name = kNoSymbol;
};

/// A request found while evaluating a context.
struct SinkEvent {
  ir::NodeId node = 0;
  uint32_t at = 0;
  const ApiEffect* api = nullptr;
  std::string member, product, toolkit;
  ValueId url = 0, method = 0, base = 0, identity = 0, credentials = 0, governed = 0, token = 0, conversation = 0,
          document = 0, options = 0;
  bool passed = false;  ///< no request: a client handed to code we do not know
  bool maybe = false;
};

struct NeedEvent {
  uint32_t at = 0;
  std::string kind, what, fact;
};

struct Edge {
  ContextId to = 0;
  uint32_t at = 0;
  bool maybe = false;
  bool operator==(const Edge&) const = default;
};
struct EdgeHash {
  size_t operator()(const Edge& e) const {
    uint64_t h = (static_cast<uint64_t>(e.to) << 32 | (e.at << 1) | e.maybe) * 0x9e3779b97f4a7c15ull;
    return static_cast<size_t>(h ^ h >> 32);
  }
};

/// A value that unknown code got, beside another, at a place.
struct Given {
  ValueId value = 0, with = 0;
  uint32_t at = 0;
  bool operator==(const Given&) const = default;
};
struct GivenHash {
  size_t operator()(const Given& g) const {
    uint64_t h = (static_cast<uint64_t>(g.value) << 32 | g.at) * 0x9e3779b97f4a7c15ull ^ g.with * 0xff51afd7ed558ccdull;
    return static_cast<size_t>(h ^ h >> 32);
  }
};

struct Context {
  ClosureId closure = 0;
  ValueId self = 0;
  std::vector<ValueId> args;
  ValueId result = 0;
  bool running = false, done = false, overflow = false;
  bool plain = false;     ///< nothing in its arguments can shape a call
  bool outer = false;     ///< starts by itself: no context calls it
  bool handed = false;    ///< code that we do not know gets what it answers
  bool queued = false;    ///< waits for its evaluation
  bool outdated = false;  ///< something it read grew while nobody called it
  std::vector<Edge> edges;
  tsl::robin_set<Edge, EdgeHash> edge_set;
  std::vector<SinkEvent> events;
  std::vector<NeedEvent> needs;
  std::vector<ContextId> dependents;
  tsl::robin_map<ContextId, uint32_t> called;        ///< contexts that know this one as a dependent, and in which run
                                                     ///< it last asked for their result
  tsl::robin_set<CellId> reads;                      ///< cells that know this context as a reader
  tsl::robin_map<Given, unsigned, GivenHash> given;  ///< this run: what unknown code got, and how deep it stood
  uint64_t texts = 0;  ///< overflow contexts: the paths and methods that they are for; 0: any
  uint32_t runs = 0;
  uint16_t widened = 0;  ///< overflow contexts: how often an argument grew
  /// What the last evaluation found goes: the next one finds it again.
  void forget_run() {
    edges.clear();
    edge_set.clear();
    events.clear();
    needs.clear();
    given.clear();
  }
};

struct Cell {
  ValueId value = 0;
  uint16_t growths = 0;
  ContextId last_reader = ir::kNone;  ///< asked most often: by one context again and again
  std::vector<ContextId> readers;
};

/// An entry point met while evaluating, or named by the descriptor.
struct Root {
  EntryKind kind = EntryKind::program;
  std::string label, key;
  Phase phase = Phase::run;
  ModuleId module = ir::kNone;
  uint32_t at = 0;
  Place place;  ///< for roots without a module
  std::set<ContextId> contexts;
  bool maybe = false;
  bool fed = false;  ///< has a phase from elsewhere: linked code only
};

/// A function that a model registered to be called.
struct Registration {
  const EntryEffect* effect = nullptr;
  std::string key;  ///< "" and open_key when not known
  bool open_key = false;
  ValueId function = 0;
  ModuleId module = 0;
  uint32_t at = 0;
  Phase phase = Phase::run;
  ContextId by = ir::kNone;
  std::set<ContextId> contexts;
  bool done = false;
};

/// A jump by key (invoke, queue push, emit).
struct LinkUse {
  std::string to, key;
  bool open_key = false;
  ValueId payload = 0;
  ContextId from = 0;
  uint32_t at = 0;
  auto operator<=>(const LinkUse&) const = default;
};

struct OwnedObject {
  ObjectId id = 0;
  std::vector<std::pair<Symbol, ValueId>> fields;  // in order of creation
  bool operator==(const OwnedObject&) const = default;
};

/// The field of an object, which mostly stands at the same place as in its twin; null if it has none.
inline const ValueId* field_of(const OwnedObject& o, Symbol name, size_t place) {
  if (place < o.fields.size() && o.fields[place].first == name) return &o.fields[place].second;
  auto it = std::find_if(o.fields.begin(), o.fields.end(), [&](auto& p) { return p.first == name; });
  return it == o.fields.end() ? nullptr : &it->second;
}

/// One alternative of the local state: slot values and the objects that only this state can see.
struct Environment {
  std::vector<ValueId> slots;
  std::vector<OwnedObject> owned;  // sorted by id
  bool operator==(const Environment&) const = default;
};
using Environments = std::vector<Environment>;
constexpr size_t kMaxEnvironments = 32;
/// Contexts of a function and objects of an allocation beyond their bounds: so many are kept apart by the paths and
/// methods in them. A client of the app is called as often as the app makes requests.
constexpr size_t kMaxTexts = 1024;
constexpr size_t kMaxElements = 256;  ///< of a list, that are kept apart and gone through one by one
inline void move_into(Environments& to, Environments&& from) {
  for (Environment& e : from) to.push_back(std::move(e));
  from.clear();
}

/// A declared type, in the module that declares it. `missing`: an optional step led to it.
struct DeclaredType {
  ModuleId module = 0;
  uint16_t type = 0xffff;
  bool missing = false;
};

struct LoopScope {
  Environments breaks, continues;
  Symbol label = kNoSymbol;
  bool is_switch = false;
  std::vector<ObjectId> before;  ///< when its rounds are joined: the objects that were there before the first, sorted
};

struct Frame {
  ContextId context = 0;
  ModuleId module = 0;
  const ir::Module* m = nullptr;
  const ir::Function* f = nullptr;
  ClosureId closure = 0;
  ValueId self = 0;
  ValueId result = 0;
  ValueId yields = 0;
  std::vector<LoopScope> loops;
  std::vector<ValueId> held;  ///< values that a loop goes over
  unsigned nested = 0;        ///< statements inside an expression: temporary values are around
  bool maybe = false;         ///< below an edge that is not sure
};

/// The variables of a function that one of its statements names.
struct Mentions {
  std::vector<uint32_t> slots;  ///< sorted; without the target
  uint32_t target = ir::kNone;  ///< a variable that the statement only sets
  bool apart = false;           ///< has effects that are none of the environment's
};

/// What a function mentions: names, members, texts.
struct NamesIn {
  ModuleId module = 0;
  ir::FunctionId function = 0;
  std::vector<Symbol> names;   ///< sorted
  bool calls_unnamed = false;  ///< calls a function value that a name does not tell
};

/// What is behind the objects, functions and clients that a bound left out of a value.
struct LeftOut {
  std::set<std::pair<ModuleId, ir::FunctionId>> functions;
  std::vector<AtomId> clients;  ///< of libraries: Handle and Effect
};

/// What the app has of libraries that are modelled.
struct UsedLibraries {
  std::set<const LibraryModel*> libraries;  ///< imported, or of which a global is named
  std::set<Symbol> names;                   ///< globals that are modelled or carry what is
};

/// Facts about a module that evaluation asks for often.
struct ModuleInfo {
  Symbol language = kNoSymbol;
  std::vector<int> import_of_slot;                              ///< slot of function 0 -> index of its import, or -1
  std::vector<std::vector<std::pair<uint8_t, uint32_t>>> free;  ///< per function: captured (depth, slot), depth from 1
  std::vector<uint8_t> uses_arguments;
  std::vector<std::map<uint32_t, ir::NodeId>> initial;  ///< per function: slot -> the value its declaration binds
  std::vector<uint32_t> order;                          ///< per node: its place in the order of evaluation
  std::vector<std::vector<std::pair<uint32_t, uint32_t>>> deaths;  ///< per function: (order of its last use, slot)
  std::unordered_map<ir::NodeId, std::vector<uint32_t>> own;       ///< per loop: the slots that each round has anew
  std::vector<uint8_t> component;                                  ///< per function: called to render an element
  std::vector<uint16_t> active;                                    ///< per function: evaluations on the stack
  std::vector<uint8_t> relevant;  ///< per function: by names, something in it can reach a sink
  std::vector<uint8_t> precise;   ///< per function: it makes requests or leads to them, as far as is known
  std::unordered_map<ir::NodeId, Mentions> mentions;  ///< of the statements asked for so far; they stay
  ContextId init = ir::kNone;
  std::vector<std::vector<ContextId>> contexts;         ///< per function
  std::map<uint32_t, std::vector<ClosureId>> closures;  ///< created, per function
};

}  // namespace leastscope
