// Imports, exports, enums and namespaces.
#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::ConstKind;
using ir::kNone;
using ir::OpKind;

// Import bindings are slots of function 0 without any Bind: reading them reads the other module.
void Lowering::declare_imports(At at, size_t scope) {
  At source = tree_.field(at, F::source);
  bool all_types = tree_.has_token(at, "type") || tree_.has_token(at, "typeof");
  if (At require = tree_.first(at, K::import_require_clause); require != kNoNode) {
    if (At own = tree_.first(require, K::identifier); own != kNoNode) declare(tree_.of(own), tree_[own].begin, scope);
    return;
  }
  if (source == kNoNode) return;
  Symbol specifier = symbol(string_text(source));
  auto add = [&](At local, Symbol imported, uint32_t place, bool types) {
    ir::ImportBinding made;
    made.slot = local == kNoNode ? kNone : declare(tree_.of(local), tree_[local].begin, scope);
    made.specifier = specifier;
    made.name = imported;
    made.type_only = types;
    made.at = place;
    module_.imports.push_back(made);
  };
  At clause = tree_.first(at, K::import_clause);
  if (clause == kNoNode) return add(kNoNode, kNoSymbol, tree_[source].begin, all_types);
  if (function_ != 0) return;
  bool any = false;
  for (At c = tree_[clause].child; c != kNoNode; c = tree_[c].next) {
    if (tree_[c].kind == K::identifier) {
      add(c, symbol("default"), tree_[c].begin, all_types);
      any = true;
    } else if (tree_[c].kind == K::namespace_import) {
      if (At own = tree_.first(c, K::identifier); own != kNoNode) add(own, symbol("*"), tree_[own].begin, all_types);
      any = true;
    } else if (tree_[c].kind == K::named_imports) {
      for (At s = tree_[c].child; s != kNoNode; s = tree_[s].next) {
        if (tree_[s].kind != K::import_specifier) continue;
        At imported = tree_.field(s, F::name);
        At alias = tree_.field(s, F::alias);
        if (imported == kNoNode) continue;
        Symbol text = tree_[imported].kind == K::string ? symbol(string_text(imported)) : symbol(tree_.of(imported));
        add(alias == kNoNode ? imported : alias, text, tree_[imported].begin,
            all_types || tree_.has_token(s, "type") || tree_.has_token(s, "typeof"));
        any = true;
      }
    }
  }
  if (!any) add(kNoNode, kNoSymbol, tree_[source].begin, all_types);
}

// Only `import x = require('y')` does something where it stands.
void Lowering::import_statement(At at) {
  At clause = tree_.first(at, K::import_require_clause);
  if (clause == kNoNode) return;
  At own = tree_.first(clause, K::identifier);
  At source = tree_.field(clause, F::source);
  if (own == kNoNode || source == kNoNode) return push(unknown(at));
  NodeId value = node(Kind::Import, tree_[at].begin, {string(source)}, ir::kRequire);
  push(bind(tree_.of(own), tree_[own].begin, value, true));
}

void Lowering::import_alias(At at) {
  At own = tree_.first_named(at);
  if (own == kNoNode) return;
  At value = tree_[own].next;
  while (value != kNoNode && tree_[value].kind == K::token) value = tree_[value].next;
  if (value != kNoNode) push(bind(tree_.of(own), tree_[own].begin, expression(value), true));
}

void Lowering::export_name(Symbol exported, std::string_view local, uint32_t at, bool type_only) {
  if (!namespaces_.empty()) {
    namespaces_.back()->push_back({exported, {local, at}});
    return;
  }
  ir::ExportBinding made;
  made.name = exported;
  made.at = at;
  made.type_only = type_only;
  const Binding* found = find(local);
  if (found && found->function == 0)
    made.slot = found->slot;
  else
    made.type_only = true;  // an interface or type alias
  module_.exports.push_back(made);
}

void Lowering::export_clause(At clause, At source, bool types, uint32_t at) {
  for (At s = tree_[clause].child; s != kNoNode; s = tree_[s].next) {
    if (tree_[s].kind != K::export_specifier) continue;
    At local = tree_.field(s, F::name);
    At alias = tree_.field(s, F::alias);
    if (local == kNoNode) continue;
    auto text = [this](At part) { return tree_[part].kind == K::string ? string_text(part) : tree_.of(part); };
    bool type_only = types || tree_.has_token(s, "type");
    Symbol exported = symbol(text(alias == kNoNode ? local : alias));
    if (source == kNoNode) {
      export_name(exported, text(local), tree_[local].begin, type_only);
      continue;
    }
    ir::ExportBinding made;
    made.name = exported;
    made.specifier = symbol(string_text(source));
    made.imported = symbol(text(local));
    made.type_only = type_only;
    made.at = tree_[local].begin;
    module_.exports.push_back(made);
  }
  (void)at;
}

