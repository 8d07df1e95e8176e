// The whole way: entry points, evaluation to a fixpoint, colouring, what nothing reaches, and the calls that come out.
#include <algorithm>
#include <set>

#include "calls/collect.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

/// Texts in an object of options or headers, for telling whose credentials a request carries.
std::string Machine::credentials_text(ValueId v, unsigned depth) {
  std::string out;
  if (depth > 3) return out;
  for (AtomId id : v_[v].atoms) {
    const Atom& a = v_.atom(id);
    if (a.kind == AtomKind::Str) {
      out += pattern_text(v_.pattern(a.a)) + "\n";
    } else if (a.kind == AtomKind::Obj) {
      for (Symbol k : objects_[a.a].keys) {
        out += "\"" + std::string(names_.text(k)) + "\"\n";
        out += credentials_text(cells_[cell(0, a.a, k)].value, depth + 1);
      }
    }
  }
  return out;
}

/// Does the value, or something in its fields, pass the test?
bool Machine::any_part(ValueId v, unsigned depth, const std::function<bool(ValueId)>& test) {
  if (test(v)) return true;
  if (depth > 3) return false;
  for (AtomId id : v_[v].atoms)
    if (const Atom a = v_.atom(id); a.kind == AtomKind::Obj)
      for (Symbol k : objects_[a.a].keys)
        if (any_part(cells_[cell(0, a.a, k)].value, depth + 1, test)) return true;
  return false;
}

