// The evaluator. One Machine evaluates one program to a fixpoint: contexts (function, this, arguments) over a monotone
// store of cells. The parts stand in files of their own:
//   machine.cpp      contexts, work list, cells      environments.cpp  joining environments
//   abandoned.cpp    contexts that nothing calls any more
//   relevance.cpp    which functions can matter
//   statements.cpp   statements                      loops.cpp         loops
//   agreement.cpp    one evaluation for several environments
//   liveness.cpp     what a function may forget      heap.cpp          owned and published objects
//   hinting.cpp      declared types as hints
//   expressions.cpp  expressions                     members.cpp       reading members (writing.cpp: writing them)
//   texts.cpp        texts and templates             elements.cpp      what can be iterated
//   creation.cpp     objects, functions, classes
//   invoke.cpp       calling values                  jsx.cpp           elements of user interfaces
//   intrinsics*.cpp  the standard library            effects.cpp       library models
//   modules.cpp      imports and exports             injection.cpp     what frameworks make
//   entries.cpp      entry points and links          pages.cpp         pages, files run by their place
//   connect.cpp      what Connect gives to code      collect*.cpp      phases, traces, calls
//   missing_pages.cpp  pages of which there is no trace
//   mentions.cpp     names that may be called          orphans.cpp       what nothing reaches
//   remotes.cpp      tokens of Forge remotes
#pragma once
#include <array>

#include "calls/state.h"

namespace leastscope {

/// The note of the object with which a server answers a request.
inline constexpr const char* kResponse = "the answer to a request";

enum class Truth { yes, no, unknown };

class Machine {
 public:
  Machine(const Facts& facts, Models& models, const Builtins& builtins, const Program& program,
          const Descriptor& descriptor, const EngineOptions& options);
  CallsResult run();

 private:
  friend class Collector;

  // machine.cpp
  ContextId shared_creator(ModuleId module, ir::FunctionId fn);
  bool many_closures(Frame& f, Environment& env, ir::FunctionId fn, CapturedEnv& e);
  ContextId context(ClosureId closure, ValueId self, std::vector<ValueId> args);
  bool plain_arguments(const std::vector<ValueId>& args);
  uint64_t texts_of(const std::vector<ValueId>& args);
  void widen_context(ContextId id, ValueId self, const std::vector<ValueId>& args);
  ObjectId canonical_object(const OwnedObject& o);
  bool grown_from(const OwnedObject& o, ObjectId twin) const;
  void evaluate(ContextId id, ContextId unaware = ir::kNone);
  void bind_module(Frame& f, Environment& env);
  void bind_parameters(Frame& f, Environment& env);
  void bind_slot(Frame& f, Environment& env, uint32_t slot, ValueId v);
  void drain();
  void enqueue(ContextId id);

  // relevance.cpp
  void prepare();
  std::vector<NamesIn> names_in_functions();
  void find_relevant(std::vector<uint8_t> ModuleInfo::*marks, const std::vector<NamesIn>& names,
                     const UsedLibraries& used, bool wide);
  const LibraryModel* imported_model(ModuleId module, Symbol specifier);
  UsedLibraries used_libraries();
  std::set<Symbol> used_triggers(const UsedLibraries& used, bool wide);
  void make_precise(ModuleId module, ir::FunctionId fn);
  bool is_precise(ContextId id) const;
  void spread_precision();

  // abandoned.cpp
  void find_called();
  bool is_abandoned(ContextId id);
  void note_called(ContextId id);
  bool take_up_abandoned();

