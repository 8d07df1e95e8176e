// The standard library, by intrinsic: one meaning for all languages; which name maps to which intrinsic is data
// (rules/models/builtins).
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

ValueId Machine::call_native(Frame& f, Environment& env, std::string_view name, ValueId self,
                             const std::vector<Argument>& args, NodeId n, bool is_new) {
  std::string dotted(name);
  std::string_view what = builtins_.global(f.m->language, dotted);
  std::vector<ValueId> plain = flatten(f, env, args);
  if (what.empty()) {
    uint32_t at = n == kNone ? 0 : f.m->node(n).at;
    return unknown_call(f, env, Values::kBottom, args, at,
                        reason(f, at, ReasonKind::library_result, "the result of " + dotted + "()"));
  }
  return intrinsic(f, env, what, self, plain, n, is_new);
}

ValueId Machine::intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                           const std::vector<ValueId>& args, NodeId n, bool is_new) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  bool known = true;
  ValueId out = Values::kBottom;
  if (what.starts_with("url-") && n == kNone) {  // a part of a URL read or written as a member
    out = url_intrinsic(f, env, what, self, args, n, known);
    return known ? out : Values::kBottom;
  }
  if (what.starts_with("container-")) return container(f, env, what, args, at);
  for (auto part : {&Machine::string_intrinsic, &Machine::list_intrinsic, &Machine::object_intrinsic,
                    &Machine::url_intrinsic, &Machine::function_intrinsic}) {
    known = true;
    out = (this->*part)(f, env, what, self, args, n, known);
    if (known) return out;
  }
  // inert, console, crypto and everything else: the functions it is given are called, the result is not known
  for (ValueId v : args) {
    escape(f, env, v);
    if (what != "console") call_unknown_functions(f, env, v, at);
  }
  (void)is_new;
  return top(f, at, what == "env" ? ReasonKind::environment : ReasonKind::library_result,
             "the result of a built-in function");
}

/// Functions given to the standard library are called; a client given to it goes nowhere.
void Machine::call_unknown_functions(Frame& f, Environment& env, ValueId v, uint32_t at) {
  if (v_.has(v, AtomKind::Fun)) call_unknown(f, env, v_.filter(v, AtomKind::Fun), at, 0, Values::kBottom);
}

// --- strings
// -----------------------------------------------------------------------------------------------------------------------

namespace {
std::string replaced(std::string text, std::string_view from, std::string_view to, bool all) {
  size_t i = text.find(from);
  while (i != std::string::npos && !from.empty()) {
    text.replace(i, from.size(), to);
    if (!all) break;
    i = text.find(from, i + to.size());
  }
  return text;
}

/// Replaces in the literal pieces of a pattern; nothing is replaced inside holes.
Pattern replaced(const Pattern& p, std::string_view from, const Pattern& to, bool all) {
  Pattern out;
  bool done = false;
  for (const Piece& x : p) {
    if (x.hole || (done && !all)) {
      append(out, {x});
      continue;
    }
    std::string_view rest = x.text;
    while (true) {
      size_t i = from.empty() || (done && !all) ? std::string_view::npos : rest.find(from);
      if (i == std::string_view::npos) break;
      append_text(out, rest.substr(0, i));
      append(out, to);
      rest.remove_prefix(i + from.size());
      done = true;
    }
    append_text(out, rest);
  }
  return out;
}
}  // namespace

