// The little of the type system that helps: literal unions, numbers, booleans, strings, names and lists.
#include "program/javascript/lowering.h"

namespace leastscope::javascript {

namespace {
constexpr uint16_t kNoType = 0xffff;
}

uint16_t Lowering::add_type(ir::TypeHint made) {
  std::string id = std::to_string(static_cast<int>(made.kind)) + ':' + std::to_string(made.name) + ':' +
                   std::to_string(made.element) + ':' + std::to_string(made.nullable);
  for (Symbol literal : made.literals) id += ',' + std::to_string(literal);
  for (auto [name, type] : made.members) id += ';' + std::to_string(name) + '=' + std::to_string(type);
  auto [place, added] = type_ids_.try_emplace(id, kNoType);
  if (added && module_.types.size() < kNoType) {
    place->second = static_cast<uint16_t>(module_.types.size());
    module_.types.push_back(std::move(made));
  }
  return place->second;
}

// Collects a union of string literals; anything else sets `other`.
bool Lowering::string_union(At type, std::vector<Symbol>& literals, bool& nullable, bool& other) {
  std::vector<At> open{type};
  while (!open.empty()) {
    At at = open.back();
    open.pop_back();
    if (at == kNoNode) continue;
    switch (tree_[at].kind) {
      case K::union_type:
      case K::parenthesized_type: {
        std::vector<At> parts;
        for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next)
          if (tree_[c].kind != K::token) parts.push_back(c);
        open.insert(open.end(), parts.rbegin(), parts.rend());
        break;
      }
      case K::literal_type: {
        At inner = tree_.first_named(at);
        if (inner != kNoNode && tree_[inner].kind == K::string)
          literals.push_back(symbol(string_text(inner)));
        else if (inner != kNoNode && (tree_[inner].kind == K::undefined || tree_[inner].kind == K::null_))
          nullable = true;
        else
          other = true;
        break;
      }
      case K::nested_type_identifier: {
        auto member = enum_members_.find(std::string(tree_.of(at)));
        if (member != enum_members_.end() && member->second != kNoSymbol)
          literals.push_back(member->second);
        else
          other = true;
        break;
      }
      default:
        if (tree_.of(at) == "undefined" || tree_.of(at) == "null")
          nullable = true;
        else
          other = true;
    }
  }
  return !literals.empty() && !other;
}

uint16_t Lowering::type_of(At at) {
  if (at == kNoNode || too_deep(at)) return kNoType;
  using THint = ir::TypeHint;
  THint made;
  std::string_view text = tree_.of(at);
  switch (tree_[at].kind) {
    case K::parenthesized_type:
    case K::readonly_type:
    case K::type_annotation:
      return type_of(tree_.first_named(at));
    case K::predefined_type:
      if (text == "number")
        made.kind = THint::Kind::Number;
      else if (text == "boolean")
        made.kind = THint::Kind::Boolean;
      else if (text == "string")
        made.kind = THint::Kind::String;
      else
        return kNoType;
      return add_type(made);
    case K::template_literal_type:
      made.kind = THint::Kind::String;
      return add_type(made);
    case K::literal_type: {
      At inner = tree_.first_named(at);
      if (inner == kNoNode) return kNoType;
      K kind = tree_[inner].kind;
      if (kind == K::string) {
        made.kind = THint::Kind::Literals;
        made.literals.push_back(symbol(string_text(inner)));
      } else if (kind == K::number || kind == K::unary_expression) {
        made.kind = THint::Kind::Number;
      } else if (kind == K::true_ || kind == K::false_) {
        made.kind = THint::Kind::Boolean;
      } else {
        return kNoType;
      }
      return add_type(made);
    }
    case K::array_type: {
      ++depth_;
      made.element = type_of(tree_.first_named(at));
      --depth_;
      made.kind = THint::Kind::List;
      return add_type(made);
    }
    case K::type_identifier:
    case K::identifier:
      if (text == "const" || text == "any" || text == "unknown") return kNoType;
      made.kind = THint::Kind::Named;
      made.name = symbol(text);
      return add_type(made);
    case K::interface_body:
    case K::object_type:
      return record_type(at);
    case K::nested_type_identifier: {
      bool nullable = false;
      bool other = false;
      if (string_union(at, made.literals, nullable, other)) {
        made.kind = THint::Kind::Literals;
        return add_type(made);
      }
      At last = tree_.field(at, F::name);
      if (last == kNoNode) return kNoType;
      made.kind = THint::Kind::Named;
      made.name = symbol(tree_.of(last));
      return add_type(made);
    }
    case K::generic_type: {
      At written = tree_.field(at, F::name);
      At list = tree_.first(at, K::type_arguments);
      std::string_view generic = written == kNoNode ? text : tree_.of(written);
      At first = list == kNoNode ? kNoNode : tree_.first_named(list);
      bool element = generic == "Array" || generic == "ReadonlyArray" || generic == "Set" || generic == "Iterable";
      bool transparent = generic == "Promise" || generic == "PromiseLike" || generic == "Readonly" ||
                         generic == "NonNullable" || generic == "Awaited" || generic == "Required";
      ++depth_;
      uint16_t inner = element || transparent ? type_of(first) : kNoType;
      --depth_;
      if (transparent) return inner;
      if (!element) return type_of(written);
      made.kind = THint::Kind::List;
      made.element = inner;
      return add_type(made);
    }
    case K::union_type: {
      bool nullable = false;
      bool other = false;
      if (string_union(at, made.literals, nullable, other)) {
        made.kind = THint::Kind::Literals;
        made.nullable = nullable ? 1 : 0;
        return add_type(made);
      }
      // `T | undefined` is T; `true | false` and `1 | 2` are their base types; other unions help nothing.
      uint16_t common = kNoType;
      bool first = true;
      for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
        if (tree_[c].kind == K::token || tree_.of(c) == "undefined" || tree_.of(c) == "null") continue;
        ++depth_;
        uint16_t part = type_of(c);
        --depth_;
        if (!first && part != common) return kNoType;
        common = part;
        first = false;
      }
      if (common == kNoType) return common;
      made = module_.types[common];
      made.nullable = 1;
      return add_type(made);
    }
    default:
      return kNoType;
  }
}

