#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::ConstKind;
using ir::kNone;
using ir::OpKind;

ir::NodeId Lowering::expression(At at) {
  if (at == kNoNode) return unknown(at);
  if (too_deep(at)) return node(Kind::Unknown, tree_[at].begin, {});
  ++depth_;
  NodeId made = expression_kind(at);
  given_ = kNoSymbol;
  --depth_;
  return made;
}

ir::NodeId Lowering::named_expression(At at, Symbol given) {
  At inner = at == kNoNode ? at : bare(at);
  if (inner != kNoNode) {
    switch (tree_[inner].kind) {
      case K::arrow_function:
      case K::function_expression:
      case K::generator_function:
      case K::class_:
        given_ = given;
        break;
      default:
        given_ = kNoSymbol;
    }
  }
  return expression(at);
}

ir::NodeId Lowering::child_expression(At at) {
  At inner = tree_.first_named(at);
  return inner == kNoNode ? unknown(at) : expression(inner);
}

// Without parentheses and what types add around an expression.
At Lowering::bare(At at) {
  while (at != kNoNode) {
    switch (tree_[at].kind) {
      case K::parenthesized_expression:
      case K::non_null_expression:
      case K::await_expression:
      case K::as_expression:
      case K::satisfies_expression:
      case K::instantiation_expression:
        at = tree_.first_named(at);
        continue;
      default:
        return at;
    }
  }
  return at;
}

ir::NodeId Lowering::expression_kind(At at) {
  const SyntaxNode& e = tree_[at];
  switch (e.kind) {
    case K::identifier:
    case K::shorthand_property_identifier:
    case K::type_identifier: {
      std::string_view text = tree_.of(at);
      if (text == "arguments" && !find(text)) return node(Kind::Self, e.begin, {}, ir::kArguments);
      if (text == "undefined") return constant(ConstKind::Undefined, e.begin);
      return name(text, e.begin);
    }
    case K::undefined:
      return constant(ConstKind::Undefined, e.begin);
    case K::this_:
      return node(Kind::Self, e.begin, {});
    case K::super:
      return node(Kind::Self, e.begin, {}, ir::kSuper);
    case K::true_:
      return constant(ConstKind::True, e.begin);
    case K::false_:
      return constant(ConstKind::False, e.begin);
    case K::null_:
      return constant(ConstKind::Null, e.begin);
    case K::number:
      return constant(ConstKind::Number, e.begin, symbol(tree_.of(at)));
    case K::string:
      return string(at);
    case K::template_string:
      return template_string(at, kNone);
    case K::regex: {
      std::string_view text = tree_.of(at);
      size_t close = text.rfind('/');
      return constant(ConstKind::Regex, e.begin,
                      symbol(close > 0 && close != std::string_view::npos ? text.substr(1, close - 1) : text));
    }
    case K::parenthesized_expression:
    case K::non_null_expression:
    case K::await_expression:
    case K::satisfies_expression:
    case K::instantiation_expression:
    case K::expression_statement:
      return child_expression(at);
    case K::as_expression:
    case K::type_assertion:
      return cast(at);
    case K::sequence_expression:
      return sequence(at);
    case K::array:
      return array(at);
    case K::object:
      return object(at);
    case K::spread_element:
      return op(OpKind::Spread, e.begin, {child_expression(at)});
    case K::arrow_function:
    case K::function_expression:
    case K::generator_function:
    case K::function_declaration:
    case K::generator_function_declaration:
      return function_value(at);
    case K::class_:
    case K::class_declaration:
    case K::abstract_class_declaration:
      return named_class_expression(at, given_);
    case K::call_expression:
      return call(at);
    case K::new_expression:
      return construct(at);
    case K::member_expression:
      return member(at);
    case K::subscript_expression:
      return subscript(at);
    case K::assignment_expression:
      return assignment(at);
    case K::augmented_assignment_expression:
      return augmented(at);
    case K::update_expression:
      return update(at);
    case K::unary_expression:
      return unary(at);
    case K::binary_expression:
      return binary(at);
    case K::ternary_expression: {
      NodeId test = expression(tree_.field(at, F::condition));
      NodeId yes = expression(tree_.field(at, F::consequence));
      NodeId no = expression(tree_.field(at, F::alternative));
      return node(Kind::Choice, e.begin, {test, yes, no}, 0, static_cast<uint8_t>(ir::ChoiceKind::Ternary));
    }
    case K::yield_expression:
      return yield(at);
    case K::jsx_element:
    case K::jsx_self_closing_element:
      return jsx(at);
    case K::jsx_expression:
      return child_expression(at);
    case K::meta_property:
      // `import.meta` is a global object; `new.target` is of no use.
      if (tree_.of(at).substr(0, 6) != "import") return node(Kind::Unknown, e.begin, {});
      return node(Kind::Name, e.begin, {}, ir::kGlobal, 0, symbol("import.meta"));
    case K::nested_identifier: {
      At object = tree_.field(at, F::object);
      At last = tree_.field(at, F::property);
      if (object == kNoNode || last == kNoNode) return unknown(at);
      return node(Kind::Get, tree_[last].begin, {expression(object)}, 0, 0, symbol(tree_.of(last)));
    }
    default:
      return unknown(at);
  }
}

