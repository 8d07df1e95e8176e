#include "program/dump.h"

#include <fmt/format.h>

namespace leastscope {
namespace {

using ir::Kind;
using ir::kNone;

class Dumper {
 public:
  Dumper(const Interner& names, const ir::Module& module) : names_(names), module_(module) {}

  std::string node(ir::NodeId id, unsigned depth = 0) const {
    if (id == kNone) return "_";
    if (depth > 400) return "...";
    const ir::Node& n = module_.node(id);
    auto kid = [&](unsigned i) { return node(module_.child(id, i), depth + 1); };
    auto all = [&](const std::string& head, unsigned from = 0) {
      std::string out = "(" + head;
      for (unsigned i = from; i < n.count; ++i) out += " " + kid(i);
      return out + ")";
    };
    const char* optional = n.flags & ir::kOptional ? "?" : "";
    switch (n.kind) {
      case Kind::Const:
        return constant(n);
      case Kind::Name:
        return name(n);
      case Kind::Self:
        return n.flags & ir::kSuper ? "super" : n.flags & ir::kArguments ? "arguments" : "this";
      case Kind::Concat:
        return all(n.flags & ir::kTagged ? "tagged" : n.flags & ir::kPlus ? "+" : "concat");
      case Kind::Op:
        return all(op(n));
      case Kind::Choice: {
        static constexpr const char* kWords[] = {"?:", "&&", "||", "??", "default"};
        return all(kWords[n.op]);
      }
      case Kind::Get:
        return fmt::format("(get{} {} {})", optional, kid(0), text(n.symbol));
      case Kind::Index:
        return all(fmt::format("index{}", optional));
      case Kind::Call:
        return all(fmt::format("{}{}", n.flags & ir::kNew ? "new" : n.flags & ir::kJsx ? "jsx" : "call", optional));
      case Kind::Record:
        return all("record");
      case Kind::List:
        return all("list");
      case Kind::Func:
        return fmt::format("fn:{}", n.first);
      case Kind::Class:
        return fmt::format("class:{}", n.first);
      case Kind::Yield:
        return all(n.flags & ir::kDelegate ? "yield*" : "yield");
      case Kind::Hint:
        return fmt::format("(hint {} {})", kid(0), type(n.extra));
      case Kind::Import:
        return all(n.flags & ir::kRequire ? "require" : "import");
      case Kind::Unknown:
        return all("unknown");
      case Kind::Block:
        return all(n.symbol ? fmt::format("block@{}", text(n.symbol)) : "block");
      case Kind::Bind:
      case Kind::Set:
        return assign(n, kid(0), n.count > 1 ? kid(1) : "");
      case Kind::If:
        return all("if");
      case Kind::Match:
        return all("match");
      case Kind::Loop: {
        static constexpr const char* kWords[] = {"of", "keys", "while", "do"};
        return all(n.symbol ? fmt::format("{}@{}", kWords[n.op], text(n.symbol)) : kWords[n.op]);
      }
      case Kind::Try:
        return all("try");
      case Kind::Exit: {
        static constexpr const char* kWords[] = {"return", "throw", "break", "continue"};
        std::string out = std::string("(") + kWords[n.op];
        if (n.symbol) out += "@" + text(n.symbol);
        if (n.count && module_.child(id, 0) != kNone) out += " " + kid(0);
        return out + ")";
      }
    }
    return "?";
  }

  std::string type(uint16_t id) const {
    if (id >= module_.types.size()) return "-";
    const ir::TypeHint& t = module_.types[id];
    using K = ir::TypeHint::Kind;
    std::string out;
    switch (t.kind) {
      case K::None:
        out = "-";
        break;
      case K::Number:
        out = "number";
        break;
      case K::Boolean:
        out = "boolean";
        break;
      case K::String:
        out = "string";
        break;
      case K::Named:
        out = text(t.name);
        break;
      case K::List:
        out = type(t.element) + "[]";
        break;
      case K::Record:
        for (auto [name, member] : t.members) out += (out.empty() ? "{" : ", ") + text(name) + ": " + type(member);
        out += "}";
        break;
      case K::Literals:
        for (Symbol s : t.literals) out += (out.empty() ? "'" : "|'") + text(s) + "'";
        break;
    }
    return t.nullable ? out + "?" : out;
  }

