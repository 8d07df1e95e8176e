#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::kNone;

namespace {
constexpr unsigned kMaxFunctionDepth = 200;  // Node::depth has 8 bits
}

/// Makes `function_` a new function; returns the one it was.
ir::FunctionId Lowering::open_function(Symbol given, uint32_t at, Span span) {
  ir::FunctionId outer = function_;
  ir::Function made;
  made.name = given;
  made.parent = module_.functions.empty() ? kNone : function_;
  made.span = span;
  made.name_at = at;
  function_ = static_cast<ir::FunctionId>(module_.functions.size());
  module_.functions.push_back(std::move(made));
  uses_.emplace_back();
  ++function_depth_;
  return outer;
}

void Lowering::close_function(ir::FunctionId outer) {
  function_ = outer;
  --function_depth_;
}

// A TypeScript parameter, or a pattern (JavaScript).
void Lowering::parameter(At at, size_t scope, std::vector<std::pair<At, uint32_t>>& patterns,
                         std::vector<At>& properties) {
  At pattern = at;
  ir::Parameter made;
  std::vector<At> decorators;
  if (tree_[at].kind == K::required_parameter || tree_[at].kind == K::optional_parameter) {
    pattern = tree_.field(at, F::pattern);
    if (pattern == kNoNode) pattern = tree_.field(at, F::name);
    made.type = annotation_type(at);
    bool property = false;
    for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
      property = property || tree_[c].kind == K::accessibility_modifier || tree_[c].kind == K::override_modifier ||
                 (tree_[c].kind == K::token && tree_.of(c) == "readonly");
      if (tree_[c].kind == K::decorator) decorators.push_back(c);
    }
    if (pattern != kNoNode && tree_[pattern].kind == K::identifier &&
        tree_.text.substr(tree_[at].begin, tree_[pattern].begin - tree_[at].begin).find("readonly") !=
            std::string_view::npos)
      property = true;
    if (property) properties.push_back(pattern);
  } else if (tree_[at].kind == K::assignment_pattern) {
    pattern = tree_.field(at, F::left);
  }
  if (pattern == kNoNode || tree_[pattern].kind == K::this_) return;
  if (tree_[pattern].kind == K::rest_pattern) {
    made.rest = true;
    pattern = tree_.first_named(pattern);
    if (pattern == kNoNode) return;
  }
  uint32_t begin = tree_[pattern].begin;
  if (tree_[pattern].kind == K::identifier) {
    made.name = symbol(tree_.of(pattern));
    uint32_t before = static_cast<uint32_t>(function().slots.size());
    made.slot = declare(tree_.of(pattern), begin, scope);
    if (made.slot != before) made.slot = new_slot(made.name, begin);  // a name twice: positions still count
    uses_[function_][made.slot].type = made.type;
  } else {
    made.slot = new_slot(kNoSymbol, begin);
    function().slots[made.slot].type = made.type;
    patterns.emplace_back(pattern, made.slot);
  }
  made.annotations = annotations(decorators);
  function().parameters.push_back(std::move(made));
}

void Lowering::parameters(At list, size_t scope, std::vector<std::pair<At, uint32_t>>& patterns,
                          std::vector<At>& properties) {
  std::vector<At> values;
  for (At c = tree_[list].child; c != kNoNode; c = tree_[c].next) {
    if (tree_[c].kind == K::token || tree_[c].kind == K::error) continue;
    size_t before = function().parameters.size();
    parameter(c, scope, patterns, properties);
    if (function().parameters.size() == before) continue;
    bool typed = tree_[c].kind == K::required_parameter || tree_[c].kind == K::optional_parameter;
    At value = typed                                    ? tree_.field(c, F::value)
               : tree_[c].kind == K::assignment_pattern ? tree_.field(c, F::right)
                                                        : kNoNode;
    values.push_back(value);
  }
  for (auto [pattern, slot] : patterns) declare_pattern(pattern, scope);
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] == kNoNode) continue;
    NodeId value = named_expression(values[i], function().parameters[i].name);
    function().parameters[i].default_value = value;
  }
}