ir::NodeId Lowering::cast(At at) {
  At value = kNoNode;
  At type = kNoNode;
  bool assertion = tree_[at].kind == K::type_assertion;
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
    if (tree_[c].kind == K::token) continue;
    if (assertion && tree_[c].kind == K::type_arguments)
      type = tree_.first_named(c);
    else if (value == kNoNode)
      value = c;
    else
      type = c;
  }
  Symbol given = given_;
  NodeId made = named_expression(value, given);
  if (type == kNoNode) return made;
  return hint(made, type_of(type));
}

ir::NodeId Lowering::sequence(At at) {
  size_t m = mark();
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next)
    if (tree_[c].kind != K::token) push(expression(c));
  return finish(Kind::Op, m, tree_[at].begin, 0, static_cast<uint8_t>(OpKind::Comma));
}

bool Lowering::is_optional(At at) { return tree_.field(at, F::optional_chain) != kNoNode || tree_.has_token(at, "?."); }

ir::NodeId Lowering::member(At at) {
  At object = tree_.field(at, F::object);
  At last = tree_.field(at, F::property);
  if (object == kNoNode || last == kNoNode) return unknown(at);
  if (tree_[object].kind == K::import_)
    return node(Kind::Name, tree_[at].begin, {}, ir::kGlobal, 0, symbol("import.meta"));
  NodeId value = expression(object);
  return node(Kind::Get, tree_[last].begin, {value}, is_optional(at) ? ir::kOptional : 0, 0, symbol(tree_.of(last)));
}

// `o['name']` is `o.name`.
ir::NodeId Lowering::subscript(At at) {
  At object = tree_.field(at, F::object);
  At index = tree_.field(at, F::index);
  if (object == kNoNode || index == kNoNode) return unknown(at);
  uint8_t flags = is_optional(at) ? ir::kOptional : 0;
  if (tree_[object].kind == K::identifier && tree_.of(object) == "await") {  // the grammar reads `await [a, b]` so
    size_t m = mark();
    if (tree_[index].kind == K::sequence_expression) {
      for (At c = tree_[index].child; c != kNoNode; c = tree_[c].next)
        if (tree_[c].kind != K::token) push(expression(c));
    } else {
      push(expression(index));
    }
    return finish(Kind::List, m, tree_[at].begin);
  }
  NodeId value = expression(object);
  if (tree_[index].kind == K::string)
    return node(Kind::Get, tree_[index].begin + 1, {value}, flags, 0, symbol(string_text(index)));
  return node(Kind::Index, tree_[index].begin, {value, expression(index)}, flags);
}

