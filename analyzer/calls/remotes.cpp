// Forge remotes: the platform sends its tokens in two headers of each request, and a request that carries one of them
// acts as the app or as the user. The tokens are unknown texts of an origin of their own.
// Source: developer.atlassian.com, Forge remote, "Request contract".
#include <algorithm>

#include "base/paths.h"
#include "calls/collect.h"

namespace leastscope {

/// What a header of an incoming request holds, when it is one of the platform's tokens; bottom for others.
ValueId Machine::platform_token(Frame& f, Symbol header, uint32_t at) {
  if (descriptor_.platform != Platform::forge) return Values::kBottom;
  if (header == s_app_token_) return top(f, at, ReasonKind::app_token, "the app's token");
  if (header == s_user_token_) return top(f, at, ReasonKind::user_token, "the user's token");
  return Values::kBottom;
}

/// `request.get('X-Forge-OAuth-System')`, on a request of which nothing is known.
ValueId Machine::token_asked_for(Frame& f, const std::vector<Argument>& args, uint32_t at) {
  if (args.size() != 1 || descriptor_.platform != Platform::forge) return Values::kBottom;
  const std::string* header = v_.literal(args[0].value);
  return header && header->size() > 2 && (*header)[1] == '-' ? platform_token(f, names_.intern(lower(*header)), at)
                                                             : Values::kBottom;
}

/// Whose tokens of the platform stand in headers or options.
std::vector<Identity> Collector::platform_tokens(ValueId v) const {
  std::vector<Identity> found;
  auto look = [&](Origin origin) {
    if (origin != Origin::app_token && origin != Origin::user_token) return;
    const Identity one = origin == Origin::app_token ? Identity::app : Identity::user;
    if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(one);
  };
  m_.any_part(v, 0, [&](ValueId part) {
    for (ReasonId why : m_.v_[part].open) look(origin_of(m_.v_.reason(why).kind));
    for (AtomId id : m_.v_[part].atoms)
      if (m_.v_.atom(id).kind == AtomKind::Str)
        for (const Piece& p : m_.v_.pattern_of(id))
          if (p.hole) look(p.origin);
    return false;
  });
  return found;
}

/// A bearer token that the app's own settings hold, in every alternative: the platform's tokens never stand in the
/// environment of a Forge function.
bool Collector::own_bearer(ValueId v, unsigned depth) const {
  auto own = [&](AtomId id) {
    if (m_.v_.atom(id).kind != AtomKind::Str) return false;
    const Pattern& p = m_.v_.pattern_of(id);
    return p.size() == 2 && !p[0].hole && lower(p[0].text) == "bearer " && p[1].hole &&
           p[1].origin == Origin::environment;
  };
  const auto all_own = [&](ValueId header) {
    const std::span<const AtomId> atoms = m_.v_[header].atoms;
    return !m_.v_.is_open(header) && !atoms.empty() && std::all_of(atoms.begin(), atoms.end(), own);
  };
  if (m_.descriptor_.platform != Platform::forge || m_.v_.is_open(v) || m_.v_[v].atoms.empty() || depth > 1)
    return false;
  return std::all_of(m_.v_[v].atoms.begin(), m_.v_[v].atoms.end(), [&](AtomId id) {
    const Atom& a = m_.v_.atom(id);
    if (a.kind != AtomKind::Obj) return false;
    bool found = false;
    for (Symbol k : m_.objects_[a.a].keys) {
      const std::string name = lower(m_.names_.text(k));
      const ValueId field = m_.cells_[m_.cell(0, a.a, k)].value;
      if (name == "headers" ? !own_bearer(field, depth + 1) : name == "authorization" && !all_own(field)) return false;
      found |= name == "headers" || name == "authorization";
    }
    return found;
  });
}

}  // namespace leastscope