ir::FunctionId Lowering::lower_function(At at, const Given& given) {
  const SyntaxNode written = tree_[at];
  At own = tree_.field(at, F::name);
  uint32_t name_at = own == kNoNode ? written.begin : tree_[own].begin;
  ir::FunctionId outer = open_function(given.name, name_at, {written.begin, written.end});
  ir::FunctionId id = function_;
  size_t scope = enter_scope();
  {
    ir::Function& made = function();
    made.owner = given.owner;
    made.is_static = given.is_static;
    made.arrow = written.kind == K::arrow_function;
    made.is_async = tree_.has_token(at, "async");
    made.generator = written.kind == K::generator_function || written.kind == K::generator_function_declaration ||
                     (written.kind == K::method_definition && tree_.has_token(at, "*"));
  }
  if (At returns = tree_.field(at, F::return_type); returns != kNoNode) {
    uint16_t type = tree_[returns].kind == K::type_annotation ? type_of(tree_.first_named(returns)) : uint16_t{0xffff};
    function().returns = type;
  }
  At body = tree_.field(at, F::body);
  std::vector<std::pair<At, uint32_t>> patterns;
  std::vector<At> properties;
  bool deep = function_depth_ > kMaxFunctionDepth || too_deep(at);
  bool is_block = body != kNoNode && tree_[body].kind == K::statement_block;
  if (At single = tree_.field(at, F::parameter); single != kNoNode)
    parameter(single, scope, patterns, properties);
  else if (At list = tree_.field(at, F::parameters); list != kNoNode)
    parameters(list, scope, patterns, properties);
  size_t m = mark();
  if (deep) {
    push(node(Kind::Unknown, written.begin, {}));
    module_.errors.push_back({written.begin, written.end});
  } else {
    ++depth_;
    if (is_block) {
      declare_vars(body, scope);
      declare_block(body, scope);
    }
    for (auto [pattern, slot] : patterns) bind_pattern(pattern, slot_name(slot, tree_[pattern].begin), true);
    for (At property : properties) {
      uint32_t place = tree_[property].begin;
      Symbol text = symbol(tree_.of(property));
      NodeId target = node(Kind::Get, place, {node(Kind::Self, place, {})}, 0, 0, text);
      push(node(Kind::Set, place, {target, name(tree_.of(property), place)}));
      if (given.owner != kNone) {
        const auto& all = function().parameters;
        uint16_t type = 0xffff;
        for (const ir::Parameter& p : all)
          if (p.name == text) type = p.type;
        module_.classes[given.owner].fields.emplace_back(text, type);
      }
    }
    if (is_block) {
      statements(body);
    } else if (body != kNoNode) {
      NodeId value = expression(body);
      push(node(Kind::Exit, tree_[body].begin, {value}, 0, static_cast<uint8_t>(ir::ExitKind::Return)));
    }
    --depth_;
  }
  NodeId block_node = finish(Kind::Block, m, body == kNoNode ? written.begin : tree_[body].begin);
  module_.functions[id].body = block_node;
  leave_scope(scope);
  close_function(outer);
  if (given.decorators) module_.functions[id].annotations = annotations(*given.decorators);
  return id;
}

// A function expression. Its own name is a variable around it, bound only when the body mentions it.
ir::NodeId Lowering::function_value(At at) {
  Given given;
  given.name = given_;
  given_ = kNoSymbol;
  At own = tree_.field(at, F::name);
  uint32_t begin = tree_[at].begin;
  NodeId made = node(Kind::Func, begin, {});
  bool named = own != kNoNode && tree_[own].begin < tree_[own].end;
  size_t scope = enter_scope();
  uint32_t slot = kNone;
  if (named) {
    given.name = symbol(tree_.of(own));
    slot = declare(tree_.of(own), tree_[own].begin, scope);
    module_.nodes[made].at = tree_[own].begin;
  }
  ir::FunctionId id = lower_function(at, given);
  module_.nodes[made].first = id;
  leave_scope(scope);
  if (!named || !function().slots[slot].captured) return made;
  return bind_slot(slot, tree_[own].begin, made);
}

}  // namespace leastscope::javascript