namespace {
/// Where a text spells a call of a request function, outside of comments and imports.
std::vector<uint32_t> spelled_requests(std::string_view text) {
  std::vector<uint32_t> out;
  for (std::string_view word :
       {"requestJira(", "requestConfluence(", "requestBitbucket(", "requestGraph(", "AP.request("})
    for (size_t i = text.find(word); i != std::string_view::npos; i = text.find(word, i + 1)) {
      size_t line = text.rfind('\n', i);
      line = text.find_first_not_of(" \t", line == std::string_view::npos ? 0 : line + 1);
      std::string_view start = text.substr(line, 7);
      bool longer =
          i > 0 && (std::isalnum(static_cast<unsigned char>(text[i - 1])) || text[i - 1] == '_' || text[i - 1] == '$');
      if (!longer && !start.starts_with("//") && !start.starts_with("*") && !start.starts_with("import "))
        out.push_back(static_cast<uint32_t>(i));
    }
  return out;
}

/// Every name on the lines of a region.
std::vector<std::string_view> names_around(std::string_view text, const Span& region) {
  std::vector<std::string_view> out;
  size_t from = region.begin == 0 ? std::string_view::npos : text.rfind('\n', region.begin - 1);
  from = from == std::string_view::npos ? 0 : from + 1;
  size_t to = std::min(text.find('\n', region.end), text.size());
  auto letter = [&](size_t i) {
    return std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_' || text[i] == '$';
  };
  for (size_t i = from; i < to;) {
    size_t end = i;
    while (end < to && letter(end)) ++end;
    if (end > i) out.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return out;
}

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

/// Functions that texts call: the handlers in markup that a script writes, a timer's text.
void names_called_in(std::string_view text, std::vector<std::string_view>& out) {
  auto letter = [&](size_t i) {
    return std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_' || text[i] == '$';
  };
  size_t word = 0;
  while (word < text.size() && letter(word)) ++word;
  bool code = (word > 0 && word < text.size() && text[word] == '(') || text.find("javascript:") != text.npos;
  for (size_t i = text.find("on"); !code && i != text.npos; i = text.find("on", i + 1)) {
    size_t end = i;
    while (end < text.size() && letter(end)) ++end;
    code = end > i + 3 && end < text.size() && text[end] == '=' && (i == 0 || !letter(i - 1));
  }
  for (size_t i = code ? text.find('(') : text.npos; i != text.npos; i = text.find('(', i + 1)) {
    size_t from = i;
    while (from > 0 && letter(from - 1)) --from;
    if (from < i) out.push_back(text.substr(from, i - from));
  }
}

/// What code mentions as text, or as a global chosen at run time (`window[name]()`), may be called by it.
std::vector<std::string_view> named_in_texts(const Program& program, ModuleId id, bool& any_global) {
  std::vector<std::string_view> out;
  const Module& m = program.modules[id];
  for (const Node& x : m.nodes) {
    if (x.kind == Kind::Const && x.op == static_cast<uint8_t>(ConstKind::String))
      names_called_in(program.names.text(x.symbol), out);
    if (x.kind != Kind::Index) continue;
    const Node &object = m.node(m.children[x.first]), &key = m.node(m.children[x.first + 1]);
    std::string_view name =
        object.kind == Kind::Name && (object.flags & kGlobal) ? program.names.text(object.symbol) : std::string_view();
    any_global |= key.kind != Kind::Const && (name == "window" || name == "globalThis" || name == "self");
  }
  return out;
}
}  // namespace

/// P5: functions that nothing reaches, each called with arguments of which nothing is known. A method whose name some
/// evaluated code mentions on an object that is not known may be called after all.
void Machine::find_orphans(Collector& collector) {
  orphans_ = true;
  // where a limit cut something off, what was not reached may be what was behind it
  const bool cut = exhausted_ || v_.dropped_code();
  orphan_base_ = static_cast<ContextId>(contexts_.size());
  exhausted_ = false;
  budget_ = spent_ + budget_ / 2 + 1'000'000;
  work_.clear();
  // a file that nobody imports, but that a text of the code that runs names: a worker, a script put into the page
  std::set<std::string_view> files;
  for (ModuleId module = 0; module < program_.modules.size(); ++module)
    if (info_[module].init != kNone)
      for (const Node& x : program_.modules[module].nodes)
        if (x.kind == Kind::Const && x.op == static_cast<uint8_t>(ConstKind::String))
          if (std::string_view text = names_.text(x.symbol); text.ends_with("js"))
            files.insert(text.substr(text.rfind('/') == text.npos ? 0 : text.rfind('/') + 1));
  std::set<std::pair<ModuleId, FunctionId>> entered;
  auto run = [&](ModuleId module, FunctionId fn) {
    const Module& m = program_.modules[module];
    const Function& decl = m.functions[fn];
    Frame f = outer_frame(module);
    ValueId unknown = v_.top(v_.reason_id(ReasonKind::entry_parameter, module, decl.span.begin,
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
            ValueId init = self;
            Environment env;
            if (!classes_[k].instantiated) run_constructor(f, env, k, init, std::vector<ValueId>(8, unknown), 0, false);
          }
      closures.push_back(closure_id(std::move(c)));
    }
    for (size_t i = 0; i < closures.size() && i < 4; ++i)
      call_closure(&f, closures[i], self, std::vector<ValueId>(decl.parameters.size(), unknown), decl.span.begin,
                   false);
    drain();
  };
  for (ModuleId module = 0; module < program_.modules.size(); ++module) {
    const Module& m = program_.modules[module];
    bool loaded = info_[module].init != kNone;
    const std::string_view path = m.path;
    const bool named_file = !loaded && files.count(path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1));
    const std::vector<uint8_t> handed = handed_on(m, names_);
    for (FunctionId fn = 0; fn < m.functions.size(); ++fn) {
      if (collector.function_is_live(module, fn)) continue;
      auto it = contexts_of_.find({module, fn});
      bool tried = it != contexts_of_.end() &&
                   std::any_of(it->second.begin(), it->second.end(), [&](ContextId id) { return id >= orphan_base_; });
      if (tried) continue;
      const Function& decl = m.functions[fn];
      if (fn != 0 && !info_[module].relevant[fn]) continue;
      bool held = decl.owner != kNone || (loaded && decl.parent == 0);
      if (named_file) maybe_functions_.insert({module, fn});
      if (cut) maybe_functions_.insert({module, fn});
      // a server's framework may load and call what we see nobody load
      if (!loaded && descriptor_.platform != Platform::forge) maybe_functions_.insert({module, fn});
      if (loaded && held && decl.name != kNoSymbol && unresolved_mentions_.count(decl.name))
        maybe_functions_.insert({module, fn});
      if (handed[fn] &&
          (collector.function_is_live(module, decl.parent) || maybe_functions_.count({module, decl.parent})))
        maybe_functions_.insert({module, fn});
      if (fn == 0) {
        Frame f = outer_frame(module);
        load(module, &f, 0);
        drain();
      } else {
        run(module, fn);
      }
    }
  }
}