  std::string statements(ir::NodeId body, const std::string& indent, unsigned depth = 0) const {
    std::string out;
    if (body == kNone) return out;
    const ir::Node& n = module_.node(body);
    for (unsigned i = 0; i < n.count; ++i) out += indent + node(module_.child(body, i), depth) + "\n";
    return out;
  }

  std::string function(size_t id) const {
    const ir::Function& f = module_.functions[id];
    std::string out = fmt::format("fn{} {}(", id, text(f.name));
    for (size_t i = 0; i < f.parameters.size(); ++i) {
      const ir::Parameter& p = f.parameters[i];
      if (i) out += ", ";
      for (const ir::Annotation& a : p.annotations) out += "@" + text(a.name) + " ";
      if (p.rest) out += "...";
      out += slot(static_cast<ir::FunctionId>(id), p.slot);
      if (p.type != 0xffff) out += ": " + type(p.type);
      if (p.default_value != kNone) out += " = " + node(p.default_value);
    }
    out += ")";
    if (f.returns != 0xffff) out += ": " + type(f.returns);
    if (f.arrow) out += " arrow";
    if (f.generator) out += " generator";
    if (f.is_async) out += " async";
    if (f.is_static) out += " static";
    if (f.owner != kNone) out += fmt::format(" of class:{}", f.owner);
    for (const ir::Annotation& a : f.annotations) out += " @" + text(a.name) + node(a.call);
    return out + "\n" + statements(f.body, "  ");
  }

  std::string slots(size_t id) const {
    std::string out;
    for (size_t i = 0; i < module_.functions[id].slots.size(); ++i) {
      const ir::Slot& s = module_.functions[id].slots[i];
      out += fmt::format(" {}{}{}{}", slot(static_cast<ir::FunctionId>(id), static_cast<uint32_t>(i)),
                         s.constant ? "!" : "", s.captured ? "^" : "", s.hoisted ? "h" : "");
      if (s.last_write == kNone) out += "~";
    }
    return out.empty() ? out : "  slots" + out + "\n";
  }

  std::string classes() const {
    std::string out;
    for (size_t i = 0; i < module_.classes.size(); ++i) {
      const ir::Class& c = module_.classes[i];
      out += fmt::format("class{} {}", i, text(c.name));
      for (ir::NodeId s : c.supers) out += " extends " + node(s);
      for (const ir::Annotation& a : c.annotations) out += " @" + text(a.name) + node(a.call);
      if (c.constructor != kNone) out += fmt::format(" constructor:{}", c.constructor);
      if (c.instance_init != kNone) out += fmt::format(" instance:{}", c.instance_init);
      if (c.static_init != kNone) out += fmt::format(" static:{}", c.static_init);
      for (auto [field, type_id] : c.fields) out += fmt::format(" .{}:{}", text(field), type(type_id));
      out += "\n";
      for (const ir::Member& m : c.members) {
        static constexpr const char* kWords[] = {"method", "get", "set"};
        out += fmt::format("  {}{} {} fn:{}\n", m.is_static ? "static " : "", kWords[static_cast<int>(m.kind)],
                           m.computed == kNone ? text(m.name) : "[" + node(m.computed) + "]", m.function);
      }
    }
    return out;
  }

