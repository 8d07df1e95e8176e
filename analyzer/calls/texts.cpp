// Texts: what is joined with `+` or written in a template is every combination of the parts' alternatives, with holes
// for what is not known. A template with a tag is what its tag makes of it.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
/// An empty text as a whole segment (`/issue/${key || ''}/comment`) is data that is missing, not another path.
void drop_empty_segment(const std::vector<std::vector<Pattern>>& parts, size_t i, std::vector<Pattern>& alternatives) {
  bool after = parts[i - 1].size() == 1 && !parts[i - 1][0].empty() && !parts[i - 1][0].back().hole &&
               parts[i - 1][0].back().text.ends_with("/");
  bool before =
      i + 1 >= parts.size() ||
      (parts[i + 1].size() == 1 &&
       (parts[i + 1][0].empty() ? i + 2 >= parts.size()
                                : !parts[i + 1][0][0].hole && std::string_view("/?").find(parts[i + 1][0][0].text[0]) !=
                                                                  std::string_view::npos));
  if (!after || !before) return;
  size_t empty = static_cast<size_t>(
      std::count_if(alternatives.begin(), alternatives.end(), [](const Pattern& p) { return p.empty(); }));
  if (empty == 0) return;
  if (empty < alternatives.size())
    std::erase_if(alternatives, [](const Pattern& p) { return p.empty(); });
  else
    alternatives = {{{"", true, Shape::segment, 0}}};
}
}  // namespace

/// Every combination of the parts' alternatives, up to the bound; above it the part with most alternatives becomes a
/// hole.
ValueId Machine::concat(const std::vector<std::vector<Pattern>>& parts) {
  std::vector<Pattern> out{{}};
  auto in_query = [](const Pattern& p) {
    return std::any_of(p.begin(), p.end(),
                       [](const Piece& x) { return !x.hole && x.text.find('?') != std::string::npos; });
  };
  for (size_t i = 0; i < parts.size(); ++i) {
    std::vector<Pattern> alternatives = parts[i];
    if (alternatives.empty()) continue;
    if (alternatives.size() > 1 &&
        std::all_of(out.begin(), out.end(), in_query))  // data of a query: which one does not matter
      alternatives = {{{"", true, Shape::query, 0}}};
    if (i > 0) drop_empty_segment(parts, i, alternatives);
    std::vector<Pattern> next;
    if (out.size() * alternatives.size() > 64) {
      for (Pattern p : out) {
        append(p, {{"", true, Shape::any,
                    v_.reason_id(ReasonKind::bound, kNone, 0, "more alternatives than the analysis keeps apart")}});
        next.push_back(std::move(p));
      }
    } else {
      for (const Pattern& p : out)
        for (const Pattern& a : alternatives) {
          Pattern q = p;
          append(q, a);
          next.push_back(std::move(q));
        }
    }
    out = std::move(next);
  }
  ValueId v = Values::kBottom;
  for (Pattern& p : out) v = v_.join(v, v_.of_pattern(std::move(p)));
  return v;
}

/// The same parts give the same text.
ValueId Machine::concat_values(const std::vector<ValueId>& parts) {
  uint64_t hash = parts.size();
  for (ValueId v : parts) hash = (hash ^ v ^ hash >> 31) * 0x9e3779b97f4a7c15ull;
  const uint32_t known = concatenation_index_.find(hash, [&](uint32_t i) { return concatenations_[i].parts == parts; });
  if (known != HashIndex::kNone) return concatenations_[known].text;
  std::vector<std::vector<Pattern>> alternatives;
  for (ValueId v : parts) alternatives.push_back(v_.as_patterns(v, Shape::any));
  const ValueId text = concat(alternatives);
  concatenation_index_.add(hash, static_cast<uint32_t>(concatenations_.size()));
  concatenations_.push_back({parts, text});
  return text;
}