ValueId Machine::string_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                                  const std::vector<ValueId>& args, NodeId n, bool& known) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  auto arg = [&](size_t i) { return i < args.size() ? args[i] : v_.undefined(); };
  auto hole = [&](Shape shape, std::string_view note) { return this->hole(f, at, shape, note); };
  auto each = [&](ValueId v, auto change) {  // over the alternatives of a string
    ValueId out = Values::kBottom;
    for (Pattern& p : v_.as_patterns(v, Shape::any)) out = v_.join(out, v_.of_pattern(change(std::move(p))));
    return out;
  };
  auto literal_only = [&](ValueId v, auto change, Shape otherwise) {  // literals are computed, the rest keeps its holes
    return each(v, [&](Pattern p) -> Pattern {
      if (p.empty()) return p;
      for (Piece& x : p)
        if (!x.hole)
          x.text = change(x.text);
        else if (otherwise == Shape::segment)
          x.shape = Shape::segment;
      return p;
    });
  };
  if (what == "concat") {
    std::vector<std::vector<Pattern>> parts{v_.as_patterns(self, Shape::any)};
    for (ValueId v : args) parts.push_back(v_.as_patterns(v, Shape::any));
    return concat(parts);
  }
  if (what == "replace" || what == "replace-all") {
    ValueId from = arg(0), to = arg(1);
    for (AtomId id : v_[to].atoms)
      if (v_.atom(id).kind == AtomKind::Fun) {
        ValueId match = hole(Shape::any, "a match");
        to = v_.join(v_.without(to, AtomKind::Fun),
                     call_closure(&f, v_.atom(id).a, v_.undefined(), {match, match, match}, at, f.maybe));
      }
    bool all = what == "replace-all";
    ValueId out = Values::kBottom;
    for (AtomId id : v_[from].atoms) {
      const Atom a = v_.atom(id);
      if (const std::string* text = v_.literal_of(id)) {
        std::vector<Pattern> with = v_.as_patterns(to, Shape::any);
        if (with.empty()) with.push_back({});
        for (const Pattern& w : with)
          out = v_.join(out, each(self, [&](const Pattern& p) { return replaced(p, *text, w, all); }));
      } else if (a.kind == AtomKind::Regex) {
        out = v_.join(out, regex_replace(f, self, std::string(names_.text(a.a)), to, at));
      } else {
        out = v_.join(out, hole(Shape::any, "a text with replacements that are not known"));
      }
    }
    if (v_.is_open(from) || out == Values::kBottom)
      out = v_.join(out, hole(Shape::any, "a text with replacements that are not known"));
    return out;
  }
  if (what == "join") {
    std::vector<Pattern> separators = args.empty() || arg(0) == v_.undefined()
                                          ? std::vector<Pattern>{{{",", false, Shape::any, 0}}}
                                          : v_.as_patterns(arg(0), Shape::any);
    ValueId out = Values::kBottom;
    for (AtomId id : v_[self].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind != AtomKind::Obj) continue;
      Elements e = elements(f, env, v_.one(id), at);
      std::vector<std::vector<Pattern>> parts;
      if (e.exact) {
        for (size_t i = 0; i < e.items.size(); ++i) {
          if (i) parts.push_back(separators);
          parts.push_back(v_.as_patterns(e.items[i], Shape::any));
        }
        out = v_.join(out, concat(parts));
      } else {
        out = v_.join(out, hole(Shape::any, "a list joined to a text"));
      }
    }
    if (v_.is_open(self) || out == Values::kBottom) out = v_.join(out, hole(Shape::any, "a list joined to a text"));
    return out;
  }
  if (what == "trim")
    return each(self, [&](Pattern p) -> Pattern {
      if (!p.empty() && !p[0].hole)
        p[0].text.erase(0, std::min(p[0].text.find_first_not_of(" \t\r\n"), p[0].text.size()));
      if (!p.empty() && !p.back().hole) p.back().text.resize(p.back().text.find_last_not_of(" \t\r\n") + 1);
      return p;
    });
  if (what == "lower" || what == "upper")
    return literal_only(
        self,
        [&](std::string s) {
          for (char& c : s)
            c = static_cast<char>(what == "lower" ? (c >= 'A' && c <= 'Z' ? c + 32 : c)
                                                  : (c >= 'a' && c <= 'z' ? c - 32 : c));
          return s;
        },
        Shape::any);
  if (what == "to-string" || what == "number-to-string" || what == "string-raw") {
    ValueId v = what == "to-string" && !args.empty() ? arg(0) : self;
    ValueId out = Values::kBottom;
    for (AtomId id : v_[v].atoms) {
      const Atom a = v_.atom(id);
      ValueId one = v_.one(id);
      if (a.kind == AtomKind::Obj && objects_[a.a].kind == ObjectKind::Url)
        out = v_.join(out, url_intrinsic(f, env, "url-href", one, {}, n, known));
      else if (a.kind == AtomKind::Obj && objects_[a.a].kind == ObjectKind::Params)
        out = v_.join(out, hole(Shape::query, "query parameters"));
      else if (a.kind == AtomKind::Obj && objects_[a.a].kind == ObjectKind::List)
        out = v_.join(out, string_intrinsic(f, env, "join", one, {}, n, known));
      else if (a.kind == AtomKind::Obj) {
        Symbol to_string = names_.intern("toString");
        ValueId own = objects_[a.a].cls != kNone ? class_member(f, env, objects_[a.a].cls, to_string, one, false, at, 0)
                                                 : field(f, env, a.a, to_string);
        // only functions of the app: an object may well bear the built-in itself under this name
        const ValueId code = own == Values::kBottom ? own : v_.filter(own, AtomKind::Fun);
        out = v_.join(out, code == Values::kBottom ? hole(Shape::any, "an object as text")
                                                   : invoke(f, env, code, one, {}, n, false));
      } else
        for (Pattern& p : v_.as_patterns(one, Shape::any)) out = v_.join(out, v_.of_pattern(std::move(p)));
    }
    if (v_.is_open(v) || out == Values::kBottom) out = v_.join(out, v_.open_of(v));
    known = true;
    return out == Values::kBottom ? hole(Shape::any, "a text") : out;
  }
  if (what == "encode")
    return each(arg(0), [&](Pattern p) -> Pattern {
      for (Piece& x : p)
        if (x.hole)
          x.shape = Shape::segment;
        else if (x.text.find('/') != std::string::npos)
          x.text = replaced(x.text, "/", "%2F", true);
      return p;
    });
  if (what == "encode-uri" || what == "decode") return args.empty() ? hole(Shape::any, "a text") : arg(0);
  if (what == "split" || what == "match") {
    const std::string* text = v_.literal(self);
    const std::string* by = v_.literal(arg(0));
    if (what == "split" && text && by && !by->empty()) {
      std::vector<ValueId> items;
      size_t from = 0;
      while (true) {
        size_t i = text->find(*by, from);
        items.push_back(v_.string(std::string_view(*text).substr(from, i == std::string::npos ? i : i - from)));
        if (i == std::string::npos || items.size() > 60) break;
        from = i + by->size();
      }
      return new_list(f, env, n == kNone ? 0 : n, items, Values::kBottom, 11);
    }
    bool slash = what == "split" && by && *by == "/";
    return new_list(f, env, n == kNone ? 0 : n, {}, hole(slash ? Shape::segment : Shape::any, "a part of a text"), 12);
  }
  if (what == "slice" || what == "substring" || what == "char-at") {
    const Value* s = &v_[self];
    bool list =
        std::any_of(s->atoms.begin(), s->atoms.end(), [&](AtomId id) { return v_.atom(id).kind == AtomKind::Obj; });
    if (list) {
      known = false;
      return 0;
    }
    const std::string* from = nullptr;
    std::string number;
    auto index = [&](size_t i, long otherwise) -> std::optional<long> {
      if (i >= args.size() || args[i] == v_.undefined()) return otherwise;
      const Value& v = v_[args[i]];
      if (v.atoms.size() != 1 || !v.open.empty() || v_.atom(v.atoms[0]).kind != AtomKind::Num) return std::nullopt;
      return std::strtol(std::string(names_.text(v_.atom(v.atoms[0]).a)).c_str(), nullptr, 10);
    };
    (void)from;
    ValueId out = Values::kBottom;
    for (AtomId id : v_[self].atoms) {
      const std::string* text = v_.literal_of(id);
      auto a = index(0, 0), b = index(1, text ? static_cast<long>(text->size()) : 0);
      if (text && a && b && what != "char-at") {
        long size = static_cast<long>(text->size());
        long lo = *a < 0 ? std::max(0L, size + *a) : std::min(*a, size),
             hi = *b < 0 ? std::max(0L, size + *b) : std::min(*b, size);
        out = v_.join(out, v_.string(lo < hi ? std::string_view(*text).substr(static_cast<size_t>(lo),
                                                                              static_cast<size_t>(hi - lo))
                                             : ""));
      } else {
        out = v_.join(out, hole(what == "char-at" ? Shape::segment : Shape::any, "a part of a text"));
      }
    }
    if (v_.is_open(self) || out == Values::kBottom) out = v_.join(out, hole(Shape::any, "a part of a text"));
    return out;
  }
  if (what == "pad" || what == "repeat") return hole(Shape::any, "a text");
  if (what == "to-number" || what == "number" || what == "now" || what == "random" || what == "index-of")
    return hole(Shape::segment, "a number or a time");
  if (what == "starts-with" || what == "ends-with" || what == "includes" || what == "test" || what == "boolean" ||
      what == "is-list" || what == "to-boolean" || what == "map-has") {
    for (ValueId v : args) call_unknown_functions(f, env, v, at);
    return v_.join(v_.boolean(true), v_.boolean(false));
  }
  if (what == "stringify" || what == "parse-json")  // with a reviver or a replacer
    for (size_t i = 1; i < args.size(); ++i) call_unknown_functions(f, env, args[i], at);
  if (what == "stringify") return hole(Shape::any, "JSON text");
  if (what == "parse-json") return top(f, at, ReasonKind::stored_data, "parsed JSON");
  known = false;
  return 0;
}

