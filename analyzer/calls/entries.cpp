// Where the platform calls into the app. An entry point is a pseudo-context: its edges are what the platform calls, and
// it is evaluated again like any other when something it read has grown. Entry points come from the descriptor, from
// programs that start by themselves, and from code that registers functions (resolver keys, routes, listeners).
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

Frame Machine::outer_frame(ModuleId module) {
  Frame f;
  f.context = kNone;
  f.module = module;
  f.m = &program_.modules[module];
  f.f = &f.m->functions[0];
  Closure c;
  c.module = module;
  c.env = env_id({});
  f.closure = closure_id(std::move(c));
  f.self = v_.undefined();
  return f;
}

/// A context that stands for a caller outside the app.
ContextId Machine::pseudo(ModuleId module, std::function<void(Frame&, Environment&)> run) {
  Context x;
  x.closure = outer_frame(module).closure;
  x.outer = true;
  contexts_.push_back(std::move(x));
  auto id = static_cast<ContextId>(contexts_.size() - 1);
  pseudo_[id] = std::move(run);
  return id;
}

void Machine::evaluate_pseudo(ContextId id) {
  Context& x = contexts_[id];
  if (x.running) return;
  x.running = true;
  x.queued = false;
  x.forget_run();
  Frame f = outer_frame(closures_[x.closure].module);
  f.context = id;
  Environment env;
  ++depth_;
  pseudo_[id](f, env);
  --depth_;
  contexts_[id].running = false;
  contexts_[id].done = true;
}

void Machine::add_blind_spot(const std::string& why, const Place& place, Phase phase, Identity identity, bool browser) {
  ApiCall c;
  c.method = "ANY";
  c.path = "{+}";
  c.identity = identity;
  c.phase = phase;
  c.unresolved = c.blind_spot = true;
  c.browser = browser;
  c.reason = why;
  c.at.push_back(place);
  blind_spots_.push_back(std::move(c));
}

void Machine::add_root(EntryKind kind, const std::string& label, const std::string& key, Phase phase,
                       const Place& place, ContextId context) {
  Root r;
  r.kind = kind;
  r.label = label;
  r.key = key;
  r.phase = phase;
  r.place = place;
  r.contexts.insert(context);
  roots_.push_back(std::move(r));
}

void Machine::add_function_root(const EntryPoint& e) {
  ModuleId module = program_.module_without_extension(e.file);
  if (module == kNone || program_.modules[module].functions.empty()) {
    add_blind_spot(
        "the function '" + e.key + "' is declared, but its source '" + e.file + "' was not found or could not be read",
        e.at, e.phase, Identity::unknown, false);
    return;
  }
  Symbol name = names_.intern(e.name);
  Place place = e.at;
  size_t index = roots_.size();
  std::string key = e.key, queue = e.kind == EntryKind::consumer ? e.queue : "";
  auto run = [this, module, name, key, queue, index](Frame& f, Environment& env) {
    load(module, &f, 0);
    ValueId v = export_value(&f, module, name, 0);
    missing_roots_.erase(index);
    if (v == Values::kBottom) {
      missing_roots_.insert(index);
      return;
    }
    ValueId event = top(f, 0, ReasonKind::entry_parameter, "what the platform passes to function '" + key + "'");
    std::vector<AtomId> functions;
    for (AtomId id : v_[v].atoms)
      if (AtomKind k = v_.atom(id).kind; k == AtomKind::Fun || k == AtomKind::Opaque || k == AtomKind::Class)
        functions.push_back(id);
    if (functions.empty()) return;
    ValueId fn = v_.make(functions, {});
    if (queue.empty()) {
      call_function(f, env, fn, {event, event, event}, 0);
      return;
    }
    for (ValueId pushed : pushed_events(f, env, queue)) call_function(f, env, fn, {pushed, event, event}, 0);
  };
  ContextId id = pseudo(module, run);
  add_root(e.kind, e.label.empty() ? "function " + e.key : e.label, e.kind == EntryKind::consumer ? e.queue : e.key,
           e.phase, place, id);
  evaluate_pseudo(id);
}