  // machine.cpp
  ContextId enter(Frame* from, ClosureId closure, ValueId self, std::vector<ValueId> args, uint32_t at, bool maybe);
  void call_later(Frame& from, ClosureId closure, ValueId self, std::vector<ValueId> args, uint32_t at, bool maybe);
  ValueId call_closure(Frame* from, ClosureId closure, ValueId self, std::vector<ValueId> args, uint32_t at,
                       bool maybe);
  CellId cell(uint32_t kind, uint32_t a, uint32_t b);
  ValueId read(Frame* f, CellId c);
  void write(CellId c, ValueId v);
  bool says_more(ValueId before, ValueId now);
  ClosureId closure_id(Closure c);
  EnvId known_env(const CapturedEnv& e);
  EnvId env_id(CapturedEnv e);
  Symbol index_name(size_t index);
  const ImportTarget& import_target(ModuleId from, Symbol specifier);
  ObjectId object_id(Frame& f, ir::NodeId node, ObjectKind kind, uint32_t variant = 0);
  HandleId handle_id(Handle h);
  ValueId opaque(ReasonId reason, ValueId ingredients);
  ValueId effect_value(EffectUse use);
  ReasonId reason(const Frame& f, uint32_t at, ReasonKind kind, std::string_view note);
  ValueId top(const Frame& f, uint32_t at, ReasonKind kind, std::string_view note) {
    return v_.top(reason(f, at, kind, note));
  }
  /// A text of which only the shape is known. Its reason counts for nothing but the message, so the first one stands.
  ValueId hole(const Frame& f, uint32_t at, Shape shape, std::string_view note,
               ReasonKind kind = ReasonKind::library_result) {
    const ValueId made = v_.hole(shape);
    return made != Values::kBottom ? made : v_.new_hole(shape, reason(f, at, kind, note));
  }
  bool spend(uint64_t nodes = 1);

  // statements.cpp
  void exec(Frame& f, ir::NodeId n, Environments& envs);
  bool exec_choice(Frame& f, ir::NodeId n, Environments& envs);
  void exec_block(Frame& f, ir::NodeId n, Environments& envs);
  void exec_if(Frame& f, ir::NodeId n, Environments& envs);
  void exec_match(Frame& f, ir::NodeId n, Environments& envs);
  void exec_loop(Frame& f, ir::NodeId n, Environments& envs, Symbol label);
  void exec_over(Frame& f, ir::NodeId n, Environments& envs);
  void exec_while(Frame& f, ir::NodeId n, Environments& envs);
  void exec_try(Frame& f, ir::NodeId n, Environments& envs);
  void exec_exit(Frame& f, ir::NodeId n, Environments& envs);
  void reduce(Environments& envs, size_t most);
  void join_rounds(Frame& f, const Environments& envs);

  // liveness.cpp
  void find_lifetimes(ModuleId id);
  void forget(Frame& f, Environments& envs, ir::NodeId from, ir::NodeId to);
  void forget_round(Frame& f, ir::NodeId loop, Environments& envs);
  void drop_unreachable(Frame& f, Environment& env);
  void keep_left_out(Frame& f, Environment& env);

  Environment merge(Environment a, Environment b);
  bool shapes_calls(ValueId v);
  bool has_shaping_text(ValueId v);
  uint64_t with_texts(uint64_t texts, uint64_t place, ValueId v);
  bool holds_shaping(ValueId v);
  bool object_shapes(ObjectId o) const;
  bool shapes_within(const Environment& env, ValueId v, unsigned depth);
  void join_fields(OwnedObject& into, const OwnedObject& other);
  bool keep_apart(const Environment& a, const Environment& b);
  bool correlates(const Environment& env, ObjectId o);
  void split_records(Environments& envs, uint32_t slot);
  bool literal_initial(const ir::Module& m, ModuleId module, ir::FunctionId fn, uint32_t slot) const;
  Truth decide(Frame& f, ir::NodeId n, Environment& env);
  Truth decide_order(Frame& f, ir::NodeId n, Environment& env);
  ValueId length_of_rest(const Frame& f, ir::NodeId n);
  ValueId exact_value(Frame& f, ir::NodeId n, Environment& env);
  void refine(Frame& f, ir::NodeId test, bool outcome, Environment& env);
  Truth truth(ValueId v) const;

  // agreement.cpp
  const Mentions& mentions(ModuleId module, ir::NodeId n);
  bool agree(Environment& a, Environment& b, const Mentions& m, std::vector<ObjectId>& reached);
  bool carry_over(const Environment& before, Environment& after, Environment& other, const Mentions& m,
                  const std::vector<ObjectId>& reached, const std::vector<std::pair<ObjectId, ObjectId>>& renames);
  bool eval_each(Frame& f, ir::NodeId n, Environments& envs, std::vector<ValueId>* values = nullptr);
  void branch(Frame& f, ir::NodeId test, Environments& envs, Environments& yes, Environments& no);