/// Regular expressions that real apps use on paths: edges (^\/+, \/+$), single characters and {name} placeholders;
/// others open the text.
ValueId Machine::regex_replace(Frame& f, ValueId self, const std::string& regex, ValueId to, uint32_t at) {
  std::vector<Pattern> with = v_.as_patterns(to, Shape::any);
  if (with.empty()) with.push_back({});
  ValueId out = Values::kBottom;
  bool leading = regex == "^\\/" || regex == "^\\/+" || regex == "^/" || regex == "^/+";
  bool trailing = regex == "\\/$" || regex == "\\/+$" || regex == "\\/*$" || regex == "/+$" || regex == "/$";
  std::string literal;
  bool plain = true;
  for (size_t i = 0; i < regex.size() && plain; ++i) {
    char c = regex[i];
    if (c == '\\' && i + 1 < regex.size() && !std::isalnum(static_cast<unsigned char>(regex[i + 1])))
      literal += regex[++i];
    else if (std::string_view("^$.*+?()[]{}|\\").find(c) != std::string_view::npos)
      plain = c == '{' || c == '}' ? (literal += c, true) : false;
    else
      literal += c;
  }
  for (Pattern& p : v_.as_patterns(self, Shape::any))
    for (const Pattern& w : with) {
      Pattern q = p;
      if (leading && !q.empty() && !q[0].hole) {
        size_t i = regex.back() == '+' ? q[0].text.find_first_not_of('/') : (q[0].text.starts_with("/") ? 1 : 0);
        q[0].text = q[0].text.substr(i == std::string::npos ? q[0].text.size() : i);
        Pattern r = w;
        append(r, q);
        q = r;
      } else if (trailing && !q.empty() && !q.back().hole) {
        while (!q.back().text.empty() && q.back().text.back() == '/') q.back().text.pop_back();
        append(q, w);
      } else if (trailing || leading) {
        // the edge is a hole: it stays one
      } else if (plain && !literal.empty()) {
        Pattern r;
        for (const Piece& x : q) {
          if (x.hole) {
            append(r, {x});
            continue;
          }
          std::string_view rest = x.text;
          for (size_t i; (i = rest.find(literal)) != std::string_view::npos; rest.remove_prefix(i + literal.size())) {
            append_text(r, rest.substr(0, i));
            append(r, w);
          }
          append_text(r, rest);
        }
        q = r;
      } else {
        bool slash = false;
        for (const Piece& x : q) slash |= x.hole || x.text.find('/') != std::string::npos;
        q = {{"", true, slash ? Shape::any : Shape::segment,
              reason(f, at, ReasonKind::library_result, "a text changed by a regular expression")}};
      }
      out = v_.join(out, v_.of_pattern(std::move(q)));
    }
  return out;
}

}  // namespace leastscope