  std::string bindings() const {
    std::string out;
    for (const ir::ImportBinding& i : module_.imports) {
      out += fmt::format("import {}{}.{}", i.type_only ? "type " : "", text(i.specifier), text(i.name));
      if (i.slot != kNone) out += " as " + slot(0, i.slot);
      out += "\n";
    }
    for (const ir::ExportBinding& e : module_.exports) {
      out += fmt::format("export {}{}", e.type_only ? "type " : "", text(e.name));
      if (e.slot != kNone) out += " = " + slot(0, e.slot);
      if (e.specifier) out += fmt::format(" from {}.{}", text(e.specifier), text(e.imported));
      out += "\n";
    }
    for (auto [name, type_id] : module_.type_aliases) out += fmt::format("type {} = {}\n", text(name), type(type_id));
    for (const auto& [line, hint] : module_.hints) out += fmt::format("hint {}: {}\n", line, hint);
    for (const Span& e : module_.errors) out += fmt::format("error {}-{}\n", e.begin, e.end);
    return out;
  }

 private:
  std::string text(Symbol symbol) const { return std::string(names_.text(symbol)); }

  std::string slot(ir::FunctionId f, uint32_t s) const {
    const auto& slots = module_.functions[f].slots;
    if (s >= slots.size()) return "#bad";
    return slots[s].name ? "$" + text(slots[s].name) : fmt::format("#{}", s);
  }

  std::string name(const ir::Node& n) const {
    if (n.flags & ir::kGlobal) return "%" + text(n.symbol);
    std::string out = n.symbol ? "$" + text(n.symbol) : fmt::format("#{}", n.first);
    return n.depth ? fmt::format("{}^{}", out, n.depth) : out;
  }

  std::string constant(const ir::Node& n) const {
    switch (static_cast<ir::ConstKind>(n.op)) {
      case ir::ConstKind::String:
        return "\"" + text(n.symbol) + "\"";
      case ir::ConstKind::Number:
        return text(n.symbol);
      case ir::ConstKind::True:
        return "true";
      case ir::ConstKind::False:
        return "false";
      case ir::ConstKind::Null:
        return "null";
      case ir::ConstKind::Undefined:
        return "undefined";
      case ir::ConstKind::Regex:
        return "/" + text(n.symbol) + "/";
    }
    return "?";
  }

  std::string op(const ir::Node& n) const {
    static constexpr const char* kWords[] = {"arith", "==",         "!=",   "<",       "!",    "typeof",
                                             "in",    "instanceof", "void", "comma",   "...",  "named",
                                             "entry", "[entry]",    "rest", "without", "allof"};
    std::string out = kWords[n.op];
    if (static_cast<ir::OpKind>(n.op) == ir::OpKind::Entry) out = text(n.symbol) + ":";
    if (static_cast<ir::OpKind>(n.op) == ir::OpKind::Named) out = text(n.symbol) + "=";
    bool entry = static_cast<ir::OpKind>(n.op) == ir::OpKind::Entry ||
                 static_cast<ir::OpKind>(n.op) == ir::OpKind::ComputedEntry;
    return entry && (n.flags & ir::kGetter) ? "get " + out : out;
  }

  std::string assign(const ir::Node& n, const std::string& target, const std::string& value) const {
    if (n.kind == Kind::Set && (n.flags & ir::kDelete)) return "(delete " + target + ")";
    static constexpr const char* kWords[] = {"=", "+=", "||=", "&&=", "\?\?=", "?="};
    bool declares = n.kind == Kind::Bind && (n.flags & ir::kDeclare);
    return fmt::format("({} {} {})", target, declares ? ":=" : kWords[n.op], value);
  }

  const Interner& names_;
  const ir::Module& module_;
};

}  // namespace

std::string dump(const Interner& names, const ir::Module& module) {
  Dumper dumper(names, module);
  std::string out = dumper.bindings();
  for (size_t i = 0; i < module.functions.size(); ++i) out += dumper.function(i) + dumper.slots(i);
  return out + dumper.classes();
}

std::string dump(const Program& program, const ir::Module& module) { return dump(program.names, module); }

std::string dump_node(const Interner& names, const ir::Module& module, ir::NodeId node) {
  return Dumper(names, module).node(node);
}

}  // namespace leastscope