/// A client that a bound left out can have made any request.
void Machine::tell_dropped_clients() {
  for (AtomId id : v_.dropped_clients()) {
    const Atom& a = v_.atom(id);
    SinkEvent ignored;
    const bool request = a.kind == AtomKind::Effect && effects_[a.a].effect->api && platform_is_connect();
    if (!request && !client_of(a, ignored)) continue;
    Place place;
    place.file = descriptor_.path;
    place.at = {1, 1};
    add_blind_spot("more clients meet in one place than the analysis keeps apart", place, Phase::run, Identity::unknown,
                   false);
    return;
  }
}

CallsResult Machine::run() {
  CallsResult out;
  prepare();
  out.no_source = std::all_of(program_.modules.begin(), program_.modules.end(),
                              [](const Module& m) { return m.functions.empty(); });
  start();
  settle();
  out.budget_spent = exhausted_;
  if (exhausted_) {
    Place place;
    place.file = descriptor_.path;
    place.at = {1, 1};
    add_blind_spot("the analysis budget was spent before everything was followed", place, Phase::run, Identity::unknown,
                   false);
  }
  for (size_t i : missing_roots_)
    add_blind_spot("the exported function of entry point '" + roots_[i].label + "' was not found", roots_[i].place,
                   roots_[i].phase, Identity::unknown, false);
  if (!out.no_source) add_missing_pages();
  Collector collector(*this);
  collector.live(out);
  collector.missing();
  for (const UnreadRegion& r : unread_regions_)
    if (info_[r.module].init != kNone && contexts_[info_[r.module].init].done) {
      std::string one = r.products.find(' ', 1) == std::string::npos && r.products != " *" ? r.products.substr(1) : "";
      add_blind_spot("this part of the file could not be parsed, and it mentions product requests",
                     place_of(r.module, r.at), Phase::run, Identity::unknown, false);
      blind_spots_.back().product = one;
    }
  // what is named where the parser lost its way may be called there
  for (ModuleId id = 0; id < program_.modules.size(); ++id)
    if (info_[id].init != kNone)
      for (const Span& e : program_.modules[id].errors)
        for (std::string_view name : names_around(program_.modules[id].text, e))
          unresolved_mentions_.insert(names_.intern(name));
  bool any_global = false;
  for (ModuleId id = 0; id < program_.modules.size(); ++id)
    if (info_[id].init != kNone)
      for (std::string_view name : named_in_texts(program_, id, any_global))
        unresolved_mentions_.insert(names_.intern(name));
  if (any_global)
    for (const Module& m : program_.modules)
      if (m.imports.empty() && m.exports.empty() && m.exports_slot == kNone && m.module_slot == kNone)
        for (const Function& f : m.functions)
          if (f.parent == 0) unresolved_mentions_.insert(f.name);
  ContextId base = static_cast<ContextId>(contexts_.size());
  find_orphans(collector);
  collector.dead(out, base);
  collector.finish(out);
  // in a file with syntax errors a request can be misread as something else: where one is spelled and no call came of
  // it
  std::set<std::pair<ModuleId, uint32_t>> seen;
  for (const Context& x : contexts_)
    for (const SinkEvent& e : x.events) seen.insert({closures_[x.closure].module, e.at});
  for (ModuleId id = 0; id < program_.modules.size(); ++id) {
    const Module& m = program_.modules[id];
    if (m.errors.empty() || info_[id].init == kNone || !contexts_[info_[id].init].done) continue;
    for (uint32_t at : spelled_requests(m.text)) {
      if (seen.count({id, at})) continue;
      add_blind_spot("the file has syntax errors, and a request is spelled here of which nothing else is known",
                     place_of(id, at), Phase::run, Identity::unknown, false);
    }
  }
  tell_dropped_clients();
  for (ApiCall& b : blind_spots_) out.calls.push_back(std::move(b));
  out.no_root = no_root_;
  out.problems.insert(out.problems.end(), problems_.begin(), problems_.end());
  return out;
}

CallsResult find_calls(const Facts& facts, Models& models, const Builtins& builtins, const Program& program,
                       const Descriptor& descriptor, const EngineOptions& options) {
  return Machine(facts, models, builtins, program, descriptor, options).run();
}

}  // namespace leastscope
