// What hints need to know of the evaluated program, and the calls that only they name.
#include "calls/collect.h"

namespace leastscope {

/// Tells the hints on which lines calls happen that can be requests, in contexts from `from` on.
void Collector::see_calls(ContextId from) {
  if (hints_.empty()) return;
  for (ContextId id = from; id < m_.contexts_.size(); ++id) {
    const ModuleId module = m_.closures_[m_.contexts_[id].closure].module;
    if (!hints_.about(module)) continue;
    for (const SinkEvent& e : m_.contexts_[id].events) hints_.call_at(module, e.at);
    for (const Edge& e : m_.contexts_[id].edges) {
      const Closure& callee = m_.closures_[m_.contexts_[e.to].closure];
      const ir::Function& fn = m_.program_.modules[callee.module].functions[callee.function];
      const bool own = callee.module == module && hints_.inside_statement(module, e.at, fn.span);
      if (e.at != 0 && !own && m_.info_[callee.module].relevant[callee.function]) hints_.call_at(module, e.at);
    }
  }
}

/// A hint beside code where no call was found is a call of the function around it, with its phase and trace.
void Collector::add_hinted(CallsResult& out) {
  if (hints_.empty()) return;
  for (const auto& more : hints_.rest(out.problems)) {
    const ir::Module& m = m_.program_.modules[more.module];
    ir::FunctionId around = 0;
    for (ir::FunctionId fn = 0; fn < m.functions.size(); ++fn) {
      const Span& s = m.functions[fn].span;
      if (s.begin <= more.at && more.at < s.end && s.begin >= m.functions[around].span.begin) around = fn;
    }
    ContextId by = ir::kNone;
    ApiCall call;
    call.phase = Phase::unreachable;
    for (ContextId id = 0; id < m_.contexts_.size(); ++id) {
      const Closure& c = m_.closures_[m_.contexts_[id].closure];
      if (c.module != more.module || c.function != around || m_.pseudo_.count(id)) continue;
      const Colour& colour = colours_[id];
      const bool live = colour.run_any || colour.install_any;
      if (!live || (by != ir::kNone && (call.phase == Phase::run || !colour.run_any))) continue;
      by = id;
      call.phase = colour.run_any ? Phase::run : Phase::install;
      call.browser = colour.browser && !colour.backend;
    }
    call.method = more.call.method;
    call.path = more.call.path;
    call.product = more.call.product;
    call.identity = more.call.identity ? *more.call.identity : call.browser ? Identity::user : Identity::unknown;
    SinkEvent event;
    event.at = more.at;
    const Place place = m_.place_of(more.module, more.at);
    if (by == ir::kNone) {
      call.maybe = m_.maybe_functions_.count({more.module, around}) > 0;
      if (call.maybe) {
        call.phase = Phase::run;
        call.reason = "it is told by a hint beside code that may never run";
      }
      merge_call(out, std::move(call), place, place);
    } else {
      add_call(out, std::move(call), by, event);
    }
  }
}

}  // namespace leastscope
