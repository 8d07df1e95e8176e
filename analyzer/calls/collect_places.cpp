// Where a call stands. A wrapper around a request is no call of its own, each use of it is one: the call stands where
// it becomes this call and no other. On the way from the entry point to the request that is the outermost frame that is
// passed a text of the call's path: a part with a slash, or a whole segment that the operation is named by (no id) and
// that no function further in spells itself.
// Whoever else passes the same to that frame calls the same context: these are places of the call, too.
// An object that is passed may hold such a text without telling calls apart, as a client holds the root of all its
// paths: it counts only if no text that is passed further in reaches further into the path.
#include <algorithm>
#include <functional>

#include "calls/collect.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr size_t kTooShort = 3;    // bytes; "api" or "3" stand in every path
constexpr size_t kMaxPlaces = 64;  // of one call in one context

/// Behind the last segment of a path that is this text, or 0.
size_t end_of_segment(std::string_view path, std::string_view text) {
  for (size_t at = path.rfind(text); at != std::string_view::npos && at > 0; at = path.rfind(text, at - 1)) {
    const size_t end = at + text.size();
    if (path[at - 1] == '/' && (end == path.size() || path[end] == '/' || path[end] == '?')) return end;
  }
  return 0;
}
}  // namespace

/// Is the operation of this call named by the text, rather than given it?
bool Collector::names_operation(const ApiCall& call, std::string_view segment) const {
  const auto best = m_.facts_.match(call.product, call.method, call.path).best;
  return std::any_of(best.begin(), best.end(), [&](uint32_t operation) {
    return end_of_segment(m_.facts_.operation(operation).path, segment) > 0;
  });
}

/// What is passed to a context tells so much of the call's path. `spelled`: whether a text stands in the code from
/// there to the request.
Collector::Told Collector::told_by(ContextId id, const ApiCall& call,
                                   const std::function<bool(std::string_view)>& spelled) const {
  const Values& v = m_.v_;
  auto reach = [&](const Pattern& pattern) {
    size_t end = 0;
    for (const Piece& p : pattern) {
      std::string_view text = p.text;
      text = text.substr(0, text.find('?'));
      while (text.ends_with("/")) text.remove_suffix(1);
      if (p.hole || text.size() <= kTooShort) continue;
      if (text.find('/') == std::string_view::npos) {
        const size_t segment = pattern.size() == 1 ? end_of_segment(call.path, text) : 0;
        if (segment > end && !spelled(text) && names_operation(call, text)) end = segment;
      } else if (const size_t at = call.path.rfind(text); at != std::string::npos) {
        end = std::max(end, at + text.size());
      }
    }
    return end;
  };
  auto most = [&](ValueId value, unsigned depth, auto&& self) -> Told {
    Told told;
    for (AtomId atom : v[value].atoms) {
      const Atom& a = v.atom(atom);
      if (a.kind == AtomKind::Str) {
        told.direct = std::max(told.direct, reach(v.pattern(a.a)));
      } else if (a.kind == AtomKind::Obj && depth < 2) {
        for (Symbol k : m_.objects_[a.a].keys) {
          const Told field = self(m_.cells_[m_.cell(0, a.a, k)].value, depth + 1, self);
          told.inside = std::max({told.inside, field.direct, field.inside});
        }
      }
    }
    return told;
  };
  Told all;
  for (ValueId arg : m_.contexts_[id].args) {
    const Told told = most(arg, 0, most);
    all.direct = std::max(all.direct, told.direct);
    all.inside = std::max(all.inside, told.inside);
  }
  return all;
}

/// The outermost frame of `path` that is passed what tells the call from others; 0: none, the call stands at its
/// request.
size_t Collector::frame_of_use(const Path& path, const ApiCall& call) const {
  size_t holder = 0, held = 0;  // the outermost frame that is passed an object that tells something, and how much
  for (size_t i = 1; i < path.size(); ++i) {
    if (path[i].second == 0 || m_.pseudo_.count(path[i - 1].first)) continue;
    auto spelled = [&](std::string_view text) {
      for (size_t k = i; k < path.size(); ++k) {
        const Closure& c = m_.closures_[m_.contexts_[path[k].first].closure];
        const Module& m = m_.program_.modules[c.module];
        const Span& s = m.functions[c.function].span;
        if (std::string_view(m.text).substr(s.begin, s.end - s.begin).find(text) != std::string_view::npos) return true;
      }
      return false;
    };
    const Told told = told_by(path[i].first, call, spelled);
    if (told.inside > held && holder == 0) {
      holder = i;
      held = told.inside;
    }
    if (told.direct == 0) continue;
    return holder == 0 || held < told.direct ? i : holder;
  }
  return holder;
}

/// The ways to the frames of `path` from `frame` on that lead over other callers: who passes the same to a function
/// calls the same context.
std::vector<Collector::Path> Collector::other_ways(const Path& path, size_t frame, const ApiCall& call,
                                                   std::set<ContextId>& seen) const {
  std::vector<Path> out;
  for (size_t k = frame; k < path.size(); ++k) {
    const ContextId callee = path[k].first;
    if (!seen.insert(callee).second) continue;
    for (const auto& [caller, edge] : callers_[callee]) {
      if (caller == path[k - 1].first && edge.at == path[k].second) continue;  // the way we are on
      const bool runs = colours_[caller].run_any || colours_[caller].install_any;
      if (!runs || edge.at == 0 || (edge.maybe && !call.maybe) || m_.pseudo_.count(caller)) continue;
      Path way = path_to(caller);
      if (std::any_of(way.begin(), way.end(), [&](const auto& step) { return step.first == callee; })) continue;
      way.emplace_back(callee, edge.at);
      way.insert(way.end(), path.begin() + static_cast<std::ptrdiff_t>(k) + 1, path.end());
      out.push_back(std::move(way));
    }
  }
  return out;
}

std::vector<Place> Collector::places_of_use(const Path& path, const ApiCall& call, const Place& sink) const {
  std::vector<Place> out;
  std::vector<Path> ways{path};
  std::set<ContextId> seen;
  for (size_t i = 0; i < ways.size() && out.size() < kMaxPlaces; ++i) {
    const Path way = std::move(ways[i]);
    const size_t frame = frame_of_use(way, call);
    if (frame == 0) {
      if (i == 0) return {sink};
      continue;
    }
    const Closure& caller = m_.closures_[m_.contexts_[way[frame - 1].first].closure];
    Place place = m_.place_of(caller.module, way[frame].second);
    if (std::find(out.begin(), out.end(), place) == out.end()) out.push_back(std::move(place));
    if (call.phase == Phase::unreachable) break;
    for (Path& other : other_ways(way, frame, call, seen)) ways.push_back(std::move(other));
  }
  return out;
}

}  // namespace leastscope
