// Declarations, hoisting and the resolution of names to slots.
#include <algorithm>

#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::kNone;

void Lowering::leave_scope(size_t mark) {
  while (bindings_.size() > mark) {
    innermost_[bindings_.back().atom] = bindings_.back().outer;
    bindings_.pop_back();
  }
}

uint32_t Lowering::new_slot(Symbol name, uint32_t at) {
  auto& slots = function().slots;
  ir::Slot slot;
  slot.name = name;
  slot.last_write = slot.declared = at;
  slots.push_back(slot);
  uses_[function_].emplace_back();
  return static_cast<uint32_t>(slots.size() - 1);
}

uint32_t Lowering::declare(std::string_view text, uint32_t at, size_t scope) {
  uint32_t id = atom(text);
  uint32_t top = innermost_[id];
  if (top != kNone && top >= scope && bindings_[top].function == function_) return bindings_[top].slot;
  uint32_t slot = new_slot(symbols_[id], at);
  bindings_.push_back({id, function_, slot, top});
  innermost_[id] = static_cast<uint32_t>(bindings_.size() - 1);
  return slot;
}

void Lowering::declare_pattern(At pattern, size_t scope) {
  for (At at : names_of_pattern(tree_, pattern)) declare(tree_.of(at), tree_[at].begin, scope);
}

void Lowering::declare_block(At block, size_t scope) {
  for (At c = tree_[block].child; c != kNoNode; c = tree_[c].next) declare_statement(c, scope);
}

void Lowering::declare_statement(At at, size_t scope) {
  switch (tree_[at].kind) {
    case K::lexical_declaration:
    case K::using_declaration:
      for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next)
        if (tree_[c].kind == K::variable_declarator) declare_pattern(tree_.field(c, F::name), scope);
      break;
    case K::function_declaration:
    case K::generator_function_declaration:
    case K::class_declaration:
    case K::abstract_class_declaration:
    case K::enum_declaration:
    case K::internal_module:
    case K::module_: {
      At name = tree_.field(at, F::name);
      if (name != kNoNode && tree_[name].kind == K::nested_identifier) name = tree_.field(name, F::object);
      if (name != kNoNode && tree_[name].kind != K::string) declare(tree_.of(name), tree_[name].begin, scope);
      break;
    }
    case K::import_alias:
      if (At name = tree_.first_named(at); name != kNoNode) declare(tree_.of(name), tree_[name].begin, scope);
      break;
    case K::import_statement:
      declare_imports(at, scope);
      break;
    case K::export_statement:
    case K::expression_statement:  // a namespace stands in an expression statement
      for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
        bool value = tree_[c].field == F::value || tree_[at].kind == K::expression_statement;
        if (!value || tree_[c].kind == K::internal_module) declare_statement(c, scope);
      }
      break;
    case K::error:
      for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) declare_statement(c, scope);
      break;
    case K::labeled_statement:
      if (At body = tree_.field(at, F::body); body != kNoNode && tree_[body].kind == K::function_declaration)
        declare_statement(body, scope);
      break;
    default:
      break;
  }
}

// `var` and what stands in nested blocks of the same function; expressions cannot hold any.
void Lowering::declare_vars(At body, size_t scope) {
  const size_t before = function().slots.size();
  std::vector<At> open{body};
  while (!open.empty()) {
    At at = open.back();
    open.pop_back();
    size_t first = open.size();
    for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
      switch (tree_[c].kind) {
        case K::variable_declaration:
          for (At d = tree_[c].child; d != kNoNode; d = tree_[d].next)
            if (tree_[d].kind == K::variable_declarator) declare_pattern(tree_.field(d, F::name), scope);
          break;
        case K::for_in_statement:
          if (At kind = tree_.field(c, F::kind); kind != kNoNode && tree_.of(kind) == "var")
            declare_pattern(tree_.field(c, F::left), scope);
          open.push_back(c);
          break;
        case K::expression_statement:
          if (At inner = tree_.first_named(c); inner != kNoNode && tree_[inner].kind == K::internal_module)
            open.push_back(inner);
          break;
        case K::statement_block:
        case K::if_statement:
        case K::else_clause:
        case K::for_statement:
        case K::while_statement:
        case K::do_statement:
        case K::try_statement:
        case K::catch_clause:
        case K::finally_clause:
        case K::switch_statement:
        case K::switch_body:
        case K::switch_case:
        case K::switch_default:
        case K::labeled_statement:
        case K::with_statement:
        case K::export_statement:
        case K::internal_module:
        case K::module_:
        case K::error:
          open.push_back(c);
          break;
        default:
          break;
      }
    }
    std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first), open.end());
  }
  for (size_t slot = before; slot < function().slots.size(); ++slot) function().slots[slot].block = false;
}

