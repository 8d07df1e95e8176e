// The elements of what can be iterated: lists, maps, sets, and what is not known.
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

Machine::Elements Machine::elements(Frame& f, Environment& env, ValueId list, uint32_t at) {
  Elements out;
  const Value& x = v_[list];
  for (AtomId id : x.atoms) {
    const Atom a = v_.atom(id);
    if (a.kind == AtomKind::Null || a.kind == AtomKind::Undef) continue;
    if (a.kind == AtomKind::Obj) {
      ObjectKind kind = objects_[a.a].kind;
      auto all = fields(f, env, a.a);
      if (kind == ObjectKind::Map) {
        for (auto& [k, v] : all) {
          ValueId key =
              k == s_star_ ? top(f, at, ReasonKind::stored_data, "a key of a map") : v_.string(names_.text(k));
          ValueId pair = new_list(f, env, objects_[a.a].node, {key, v}, Values::kBottom,
                                  5000 + static_cast<uint32_t>(out.items.size()));
          out.items.push_back(pair);
          out.exact &= k != s_star_;
        }
      } else {
        for (auto& [k, v] : all) {
          out.items.push_back(v);
          out.exact &= k != s_star_;
        }
        out.exact &= kind == ObjectKind::List || kind == ObjectKind::Set || kind == ObjectKind::Arguments;
      }
    } else if (a.kind == AtomKind::Str) {
      out.items.push_back(v_.of_pattern(
          {{"", true, Shape::any, reason(f, at, ReasonKind::library_result, "a character of a string")}}));
      out.exact = false;
    } else if (a.kind == AtomKind::Opaque) {
      out.items.push_back(v_.make({{id}, {opaques_[a.a].reason}}));
      out.exact = false;
    } else {
      out.exact = false;
      if (a.kind == AtomKind::Handle) out.items.push_back(v_.one(id));
    }
  }
  if (!x.open.empty()) {
    out.items.push_back(v_.make({{}, x.open}));
    out.exact = false;
  }
  return out;
}

}  // namespace leastscope