// Where a report points for a call of this callee: its last name.
uint32_t Lowering::last_name(At at) {
  for (At start = at; at != kNoNode;) {
    At next = kNoNode;
    switch (tree_[at].kind) {
      case K::member_expression:
      case K::nested_identifier:
        next = tree_.field(at, F::property);
        return tree_[next == kNoNode ? at : next].begin;
      case K::subscript_expression:
        next = tree_.field(at, F::index);
        if (next == kNoNode) return tree_[at].begin;
        return tree_[next].begin + (tree_[next].kind == K::string ? 1 : 0);
      case K::call_expression:
        next = tree_.field(at, F::function);
        break;
      case K::parenthesized_expression:
      case K::non_null_expression:
      case K::await_expression:
      case K::as_expression:
      case K::satisfies_expression:
      case K::instantiation_expression:
        next = tree_.first_named(at);
        break;
      default:
        return tree_[at].begin;
    }
    if (next == kNoNode) return tree_[start].begin;
    at = next;
  }
  return 0;
}

void Lowering::arguments(At list) {
  if (list == kNoNode) return;
  for (At c = tree_[list].child; c != kNoNode; c = tree_[c].next)
    if (tree_[c].kind != K::token) push(expression(c));
}

ir::NodeId Lowering::import_call(At at, At list, bool require) {
  At specifier = list == kNoNode ? kNoNode : tree_.first_named(list);
  NodeId value = specifier == kNoNode ? unknown(kNoNode) : expression(specifier);
  return node(Kind::Import, tree_[at].begin, {value}, require ? ir::kRequire : 0);
}

namespace {
/// A file that a call names by its text and runs: a worker's, or those of a folder that a bundler collects.
struct RunFile {
  std::string before, after;
  bool open = false;  ///< between the two stands anything
};

std::string_view unquoted(std::string_view text) {
  return text.size() >= 2 && std::string_view("'\"`").find(text[0]) != std::string_view::npos
             ? text.substr(1, text.size() - 2)
             : std::string_view();
}

std::vector<RunFile> run_files(Tree& tree, At callee, At list) {
  std::vector<RunFile> out;
  if (list == kNoNode || tree[list].kind != K::arguments) return out;
  const std::string_view name = tree.of(callee);
  auto ends = [&](std::string_view word) {
    return name.ends_with(word) && (name.size() == word.size() || name[name.size() - word.size() - 1] == '.');
  };
  At first = tree.first_named(list);
  if (first == kNoNode) return out;
  if (ends("Worker") || ends("SharedWorker") || ends("importScripts") || ends("serviceWorker.register") ||
      ends("addModule")) {
    if (tree[first].kind == K::new_expression)  // new URL('./file.js', import.meta.url)
      if (At inner = tree.field(first, F::arguments); inner != kNoNode) first = tree.first_named(inner);
    if (first == kNoNode || tree[first].kind != K::string) return out;
    std::string_view file = unquoted(tree.of(first));
    if (file.starts_with(".")) out.push_back({std::string(file), {}, false});
    const size_t slash = file.rfind('/');
    file = slash == std::string_view::npos ? file : file.substr(slash + 1);
    if (out.empty() && !file.empty()) out.push_back({{}, "/" + std::string(file), true});
  } else if (name == "require.context") {
    if (tree[first].kind == K::string) out.push_back({std::string(unquoted(tree.of(first))) + "/", {}, true});
  } else if (name == "import.meta.glob" || name == "import.meta.globEager") {
    At one = tree[first].kind == K::array ? tree.first_named(first) : first;
    for (; one != kNoNode; one = tree[first].kind == K::array ? tree[one].next : kNoNode) {
      std::string_view glob = tree[one].kind == K::string ? unquoted(tree.of(one)) : std::string_view();
      if (glob.empty() || glob.starts_with("!")) continue;
      const size_t from = glob.find_first_of("*{[?"), to = glob.find_last_of("*}]?");
      if (from == std::string_view::npos)
        out.push_back({std::string(glob), {}, false});
      else
        out.push_back({std::string(glob.substr(0, from)), std::string(glob.substr(to + 1)), true});
    }
  }
  return out;
}
}  // namespace