/// What the pushes to a queue send, one by one: a push takes an event or a list of them.
std::vector<ValueId> Machine::pushed_events(Frame& f, Environment& env, const std::string& queue) {
  const std::string linked = "consumer:" + queue;
  read(&f, cell(4, names_.intern(linked), 0));
  std::vector<ValueId> out;
  for (ValueId payload : std::vector<ValueId>(payloads_[linked])) {
    bool list = false;
    for (AtomId id : v_[payload].atoms)
      list |= v_.atom(id).kind == AtomKind::Obj && objects_[v_.atom(id).a].kind == ObjectKind::List;
    if (!list) {
      out.push_back(payload);
      continue;
    }
    for (ValueId item : elements(f, env, payload, 0).items) {
      let_missing_be_open(item, "what push() sends");
      out.push_back(item);
    }
  }
  return out;
}

/// What the other side reads beyond what we saw being sent is not known.
void Machine::let_missing_be_open(ValueId v, std::string_view what) {
  ValueId open = v_.top(v_.reason_id(ReasonKind::entry_parameter, kNone, 0, what));
  for (AtomId id : v_[v].atoms)
    if (v_.atom(id).kind == AtomKind::Obj) write(cell(0, v_.atom(id).a, s_missing_), open);
}

void Machine::add_front_end(const EntryPoint& e) {
  std::string key = e.path + "\n" + e.key;
  if (!front_ends_.insert(key).second) return;
  Program::FrontEnd front = program_.front_end(e.path);
  if (!front.complete || front.entries.empty()) {
    add_blind_spot("the source of resource '" + e.key + "' (" + e.path + ") was not found completely" +
                       (front.why.empty() ? "" : ": " + front.why),
                   e.at, e.phase, Identity::user, true);
    front_end_missing_ = true;
  }
  for (ModuleId m : front.entries) {
    if (program_.modules[m].functions.empty()) continue;
    ContextId id = pseudo(m, [this, m](Frame& f, Environment& env) {
      load(m, &f, 0);
      publish_globals(f, m);
      // a UI Kit 1 or React component exported as default is rendered by the platform
      ValueId v = export_value(&f, m, s_default_, 0);
      if (v != Values::kBottom && v_.has(v, AtomKind::Fun))
        call_unknown(f, env, v_.filter(v, AtomKind::Fun), 0, 0, Values::kBottom);
    });
    browser_contexts_.insert(id);
    add_root(EntryKind::resource, e.label.empty() ? "resource " + e.key : e.label, e.key, e.phase, e.at, id);
    evaluate_pseudo(id);
  }
}

/// Which side of a Forge app a module belongs to: a browser's object is never a back end's.
void Machine::find_sides() {
  sides_.assign(program_.modules.size(), 0);
  if (descriptor_.platform != Platform::forge) return;
  auto mark = [&](ModuleId from, uint8_t side) {
    std::vector<ModuleId> queue{from};
    while (!queue.empty()) {
      ModuleId m = queue.back();
      queue.pop_back();
      if (m == kNone || (sides_[m] & side)) continue;
      sides_[m] |= side;
      auto follow = [&](Symbol specifier) {
        const ImportTarget& t = import_target(m, specifier);
        if (t.kind == ImportTarget::Kind::Module) queue.push_back(t.module);
      };
      for (const ImportBinding& b : program_.modules[m].imports) follow(b.specifier);
      for (const ExportBinding& e : program_.modules[m].exports)
        if (e.specifier != kNoSymbol) follow(e.specifier);
      for (const Node& n : program_.modules[m].nodes)
        if (n.kind == Kind::Import && n.count &&
            program_.modules[m].node(program_.modules[m].children[n.first]).kind == Kind::Const)
          follow(program_.modules[m].node(program_.modules[m].children[n.first]).symbol);
    }
  };
  for (const EntryPoint& e : descriptor_.entries) {
    if (e.kind == EntryKind::resource)
      for (ModuleId m : program_.front_end(e.path).entries) mark(m, 1);
    else if (!e.file.empty())
      mark(program_.module_without_extension(e.file), 2);
  }
  for (ModuleId m : program_.programs()) mark(m, 2);
}

bool Machine::same_side(ModuleId a, ModuleId b) const {
  return sides_[a] == 0 || sides_[b] == 0 || (sides_[a] & sides_[b]);
}

