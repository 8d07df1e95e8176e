// The fold from a JavaScript or TypeScript syntax tree to the IR.
//
// Names are resolved while folding. Declarations are entered when their block is entered, before anything in it is
// lowered (declare_block, declare_vars), so that closures that mention later declarations find them. Every name has a
// stack of bindings; leaving a scope pops it. Block scoping costs nothing at the end: shadowing variables have slots of
// their own.
//
// Children are collected on one scratch stack: a fold remembers its height (mark), pushes what it lowers, and finish()
// turns everything above the mark into the children of a new node. Statements push as many nodes as they need.
//
// Assignments are Bind and Set nodes also in the middle of an expression; their value there is the assigned value.
#pragma once
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tsl/robin_map.h>

#include "base/intern.h"
#include "program/ir.h"
#include "program/javascript/tree.h"

namespace leastscope::javascript {

inline constexpr unsigned kMaxDepth = 700;  ///< nested constructs that are lowered; deeper ones become Unknown

class Lowering {
 public:
  Lowering(Interner& names, ir::Module& module, Tree& tree);
  void run();
  /// Strings hold placeholders of a page template (`{{base}}`, `<%= base %>`): their values are open.
  void expect_placeholders() { placeholders_ = true; }

 private:
  using NodeId = ir::NodeId;
  using Kind = ir::Kind;

  // --- nodes (lowering.cpp)
  size_t mark() const { return scratch_.size(); }
  void push(NodeId id) { scratch_.push_back(id); }
  NodeId finish(Kind kind, size_t mark, uint32_t at, uint8_t flags = 0, uint8_t op = 0, Symbol symbol = kNoSymbol);
  NodeId node(Kind kind, uint32_t at, std::initializer_list<NodeId> kids, uint8_t flags = 0, uint8_t op = 0,
              Symbol symbol = kNoSymbol);
  void split_children(Kind kind, size_t mark, uint32_t at);
  NodeId constant(ir::ConstKind kind, uint32_t at, Symbol symbol = kNoSymbol);
  NodeId op(ir::OpKind kind, uint32_t at, std::initializer_list<NodeId> kids, Symbol symbol = kNoSymbol) {
    return node(Kind::Op, at, kids, 0, static_cast<uint8_t>(kind), symbol);
  }
  NodeId hint(NodeId value, uint16_t type);
  NodeId unknown(At at);  ///< Unknown with whatever can be lowered inside
  bool too_deep(At at);
  uint32_t atom(std::string_view text);
  Symbol symbol(std::string_view text) { return symbols_[atom(text)]; }
  uint32_t kept_atom(std::string text);
  ir::Function& function() { return module_.functions[function_]; }

  // --- scopes (scopes.cpp)
  struct Binding {
    uint32_t atom = 0;
    ir::FunctionId function = 0;
    uint32_t slot = 0;
    uint32_t outer = ir::kNone;  // the binding of the same name that this one hides
  };
  struct SlotUse {
    uint32_t declared = 0;
    uint32_t assigned = 0;
    uint16_t type = 0xffff;
  };
  size_t enter_scope() { return bindings_.size(); }
  void leave_scope(size_t mark);
  uint32_t new_slot(Symbol name, uint32_t at);
  uint32_t module_slot(std::string_view name);
  uint32_t declare(std::string_view name, uint32_t at, size_t scope);
  void declare_pattern(At pattern, size_t scope);
  void declare_block(At block, size_t scope);
  void declare_statement(At statement, size_t scope);
  void declare_vars(At body, size_t scope);
  void declare_imports(At statement, size_t scope);
  const Binding* find(std::string_view name);
  NodeId name(std::string_view text, uint32_t at);
  NodeId slot_name(uint32_t slot, uint32_t at);
  void note_write(const Binding& binding, uint32_t at, bool declares);
  NodeId bind(std::string_view text, uint32_t at, NodeId value, bool declares,
              ir::AssignKind how = ir::AssignKind::Assign);
  NodeId bind_slot(uint32_t slot, uint32_t at, NodeId value);
  void finish_slots();

  // --- expressions (expressions.cpp, calls.cpp, literals.cpp)
  NodeId expression(At at);
  NodeId expression_kind(At at);
  NodeId optional_expression(At at) { return at == kNoNode ? ir::kNone : expression(at); }
  NodeId named_expression(At at, Symbol given);
  NodeId child_expression(At at);  ///< of the first child that is no token
  NodeId call(At at);
  NodeId construct(At at);
  NodeId import_call(At at, At arguments, bool require);
  void arguments(At list);
  NodeId member(At at);
  NodeId subscript(At at);
  NodeId assignment(At at);
  NodeId augmented(At at);
  NodeId update(At at);
  NodeId unary(At at);
  NodeId binary(At at);
  NodeId sequence(At at);
  NodeId store(At target, NodeId value, ir::AssignKind how, uint32_t at);
  NodeId cast(At at);
  NodeId yield(At at);
  NodeId string(At at);
  NodeId with_placeholders(At at);
  NodeId text_piece(uint32_t begin, uint32_t end);
  NodeId template_string(At at, NodeId tag);
  NodeId plus(At at);
  NodeId array(At at);
  NodeId object(At at);
  void property(At at);
  struct Key {
    Symbol name = kNoSymbol;
    bool computed = false;
    At expression = kNoNode;
    uint32_t at = 0;
  };
  Key key(At at);
  std::string_view string_text(At at);
  uint32_t last_name(At at);
  At bare(At at);
  bool is_optional(At at);

