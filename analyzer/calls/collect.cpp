#include "calls/collect.h"

#include <algorithm>
#include <deque>

#include "base/paths.h"

namespace leastscope {

using namespace ir;

Place Machine::place_of(ModuleId module, uint32_t at) const {
  Place p;
  if (module == kNone) return p;
  const Module& m = program_.modules[module];
  p.file = m.path;
  p.at = m.position(at);
  return p;
}

std::string Collector::describe(ReasonId id) const {
  const Reason& r = m_.v_.reason(id);
  std::string what = r.note.empty() || m_.v_.is_shared(id) ? "data that the source does not show" : r.note;
  switch (r.kind) {
    case ReasonKind::environment:
      return "depends on " + what;
    case ReasonKind::bound:
      return "not followed: " + what;
    case ReasonKind::budget:
      return "not followed: the analysis budget was spent";
    default:
      return "depends on " + what;
  }
}

// --- colouring
// ---------------------------------------------------------------------------------------------------------------------

void Collector::spread(const std::vector<ContextId>& from, bool maybe_edges, bool Colour::*mark) {
  std::deque<ContextId> queue;
  auto reach = [&](ContextId id) {
    if (colours_[id].*mark) return;
    colours_[id].*mark = true;
    queue.push_back(id);
  };
  for (ContextId id : from) reach(id);
  while (!queue.empty()) {
    ContextId id = queue.front();
    queue.pop_front();
    for (const Edge& e : m_.contexts_[id].edges)
      if (maybe_edges || !e.maybe) reach(e.to);
    if (auto it = fed_.find(id); it != fed_.end())
      for (ContextId to : it->second) reach(to);
  }
}

/// Shortest way from an entry point, sure edges first.
void Collector::trace_from(const std::vector<ContextId>& from) {
  std::deque<ContextId> queue;
  for (bool maybe : {false, true}) {
    for (ContextId id : from)
      if (root_of_[id] < 0) queue.push_back(id);
    for (size_t i = 0; i < m_.roots_.size(); ++i)
      for (ContextId id : m_.roots_[i].contexts)
        if (root_of_[id] < 0) root_of_[id] = static_cast<int>(i);
    if (maybe)
      for (ContextId id = 0; id < root_of_.size(); ++id)
        if (root_of_[id] >= 0) queue.push_back(id);
    while (!queue.empty()) {
      ContextId id = queue.front();
      queue.pop_front();
      auto step = [&](ContextId to, uint32_t at) {
        if (root_of_[to] >= 0) return;
        root_of_[to] = root_of_[id];
        parent_[to] = {id, at};
        queue.push_back(to);
      };
      for (const Edge& e : m_.contexts_[id].edges)
        if (maybe || !e.maybe) step(e.to, e.at);
      if (auto it = fed_.find(id); it != fed_.end())
        for (ContextId to : it->second) step(to, 0);
    }
  }
}

void Collector::colour() {
  colours_.assign(m_.contexts_.size(), {});
  parent_.assign(m_.contexts_.size(), {kNone, 0});
  callers_.assign(m_.contexts_.size(), {});
  for (ContextId id = 0; id < m_.contexts_.size(); ++id)
    for (const Edge& e : m_.contexts_[id].edges) callers_[e.to].emplace_back(id, e);
  root_of_.assign(m_.contexts_.size(), -1);
  // a consumer that only known pushes feed has their phases
  bool open_push = std::any_of(m_.links_.begin(), m_.links_.end(),
                               [](const LinkUse& u) { return u.to == "consumer" && u.open_key; });
  for (Root& r : m_.roots_) {
    if (r.kind != EntryKind::consumer || open_push) continue;
    for (const LinkUse& u : m_.links_)
      if (u.to == "consumer" && u.key == r.key && !u.open_key) {
        r.fed = true;
        for (ContextId id : r.contexts) fed_[u.from].push_back(id);
      }
  }
  std::vector<ContextId> run, install, browser, backend, all;
  for (const Root& r : m_.roots_) {
    if (r.fed) continue;
    for (ContextId id : r.contexts) {
      (r.phase == Phase::install ? install : run).push_back(id);
      (m_.browser_contexts_.count(id) ? browser : backend).push_back(id);
      all.push_back(id);
    }
  }
  spread(run, false, &Colour::run_sure);
  spread(run, true, &Colour::run_any);
  spread(install, false, &Colour::install_sure);
  spread(install, true, &Colour::install_any);
  spread(browser, true, &Colour::browser);
  spread(backend, true, &Colour::backend);
  std::vector<ContextId> order = run;
  order.insert(order.end(), install.begin(), install.end());
  for (size_t i = 0; i < m_.roots_.size(); ++i)
    if (!m_.roots_[i].fed)
      for (ContextId id : m_.roots_[i].contexts) root_of_[id] = -1;
  trace_from(order);
}

Collector::Path Collector::path_to(ContextId id) const {
  Path path;
  for (int guard = 0; id != kNone && guard < 200 && id < parent_.size(); ++guard) {
    path.emplace_back(id, parent_[id].second);
    id = parent_[id].first;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

// --- requests
// ----------------------------------------------------------------------------------------------------------------------

namespace {
bool product_shaped(const std::string& path) {
  return starts_with_any(
      path, {"/rest/", "/wiki/", "/2.0/", "/gateway/", "/ex/", "/jsm/", "/compass/", "/admin/", "/_edge/", "{"});
}
}  // namespace

/// Why a path before its query is merged from several texts by one of our own limits, or 0: what it stands for may be
/// another operation than the one it reads like.
ReasonId Collector::cut_short(const Pattern& url) const {
  for (const Piece& x : url) {
    if (!x.hole && x.text.find_first_of("?#") != std::string::npos) return 0;
    if (x.hole && x.shape == Shape::query) return 0;
    if (x.hole && x.reason && m_.v_.reason(x.reason).kind <= ReasonKind::construct) return x.reason;
  }
  return 0;
}

/// The platform's gateway also serves REST: the URL tells.
bool Collector::leaves_graphql(const SinkEvent& e) const {
  if (e.api->url.from == ValueSource::From::None || e.url == Values::kBottom) return false;
  for (const Pattern& url : m_.v_.as_patterns(e.url, Shape::any))
    for (const Piece& x : url)
      if (!x.hole && x.text.find("graphql") != std::string::npos) return false;
  return true;
}

void Collector::add(CallsResult& out, ContextId id, const SinkEvent& e, Phase phase, bool maybe, bool browser) {
  Values& v = m_.v_;
  ApiCall like;
  like.phase = phase;
  like.maybe = maybe || e.maybe;
  like.browser = browser || e.api->browser;
  std::vector<Identity> identities = identities_of(e);
  if (e.maybe) like.reason = "a call on an object that is not known, by its name";
  if (maybe && like.reason.empty()) like.reason = "reached only over a call of which the target is not sure";
  bool impersonates = v.literal(e.base) && *v.literal(e.base) == "installation" && !like.browser;
  auto with_identities = [&](ApiCall c) {
    for (Identity i : identities) {
      c.identity = i;
      c.impersonation = impersonates && i == Identity::user;
      add_call(out, c, id, e);
    }
  };
  if (e.passed) {
    like.method = "ANY";
    like.path = "{+}";
    const bool gateway = e.api->product == "graph" && e.api->url.from != ValueSource::From::None;
    like.product = gateway || e.product == "*" || e.api->product == "descriptor" ? "" : e.api->product;
    like.unresolved = true;
    like.reason = "a client is handed to code that is not in the tree";
    return with_identities(like);
  }
  // methods
  std::vector<std::string> methods;
  std::string method_reason;
  if (e.method == Values::kBottom) methods.push_back("GET");
  for (AtomId a : v[e.method].atoms) {
    const std::string* s = v.literal_of(a);
    if (s)
      methods.push_back(upper(*s));
    else if (v.atom(a).kind == AtomKind::Undef || v.atom(a).kind == AtomKind::Null)
      methods.push_back("GET");
    else
      method_reason = "the method is not a text";
  }
  if (v.is_open(e.method)) method_reason = "the method " + describe(v[e.method].open[0]);
  std::sort(methods.begin(), methods.end());
  methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
  if ((e.api->product == "graph" && !leaves_graphql(e)) || !e.toolkit.empty() ||
      (e.document != Values::kBottom && e.api->url.from == ValueSource::From::None)) {
    like.product = e.toolkit.empty() ? "graph" : e.api->product;
    return graphql(out, id, e, like);
  }
  bool installation = v.literal(e.base) && *v.literal(e.base) == "installation";
  like.connect = installation && m_.descriptor_.platform == Platform::forge;
  std::vector<Pattern> bases{{}};
  if (e.base != Values::kBottom && !installation) {
    bases = v.as_patterns(e.base, Shape::any);
    if (bases.empty()) bases.push_back({});
  }
  std::vector<Pattern> urls = v.as_patterns(e.url, Shape::any);
  // by name only, and without a URL: another method of that name
  if (like.maybe && e.api->url.from != ValueSource::From::None && urls.size() == 1 && urls[0].size() == 1 &&
      urls[0][0].hole && urls[0][0].reason == 0)
    return;
  for (const Pattern& base : bases)
    for (const Pattern& url : urls) {
      Request r = request(e, join_base(base, url), installation);
      if (r.third_party && !like.maybe && lost_site(e, r, like.browser)) {
        r = {};
        r.unresolved = true;
        r.path = "{+}";
        r.reason = url.empty() ? 0 : url[0].reason;
      }
      if (const ReasonId cut = cut_short(url)) {
        r.unresolved = true;
        r.reason = cut;
      }
      // an address that nobody can know, with the token of the installation: a request to the product
      if (r.third_party && r.host.empty() && !like.browser && !own_path(e) && e.api->product == "by-host" &&
          governed(e, r) == Governed::yes) {
        r.third_party = false;
        r.unresolved = true;
        r.path = "{+}";
      }
      if (r.third_party) {
        if (!r.host.empty() && phase != Phase::unreachable) {
          HostUse use{r.host, m_.place_of(m_.closures_[m_.contexts_[id].closure].module, e.at)};
          out.hosts.push_back(std::move(use));
        }
        continue;
      }
      // by name only, and a path that no product has: another library's call
      if (e.maybe && !r.unresolved && !product_shaped(r.path)) continue;
      ApiCall c = like;
      // A back end without Connect's client: its own token is the app's, a bearer token is one that it got for a user.
      identities = identities_of(e);
      impersonates = installation && !like.browser;
      if (m_.platform_is_connect() && !like.browser && e.api->product == "by-host" &&
          identities == std::vector<Identity>{Identity::unknown}) {
        const std::string shown = m_.credentials_text(e.credentials, 0);
        if (shows_jwt(e))
          identities = {Identity::app};
        else if (from_installation(r) && shown.find("Bearer ") != std::string::npos)
          identities = {Identity::user}, impersonates = true;
      }
      c.product = r.product;
      c.governed = governed(e, r);
      if (r.host_unknown && c.governed == Governed::unknown) {
        c.maybe = true;
        c.reason = "the host of the URL is not known" + (r.reason ? "; it " + describe(r.reason) : std::string());
      } else if (c.governed == Governed::unknown && e.api->product == "by-host") {
        c.maybe = true;
        if (c.reason.empty()) c.reason = "the credentials of the request are not known";
      }
      c.path = r.path;
      if (r.unresolved) {
        c.unresolved = true;
        c.reason = "the path " + describe(r.reason);
      }
      for (const std::string& m : methods) {
        c.method = m;
        const bool open_end = !c.unresolved && ends_open(c);
        if (open_end) c.reason = "the path " + describe(r.reason);
        c.unresolved |= open_end;
        with_identities(c);
        if (open_end) c.unresolved = false;
      }
      if (!method_reason.empty()) {
        ApiCall any = c;
        any.method = "ANY";
        any.unresolved = true;
        any.reason = method_reason;
        with_identities(any);
      }
      if (r.remainder) {  // what may follow is not known: it can only make a scope undecidable
        ApiCall rest = c;
        rest.path += "{+}";
        rest.unresolved = true;
        rest.reason = "what follows the path " + describe(r.reason);
        remainders_.push_back({rest, id, e, identities, methods});
      }
      for (const std::string& also : e.api->also) {
        ApiCall more = c;
        size_t space = also.find(' ');
        if (space == std::string::npos) continue;
        more.method = also.substr(0, space);
        more.path = also.substr(space + 1);
        more.unresolved = false;
        with_identities(more);
      }
    }
}

void Collector::add_call(CallsResult& out, ApiCall call, ContextId id, const SinkEvent& e) {
  ModuleId module = m_.closures_[m_.contexts_[id].closure].module;
  Place at = m_.place_of(module, e.at);
  const auto path = path_to(id);
  if (call.phase != Phase::unreachable) {
    if (!path.empty()) {
      int root = root_of_[path[0].first];
      if (root >= 0) {
        const Root& r = m_.roots_[static_cast<size_t>(root)];
        call.trace.push_back({r.place, r.label});
        call.entries.push_back(r.label);
      }
    }
    for (size_t i = 1; i < path.size(); ++i) {
      ContextId from = path[i - 1].first;
      const Closure& callee = m_.closures_[m_.contexts_[path[i].first].closure];
      const Function& fn = m_.program_.modules[callee.module].functions[callee.function];
      if (path[i].second == 0 || m_.pseudo_.count(from)) continue;
      std::string name(m_.names_.text(fn.name));
      std::string note = callee.function == 0 ? "loads " + m_.program_.modules[callee.module].path
                         : name.empty()       ? "calls a function"
                                              : "calls " + name;
      call.trace.push_back({m_.place_of(m_.closures_[m_.contexts_[from].closure].module, path[i].second), note});
    }
    call.trace.push_back({at, call.method + " " + call.path});
  }
  Place sink = at;
  const std::vector<Place> uses = places_of_use(path, call, at);
  at = uses[0];
  if (!hints_.empty() && (call.unresolved || call.maybe)) {
    auto told = hints_.explain(call, at, sink);
    for (ApiCall& t : told) merge_call(out, std::move(t), at, sink);
    if (!told.empty()) return;
  } else if (!hints_.empty()) {
    hints_.known(call, at, sink);
  }
  for (const Place& use : uses) merge_call(out, call, use, sink);
}

void Collector::merge_call(CallsResult& out, ApiCall call, const Place& at, const Place& sink) {
  call.at.push_back(at);
  if (!(sink == at)) sinks_.push_back({sink, call.method, call.path, call.identity, call.product});
  auto same = [&](const ApiCall& c) {
    return c.method == call.method && c.path == call.path && c.identity == call.identity && c.product == call.product &&
           c.unresolved == call.unresolved && c.governed == call.governed &&
           (c.phase == Phase::unreachable) == (call.phase == Phase::unreachable) && c.maybe == call.maybe;
  };
  auto it = std::find_if(out.calls.begin(), out.calls.end(), same);
  if (it == out.calls.end()) {
    out.calls.push_back(std::move(call));
    return;
  }
  if (std::find(it->at.begin(), it->at.end(), at) == it->at.end()) it->at.push_back(at);
  if (it->phase == Phase::install && call.phase == Phase::run) {
    it->phase = Phase::run;
    it->trace = call.trace;
  }
  it->browser = it->browser && call.browser;
  for (const std::string& entry : call.entries)
    if (std::find(it->entries.begin(), it->entries.end(), entry) == it->entries.end()) it->entries.push_back(entry);
}

void Collector::add_need(CallsResult& out, ContextId id, const NeedEvent& e, Phase phase) {
  Requirement r;
  r.kind = e.kind;
  r.what = e.what;
  r.phase = phase;
  r.at = m_.place_of(m_.closures_[m_.contexts_[id].closure].module, e.at);
  if (e.kind == "condition" && e.fact.empty()) {
    r.alternatives.push_back({e.what});
  } else {
    for (const FeatureFact* fact : m_.facts_.features(e.fact, e.what))
      for (const auto& group : fact->groups) r.alternatives.emplace_back(group.begin(), group.end());
    if (r.alternatives.empty()) return;
  }
  for (Requirement& x : out.requirements)
    if (x.kind == r.kind && x.what == r.what && (x.phase == Phase::unreachable) == (phase == Phase::unreachable)) {
      if (x.phase == Phase::install && phase == Phase::run) x.phase = phase;
      return;
    }
  out.requirements.push_back(std::move(r));
}

// --- live and dead
// -----------------------------------------------------------------------------------------------------------------

void Collector::live(CallsResult& out) {
  colour();
  see_calls(0);
  for (ContextId id = 0; id < m_.contexts_.size(); ++id) {
    const Colour& c = colours_[id];
    if (!c.run_any && !c.install_any) continue;
    const Closure& closure = m_.closures_[m_.contexts_[id].closure];
    if (!m_.pseudo_.count(id)) live_functions_.insert({closure.module, closure.function});
    Phase phase = c.run_any ? Phase::run : Phase::install;
    bool sure = c.run_sure || c.install_sure;
    for (const SinkEvent& e : m_.contexts_[id].events) add(out, id, e, phase, !sure, c.browser && !c.backend);
    for (const NeedEvent& e : m_.contexts_[id].needs) add_need(out, id, e, phase);
  }
}

void Collector::dead(CallsResult& out, ContextId base) {
  colours_.resize(m_.contexts_.size());
  parent_.resize(m_.contexts_.size(), {kNone, 0});
  root_of_.resize(m_.contexts_.size(), -1);
  callers_.resize(m_.contexts_.size());
  // who is called knows one caller: calls of dead code stand where they are used, too
  for (ContextId id = base; id < m_.contexts_.size(); ++id)
    for (const Edge& e : m_.contexts_[id].edges)
      if (e.to > id && parent_[e.to].first == kNone) parent_[e.to] = {id, e.at};
  // a live wrapper used by dead code makes dead calls there, but only those that the dead code spells out
  see_calls(base);
  std::set<ContextId> below;
  std::vector<ContextId> queue;
  auto is_live = [&](ContextId id) {
    const Closure& c = m_.closures_[m_.contexts_[id].closure];
    return live_functions_.count({c.module, c.function}) > 0 && !m_.pseudo_.count(id);
  };
  for (ContextId id = base; id < m_.contexts_.size(); ++id)
    if (!is_live(id)) queue.push_back(id);
  while (!queue.empty()) {
    ContextId id = queue.back();
    queue.pop_back();
    if (id < base || !below.insert(id).second) continue;
    for (const Edge& e : m_.contexts_[id].edges) queue.push_back(e.to);
  }
  // what a function calls that may run after all may run too, also over wrappers that live code uses
  std::set<ContextId> possible;
  for (ContextId id : below) {
    const Closure& closure = m_.closures_[m_.contexts_[id].closure];
    if (!is_live(id) && m_.maybe_functions_.count({closure.module, closure.function})) queue.push_back(id);
  }
  while (!queue.empty()) {
    ContextId id = queue.back();
    queue.pop_back();
    if (id < base || !possible.insert(id).second) continue;
    for (const Edge& e : m_.contexts_[id].edges) queue.push_back(e.to);
  }
  for (ContextId id : below) {
    if (is_live(id) && !possible.count(id)) {
      CallsResult only;
      for (const SinkEvent& e : m_.contexts_[id].events) add(only, id, e, Phase::unreachable, false, false);
      for (ApiCall& c : only.calls)
        if (!c.unresolved && !c.maybe) out.calls.push_back(std::move(c));
      continue;
    }
    bool may_run = possible.count(id) > 0;
    for (const SinkEvent& e : m_.contexts_[id].events)
      add(out, id, e, may_run ? Phase::run : Phase::unreachable, may_run, false);
    for (const NeedEvent& e : m_.contexts_[id].needs) add_need(out, id, e, may_run ? Phase::run : Phase::unreachable);
  }
}

/// Does `general` have a hole where `special` has a literal, for the same operation at the same place?
bool Collector::generalises(const ApiCall& general, const ApiCall& special) const {
  if (general.method != special.method || general.product != special.product || general.identity != special.identity ||
      general.governed != special.governed || general.phase != special.phase || general.unresolved ||
      special.unresolved || general.maybe != special.maybe)
    return false;
  std::vector<std::string> a = split(general.path, '/'), b = split(special.path, '/');
  if (a.size() != b.size()) return false;
  bool wider = false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    if (a[i] != "{}" && a[i] != "{+}") return false;
    wider |= b[i] != "{}" && b[i] != "{+}";
  }
  if (!wider) return false;
  for (const Place& p : special.at)
    if (std::find(general.at.begin(), general.at.end(), p) == general.at.end()) return false;
  auto best = m_.facts_.match(general.product, general.method, general.path).best;
  return !best.empty() && best == m_.facts_.match(special.product, special.method, special.path).best;
}

/// Remainders, and one entry per call: a sure one stands for a possible one, a live one for a dead one.
void Collector::finish(CallsResult& out) {
  for (Remainder& r : remainders_)
    for (const std::string& method : r.methods)
      for (Identity i : r.identities) {
        ApiCall c = r.call;
        c.method = method;
        c.identity = i;
        add_call(out, std::move(c), r.context, r.event);
      }
  add_hinted(out);
  auto rank = [](const ApiCall& c) {
    return (c.phase == Phase::unreachable ? 4 : 0) + (c.maybe ? 2 : 0) + (c.unresolved ? 1 : 0);
  };
  std::vector<ApiCall> kept;
  for (ApiCall& c : out.calls) {
    auto it = std::find_if(kept.begin(), kept.end(), [&](const ApiCall& k) {
      return k.method == c.method && k.path == c.path && k.identity == c.identity && k.product == c.product &&
             k.governed == c.governed && !k.blind_spot && !c.blind_spot;
    });
    if (it == kept.end()) {
      kept.push_back(std::move(c));
      continue;
    }
    if (rank(c) < rank(*it)) std::swap(*it, c);
    if (c.phase == it->phase || it->phase != Phase::unreachable)
      for (const Place& p : c.at)
        if (std::find(it->at.begin(), it->at.end(), p) == it->at.end()) it->at.push_back(p);
  }
  // a segment that is partly known elsewhere ("/issue/ABC-1" beside "/issue/{}") is data of the same call
  for (size_t i = 0; i < kept.size();) {
    bool absorbed = false;
    for (size_t k = 0; k < kept.size() && !absorbed; ++k)
      if (k != i && generalises(kept[k], kept[i])) {
        for (const Place& p : kept[i].at)
          if (std::find(kept[k].at.begin(), kept[k].at.end(), p) == kept[k].at.end()) kept[k].at.push_back(p);
        absorbed = true;
      }
    if (absorbed)
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i));
    else
      ++i;
  }
  out.calls = std::move(kept);
  // a request inside a wrapper that no place and no trace shows any more stands beside its uses
  for (const Sink& x : sinks_) {
    bool shown = std::any_of(out.calls.begin(), out.calls.end(), [&](const ApiCall& c) {
      return std::find(c.at.begin(), c.at.end(), x.at) != c.at.end() ||
             std::any_of(c.trace.begin(), c.trace.end(), [&](const TraceStep& t) { return t.at == x.at; });
    });
    if (shown) continue;
    for (ApiCall& c : out.calls)
      if (c.method == x.method && c.path == x.path && c.identity == x.identity && c.product == x.product) {
        c.at.push_back(x.at);
        break;
      }
  }
  for (ApiCall& c : out.calls) std::sort(c.at.begin(), c.at.end());
  std::stable_sort(out.calls.begin(), out.calls.end(), [](const ApiCall& a, const ApiCall& b) {
    return std::tie(a.at, a.method, a.path, a.identity, a.phase) <
           std::tie(b.at, b.method, b.path, b.identity, b.phase);
  });
  std::sort(out.hosts.begin(), out.hosts.end(),
            [](const HostUse& a, const HostUse& b) { return std::tie(a.host, a.at) < std::tie(b.host, b.at); });
  out.hosts.erase(std::unique(out.hosts.begin(), out.hosts.end(),
                              [](const HostUse& a, const HostUse& b) { return a.host == b.host && a.at == b.at; }),
                  out.hosts.end());
}

}  // namespace leastscope