ValueId Machine::eval_concat(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  bool numbers = (x.flags & kPlus) != 0;
  ValueId things = Values::kBottom;
  std::vector<ValueId> values;
  for (unsigned i = 0; i < x.count; ++i) {
    ValueId v = eval(f, f.m->child(n, i), env);
    values.push_back(v);
    for (AtomId id : v_[v].atoms)
      if (v_.atom(id).kind != AtomKind::Num) numbers = false;
    if (v_.is_open(v)) numbers = false;
    if (v == Values::kBottom) return Values::kBottom;
    if (v_.has(v, AtomKind::Opaque) || v_.has(v, AtomKind::Fun)) things = v_.join(things, v);
  }
  if ((x.flags & kPlus) && !numbers)
    if (ValueId sum = counted_on(f, values, x.at); sum != Values::kBottom) return sum;
  if (numbers) return hole(f, x.at, Shape::segment, "a computed number");
  for (ValueId& v : values)
    for (AtomId id : v_[v].atoms)  // an object in a string calls its toString
      if (v_.atom(id).kind == AtomKind::Obj) {
        const Object& o = objects_[v_.atom(id).a];
        if (o.kind == ObjectKind::Url || o.kind == ObjectKind::Params || o.kind == ObjectKind::List ||
            o.kind == ObjectKind::Instance) {
          ValueId s = intrinsic(f, env, "to-string", v_.of(v_.atom(id)), {}, n, false);
          v = v_.join(v_.open_of(v), s);
          break;
        }
      }
  return concat_values(values);
}

/// `level + 1`, where the level is a number that is not known: another such number (were it a text, still nothing but a
/// hole), never a text that grows by a digit with every round of a recursion. Bottom when it may be anything else.
ValueId Machine::counted_on(const Frame& f, const std::vector<ValueId>& values, uint32_t at) {
  bool number = false, open = false;
  for (ValueId v : values) {
    if (v_[v].atoms.empty() && v_[v].open.empty()) return Values::kBottom;
    bool only_numbers = !v_.is_open(v);
    for (AtomId id : v_[v].atoms) {
      if (v_.atom(id).kind == AtomKind::Num) continue;
      only_numbers = false;
      if (v_.atom(id).kind != AtomKind::Str) return Values::kBottom;
      const Pattern& p = v_.pattern_of(id);
      if (p.size() != 1 || !p[0].hole) return Values::kBottom;
      open |= p[0].shape == Shape::any;
    }
    number |= only_numbers;
    open |= v_.is_open(v);
  }
  if (!number) return Values::kBottom;
  return hole(f, at, open ? Shape::any : Shape::segment, "a computed number");
}

ValueId Machine::eval_tagged(Frame& f, NodeId n, Environment& env) {
  ValueId tag = eval(f, f.m->child(n, 0), env);
  const Node& x = f.m->node(n);
  ValueId out = Values::kBottom;
  for (AtomId id : v_[tag].atoms) {
    const Atom a = v_.atom(id);
    if (a.kind == AtomKind::Effect && effects_[a.a].effect->intrinsic == "route-template") {
      out = v_.join(out, route_template(f, n, env));
    } else if (a.kind == AtomKind::Native || (a.kind == AtomKind::Effect && !effects_[a.a].effect->intrinsic.empty())) {
      out = v_.join(out, eval_concat_tail(f, n, env));
    } else if (a.kind == AtomKind::Fun) {
      std::vector<ValueId> strings, values;
      for (unsigned i = 1; i < x.count; ++i) (i % 2 ? strings : values).push_back(eval(f, f.m->child(n, i), env));
      ValueId list = new_list(f, env, n, strings, Values::kBottom, 1);
      values.insert(values.begin(), list);
      for (ValueId& v : values) v = escape(f, env, v);
      out = v_.join(out, call_closure(&f, a.a, v_.undefined(), values, x.at, false));
    } else {
      out = v_.join(out, unknown_tag(f, n, env, tag));
    }
  }
  if (v_[tag].atoms.empty()) out = unknown_tag(f, n, env, tag);
  return out;
}