  // expressions.cpp
  ValueId eval(Frame& f, ir::NodeId n, Environment& env);
  ValueId eval_name(Frame& f, const ir::Node& n, Environment& env);
  ValueId captured(Frame& f, unsigned depth, uint32_t slot, Symbol name);
  ValueId eval_concat(Frame& f, ir::NodeId n, Environment& env);
  ValueId concat(const std::vector<std::vector<Pattern>>& parts);
  ValueId concat_values(const std::vector<ValueId>& parts);
  ValueId unknown_tag(Frame& f, ir::NodeId n, Environment& env, ValueId tag);
  ValueId eval_concat_tail(Frame& f, ir::NodeId n, Environment& env);
  ValueId counted_on(const Frame& f, const std::vector<ValueId>& values, uint32_t at);
  ValueId eval_tagged(Frame& f, ir::NodeId n, Environment& env);
  ValueId eval_choice(Frame& f, ir::NodeId n, Environment& env);
  ValueId eval_op(Frame& f, ir::NodeId n, Environment& env);
  ValueId eval_record(Frame& f, ir::NodeId n, Environment& env);
  ValueId eval_list(Frame& f, ir::NodeId n, Environment& env);
  ValueId eval_func(Frame& f, ir::NodeId n, Environment& env, bool hoisted, ValueId self);
  void copy_fields(Frame& f, Environment& env, ObjectId to, ValueId from, uint32_t at, const std::set<Symbol>* without);
  void call_decorator(Frame& f, Environment& env, const ir::Annotation& a, ValueId on);
  ValueId eval_class(Frame& f, ir::NodeId n, Environment& env);
  ValueId eval_bind(Frame& f, ir::NodeId n, Environment& env);
  ValueId eval_set(Frame& f, ir::NodeId n, Environment& env);
  ValueId assign(ir::AssignKind kind, ValueId old, ValueId value, Frame& f, uint32_t at);
  void bind(Frame& f, Environment& env, const ir::Node& name, ValueId v);
  ValueId eval_call(Frame& f, ir::NodeId n, Environment& env);

  // hinting.cpp
  ValueId hint(ValueId v, ModuleId module, uint16_t type, unsigned depth = 0);
  std::vector<DeclaredType> types_named(const DeclaredType& t);
  DeclaredType declared_type(const Frame& f, ir::NodeId n);
  DeclaredType member_type(const DeclaredType& of, Symbol name, unsigned depth = 0);
  bool is_typed_member(const Frame& f, ir::NodeId n) {
    return f.m->node(n).kind == ir::Kind::Get && declared_type(f, n).type != 0xffff;
  }
  ValueId hint_member(const Frame& f, ir::NodeId n, ValueId v);

  // members.cpp
  ValueId get(Frame& f, Environment& env, ValueId object, Symbol name, uint32_t at);
  ValueId connect_member(Frame& f, ValueId object, Symbol name, uint32_t at);
  void find_connect_names();
  ValueId get_atom(Frame& f, Environment& env, AtomId atom, Symbol name, uint32_t at);
  ValueId get_index(Frame& f, Environment& env, ValueId object, ValueId key, uint32_t at);
  ValueId field(Frame& f, Environment& env, ObjectId o, Symbol name);
  ValueId instance_member(Frame& f, Environment& env, ObjectId o, uint32_t cls, Symbol name, uint32_t at, bool statics);
  ValueId class_member(Frame& f, Environment& env, uint32_t cls, Symbol name, ValueId self, bool statics, uint32_t at,
                       unsigned depth);
  ValueId member_of_base(Frame& f, Environment& env, uint32_t effect, Symbol name, uint32_t at);
  ValueId native_member(Frame& f, Environment& env, const std::string& dotted, Symbol name, uint32_t at);
  bool native_prefix(const Frame& f, const std::string& dotted) const;
  ValueId requests_of(Frame& f, Environment& env, const Atom& client, const Pattern& pattern, uint32_t at);
  ValueId matching_members(Frame& f, Environment& env, ValueId object, const Pattern& pattern, uint32_t at);
  ValueId matching_methods(Frame& f, Environment& env, uint32_t cls, ValueId self, const Pattern& pattern, uint32_t at,
                           unsigned depth);
  ValueId matching_exports(Frame& f, Environment& env, ModuleId module, const Pattern& pattern, uint32_t at);
  bool call_setter(Frame& f, Environment& env, uint32_t cls, ValueId self, Symbol name, ValueId v, unsigned depth);
  void set_handle_member(Frame& f, Environment& env, HandleId h, Symbol name, ValueId v);
  void set_field(Frame& f, Environment& env, ObjectId o, Symbol name, ValueId v, bool weak);
  void set_member(Frame& f, Environment& env, ValueId object, Symbol name, ValueId v);
  std::vector<std::pair<Symbol, ValueId>> fields(Frame& f, Environment& env, ObjectId o);
  struct Elements {
    std::vector<ValueId> items;
    bool exact = true;
  };
  Elements elements(Frame& f, Environment& env, ValueId list, uint32_t at);
  bool names_iterator(const ir::Module& m, ir::NodeId key) const;
  bool declares_iterator(uint32_t cls, unsigned depth = 0) const;
  ValueId own_iterator(Frame& f, Environment& env, ObjectId o, uint32_t at);
  Elements iterated(Frame& f, Environment& env, ValueId self, ValueId iterator, uint32_t at);
  void iterate_by_next(Frame& f, Environment& env, ValueId iterator, uint32_t at, Elements& out);
  ObjectId new_object(Frame& f, Environment& env, ir::NodeId node, ObjectKind kind, uint32_t variant = 0);
  ValueId new_list(Frame& f, Environment& env, ir::NodeId node, const std::vector<ValueId>& items, ValueId rest,
                   uint32_t variant);
  static OwnedObject* owned(Environment& env, ObjectId o);
  static const OwnedObject* owned(const Environment& env, ObjectId o);
  /// Publishes the owned objects in a value; the result names each by its canonical object (see publish).
  ValueId escape(Frame& f, Environment& env, ValueId v);
  ObjectId publish(Frame& f, Environment& env, OwnedObject& o);
  void store_fields(ObjectId id, const OwnedObject& o, bool named);
  void rename(Environment& env, ObjectId from, ObjectId to);
  ValueId renamed(ValueId v, ObjectId from, ObjectId to);
  ValueId plain_key(ValueId v);
  ValueId obj(ObjectId o) { return v_.of({AtomKind::Obj, o, 0}); }