  // --- statements (statements.cpp, loops.cpp)
  void statement(At at);
  void statements(At block);
  NodeId block(At at);
  void hoist(At block);
  void hoist_one(At declaration, Symbol given, bool as_default);
  void variables(At at, bool var);
  void declarator(At at, bool var);
  void if_statement(At at);
  void switch_statement(At at);
  void try_statement(At at);
  void exit(At at, ir::ExitKind kind);
  void labeled(At at);
  void for_statement(At at, Symbol label);
  void for_in(At at, Symbol label);
  void while_statement(At at, Symbol label);
  void do_statement(At at, Symbol label);
  struct Counted {
    At variable = kNoNode;
    At list = kNoNode;
  };
  Counted counted_loop(At at);

  // --- patterns (patterns.cpp)
  void bind_pattern(At pattern, NodeId value, bool declares);
  void bind_object(At pattern, NodeId value, bool declares);
  void bind_array(At pattern, NodeId value, bool declares);
  NodeId reusable(NodeId value, unsigned uses, uint32_t at);

  // --- functions and classes (functions.cpp, classes.cpp)
  struct Given {
    Symbol name = kNoSymbol;
    ir::ClassId owner = ir::kNone;
    bool is_static = false;
    const std::vector<At>* decorators = nullptr;
  };
  ir::FunctionId lower_function(At at, const Given& given);
  ir::FunctionId open_function(Symbol name, uint32_t at, Span span);
  void close_function(ir::FunctionId outer);
  NodeId function_value(At at);
  void parameters(At list, size_t scope, std::vector<std::pair<At, uint32_t>>& patterns, std::vector<At>& properties);
  void parameter(At at, size_t scope, std::vector<std::pair<At, uint32_t>>& patterns, std::vector<At>& properties);
  NodeId class_value(At at, Symbol given);
  NodeId named_class_expression(At at, Symbol given);
  void class_supers(ir::ClassId id, At at);
  void class_method(ir::ClassId id, At at, const std::vector<At>& decorators);
  void class_fields(ir::ClassId id, const std::vector<At>& fields, bool is_static);
  std::vector<ir::Annotation> annotations(const std::vector<At>& decorators);

  // --- JSX (jsx.cpp)
  NodeId jsx(At at);
  NodeId jsx_name(At at, uint32_t fallback);
  void jsx_attribute(At at);
  void jsx_children(At element);

  // --- modules, enums, namespaces (modules.cpp)
  void import_statement(At at);
  void export_statement(At at);
  void export_clause(At clause, At source, bool type_only, uint32_t at);
  void export_default(At at, At value);
  void export_name(Symbol name, std::string_view local, uint32_t at, bool type_only);
  void export_declared(At declaration);
  void enumeration(At at);
  void namespace_declaration(At at);
  void import_alias(At at);
  void comments();

  // --- types (types.cpp)
  uint16_t type_of(At type);
  uint16_t annotation_type(At at);  ///< of a node's `type` field
  uint16_t add_type(ir::TypeHint hint);
  bool string_union(At type, std::vector<Symbol>& literals, bool& nullable, bool& other);
  uint16_t record_type(At body);
  void type_alias(At at);
  void interface(At at);
  void note_enum_member(std::string_view owner, std::string_view name, Symbol value);

  Interner& names_;
  ir::Module& module_;
  Tree& tree_;
  tsl::robin_map<std::string_view, uint32_t> atoms_;
  std::vector<Symbol> symbols_;      // by atom
  std::vector<uint32_t> innermost_;  // by atom: index into bindings_, kNone when global
  std::deque<std::string> kept_;     // texts of atoms that are not in the source
  std::vector<Binding> bindings_;
  std::vector<std::vector<SlotUse>> uses_;  // by function, slot
  std::vector<NodeId> scratch_;
  std::unordered_map<std::string, uint16_t> type_ids_;
  std::unordered_map<std::string, Symbol> enum_members_;  ///< "Enum.Member" -> its text; none if it has several
  std::vector<std::string> enum_names_;
  ir::FunctionId function_ = 0;
  unsigned function_depth_ = 0;
  unsigned depth_ = 0;
  bool placeholders_ = false;
  Symbol given_ = kNoSymbol;  // name for the function or class that the next expression creates
  std::vector<std::vector<std::pair<Symbol, std::pair<std::string_view, uint32_t>>>*> namespaces_;
};

}  // namespace leastscope::javascript