void Lowering::export_default(At at, At value) {
  K kind = tree_[value].kind;
  At own = tree_.field(value, F::name);
  bool declares = (kind == K::function_declaration || kind == K::generator_function_declaration ||
                   kind == K::class_declaration || kind == K::abstract_class_declaration) &&
                  own != kNoNode && tree_[own].begin < tree_[own].end;
  if (kind == K::interface_declaration || kind == K::ambient_declaration || kind == K::function_signature) return;
  Symbol exported = symbol("default");
  if (declares) {
    statement(value);
    return export_name(exported, tree_.of(own), tree_[own].begin, false);
  }
  uint32_t place = tree_[value].begin;
  uint32_t slot = new_slot(exported, place);
  NodeId made = named_expression(value, exported);
  if (kind == K::class_declaration || kind == K::abstract_class_declaration || kind == K::function_declaration ||
      kind == K::generator_function_declaration) {
    const ir::Node& declared = module_.nodes[made];
    if (declared.kind == Kind::Func) module_.functions[declared.first].name = exported;
    if (declared.kind == Kind::Class) module_.classes[declared.first].name = exported;
  }
  push(bind_slot(slot, place, made));
  if (function_ != 0) return;
  ir::ExportBinding binding;
  binding.name = exported;
  binding.slot = slot;
  binding.at = tree_[at].begin;
  module_.exports.push_back(binding);
}

void Lowering::export_declared(At at) {
  switch (tree_[at].kind) {
    case K::lexical_declaration:
    case K::variable_declaration:
    case K::using_declaration:
      for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
        if (tree_[c].kind != K::variable_declarator) continue;
        for (At name : names_of_pattern(tree_, tree_.field(c, F::name)))
          export_name(symbol(tree_.of(name)), tree_.of(name), tree_[name].begin, false);
      }
      break;
    case K::function_declaration:
    case K::generator_function_declaration:
    case K::class_declaration:
    case K::abstract_class_declaration:
    case K::enum_declaration:
    case K::internal_module:
    case K::module_:
      if (At own = tree_.field(at, F::name); own != kNoNode && tree_[own].kind != K::string)
        export_name(symbol(tree_.of(own)), tree_.of(own), tree_[own].begin, false);
      break;
    case K::import_alias:
      if (At own = tree_.first_named(at); own != kNoNode)
        export_name(symbol(tree_.of(own)), tree_.of(own), tree_[own].begin, false);
      break;
    default:
      break;
  }
}

void Lowering::export_statement(At at) {
  At source = tree_.field(at, F::source);
  At declaration = tree_.field(at, F::declaration);
  At value = tree_.field(at, F::value);
  bool is_default = tree_.has_token(at, "default");
  bool types = tree_.has_token(at, "type");
  uint32_t begin = tree_[at].begin;
  size_t classes = module_.classes.size();
  std::vector<At> decorators;
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next)
    if (tree_[c].kind == K::decorator) decorators.push_back(c);
  if (is_default) {
    At exported = declaration != kNoNode ? declaration : value;
    if (exported == kNoNode) return push(unknown(at));
    export_default(at, exported);
  } else if (declaration != kNoNode) {
    statement(declaration);
    if (tree_[declaration].kind != K::ambient_declaration) export_declared(declaration);
  } else if (At clause = tree_.first(at, K::export_clause); clause != kNoNode) {
    export_clause(clause, source, types, begin);
  } else if (source != kNoNode) {  // export * [as n] from 's'
    ir::ExportBinding made;
    made.specifier = symbol(string_text(source));
    made.imported = symbol("*");
    made.name = made.imported;
    made.type_only = types;
    made.at = begin;
    if (At space = tree_.first(at, K::namespace_export); space != kNoNode)
      if (At own = tree_.first_named(space); own != kNoNode)
        made.name = symbol(tree_[own].kind == K::string ? string_text(own) : tree_.of(own));
    module_.exports.push_back(made);
  } else if (value != kNoNode ||
             (tree_.first_named(at) != kNoNode && tree_[tree_.first_named(at)].kind != K::identifier) ||
             tree_.of(at).find('=') != std::string_view::npos) {  // export = value
    At assigned = value != kNoNode ? value : tree_.first_named(at);
    NodeId made = expression(assigned);
    NodeId target = node(Kind::Get, begin, {name("module", begin)}, 0, 0, symbol("exports"));
    push(node(Kind::Set, begin, {target, made}));
  }
  if (!decorators.empty() && module_.classes.size() > classes) {
    // The first class made by this statement may be nested in its own decorators' arguments only if they were lowered
    // first.
    auto made = annotations(decorators);
    auto& all = module_.classes[classes].annotations;
    all.insert(all.begin(), made.begin(), made.end());
  }
}