  // invoke.cpp
  ValueId invoke_native(Frame& f, Environment& env, AtomId native, ValueId self, const std::vector<Argument>& args,
                        const std::vector<ValueId>& plain, ir::NodeId n, bool is_new);
  ValueId invoke(Frame& f, Environment& env, ValueId callee, ValueId self, const std::vector<Argument>& args,
                 ir::NodeId n, bool is_new, bool maybe = false);
  ValueId construct(Frame& f, Environment& env, uint32_t cls, const std::vector<ValueId>& args, ir::NodeId n,
                    bool maybe);
  void construct_base(Frame& f, Environment& env, ValueId super, ValueId self, const std::vector<ValueId>& args,
                      uint32_t at, bool maybe);
  void subclass_of_unknown(Frame& f, Environment& env, ValueId self, uint32_t at);
  bool waits(ValueId callee) const;
  ValueId callable_of(Frame& f, HandleId h, bool is_new, uint32_t at);
  bool client_of(const Atom& a, SinkEvent& e);
  void add_event(Context& c, SinkEvent e);
  const std::pair<const LibraryModel*, const Effect*>* distinctive_member(const std::string& name);
  void run_constructor(Frame& f, Environment& env, uint32_t cls, ValueId self, const std::vector<ValueId>& args,
                       uint32_t at, bool maybe);
  ValueId super_call(Frame& f, Environment& env, const std::vector<ValueId>& args, uint32_t at);
  ValueId unknown_call(Frame& f, Environment& env, ValueId ingredients, const std::vector<Argument>& args, uint32_t at,
                       ReasonId why, ir::NodeId n = ir::kNone);
  void call_unknown(Frame& f, Environment& env, ValueId v, uint32_t at, unsigned depth, ValueId with);
  ValueId by_name(Frame& f, Environment& env, Symbol name, ValueId receiver, const std::vector<Argument>& args,
                  ir::NodeId n);
  std::vector<ValueId> flatten(Frame& f, Environment& env, const std::vector<Argument>& args);
  ValueId call_function(Frame& f, Environment& env, ValueId fn, const std::vector<ValueId>& args, uint32_t at);

  // jsx.cpp
  ValueId eval_jsx(Frame& f, ir::NodeId n, Environment& env);
  bool may_be_ours(ValueId component) const;
  bool give_attributes(Frame& f, Environment& env, ir::NodeId element);
  ValueId element(Frame& f, Environment& env, ValueId component, ValueId props, ir::NodeId n);