void Machine::start() {
  find_sides();
  for (const EntryPoint& e : descriptor_.entries)
    if (e.kind == EntryKind::resource) add_front_end(e);
  for (const EntryPoint& e : descriptor_.entries)
    if (!e.file.empty()) add_function_root(e);
  for (ModuleId m : program_.programs()) {
    if (program_.modules[m].functions.empty()) continue;
    bool known = std::any_of(roots_.begin(), roots_.end(), [&](const Root& r) {
      return !r.contexts.empty() && closures_[contexts_[*r.contexts.begin()].closure].module == m;
    });
    if (known && descriptor_.platform == Platform::forge) continue;
    ContextId id = pseudo(m, [this, m](Frame& f, Environment&) { load(m, &f, 0); });
    add_root(EntryKind::program, "program " + program_.modules[m].path, program_.modules[m].path, Phase::run,
             start_of(program_.modules[m].path), id);
    evaluate_pseudo(id);
  }
  add_conventions();
  if (descriptor_.platform != Platform::forge) add_pages();
  add_remotes();
  add_unread();
  bool started = std::any_of(roots_.begin(), roots_.end(), [&](const Root& r) {
    return descriptor_.platform == Platform::forge || r.kind != EntryKind::page;
  });
  if (!started && !program_.modules.empty()) {
    // the start was not understood: everything runs
    no_root_ = true;
    for (ModuleId m = 0; m < program_.modules.size(); ++m) {
      if (program_.modules[m].functions.empty() || info_[m].init != kNone) continue;
      ContextId id = pseudo(m, [this, m](Frame& f, Environment& env) { call_exports(f, env, m); });
      add_root(EntryKind::program, "file " + program_.modules[m].path, "", Phase::run,
               start_of(program_.modules[m].path), id);
      evaluate_pseudo(id);
    }
  }
}

/// Loads a module and gives what it exports to code that we do not see.
void Machine::call_exports(Frame& f, Environment& env, ModuleId m) {
  load(m, &f, 0);
  for (const ExportBinding& e : program_.modules[m].exports)
    if (!e.type_only && e.name != s_star_)
      if (ValueId v = export_value(&f, m, e.name, 0); v != Values::kBottom)
        call_unknown(f, env, v, 0, 0, Values::kBottom);
}

/// Product clients and paths that a text mentions: what code that was not read may call.
std::string Machine::products_in(std::string_view text) const {
  auto has = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
  };
  std::string out;
  if (has({"requestJira", "/rest/api/", "/rest/agile/", "/rest/servicedeskapi"})) out += " jira";
  if (has({"requestConfluence", "/wiki/"})) out += " confluence";
  if (has({"requestBitbucket", "/2.0/repositories"})) out += " bitbucket";
  if (has({"requestGraph"})) out += " graph";
  if (has({"httpClient", "AP.request", "asApp", "asUser"})) out += " *";
  return out;
}

/// Code that may run and was not read: regions that could not be parsed, files left out for their size, other languages
/// of a back end.
void Machine::add_unread() {
  bool back_end = descriptor_.platform != Platform::forge || !descriptor_.remotes.empty();
  std::set<std::string> languages;
  for (const SourceFile& file : program_.files) {
    const Place place = start_of(file.path);
    if (file.skipped == "too large" || file.skipped == "unreadable") {
      if (!file.language.empty())
        add_blind_spot(
            "the file is " + std::string(file.skipped == "too large" ? "too large to be read" : "not readable"), place,
            Phase::run, Identity::unknown, false);
    } else if (back_end && file.skipped.empty() && !file.read_language && file.language != "html" &&
               file.language != "shell" && file.language != "css" && !file.language.empty()) {
      if (languages.insert(file.language).second)
        add_blind_spot("code in a language that is not analysed (" + file.language + ") may call anything", place,
                       Phase::run, Identity::unknown, false);
    }
  }
  for (ModuleId id = 0; id < program_.modules.size(); ++id) {
    const Module& m = program_.modules[id];
    for (const Span& e : m.errors) {
      std::string_view region = std::string_view(m.text).substr(e.begin, e.end - e.begin);
      std::string products = products_in(region);
      if (!products.empty()) unread_regions_.push_back({id, e.begin, products});
    }
  }
}

/// A remote that is sent tokens and whose code is not in the tree can call anything.
void Machine::add_remotes() {
  for (const Remote& r : descriptor_.remotes) {
    if (!r.app_token && !r.user_token) continue;
    bool back_end =
        std::any_of(roots_.begin(), roots_.end(), [](const Root& x) { return x.kind == EntryKind::program; });
    if (back_end) continue;
    std::string why =
        "the remote '" + r.key + "' (" + r.base_url + ") is sent a token, and its code is not in the tree";
    if (r.app_token) add_blind_spot(why, r.at, Phase::run, Identity::app, false);
    if (r.user_token) add_blind_spot(why, r.at, Phase::run, Identity::user, false);
  }
}

