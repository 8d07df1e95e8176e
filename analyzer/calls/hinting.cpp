// Declared types as hints: a type narrows an open value; it never removes a known atom and never makes a call
// disappear.
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr unsigned kMaxSteps = 6;  // of names that stand for names
constexpr uint16_t kNoType = 0xffff;
}  // namespace

/// What a type's name may stand for, here or in the module it is imported from.
std::vector<DeclaredType> Machine::types_named(const DeclaredType& t) {
  std::vector<DeclaredType> out;
  const Module& m = program_.modules[t.module];
  const Symbol written = m.types[t.type].name;
  auto add = [&](ModuleId module, Symbol bears) {
    for (auto& [name, alias] : program_.modules[module].type_aliases)
      if (name == bears) out.push_back({module, alias, t.missing});
  };
  add(t.module, written);
  if (!out.empty()) return out;
  for (const ImportBinding& b : m.imports) {
    bool bears = b.name == written || (b.slot != kNone && b.slot < m.functions[0].slots.size() &&
                                       m.functions[0].slots[b.slot].name == written);
    if (!bears) continue;
    const ImportTarget& target = import_target(t.module, b.specifier);
    if (target.kind == ImportTarget::Kind::Module) add(target.module, b.name);
    if (!out.empty()) return out;
  }
  return out;
}

ValueId Machine::hint(ValueId v, ModuleId module, uint16_t type, unsigned depth) {
  const Module& m = program_.modules[module];
  if (!v_.is_open(v) || type >= m.types.size() || depth > kMaxSteps) return v;
  const TypeHint& t = m.types[type];
  switch (t.kind) {
    case TypeHint::Kind::Literals: {
      ValueId out = v_.without_open(v);
      for (Symbol s : t.literals) out = v_.join(out, v_.string(names_.text(s)));
      return t.literals.empty() ? v : out;
    }
    case TypeHint::Kind::Number:
    case TypeHint::Kind::Boolean: {
      if (t.kind == TypeHint::Kind::Boolean)
        return v_.join(v_.without_open(v), v_.join(v_.boolean(true), v_.boolean(false)));
      ReasonId why = v_[v].open[0];
      return v_.join(v_.without_open(v), v_.of_pattern({{"", true, Shape::segment, why}}));
    }
    case TypeHint::Kind::Named: {
      const std::vector<DeclaredType> named = types_named({module, type, false});
      return named.empty() ? v : hint(v, named[0].module, named[0].type, depth + 1);
    }
    default:
      return v;
  }
}

/// The type that the code declares for a variable, or for a member of one.
DeclaredType Machine::declared_type(const Frame& f, NodeId n) {
  const Node& x = f.m->node(n);
  DeclaredType none{f.module, kNoType, false};
  if (x.kind == Kind::Hint) return {f.module, x.extra, false};
  if (x.kind == Kind::Get) {
    const DeclaredType of = declared_type(f, f.m->child(n, 0));
    DeclaredType t = of.type == kNoType ? none : member_type(of, x.symbol);
    t.missing |= (x.flags & kOptional) != 0;
    return t;
  }
  if (x.kind != Kind::Name || (x.flags & kGlobal)) return none;
  FunctionId owner = closures_[f.closure].function;
  for (unsigned d = 0; d < x.depth && owner != kNone; ++d) owner = f.m->functions[owner].parent;
  if (owner == kNone || x.first >= f.m->functions[owner].slots.size()) return none;
  return {f.module, f.m->functions[owner].slots[x.first].type, false};
}

/// No type, if types of one name disagree: which of them is meant, only scopes tell.
DeclaredType Machine::member_type(const DeclaredType& of, Symbol name, unsigned depth) {
  const Module& m = program_.modules[of.module];
  DeclaredType found{of.module, kNoType, of.missing};
  if (of.type >= m.types.size() || depth > kMaxSteps) return found;
  const TypeHint& t = m.types[of.type];
  if (t.kind == TypeHint::Kind::Record)
    for (auto& [member, type] : t.members)
      if (member == name) found.type = type;
  if (t.kind != TypeHint::Kind::Named) return found;
  bool first = true;
  for (const DeclaredType& one : types_named(of)) {
    const DeclaredType next = member_type(one, name, depth + 1);
    if (!first && (next.module != found.module || next.type != found.type)) return {of.module, kNoType, false};
    found = next;
    first = false;
  }
  return found;
}

/// What a member's declared type says of its value, when it is read.
ValueId Machine::hint_member(const Frame& f, NodeId n, ValueId v) {
  if (f.m->types.empty() || !v_.is_open(v)) return v;
  DeclaredType t = declared_type(f, n);
  if (t.type == kNoType) return v;
  const ValueId out = hint(v, t.module, t.type);
  if (out == v) return v;
  for (unsigned step = 0; step < kMaxSteps && t.type != kNoType; ++step) {
    const TypeHint& type = program_.modules[t.module].types[t.type];
    t.missing |= type.nullable != 0;
    if (type.kind != TypeHint::Kind::Named) break;
    const std::vector<DeclaredType> named = types_named(t);
    t = named.empty() ? DeclaredType{t.module, kNoType, t.missing} : named[0];
  }
  return t.missing ? v_.join(out, v_.undefined()) : out;
}

}  // namespace leastscope