const Lowering::Binding* Lowering::find(std::string_view text) {
  uint32_t top = innermost_[atom(text)];
  return top == kNone ? nullptr : &bindings_[top];
}

// `module` and `exports` of CommonJS become slots of function 0 when a file mentions them and declares nothing of that
// name.
uint32_t Lowering::module_slot(std::string_view text) {
  uint32_t& slot = text == "module" ? module_.module_slot : module_.exports_slot;
  if (slot == kNone) {
    ir::FunctionId current = function_;
    function_ = 0;
    slot = new_slot(symbol(text), 0);
    function_ = current;
  }
  return slot;
}

ir::NodeId Lowering::name(std::string_view text, uint32_t at) {
  Binding place;
  place.slot = kNone;
  if (const Binding* found = find(text))
    place = *found;
  else if (text == "module" || text == "exports")
    place = {atom(text), 0, module_slot(text), kNone};
  NodeId made = node(Kind::Name, at, {}, 0, 0, symbol(text));
  ir::Node& written = module_.nodes[made];
  if (place.slot == kNone) {
    written.flags = ir::kGlobal;
    written.first = 0;
    return made;
  }
  unsigned up = 0;
  for (ir::FunctionId f = function_; f != place.function; f = module_.functions[f].parent) ++up;
  written.depth = static_cast<uint8_t>(up);
  written.first = place.slot;
  if (up) module_.functions[place.function].slots[place.slot].captured = true;
  return made;
}

ir::NodeId Lowering::slot_name(uint32_t slot, uint32_t at) {
  NodeId made = node(Kind::Name, at, {}, 0, 0, function().slots[slot].name);
  module_.nodes[made].first = slot;
  return made;
}

void Lowering::note_write(const Binding& binding, uint32_t at, bool declares) {
  ir::Slot& slot = module_.functions[binding.function].slots[binding.slot];
  SlotUse& use = uses_[binding.function][binding.slot];
  ++(declares ? use.declared : use.assigned);
  if (binding.function != function_)
    slot.last_write = kNone;
  else if (slot.last_write != kNone)
    slot.last_write = std::max(slot.last_write, at);
}

ir::NodeId Lowering::bind(std::string_view text, uint32_t at, NodeId value, bool declares, ir::AssignKind how) {
  NodeId target = name(text, at);
  uint8_t flags = declares ? ir::kDeclare : 0;
  if (const Binding* found = find(text)) {
    Binding place = *found;
    note_write(place, at, declares);
    if (!declares) value = hint(value, uses_[place.function][place.slot].type);
  }
  return node(Kind::Bind, at, {target, value}, flags, static_cast<uint8_t>(how));
}

ir::NodeId Lowering::bind_slot(uint32_t slot, uint32_t at, NodeId value) {
  note_write({0, function_, slot, kNone}, at, true);
  return node(Kind::Bind, at, {slot_name(slot, at), value}, ir::kDeclare, static_cast<uint8_t>(ir::AssignKind::Assign));
}

void Lowering::finish_slots() {
  for (size_t f = 0; f < module_.functions.size(); ++f)
    for (size_t s = 0; s < module_.functions[f].slots.size(); ++s) {
      const SlotUse& use = uses_[f][s];
      module_.functions[f].slots[s].constant = use.assigned == 0 && use.declared <= 1;
      if (use.type != 0xffff) module_.functions[f].slots[s].type = use.type;
    }
}

}  // namespace leastscope::javascript