// --- registrations
// -----------------------------------------------------------------------------------------------------------------

void Machine::apply_entry(Frame& f, Environment& env, const EffectUse& use, const EntryEffect& e,
                          const std::vector<ValueId>& args, NodeId n) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  ValueId keys = source(f, env, e.key.from == ValueSource::From::None ? e.path : e.key, use, args, at);
  ValueId fn = source(f, env, e.function, use, args, at);
  if (fn == Values::kBottom || fn == v_.undefined()) {
    // a table of functions: { key: function }
    if (args.size() == 1 && v_.has(args[0], AtomKind::Obj))
      fn = args[0];
    else
      return;
  }
  fn = escape(f, env, fn);
  std::vector<std::pair<std::string, ValueId>> entries;
  auto text = [&](ValueId v) {
    std::vector<std::string> out;
    for (AtomId id : v_[v].atoms)
      if (v_.atom(id).kind == AtomKind::Str) out.push_back(pattern_text(v_.pattern_of(id)));
    return out;
  };
  if (v_.has(fn, AtomKind::Obj) && !v_.has(fn, AtomKind::Fun)) {
    for (AtomId id : v_[fn].atoms)
      if (v_.atom(id).kind == AtomKind::Obj)
        for (auto& [k, v] : fields(f, env, v_.atom(id).a)) entries.emplace_back(std::string(names_.text(k)), v);
  } else {
    for (std::string& k : text(keys)) entries.emplace_back(std::move(k), fn);
    if (entries.empty()) entries.emplace_back("", fn);
  }
  for (auto& [key, function] : entries) registration(f, use, e, key, function, at);
}

void Machine::registration(Frame& f, const EffectUse& use, const EntryEffect& e, const std::string& key,
                           ValueId function, uint32_t at) {
  auto id = std::make_tuple(f.module, at, key, &e);
  auto [it, fresh] = registration_index_.try_emplace(id, static_cast<uint32_t>(registrations_.size()));
  uint32_t index = it->second;
  if (fresh) {
    Registration r;
    r.effect = &e;
    r.key = key;
    r.module = f.module;
    r.at = at;
    r.by = f.context;
    bool install = e.phase == "install" &&
                   (e.only_if.empty() || std::find(e.only_if.begin(), e.only_if.end(), key) != e.only_if.end());
    r.phase = install || install_path(key, e) ? Phase::install : Phase::run;
    if (orphans_) r.phase = Phase::unreachable;
    registrations_.push_back(r);
  }
  write(cell(13, index, 0), function);
  if (!fresh) return;
  const EntryEffect* effect = &e;
  ContextId p = pseudo(f.module, [this, index, effect, kept = use, key, at](Frame& g, Environment& env) {
    ValueId fn = read(&g, cell(13, index, 0));
    std::string linked = effect->kind + ":" + key;
    read(&g, cell(4, names_.intern(linked), 0));
    // each jump with what it sends: payloads of different jumps are not mixed
    std::vector<ValueId> payloads = payloads_[linked];
    if (payloads.empty()) payloads.push_back(v_.undefined());
    for (size_t i = 0; i < payloads.size(); ++i) {
      payload_now_ = payloads[i];
      payload_number_ = static_cast<uint32_t>(i);
      std::vector<ValueId> with;
      for (const std::string& what : effect->parameters) with.push_back(parameter(g, env, what, at, linked, kept));
      for (ValueId& v : with) v = escape(g, env, v);
      if (with.empty()) with.push_back(top(g, at, ReasonKind::entry_parameter, "what the platform passes"));
      call_function(g, env, v_.without_open(fn), with, at);
    }
  });
  registrations_[index].contexts.insert(p);
  std::string label = e.kind + (key.empty() ? "" : " '" + key + "'");
  if (!orphans_) {
    Place place = place_of(f.module, at);
    EntryKind kind = e.kind == "resolver"   ? EntryKind::resolver
                     : e.kind == "route"    ? EntryKind::route
                     : e.kind == "consumer" ? EntryKind::consumer
                                            : EntryKind::listener;
    add_root(kind, label, key, registrations_[index].phase, place, p);
    roots_.back().module = f.module;
    roots_.back().at = at;
    if (browser_of(f.context)) browser_contexts_.insert(p);
  }
  enqueue(p);
}

