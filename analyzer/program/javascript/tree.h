// A compact copy of a tree-sitter tree: one flat array, made in one pass, without punctuation and comments.
//
// Lowering visits nodes out of order (hoisting, patterns, fall-through). tree-sitter's own child access is linear and
// its cursor only goes forward, so one copy with child and next links is both simpler and faster, and it unifies the
// three grammars: kinds and fields are our enums, whatever numbers a grammar gives them.
#pragma once
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/place.h"
#include "syntax/parser.h"

namespace leastscope::javascript {

// A list that the formatter would not leave alone.
// clang-format off
#define LEASTSCOPE_JS_KINDS(X)                                                                                         \
  X(abstract_class_declaration) X(abstract_method_signature) X(ambient_declaration) X(arguments) X(array)              \
  X(array_pattern) X(array_type) X(arrow_function) X(as_expression) X(assignment_expression) X(assignment_pattern)     \
  X(augmented_assignment_expression) X(await_expression) X(binary_expression) X(break_statement) X(call_expression)    \
  X(catch_clause) X(class_body) X(class_declaration) X(class_heritage) X(class_static_block) X(computed_property_name) \
  X(continue_statement) X(debugger_statement) X(decorator) X(do_statement) X(else_clause) X(empty_statement)           \
  X(enum_assignment) X(enum_body) X(enum_declaration) X(export_clause) X(export_specifier) X(export_statement)         \
  X(expression_statement) X(extends_clause) X(field_definition) X(finally_clause) X(for_in_statement) X(for_statement) \
  X(formal_parameters) X(function_declaration) X(function_expression) X(function_signature) X(generator_function)      \
  X(generator_function_declaration) X(generic_type) X(html_character_reference) X(identifier) X(if_statement)          \
  X(implements_clause) X(import_alias) X(import_clause) X(import_require_clause) X(import_specifier)                   \
  X(import_statement) X(import_attribute) X(index_signature) X(instantiation_expression) X(interface_declaration)      \
  X(internal_module) X(jsx_attribute) X(jsx_closing_element) X(jsx_element) X(jsx_expression) X(jsx_namespace_name)    \
  X(jsx_opening_element) X(jsx_self_closing_element) X(jsx_text) X(labeled_statement) X(lexical_declaration)           \
  X(literal_type) X(member_expression) X(meta_property) X(method_definition) X(method_signature) X(named_imports)      \
  X(namespace_export) X(namespace_import) X(nested_identifier) X(nested_type_identifier) X(new_expression)             \
  X(non_null_expression) X(number) X(object) X(object_assignment_pattern) X(object_pattern) X(optional_chain)          \
  X(optional_parameter) X(pair) X(pair_pattern) X(parenthesized_expression) X(parenthesized_type) X(predefined_type)   \
  X(private_property_identifier) X(program) X(property_identifier) X(public_field_definition) X(readonly_type)         \
  X(regex) X(regex_pattern) X(required_parameter) X(rest_pattern) X(return_statement) X(satisfies_expression)          \
  X(sequence_expression) X(shorthand_property_identifier) X(shorthand_property_identifier_pattern) X(spread_element)   \
  X(statement_block) X(statement_identifier) X(string) X(subscript_expression) X(super) X(switch_body) X(switch_case)  \
  X(switch_default) X(switch_statement) X(template_literal_type) X(template_string) X(template_substitution)           \
  X(ternary_expression) X(throw_statement) X(try_statement) X(type_alias_declaration) X(type_annotation)               \
  X(type_arguments) X(type_assertion) X(type_identifier) X(type_parameters) X(unary_expression) X(undefined)           \
  X(union_type) X(update_expression) X(using_declaration) X(variable_declaration) X(variable_declarator)               \
  X(while_statement) X(with_statement) X(yield_expression) X(accessibility_modifier) X(override_modifier)              \
  X(escape_sequence) X(string_fragment) X(interface_body) X(object_type) X(property_signature)
// clang-format on

/// What a syntax node is. Words that are keywords of C++ have a trailing underscore.
enum class K : uint8_t {
  none,
  error,
  token,
  other,
  class_,
  false_,
  true_,
  null_,
  this_,
  import_,
  module_,
#define X(name) name,
  LEASTSCOPE_JS_KINDS(X)
#undef X
};

// A list that the formatter would not leave alone.
// clang-format off
#define LEASTSCOPE_JS_FIELDS(X)                                                                                        \
  X(alias) X(alternative) X(argument) X(arguments) X(attribute) X(body) X(close_tag) X(condition) X(consequence)       \
  X(constructor) X(declaration) X(decorator) X(finalizer) X(function) X(handler) X(increment) X(index) X(initializer)  \
  X(key) X(kind) X(label) X(left) X(name) X(object) X(open_tag) X(optional_chain) X(parameter) X(parameters)           \
  X(pattern) X(property) X(return_type) X(right) X(source) X(type) X(value) X(member)
// clang-format on

enum class F : uint8_t {
  none,
  operator_,
  other,
#define X(name) name,
  LEASTSCOPE_JS_FIELDS(X)
#undef X
};

using At = uint32_t;  ///< index of a syntax node
inline constexpr At kNoNode = 0xffffffff;

struct SyntaxNode {
  K kind = K::none;
  F field = F::none;
  bool hoisted = false;  ///< a function declaration already bound at the start of its block
  uint32_t begin = 0;
  uint32_t end = 0;
  At child = kNoNode;
  At next = kNoNode;
};

struct Tree {
  std::string_view text;
  std::vector<SyntaxNode> nodes;                        ///< 0 is the program
  std::vector<Span> errors;                             ///< ERROR nodes and places where something is missing
  std::vector<std::pair<uint32_t, uint32_t>> comments;  ///< begin, end of comments that hold "leastscope:"

  const SyntaxNode& operator[](At at) const { return nodes[at]; }
  std::string_view of(At at) const { return text.substr(nodes[at].begin, nodes[at].end - nodes[at].begin); }
  At field(At parent, F name) const;
  /// The first child of a kind.
  At first(At parent, K kind) const;
  /// The first child that is not a token.
  At first_named(At parent) const;
  /// A token child (`async`, `static`, `*` …) with this text.
  bool has_token(At parent, std::string_view token) const;
};

/// What a binding pattern declares, in the order of the text: identifiers and shorthand properties.
std::vector<At> names_of_pattern(const Tree& tree, At pattern);

/// Statements and fields of classes, by their begin; those inside others follow them.
std::vector<Span> statements_of(const Tree& tree);

/// Copies a parsed tree. `syntax.tree()` must not be null.
Tree flatten(const SyntaxTree& syntax, Grammar grammar, std::string_view text);

}  // namespace leastscope::javascript
