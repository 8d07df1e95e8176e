// P4 and P5: which entry points reach which contexts, and what the requests found there amount to.
#pragma once
#include "calls/hints.h"
#include "calls/machine.h"
#include "calls/requests.h"

namespace leastscope {

class Collector {
 public:
  explicit Collector(Machine& machine) : hints_(machine.program_, machine.descriptor_.platform), m_(machine) {}
  /// Colours the graph and adds what live contexts do.
  void live(CallsResult& out);
  /// Adds what contexts from `base` on do, as unreachable (or as possible, where a name is mentioned without being
  /// resolved).
  void dead(CallsResult& out, ContextId base);
  bool function_is_live(ModuleId module, ir::FunctionId fn) const { return live_functions_.count({module, fn}) > 0; }
  void finish(CallsResult& out);
  /// Blind spots for files that live code uses and nobody could read.
  void missing();

 private:
  struct Colour {
    bool run_sure = false, run_any = false, install_sure = false, install_any = false;
    bool browser = false, backend = false;
  };
  using Path = std::vector<std::pair<ContextId, uint32_t>>;  ///< contexts from an entry point on, where each is called
  void colour();
  void spread(const std::vector<ContextId>& from, bool maybe_edges, bool Colour::*mark);
  void trace_from(const std::vector<ContextId>& from);
  Path path_to(ContextId id) const;
  void add(CallsResult& out, ContextId id, const SinkEvent& e, Phase phase, bool maybe, bool browser);
  void add_need(CallsResult& out, ContextId id, const NeedEvent& e, Phase phase);
  void add_call(CallsResult& out, ApiCall call, ContextId id, const SinkEvent& e);
  void merge_call(CallsResult& out, ApiCall call, const Place& use, const Place& sink);
  void see_calls(ContextId from);
  void add_hinted(CallsResult& out);
  struct Told {
    size_t direct = 0;  ///< by a text that is passed: up to which byte of the path
    size_t inside = 0;  ///< by a text in an object that is passed
  };
  bool names_operation(const ApiCall& call, std::string_view segment) const;
  Told told_by(ContextId id, const ApiCall& call, const std::function<bool(std::string_view)>& spelled) const;
  size_t frame_of_use(const Path& path, const ApiCall& call) const;
  std::vector<Path> other_ways(const Path& path, size_t frame, const ApiCall& call, std::set<ContextId>& seen) const;
  std::vector<Place> places_of_use(const Path& path, const ApiCall& call, const Place& sink) const;
  bool generalises(const ApiCall& general, const ApiCall& special) const;
  ReasonId cut_short(const Pattern& url) const;
  bool leaves_graphql(const SinkEvent& e) const;
  std::vector<Identity> identities_of(const SinkEvent& e) const;
  std::vector<Identity> platform_tokens(ValueId v) const;
  bool own_bearer(ValueId v, unsigned depth) const;
  bool ends_open(const ApiCall& call) const;
  std::string describe(ReasonId reason) const;
  Governed governed(const SinkEvent& e, const Request& r) const;
  bool from_installation(const Request& r) const;
  Platform site_platform(bool installation) const;
  bool lost_site(const SinkEvent& e, const Request& r, bool browser) const;
  bool shows_jwt(const SinkEvent& e) const;
  bool own_path(const SinkEvent& e) const;
  bool credentials_cut(const SinkEvent& e) const;
  Request request(const SinkEvent& e, const Pattern& url, bool installation) const;
  void graphql(CallsResult& out, ContextId id, const SinkEvent& e, const ApiCall& like);

  struct Remainder {
    ApiCall call;
    ContextId context;
    SinkEvent event;
    std::vector<Identity> identities;
    std::vector<std::string> methods;
  };
  struct Sink {
    Place at;
    std::string method, path;
    Identity identity;
    std::string product;
  };
  std::vector<Sink> sinks_;
  std::vector<Remainder> remainders_;
  Hints hints_;
  Machine& m_;
  std::vector<Colour> colours_;
  Path parent_;                                                   ///< per context, for traces: caller and place
  std::vector<std::vector<std::pair<ContextId, Edge>>> callers_;  ///< per context, with the edge to it
  std::vector<int> root_of_;
  std::set<std::pair<ModuleId, ir::FunctionId>> live_functions_;
  std::map<ContextId, std::vector<ContextId>> fed_;
};

}  // namespace leastscope
