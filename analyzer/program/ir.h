// The IR: one language-neutral, structured form of all source code.
//
// A file lowers to one Module: a flat array of 20-byte nodes, functions, classes, imports and exports. There is no
// control flow graph: lowering is a fold over the syntax tree and evaluation walks the structure. The syntax tree is
// freed after lowering.
//
// Variables. Lowering resolves names. Every function (the module's top level is function 0) has numbered slots: its
// parameters first, then locals. A Name node is local (depth 0), captured (depth = how many enclosing functions up, the
// module's function included) or global (flag kGlobal: only the symbol counts). Block scoping is done by giving
// shadowing variables slots of their own.
//
// What vanishes in lowering: await, parentheses, casts without a useful type, `as`, `satisfies`, `!`, types,
// visibility, async. What cannot be lowered becomes Unknown with its children, so that nothing inside is lost.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/intern.h"
#include "base/place.h"

namespace leastscope::ir {

using NodeId = uint32_t;
using FunctionId = uint32_t;
using ClassId = uint32_t;
inline constexpr uint32_t kNone = 0xffffffff;

// Children of each kind, in order; [x] is optional (kNone in the child array when absent), x* repeats.
enum class Kind : uint8_t {
  // expressions
  Const,   // none; `op` = ConstKind, symbol = text (string: the value; number: as written; regex: pattern)
  Name,    // none; symbol; slot()/depth() unless kGlobal
  Self,    // none; flag kSuper: super; kArguments: the arguments object
  Concat,  // pieces*; flag kPlus: written with `+` (may be arithmetic); kTagged: first child is the tag expression,
           // then pieces:
           // Const strings (cooked text) and expressions alternate, starting and ending with a Const (maybe empty)
  Op,      // operands*; `op` = OpKind
  Choice,  // `op` = ChoiceKind: Ternary [test, a, b]; And, Or, Nullish, Default [a, b] (Default: b when a is undefined)
  Get,     // [object]; symbol = member name; at = first byte of the member name. kOptional
  Index,   // [object, key]. kOptional
  Call,    // [callee, argument*]; kNew, kOptional, kJsx (callee, Record of attributes incl. `children` List)
           // arguments may be Op Spread or Op Named; at = first byte of the callee's last name
           // kJsx: the callee of a plain element is the Const string of its tag ("div"; "" for a fragment)
  Record,  // entries*: Op Entry (symbol = constant key) [value] | Op ComputedEntry [key, value] | Op Spread [value]
  // getters and methods are entries whose value is a Func (flag kGetter on the entry: value is the result of calling
  // it);
  // a setter is an entry named "set " + name
  List,     // elements*, may be Op Spread; kSet: a set literal
  Func,     // none; first = FunctionId: closure creation
  Class,    // none; first = ClassId: class value (evaluates supers, static_init)
  Yield,    // [value]; kDelegate: yield*
  Hint,     // [value]; extra = index into Module::types
  Import,   // [specifier]: dynamic import(), require(): value is the module. kRequire: CommonJS view of it
  Unknown,  // anything*: children are evaluated, the result is open (reason construct)
  // statements; Bind and Set also stand inside expressions: their value is the assigned value
  Block,  // statements*; the symbol of a Block or Loop is its label
  Bind,   // [Name or kNone, value]; `op` = AssignKind; kDeclare: declaration (const/let/var/function/class/parameter)
  Set,    // [Get or Index, value]; `op` = AssignKind; kDelete: `delete x.y` (no value)
  If,     // [test, then, [else]]
  Match,  // [subject, (List of tests, Block)*]: switch; an empty test list is the default; fall-through is already
          // spelled out
          // by repeating the following bodies; a missing break at the end simply leaves
  Loop,   // `op` = LoopKind: Of [iterable, Name or kNone, body]; Keys [iterable, Name, body]; While [[test], body,
          // [update]];
  // DoWhile [test, body, kNone]. C-style initialisers stand in a Block before it. `for (i = 0; i < xs.length; i++)`
  // that does
  // not change i lowers to Keys over xs
  Try,   // [body, [handler], [finally]]; the caught value is bound by a Bind to an Unknown at the handler's start
  Exit,  // [value]; `op` = ExitKind; symbol = label
};

enum Flag : uint8_t {
  kGlobal = 1,
  kOptional = 2,
  kNew = 4,
  kJsx = 8,
  kPlus = 16,
  kTagged = 32,
  kDeclare = 64,
  kSuper = 128,
  // reused bits: meaning depends on the kind
  kArguments = 64,
  kDelegate = 1,
  kRequire = 1,
  kGetter = 1,
  kDelete = 1,
  kSet = 1,
};
enum class ConstKind : uint8_t { String, Number, True, False, Null, Undefined, Regex };
enum class OpKind : uint8_t {
  Arithmetic,
  Equal,
  NotEqual,
  Less,
  Not,
  Typeof,
  In,
  InstanceOf,
  Void,
  Comma,  // Less: all orderings, symbol = the operator as written; Comma: value of the last
  Spread,
  Named,
  Entry,
  ComputedEntry,  // Named: symbol = argument name
  SliceFrom,      // [list, Const number]: the rest of a list from an index (array rest pattern)
  Without,        // [record, Const key*]: record rest pattern
  AllOf,          // [a, b…]: value is the join of the operands (last resort for effects that do not order)
};
enum class ChoiceKind : uint8_t { Ternary, And, Or, Nullish, Default };
enum class AssignKind : uint8_t { Assign, Add, Or, And, Nullish, Other };
enum class LoopKind : uint8_t { Of, Keys, While, DoWhile };
enum class ExitKind : uint8_t { Return, Throw, Break, Continue };

struct Node {
  Kind kind = Kind::Unknown;
  uint8_t flags = 0;
  uint8_t op = 0;
  uint8_t depth = 0;  // Name: enclosing functions up
  Symbol symbol = kNoSymbol;
  uint32_t first = 0;  // children: index into Module::children; Name: slot; Func, Class: id;
  uint32_t at = 0;     // byte offset of the place that a report would show
  uint16_t count = 0;  // children
  uint16_t extra = 0;  // Hint: index into Module::types
};

/// A declared type as far as it helps: nothing else of the type system is kept.
struct TypeHint {
  enum class Kind : uint8_t { None, Literals, Number, Boolean, String, Named, List, Record } kind = Kind::None;
  std::vector<Symbol> literals;  ///< Literals: the members of a union of string literals
  Symbol name = kNoSymbol;       ///< Named: a type's name as written (last part of a qualified name)
  uint16_t element = 0xffff;     ///< List: index of the element's type
  uint16_t nullable = 0;
  std::vector<std::pair<Symbol, uint16_t>> members;  ///< Record: those whose type helps; nullable if optional
};

struct Annotation {
  Symbol name = kNoSymbol;  ///< as written, dots included
  NodeId call = kNone;      ///< the decorator expression in the enclosing function's nodes
  uint32_t at = 0;
};

struct Parameter {
  Symbol name = kNoSymbol;  ///< empty for a destructured one
  uint32_t slot = 0;
  NodeId default_value = kNone;
  bool rest = false;
  uint16_t type = 0xffff;  ///< index into Module::types
  std::vector<Annotation> annotations;
};

struct Slot {
  Symbol name = kNoSymbol;
  bool captured = false;  ///< some nested function reads or writes it
  bool constant = false;  ///< one binding, at its declaration
  uint32_t last_write =
      0;  ///< byte offset of the last binding in the declaring function; kNone: written by a nested function
  uint32_t declared = 0;   ///< byte offset of the first declaration
  bool block = true;       ///< gone with the block that declares it, and bound anew when that is entered again
  bool hoisted = false;    ///< function declaration
  uint16_t type = 0xffff;  ///< declared: index into Module::types
};

struct Function {
  Symbol name = kNoSymbol;  ///< own name, or of the variable, property or export it is given to; empty if none
  FunctionId parent = kNone;
  ClassId owner = kNone;  ///< class whose method it is
  std::vector<Parameter> parameters;
  std::vector<Slot> slots;
  NodeId body = kNone;  ///< a Block; an expression body is Exit Return
  Span span;
  uint32_t name_at = 0;
  bool arrow = false;  ///< Self is the enclosing function's
  bool generator = false;
  bool is_static = false;
  bool is_async = false;
  uint16_t returns = 0xffff;  ///< declared result type
  std::vector<Annotation> annotations;
};

struct Member {
  enum class Kind : uint8_t { Method, Getter, Setter } kind = Kind::Method;
  Symbol name = kNoSymbol;  ///< empty if computed
  NodeId computed = kNone;
  FunctionId function = kNone;
  bool is_static = false;
};

struct Class {
  Symbol name = kNoSymbol;
  std::vector<NodeId> supers;  ///< expressions, evaluated where the class is
  std::vector<Member> members;
  FunctionId constructor = kNone;
  FunctionId instance_init =
      kNone;  ///< field initialisers as Set(Get(Self, field)); runs before the constructor's body (after super)
  FunctionId static_init = kNone;                   ///< static fields and blocks; Self is the class
  std::vector<std::pair<Symbol, uint16_t>> fields;  ///< declared fields with their types
  FunctionId function = kNone;                      ///< function in which it is declared
  Span span;
  std::vector<Annotation> annotations;
};

/// `import d, {a as b} from 's'`: reading the slot reads the export of the other module (live).
struct ImportBinding {
  uint32_t slot = 0;  ///< of function 0; kNone: imported for its effect
  Symbol specifier = kNoSymbol;
  Symbol name = kNoSymbol;  ///< exported name there; "default"; "*" the namespace
  bool type_only = false;
  uint32_t at = 0;
};

/// `export {a as b}` (slot), `export {a as b} from 's'`, `export * from 's'` (name "*"), `export * as n from 's'`
/// (imported "*").
struct ExportBinding {
  Symbol name = kNoSymbol;
  uint32_t slot = kNone;
  Symbol specifier = kNoSymbol;
  Symbol imported = kNoSymbol;
  bool type_only = false;
  uint32_t at = 0;
};

struct Module {
  std::string path;
  std::string language;  ///< javascript, typescript …
  uint32_t bytes = 0;
  std::vector<Node> nodes;
  std::vector<NodeId> children;
  std::vector<Function> functions;  ///< 0 is the module's top level
  std::vector<Class> classes;
  std::vector<TypeHint> types;
  std::vector<std::pair<Symbol, uint16_t>> type_aliases;  ///< `type X = 'a' | 'b'`, enums as literal unions, interfaces
  std::vector<ImportBinding> imports;
  std::vector<ExportBinding> exports;
  uint32_t exports_slot = kNone;  ///< CommonJS: slot of `exports`, of `module`, when the file uses them
  uint32_t module_slot = kNone;
  std::vector<Span> errors;  ///< regions the parser could not read, larger than a statement or not
  bool unread = false;       ///< nothing was lowered (too large, unreadable, budget)
  std::string text;          ///< the file, for positions
  LineIndex lines;
  Position position(uint32_t byte) const { return lines.position(text, byte); }
  std::vector<std::pair<uint32_t, std::string>>
      hints;                     ///< `leastscope: calls[…]` comments: 1-based line, the text in brackets
  std::vector<Span> statements;  ///< only of files with hints: statements that hold no other, by their begin

  const Node& node(NodeId id) const { return nodes[id]; }
  NodeId child(NodeId id, unsigned i) const { return children[nodes[id].first + i]; }
};

/// Visits the expressions of a class that are evaluated where it stands (some are kNone): bases, decorators, computed
/// names.
template <class Visit>
void for_each_expression(const Module& m, const Class& c, Visit visit) {
  for (NodeId super : c.supers) visit(super);
  for (const Annotation& a : c.annotations) visit(a.call);
  for (const Member& member : c.members) {
    visit(member.computed);
    if (member.function == kNone) continue;
    for (const Annotation& a : m.functions[member.function].annotations) visit(a.call);
  }
}

}  // namespace leastscope::ir