// An enum is a Record of its members, and a type: the union of its strings.
void Lowering::enumeration(At at) {
  At own = tree_.field(at, F::name);
  At body = tree_.field(at, F::body);
  if (own == kNoNode || body == kNoNode) return push(unknown(at));
  size_t m = mark();
  long counter = 0;
  bool counts = true;
  ir::TypeHint type;
  type.kind = ir::TypeHint::Kind::Literals;
  bool strings = true;
  std::vector<std::pair<Symbol, NodeId>> earlier;
  for (At c = tree_[body].child; c != kNoNode; c = tree_[c].next) {
    if (tree_[c].kind == K::token || tree_[c].kind == K::error) continue;
    bool assigned = tree_[c].kind == K::enum_assignment;
    Key k = key(assigned ? tree_.field(c, F::name) : c);
    At written = assigned ? tree_.field(c, F::value) : kNoNode;
    NodeId value = kNone;
    if (written != kNoNode && tree_[written].kind == K::identifier)
      for (auto [name_before, node_before] : earlier)
        if (name_before == symbol(tree_.of(written))) value = node_before;
    if (written == kNoNode) {
      value = counts ? constant(ConstKind::Number, k.at, symbols_[kept_atom(std::to_string(counter))])
                     : node(Kind::Unknown, k.at, {});
      ++counter;
    } else if (value == kNone) {
      value = expression(written);
    }
    const ir::Node& made = module_.nodes[value];
    bool is_string = made.kind == Kind::Const && made.op == static_cast<uint8_t>(ConstKind::String);
    if (is_string) type.literals.push_back(made.symbol);
    if (is_string) note_enum_member(tree_.of(own), names_.text(k.name), made.symbol);
    strings = strings && is_string;
    if (written != kNoNode) {
      std::string_view text = names_.text(made.symbol);
      counts = made.kind == Kind::Const && made.op == static_cast<uint8_t>(ConstKind::Number) && text.size() < 9 &&
               text.find_first_not_of("0123456789") == std::string_view::npos;
      if (counts) counter = std::stol(std::string(text)) + 1;
    }
    earlier.emplace_back(k.name, value);
    push(op(OpKind::Entry, k.at, {value}, k.name));
  }
  NodeId record = finish(Kind::Record, m, tree_[at].begin);
  push(bind(tree_.of(own), tree_[own].begin, record, true));
  if (strings && !type.literals.empty()) {
    uint16_t id = add_type(type);
    if (id != 0xffff) module_.type_aliases.emplace_back(symbol(tree_.of(own)), id);
  }
}

// A namespace runs where it stands; afterwards its exported names are the fields of its variable.
void Lowering::namespace_declaration(At at) {
  At own = tree_.field(at, F::name);
  At body = tree_.field(at, F::body);
  if (own == kNoNode || body == kNoNode || tree_[own].kind == K::string) return;
  bool nested = tree_[own].kind == K::nested_identifier;
  std::vector<std::pair<Symbol, std::pair<std::string_view, uint32_t>>> exported;
  At outermost = own;
  while (nested && outermost != kNoNode && tree_[outermost].kind == K::nested_identifier)
    outermost = tree_.field(outermost, F::object);
  if (outermost == kNoNode) return push(unknown(at));
  std::string_view text = tree_.of(outermost);
  const Binding* found = find(text);
  bool merged = found && uses_[found->function][found->slot].declared > 0;
  namespaces_.push_back(&exported);
  size_t scope = enter_scope();
  declare_block(body, scope);
  statements(body);
  namespaces_.pop_back();
  // The fields are read while the names are still in scope.
  size_t m = mark();
  std::vector<std::pair<uint32_t, NodeId>> fields;
  for (auto& [field, local] : exported)
    if (find(local.first)) push(op(OpKind::Entry, local.second, {name(local.first, local.second)}, field));
  NodeId record = finish(Kind::Record, m, tree_[at].begin);
  leave_scope(scope);
  uint32_t place = tree_[outermost].begin;
  // `namespace A.B {}`: A = {B: {…}}
  if (nested) {
    std::vector<At> path;
    for (At part = own; part != kNoNode && tree_[part].kind == K::nested_identifier;
         part = tree_.field(part, F::object))
      path.push_back(tree_.field(part, F::property));
    for (At part : path)
      if (part != kNoNode)
        record = node(Kind::Record, place, {op(OpKind::Entry, place, {record}, symbol(tree_.of(part)))});
  }
  if (merged) {
    const ir::Node made = module_.nodes[record];
    for (unsigned i = 0; i < made.count; ++i) {
      const ir::Node entry = module_.nodes[module_.children[made.first + i]];
      if (entry.kind != Kind::Op || entry.op != static_cast<uint8_t>(OpKind::Entry)) continue;
      NodeId target = node(Kind::Get, entry.at, {name(text, place)}, 0, 0, entry.symbol);
      push(node(Kind::Set, entry.at, {target, module_.children[entry.first]}));
    }
  } else {
    push(bind(text, place, record, true));
  }
}

}  // namespace leastscope::javascript