  // injection.cpp
  std::vector<EffectUse> decorator_effects(Frame& f, Environment& env, ir::NodeId call, std::vector<ValueId>& args,
                                           ValueId& other);
  ValueId classes_named(Frame& f, ModuleId module, Symbol name);
  CellId token_cell(ValueId key);
  void provide(Frame& f, Environment& env, ValueId key, ValueId what, uint32_t at);
  ValueId call_unknown_result(Frame& f, Environment& env, ValueId fn, uint32_t at);
  ValueId asked_for(Frame& f, Environment& env, ValueId key, uint32_t at);
  bool open_tokens();
  ValueId injected(Frame& g, Environment& env, uint32_t cls, const ir::Parameter& p, uint32_t at);
  ValueId service(Frame& f, uint32_t cls, uint32_t at);
  ValueId method_of_service(Frame& f, uint32_t cls, ValueId method, uint32_t at);
  void decorate(Frame& f, Environment& env, uint32_t cls, ValueId v);
  void decorate_method(Frame& f, Environment& env, uint32_t cls, const ir::Member& m, const ir::Annotation& a,
                       ValueId method, const std::string& prefix);
  bool answers_request(ValueId receiver, std::string_view member) const;
  ValueId container(Frame& f, Environment& env, std::string_view what, const std::vector<ValueId>& args, uint32_t at);

