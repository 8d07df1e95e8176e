// The whole way: entry points, evaluation to a fixpoint, colouring, what nothing reaches, and the calls that come out.
#include <algorithm>
#include <set>

#include "base/paths.h"
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
      bool longer = i > 0 && is_name_letter(text[i - 1]);
      if (!longer && !start.starts_with("//") && !start.starts_with("*") && !start.starts_with("import "))
        out.push_back(static_cast<uint32_t>(i));
    }
  return out;
}
}  // namespace

/// Does this make a request to a product, or give an object that does?
bool Machine::leads_to_requests(const LibraryModel* library, const Effect& first, std::set<const ModelType*>& seen) {
  for (const Effect* e = &first; e; e = e->next.get()) {
    if (e->api && e->api->governed != "no" && (e->api->product != "by-host" || platform_is_connect())) return true;
    const LibraryModel* owner = library;
    const ModelType* given =
        type_of(library, e->returns.kind == ReturnEffect::Kind::Handle ? e->returns.type : e->type, &owner);
    if (!given || !seen.insert(given).second) continue;
    for (const auto& [name, member] : given->members)
      if (leads_to_requests(owner, member, seen)) return true;
    if (given->call && leads_to_requests(owner, *given->call, seen)) return true;
  }
  return false;
}

/// A client that a bound left out, or that only an object led to which was, can have made any request.
void Machine::tell_clients_left_out() {
  for (AtomId id : left_out().clients) {
    const Atom& a = v_.atom(id);
    std::set<const ModelType*> seen;
    auto asks = [&](const LibraryModel* library, const Effect& e) { return leads_to_requests(library, e, seen); };
    if (a.kind == AtomKind::Effect) {
      if (!asks(effects_[a.a].library, *effects_[a.a].effect)) continue;
    } else {
      const auto* members = members_of(handles_[a.a]);
      if (!members || std::none_of(members->begin(), members->end(),
                                   [&](const auto& member) { return asks(handles_[a.a].library, member.second); }))
        continue;
    }
    add_blind_spot("more clients meet in one place than the analysis keeps apart", start_of(descriptor_.path),
                   Phase::run, Identity::unknown, false);
    return;
  }
}

void Machine::tell_budget_spent() {
  add_blind_spot("the analysis budget was spent before everything was followed", start_of(descriptor_.path), Phase::run,
                 Identity::unknown, false);
}

CallsResult Machine::run() {
  CallsResult out;
  prepare();
  out.no_source = std::all_of(program_.modules.begin(), program_.modules.end(),
                              [](const Module& m) { return m.functions.empty(); });
  start();
  settle();
  out.budget_spent = exhausted_;
  if (exhausted_) tell_budget_spent();
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
  ContextId base = static_cast<ContextId>(contexts_.size());
  find_orphans(collector);
  collector.dead(out, base);
  collector.finish(out);
  // in a file with syntax errors a request can be misread as something else: where one is spelled and no call came of
  // it
  std::set<std::pair<ModuleId, uint32_t>> seen;
  for (ContextId i = 0; i < contexts_.size(); ++i)
    for (const SinkEvent& e : contexts_[i].events) seen.insert({closures_[contexts_[i].closure].module, e.at});
  for (ModuleId id = 0; id < program_.modules.size(); ++id) {
    const Module& m = program_.modules[id];
    if (m.errors.empty() || info_[id].init == kNone || !contexts_[info_[id].init].done) continue;
    for (uint32_t at : spelled_requests(m.text)) {
      if (seen.count({id, at})) continue;
      add_blind_spot("the file has syntax errors, and a request is spelled here of which nothing else is known",
                     place_of(id, at), Phase::run, Identity::unknown, false);
    }
  }
  tell_clients_left_out();
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