/// A tag that is not in the tree may make a text of what it is given, and may call it: components and handlers in a
/// template of elements.
ValueId Machine::unknown_tag(Frame& f, NodeId n, Environment& env, ValueId tag) {
  const Node& x = f.m->node(n);
  const ReasonId why = reason(f, x.at, ReasonKind::library_result, "what a tag makes of its template");
  ValueId things = Values::kBottom;
  std::vector<std::vector<Pattern>> parts;
  for (unsigned i = 1; i < x.count; ++i) {
    ValueId v = eval(f, f.m->child(n, i), env);
    if (v == Values::kBottom) return v;
    parts.push_back(v_.as_patterns(v, Shape::any));
    if (i % 2 == 1 || (!shapes_calls(v) && !v_.has(v, AtomKind::Opaque))) continue;
    v = escape(f, env, v);
    call_unknown(f, env, v, x.at, 0, Values::kBottom);
    things = v_.join(things, v_.without(v, AtomKind::Str));
  }
  ValueId text = concat(parts);
  if (things == Values::kBottom) return text;
  for (AtomId id : v_[tag].atoms)
    if (v_.atom(id).kind == AtomKind::Opaque) things = v_.join(things, opaques_[v_.atom(id).a].ingredients);
  return v_.join(text, opaque(why, things));
}

ValueId Machine::eval_concat_tail(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  std::vector<std::vector<Pattern>> parts;
  for (unsigned i = 1; i < x.count; ++i) {
    ValueId v = eval(f, f.m->child(n, i), env);
    if (v == Values::kBottom) return v;
    parts.push_back(v_.as_patterns(v, Shape::any));
  }
  return concat(parts);
}

/// Forge's route`…`: before the first ? or # of the template's text an interpolated value can hold no separator (the
/// library throws), after it the value is encoded; an interpolated route is spliced in as it is.
ValueId Machine::route_template(Frame& f, NodeId n, Environment& env) {
  std::vector<ValueId> texts, values;
  for (unsigned i = 1; i < f.m->node(n).count; ++i) {
    ValueId v = eval(f, f.m->child(n, i), env);
    if (v == Values::kBottom) return v;
    (i % 2 ? texts : values).push_back(v);
  }
  return route_of(texts, values);
}

/// route(parts, ...values), as a tag of the app's own passes its arguments on. Bottom when the parts are not known.
ValueId Machine::route_call(Frame& f, Environment& env, const std::vector<ValueId>& args, uint32_t at) {
  if (args.empty() || v_.is_open(args[0]) || v_[args[0]].atoms.size() != 1 || !v_.has(args[0], AtomKind::Obj))
    return Values::kBottom;
  const Elements parts = elements(f, env, args[0], at);
  if (!parts.exact || parts.items.empty() || parts.items.size() != args.size()) return Values::kBottom;
  return route_of(parts.items, {args.begin() + 1, args.end()});
}

ValueId Machine::route_of(const std::vector<ValueId>& texts, const std::vector<ValueId>& values) {
  std::vector<std::vector<Pattern>> parts;
  bool query = false;
  for (size_t i = 0; i < texts.size() + values.size(); ++i) {
    const ValueId v = i % 2 ? values[i / 2] : texts[i / 2];
    if (i % 2 == 0) {
      const std::string* s = v_.literal(v);
      if (s && s->find_first_of("?#") != std::string::npos) query = true;
      parts.push_back(v_.as_patterns(v, Shape::any));
      continue;
    }
    std::vector<Pattern> alternatives = v_.as_patterns(v, query ? Shape::query : Shape::segment);
    for (Pattern& p : alternatives)
      for (Piece& piece : p)
        if (piece.hole && piece.shape == Shape::any && (p.size() == 1 || !v_.has(v, AtomKind::Str)))
          piece.shape = query ? Shape::query : Shape::segment;
    parts.push_back(std::move(alternatives));
  }
  return concat(parts);
}

}  // namespace leastscope