  // intrinsics.cpp
  ValueId call_native(Frame& f, Environment& env, std::string_view name, ValueId self,
                      const std::vector<Argument>& args, ir::NodeId n, bool is_new);
  ValueId intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self, const std::vector<ValueId>& args,
                    ir::NodeId n, bool is_new);
  ValueId string_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                           const std::vector<ValueId>& args, ir::NodeId n, bool& known);
  ValueId list_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                         const std::vector<ValueId>& args, ir::NodeId n, bool& known);
  ValueId object_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                           const std::vector<ValueId>& args, ir::NodeId n, bool& known);
  ValueId url_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                        const std::vector<ValueId>& args, ir::NodeId n, bool& known);
  ValueId function_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                             const std::vector<ValueId>& args, ir::NodeId n, bool& known);
  ValueId route_template(Frame& f, ir::NodeId n, Environment& env);
  ValueId route_of(const std::vector<ValueId>& texts, const std::vector<ValueId>& values);
  ValueId route_call(Frame& f, Environment& env, const std::vector<ValueId>& args, uint32_t at);
  void call_unknown_functions(Frame& f, Environment& env, ValueId v, uint32_t at);
  ValueId regex_replace(Frame& f, ValueId self, const std::string& regex, ValueId to, uint32_t at);
  void put(Frame& f, Environment& env, ObjectId o, ValueId key, ValueId value, bool weak);
  ValueId to_text(Frame& f, Environment& env, ValueId v, ir::NodeId n);
  std::string_view receiver_kind(AtomId atom) const;
  std::string_view method(const Frame& f, std::string_view kind, Symbol name);
  Symbol native_name(std::string_view what);

  // effects.cpp
  ValueId source(Frame& f, Environment& env, const ValueSource& s, const EffectUse& use,
                 const std::vector<ValueId>& args, uint32_t at);
  ValueId option(Frame& f, Environment& env, ValueId object, const std::vector<std::string>& keys, uint32_t at);
  ValueId apply(Frame& f, Environment& env, const EffectUse& use, const std::vector<ValueId>& args, ir::NodeId n,
                bool is_new);
  void apply_api(Frame& f, Environment& env, const EffectUse& use, const ApiEffect& api,
                 const std::vector<ValueId>& args, ir::NodeId n);
  void apply_calls(Frame& f, Environment& env, const EffectUse& use, const Effect& e, const std::vector<ValueId>& args,
                   ir::NodeId n);
  void apply_entry(Frame& f, Environment& env, const EffectUse& use, const EntryEffect& e,
                   const std::vector<ValueId>& args, ir::NodeId n);
  ValueId apply_link(Frame& f, Environment& env, const EffectUse& use, const LinkEffect& l,
                     const std::vector<ValueId>& args, ir::NodeId n);
  std::vector<ValueId> members_asked_for(Frame& f, Environment& env, const std::string& global,
                                         const std::vector<ValueId>& args, uint32_t at);
  ValueId apply_returns(Frame& f, Environment& env, const EffectUse& use, const Effect& e,
                        const std::vector<ValueId>& args, ir::NodeId n);
  const Effect* overload(Frame& f, Environment& env, const EffectUse& use, const std::vector<ValueId>& args,
                         uint32_t at);
  ValueId member_of_type(Frame& f, const LibraryModel* library, const ModelType& type, ValueId receiver,
                         const std::string& name, uint32_t at);
  ValueId effect_as_value(Frame& f, const LibraryModel* library, const Effect& e, ValueId receiver,
                          const std::string& member, uint32_t at);
  ValueId parameter(Frame& f, Environment& env, const std::string& what, uint32_t at, const std::string& key,
                    const EffectUse& use);
  ValueId of_kind(ValueId v, const std::string& kind);
  ValueId template_holes(Frame& f, ValueId v, const std::string& kind, uint32_t at);
  ValueId identity_of(const ApiEffect& api, ValueId receiver);
  void send(const std::string& key, ValueId payload);
  void add_need(Context& c, NeedEvent e);
  const ModelType* type_of(const LibraryModel* library, const std::string& name, const LibraryModel** owner);

  // modules.cpp
  ContextId load(ModuleId module, Frame* from, uint32_t at);
  ValueId import_value(Frame* f, ModuleId from, Symbol specifier, Symbol name, uint32_t at);
  ValueId export_value(Frame* f, ModuleId module, Symbol name, unsigned depth);
  ValueId commonjs_value(Frame* f, ModuleId module);
  ValueId library_export(Frame& f, const LibraryModel& model, const std::string& name, uint32_t at);
  ValueId package_value(Frame* f, ModuleId from, const std::string& package, const std::string& subpath, Symbol name,
                        uint32_t at);
  ValueId eval_import(Frame& f, ir::NodeId n, Environment& env);
  ValueId module_member(Frame& f, Environment& env, ModuleId module, bool commonjs, Symbol name);
  ValueId global_value(Frame& f, Symbol name, uint32_t at);
  ValueId modelled_global(const Frame& f, Symbol name);

  // entries.cpp
  void start();
  void add_function_root(const EntryPoint& e);
  void add_front_end(const EntryPoint& e);
  void add_blind_spot(const std::string& why, const Place& place, Phase phase, Identity identity, bool browser);
  void add_pages();
  bool page_is_there(const EntryPoint& entry) const;
  void add_missing_pages();
  void publish_globals(Frame& f, ModuleId module);
  void call_component(Frame& f, Environment& env);
  bool platform_is_connect() const;
  void add_conventions();
  void add_remotes();
  void add_unread();
  std::string products_in(std::string_view text) const;
  void add_root(EntryKind kind, const std::string& label, const std::string& key, Phase phase, const Place& place,
                ContextId context);
  ContextId pseudo(ModuleId module, std::function<void(Frame&, Environment&)> run);
  void evaluate_pseudo(ContextId id);
  void registration(Frame& f, const EffectUse& use, const EntryEffect& e, const std::string& key, ValueId function,
                    uint32_t at);
  bool install_path(const std::string& key, const EntryEffect& e) const;
  bool browser_of(ContextId id) const;
  void find_sides();
  bool same_side(ModuleId a, ModuleId b) const;
  Place place_of(ModuleId module, uint32_t at) const;
  void settle();
  void call_exports(Frame& f, Environment& env, ModuleId m);
  std::vector<ValueId> pushed_events(Frame& f, Environment& env, const std::string& queue);
  void let_missing_be_open(ValueId v, std::string_view what);
  bool settle_payloads();
  Frame outer_frame(ModuleId module);

  // mentions.cpp
  void mention(Symbol name);
  void mention_names_in_texts();

  // orphans.cpp
  void find_orphans(class Collector& collector);
  void run_possible(class Collector& collector);
  void run_orphan(ModuleId module, ir::FunctionId fn);
  LeftOut left_out() const;
  std::set<std::string> scripts_named() const;

  // remotes.cpp
  ValueId platform_token(Frame& f, Symbol header, uint32_t at);
  ValueId token_asked_for(Frame& f, const std::vector<Argument>& args, uint32_t at);

  // engine.cpp
  bool leads_to_requests(const LibraryModel* library, const Effect& first, std::set<const ModelType*>& seen);
  void tell_clients_left_out();
  void tell_budget_spent();
  std::string credentials_text(ValueId v, unsigned depth);
  bool any_part(ValueId v, unsigned depth, const std::function<bool(ValueId)>& test);

  const Facts& facts_;
  Models& models_;
  const Builtins& builtins_;
  const Program& program_;
  const Descriptor& descriptor_;
  EngineOptions options_;
  Interner& names_;
  Values v_;

  std::vector<ModuleInfo> info_;
  StableVector<Context> contexts_;
  struct ContextKey {
    ClosureId closure = 0;
    ValueId self = 0;
    std::vector<ValueId> args;
    ContextId id = 0;
  };
  std::vector<ContextKey> context_keys_;
  HashIndex context_index_;          ///< into context_keys_
  std::vector<ValueId> plain_args_;  ///< of the context being looked up
  StableVector<Cell> cells_;
  struct CellKey {
    uint32_t kind, a, b;
    bool operator==(const CellKey&) const = default;
  };
  struct CellHash {
    size_t operator()(const CellKey& k) const {
      uint64_t h = (static_cast<uint64_t>(k.a) << 32 | k.b) * 0x9e3779b97f4a7c15ull ^ k.kind * 0xff51afd7ed558ccdull;
      h *= 0x9e3779b97f4a7c15ull;
      return static_cast<size_t>(h ^ h >> 32);
    }
  };
  tsl::robin_map<CellKey, CellId, CellHash> cell_index_;
  StableVector<Closure> closures_;
  std::map<Closure, ClosureId> closure_index_;
  StableVector<CapturedEnv> envs_;
  static constexpr uint32_t kSeen = 17;  ///< cells of what an environment sees by value
  std::map<CapturedEnv, EnvId> env_index_;
  std::unordered_map<ContextId, std::vector<EnvId>> envs_of_;  ///< per creator; only looked up, never walked
  std::map<std::pair<ModuleId, ir::FunctionId>, ContextId> shared_creators_;
  StableVector<Object> objects_;
  struct ObjectKey {
    ModuleId module = 0;
    ir::NodeId node = 0;
    ContextId context = 0;
    uint32_t variant = 0;
    bool operator==(const ObjectKey&) const = default;
  };
  struct ObjectHash {
    size_t operator()(const ObjectKey& k) const {
      uint64_t h = (static_cast<uint64_t>(k.module) << 32 | k.node) * 0x9e3779b97f4a7c15ull;
      h = (h ^ (static_cast<uint64_t>(k.context) << 32 | k.variant) ^ h >> 31) * 0xff51afd7ed558ccdull;
      return static_cast<size_t>(h ^ h >> 32);
    }
  };
  tsl::robin_map<ObjectKey, ObjectId, ObjectHash> object_index_;
  struct Canonical {
    ModuleId module = 0;
    ir::NodeId node = 0;
    ObjectKind kind = ObjectKind::Record;
    std::vector<std::pair<Symbol, ValueId>> fields;
    ObjectId stands = 0;  ///< for all objects with these fields
  };
  std::vector<Canonical> canonical_;
  HashIndex canonical_index_;
  struct Site {
    unsigned plain = 0, shaping = 0;      ///< canonical objects of this allocation, by what their fields can shape
    std::map<uint64_t, ObjectId> shared;  ///< by the paths and methods in it: stands for all beyond the bound
  };
  std::map<std::tuple<ModuleId, ir::NodeId, ObjectKind>, Site> sites_;
  std::vector<ValueId> plain_keys_;                       ///< per value; kNone where not asked for
  std::array<ReasonId, 5> origin_reasons_{};              ///< by Origin, for plain_key
  std::map<std::pair<Symbol, Symbol>, ValueId> globals_;  ///< by language and name
  StableVector<ClassObject> classes_;
  std::map<std::tuple<ModuleId, ir::ClassId, EnvId>, uint32_t> class_index_;
  StableVector<Handle> handles_;
  StableVector<EffectUse> effects_;
  StableVector<OpaqueThing> opaques_;
  std::unordered_map<ValueId, uint32_t> opaque_index_;
  tsl::robin_map<ValueId, ValueId> opaque_ingredients_;        ///< what opaque() makes of ingredients
  tsl::robin_map<uint64_t, ValueId, PairHash> opaque_values_;  ///< per reason and ingredients
  std::map<std::tuple<const Effect*, ValueId, std::string>, uint32_t> effect_index_;  ///< only looked up, never walked
  std::map<std::string, std::vector<ValueId>> payloads_;  ///< per linked key: what each jump sends
  std::map<Symbol, std::set<std::pair<uint32_t, ClosureId>>>
      methods_by_name_;               ///< (class + 1 or 0, closure) of evaluated code
  std::set<Symbol> names_mentioned_;  ///< by which code that may run may call what no value leads to
  std::vector<Root> roots_;
  std::vector<Registration> registrations_;
  std::set<LinkUse> links_;
  std::vector<ApiCall> blind_spots_;
  std::map<ContextId, std::function<void(Frame&, Environment&)>> pseudo_;
  std::map<std::tuple<ModuleId, uint32_t, std::string, const EntryEffect*>, uint32_t> registration_index_;
  std::set<std::pair<ModuleId, ir::FunctionId>> maybe_functions_;
  std::map<uint32_t, ContextId> services_;  ///< per class: where its one instance is made
  std::set<uint32_t> annotated_;            ///< classes that a framework makes
  std::set<CellId> asked_tokens_;
  std::vector<uint8_t> sides_;  ///< per module: 1 = a front end imports it, 2 = a back end does
  std::set<size_t> missing_roots_;
  std::set<std::string> front_ends_;
  std::set<ContextId> browser_contexts_;
  bool front_end_missing_ = false;
  ValueId payload_now_ = 0;
  uint32_t payload_number_ = 0;
  uint64_t sends_ = 0;
  struct UnreadRegion {
    ModuleId module;
    uint32_t at;
    std::string products;
  };
  std::vector<UnreadRegion> unread_regions_;
  std::map<std::string, std::pair<const LibraryModel*, const Effect*>> distinctive_;
  std::set<std::string> opened_payloads_;
  std::set<std::pair<uint32_t, ContextId>> work_;  ///< what waits to be evaluated again, the next one first
  std::vector<std::pair<ObjectId, ObjectId>>* renames_ = nullptr;  ///< in this function's environment, when asked for
  std::set<std::pair<ModuleId, ir::FunctionId>> newly_precise_;
  std::vector<uint8_t> called_;  ///< per context at the last walk, and what was called since
  unsigned since_walk_ = 0;      ///< evaluations
  uint64_t spent_ = 0, budget_ = 0;
  bool exhausted_ = false;
  bool envs_merge_ = false;      ///< the function being evaluated cannot reach a request: one environment will do
  std::vector<uint8_t> shapes_;  ///< per value: 0 not asked, 1 no, 2 yes
  std::vector<uint8_t> shaping_texts_;  ///< likewise
  unsigned depth_ = 0;
  struct NativeCall {
    AtomId callee;
    ValueId self;
    const std::vector<ValueId>* args;
  };
  struct MethodKey {
    const char* kind;  ///< a constant of ours
    Symbol language, name;
    bool operator==(const MethodKey&) const = default;
  };
  struct MethodHash {
    size_t operator()(const MethodKey& k) const {
      uint64_t h = (reinterpret_cast<uintptr_t>(k.kind) << 20 ^ static_cast<uint64_t>(k.name) << 4 ^ k.language) *
                   0x9e3779b97f4a7c15ull;
      return static_cast<size_t>(h ^ h >> 32);
    }
  };
  tsl::robin_map<MethodKey, std::string_view, MethodHash> methods_;  ///< only looked up, never walked
  std::map<std::string_view, Symbol> native_names_;                  ///< of intrinsics: "@" and the name
  std::vector<Symbol> index_names_;
  std::unordered_map<uint64_t, ImportTarget>
      import_targets_;  ///< by module and specifier; only looked up, never walked
  struct Concatenation {
    std::vector<ValueId> parts;
    ValueId text = 0;
  };
  std::vector<Concatenation> concatenations_;
  HashIndex concatenation_index_;
  std::vector<uint8_t> connect_names_;  ///< per symbol: has a meaning in Connect apps
  std::vector<NativeCall> natives_;     ///< builtins being called by each other, no function of the app between them
  ContextId orphan_base_ = 0;
  bool orphans_ = false;  ///< evaluating what no root reaches
  bool may_run_ = false;  ///< of that, what may run after all
  std::vector<Problem> problems_;
  bool no_root_ = false;
  Symbol s_missing_, s_star_, s_length_, s_prototype_, s_iterator_, s_default_, s_exports_, s_app_token_, s_user_token_;
};

}  // namespace leastscope