ir::NodeId Lowering::call(At at) {
  At callee = tree_.field(at, F::function);
  At list = tree_.field(at, F::arguments);
  if (callee == kNoNode) return unknown(at);
  if (tree_[callee].kind == K::import_) return import_call(at, list, false);
  if (tree_[callee].kind == K::identifier && tree_.of(callee) == "require" && !find("require") && list != kNoNode &&
      tree_[list].kind == K::arguments && tree_.first_named(list) != kNoNode)
    return import_call(at, list, true);
  if (list != kNoNode && tree_[list].kind == K::template_string) {
    NodeId tag = expression(callee);
    NodeId made = template_string(list, tag);
    module_.nodes[made].at = last_name(callee);
    return made;
  }
  size_t m = mark();
  push(expression(callee));
  arguments(list);
  for (const RunFile& file : run_files(tree_, callee, list)) {
    const uint32_t begin = tree_[at].begin;
    auto text = [&](const std::string& s) { return constant(ir::ConstKind::String, begin, symbols_[kept_atom(s)]); };
    NodeId value = text(file.before);
    if (file.open) value = node(Kind::Concat, begin, {value, unknown(kNoNode), text(file.after)});
    push(node(Kind::Import, begin, {value}));
  }
  return finish(Kind::Call, m, last_name(callee), is_optional(at) ? ir::kOptional : 0);
}

ir::NodeId Lowering::construct(At at) {
  At callee = tree_.field(at, F::constructor);
  if (callee == kNoNode) return unknown(at);
  size_t m = mark();
  push(expression(callee));
  arguments(tree_.field(at, F::arguments));
  for (const RunFile& file : run_files(tree_, callee, tree_.field(at, F::arguments))) {
    const uint32_t begin = tree_[at].begin;
    auto text = [&](const std::string& s) { return constant(ir::ConstKind::String, begin, symbols_[kept_atom(s)]); };
    NodeId value = text(file.before);
    if (file.open) value = node(Kind::Concat, begin, {value, unknown(kNoNode), text(file.after)});
    push(node(Kind::Import, begin, {value}));
  }
  return finish(Kind::Call, m, last_name(callee), ir::kNew);
}

ir::NodeId Lowering::yield(At at) {
  At value = tree_.first_named(at);
  NodeId made = value == kNoNode ? kNone : expression(value);
  return node(Kind::Yield, tree_[at].begin, {made}, tree_.has_token(at, "*") ? ir::kDelegate : 0);
}

// target := value, as a Bind or a Set; patterns push several and end with the value.
ir::NodeId Lowering::store(At target, NodeId value, ir::AssignKind how, uint32_t at) {
  target = bare(target);
  if (target == kNoNode) return node(Kind::Unknown, at, {value});
  auto code = static_cast<uint8_t>(how);
  switch (tree_[target].kind) {
    case K::identifier:
    case K::undefined:
      return bind(tree_.of(target), tree_[target].begin, value, false, how);
    case K::member_expression:
    case K::subscript_expression: {
      NodeId place = expression(target);
      return node(Kind::Set, module_.nodes[place].at, {place, value}, 0, code);
    }
    default:
      return node(Kind::Unknown, at, {value, unknown(target)});
  }
}