/// A route whose path is a lifecycle URL of the descriptor.
bool Machine::install_path(const std::string& key, const EntryEffect& e) const {
  if (e.kind != "route" || key.empty()) return false;
  for (const EntryPoint& x : descriptor_.entries)
    if (x.kind == EntryKind::lifecycle && !x.path.empty()) {
      auto tidy = [](std::string s) {
        while (s.size() > 1 && s.back() == '/') s.pop_back();
        return s.starts_with("/") ? s : "/" + s;
      };
      std::string a = tidy(x.path), b = tidy(key);
      if (a == b || (b.size() > 1 && a.ends_with(b) && a[a.size() - b.size()] == '/')) return true;
    }
  return false;
}

bool Machine::browser_of(ContextId id) const { return browser_contexts_.count(id) > 0; }

// --- links
// -------------------------------------------------------------------------------------------------------------------------

ValueId Machine::apply_link(Frame& f, Environment& env, const EffectUse& use, const LinkEffect& l,
                            const std::vector<ValueId>& args, NodeId n) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  ValueId keys = source(f, env, l.key, use, args, at);
  ValueId payload = source(f, env, l.payload, use, args, at);
  if (keys == Values::kBottom && l.key.from != ValueSource::From::None) return Values::kBottom;
  if (payload == Values::kBottom) payload = v_.undefined();
  payload = escape(f, env, payload);
  let_missing_be_open(payload, "what " + use.member + "() sends");
  ValueId result = Values::kBottom;
  auto use_key = [&](const std::string& key, bool open) {
    LinkUse u;
    u.to = l.to;
    u.key = key;
    u.open_key = open;
    u.from = f.context;
    u.at = at;
    if (!orphans_) links_.insert(u);
    if (!open) send(l.to + ":" + key, payload);
  };
  bool any = false;
  for (AtomId id : v_[keys].atoms)
    if (const std::string* s = v_.literal_of(id)) {
      use_key(*s, false);
      any = true;
    } else if (v_.atom(id).kind == AtomKind::Str) {
      use_key("", true);
      any = true;
    }
  if (v_.is_open(keys) || !any) use_key("", true);
  result = top(f, at, ReasonKind::response_of, "the answer of " + use.member + "()");
  return result;
}

/// One more payload for a linked function; above the bound they are joined.
void Machine::send(const std::string& key, ValueId payload) {
  std::vector<ValueId>& all = payloads_[key];
  ValueId plain = plain_key(payload);
  for (ValueId v : all)
    if (plain_key(v) == plain) return;
  if (all.size() < 24)
    all.push_back(payload);
  else
    all.back() = v_.join(all.back(), payload);
  write(cell(4, names_.intern(key), 0), v_.number(std::to_string(++sends_)));
}

bool Machine::settle_payloads() {
  bool changed = false;
  // a queue that nobody is seen to push to, or that a push with an open key may mean
  for (const Root& r : roots_) {
    if (r.kind != EntryKind::consumer || r.module != kNone || r.key.empty()) continue;
    bool sent = false, vague = false;
    for (const LinkUse& u : links_) {
      if (u.to != "consumer") continue;
      sent |= u.key == r.key && !u.open_key;
      vague |= u.open_key;
    }
    if ((sent && !vague) || !opened_payloads_.insert("consumer:" + r.key).second) continue;
    changed = true;
    send("consumer:" + r.key,
         v_.top(v_.reason_id(ReasonKind::entry_parameter, kNone, 0, "what is pushed to queue '" + r.key + "'")));
  }
  std::set<std::string> open;
  for (const LinkUse& u : links_)
    if (u.open_key) open.insert(u.to);
  for (const Registration& r : registrations_) {
    std::string key = r.effect->kind + ":" + r.key;
    bool sent = std::any_of(links_.begin(), links_.end(),
                            [&](const LinkUse& u) { return u.to == r.effect->kind && u.key == r.key && !u.open_key; });
    bool vague = open.count(r.effect->kind) || front_end_missing_ || r.effect->kind != "resolver";
    if ((sent && !vague) || !opened_payloads_.insert(key).second) continue;
    changed = true;
    send(key, v_.top(v_.reason_id(
                  ReasonKind::entry_parameter, r.module, r.at,
                  "what " + r.effect->kind + (r.key.empty() ? "" : " '" + r.key + "'") + " is called with")));
  }
  return changed;
}

void Machine::settle() {
  do drain();
  while (settle_payloads() || open_tokens());
  drain();
}

}  // namespace leastscope