uint16_t Lowering::annotation_type(At at) {
  At written = tree_.field(at, F::type);
  if (written == kNoNode) written = tree_.first(at, K::type_annotation);
  return written == kNoNode ? kNoType : type_of(tree_.first_named(written));
}

/// The members that could shape a call: literals, numbers, and what has such members itself.
uint16_t Lowering::record_type(At body) {
  using THint = ir::TypeHint;
  THint made;
  made.kind = THint::Kind::Record;
  for (At c = tree_[body].child; c != kNoNode; c = tree_[c].next) {
    At own = tree_.field(c, F::name);
    if (tree_[c].kind != K::property_signature || own == kNoNode) continue;
    if (tree_[own].kind != K::property_identifier && tree_[own].kind != K::string) continue;
    ++depth_;
    uint16_t type = annotation_type(c);
    --depth_;
    if (type == kNoType) continue;
    THint member = module_.types[type];
    if (member.kind == THint::Kind::String || member.kind == THint::Kind::List) continue;
    if (tree_.has_token(c, "?")) {
      member.nullable = 1;
      type = add_type(std::move(member));
    }
    made.members.emplace_back(symbol(tree_[own].kind == K::string ? string_text(own) : tree_.of(own)), type);
  }
  return made.members.empty() ? kNoType : add_type(std::move(made));
}

// Of a generic interface a member may be of any type.
void Lowering::interface(At at) {
  At written = tree_.field(at, F::name);
  At body = tree_.field(at, F::body);
  if (written == kNoNode || body == kNoNode || tree_.first(at, K::type_parameters) != kNoNode) return;
  uint16_t type = record_type(body);
  if (type != kNoType) module_.type_aliases.emplace_back(symbol(tree_.of(written)), type);
}

void Lowering::note_enum_member(std::string_view owner, std::string_view name, Symbol value) {
  auto [place, added] = enum_members_.try_emplace(std::string(owner) + '.' + std::string(name), value);
  if (!added && place->second != value) place->second = kNoSymbol;
}

void Lowering::type_alias(At at) {
  At written = tree_.field(at, F::name);
  At value = tree_.field(at, F::value);
  if (written == kNoNode || value == kNoNode) return;
  uint16_t type = type_of(value);
  if (type != kNoType) module_.type_aliases.emplace_back(symbol(tree_.of(written)), type);
}

}  // namespace leastscope::javascript