ir::NodeId Lowering::assignment(At at) {
  At left = bare(tree_.field(at, F::left));
  At right = tree_.field(at, F::right);
  if (left == kNoNode) return unknown(at);
  Symbol given = kNoSymbol;
  if (tree_[left].kind == K::identifier) given = symbol(tree_.of(left));
  if (tree_[left].kind == K::member_expression) {
    At last = tree_.field(left, F::property);
    if (last != kNoNode) given = symbol(tree_.of(last));
  }
  bool pattern = tree_[left].kind == K::object_pattern || tree_[left].kind == K::array_pattern ||
                 tree_[left].kind == K::object || tree_[left].kind == K::array;
  NodeId value = right == kNoNode ? unknown(kNoNode) : named_expression(right, given);
  if (!pattern) return store(left, value, ir::AssignKind::Assign, tree_[at].begin);
  size_t m = mark();
  value = reusable(value, 2, tree_[left].begin);
  bind_pattern(left, value, false);
  push(value);
  return finish(Kind::Op, m, tree_[at].begin, 0, static_cast<uint8_t>(OpKind::Comma));
}

ir::NodeId Lowering::augmented(At at) {
  At written = tree_.field(at, F::operator_);
  std::string_view text = written == kNoNode ? std::string_view{} : tree_.of(written);
  ir::AssignKind how = text == "+="    ? ir::AssignKind::Add
                       : text == "||=" ? ir::AssignKind::Or
                       : text == "&&=" ? ir::AssignKind::And
                       : text ==
                               "?"
                               "?="
                           ? ir::AssignKind::Nullish
                           : ir::AssignKind::Other;
  NodeId value = expression(tree_.field(at, F::right));
  return store(tree_.field(at, F::left), value, how, tree_[at].begin);
}

ir::NodeId Lowering::update(At at) {
  At target = tree_.field(at, F::argument);
  NodeId one = constant(ConstKind::Number, tree_[at].begin, symbol("1"));
  return store(target, one, ir::AssignKind::Other, tree_[at].begin);
}

ir::NodeId Lowering::unary(At at) {
  At written = tree_.field(at, F::operator_);
  At argument = tree_.field(at, F::argument);
  if (written == kNoNode || argument == kNoNode) return unknown(at);
  std::string_view text = tree_.of(written);
  uint32_t begin = tree_[at].begin;
  NodeId value = expression(argument);
  if (text == "!") return op(OpKind::Not, begin, {value});
  if (text == "typeof") return op(OpKind::Typeof, begin, {value});
  if (text == "void") return op(OpKind::Void, begin, {value});
  if (text == "delete") {
    Kind kind = module_.nodes[value].kind;
    if (kind == Kind::Get || kind == Kind::Index) return node(Kind::Set, begin, {value}, ir::kDelete);
  }
  return op(OpKind::Arithmetic, begin, {value});
}

ir::NodeId Lowering::binary(At at) {
  At written = tree_.field(at, F::operator_);
  if (written == kNoNode) return unknown(at);
  std::string_view text = tree_.of(written);
  if (text == "+") return plus(at);
  uint32_t begin = tree_[at].begin;
  At left = tree_.field(at, F::left);
  NodeId a = left != kNoNode && tree_[left].kind == K::private_property_identifier
                 ? constant(ConstKind::String, tree_[left].begin, symbol(tree_.of(left)))
                 : expression(left);
  NodeId b = expression(tree_.field(at, F::right));
  auto choice = [&](ir::ChoiceKind kind) { return node(Kind::Choice, begin, {a, b}, 0, static_cast<uint8_t>(kind)); };
  if (text == "&&") return choice(ir::ChoiceKind::And);
  if (text == "||") return choice(ir::ChoiceKind::Or);
  if (text == "??") return choice(ir::ChoiceKind::Nullish);
  OpKind kind = text == "===" || text == "=="                                ? OpKind::Equal
                : text == "!==" || text == "!="                              ? OpKind::NotEqual
                : text == "<" || text == ">" || text == "<=" || text == ">=" ? OpKind::Less
                : text == "in"                                               ? OpKind::In
                : text == "instanceof"                                       ? OpKind::InstanceOf
                                                                             : OpKind::Arithmetic;
  return op(kind, begin, {a, b}, kind == OpKind::Less ? symbol(text) : kNoSymbol);
}

}  // namespace leastscope::javascript
