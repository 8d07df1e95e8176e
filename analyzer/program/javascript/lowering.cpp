#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::kNone;

namespace {
constexpr size_t kMaxChildren = 60000;  // Node::count has 16 bits
}

Lowering::Lowering(Interner& names, ir::Module& module, Tree& tree) : names_(names), module_(module), tree_(tree) {
  symbols_.push_back(kNoSymbol);
  innermost_.push_back(kNone);
  atoms_.reserve(tree.nodes.size() / 8);
  atoms_.emplace(std::string_view{}, 0);
  module_.nodes.reserve(tree.nodes.size() / 2);
  module_.children.reserve(tree.nodes.size() / 2);
}

void Lowering::run() {
  open_function(kNoSymbol, 0, {0, static_cast<uint32_t>(tree_.text.size())});
  function_ = 0;
  size_t scope = enter_scope();
  declare_vars(0, scope);
  declare_block(0, scope);
  size_t m = mark();
  hoist(0);
  for (At c = tree_[0].child; c != kNoNode; c = tree_[c].next) statement(c);
  NodeId body = finish(Kind::Block, m, 0);
  module_.functions[0].body = body;
  leave_scope(scope);
  finish_slots();
  comments();
  for (const Span& error : tree_.errors) module_.errors.push_back(error);
}

uint32_t Lowering::atom(std::string_view text) {
  auto [place, added] = atoms_.try_emplace(text, static_cast<uint32_t>(symbols_.size()));
  if (added) {
    symbols_.push_back(names_.intern(text));
    innermost_.push_back(kNone);
  }
  return place->second;
}

uint32_t Lowering::kept_atom(std::string text) {
  auto found = atoms_.find(text);
  if (found != atoms_.end()) return found->second;
  kept_.push_back(std::move(text));
  return atom(kept_.back());
}

// Groups children by thousands when a node would have more than its counter can hold.
void Lowering::split_children(Kind kind, size_t first, uint32_t at) {
  std::vector<NodeId> all(scratch_.begin() + static_cast<std::ptrdiff_t>(first), scratch_.end());
  scratch_.resize(first);
  for (size_t i = 0; i < all.size(); i += kMaxChildren / 2) {
    size_t m = mark();
    for (size_t j = i; j < all.size() && j < i + kMaxChildren / 2; ++j) push(all[j]);
    NodeId group = finish(kind, m, at);
    bool spreads = kind == Kind::List || kind == Kind::Record;
    push(spreads ? op(ir::OpKind::Spread, at, {group}) : group);
  }
}

ir::NodeId Lowering::finish(Kind kind, size_t m, uint32_t at, uint8_t flags, uint8_t op_code, Symbol text) {
  if (scratch_.size() - m > kMaxChildren) {
    bool plain = kind == Kind::List || kind == Kind::Record || kind == Kind::Block || kind == Kind::Concat;
    split_children(plain ? kind : Kind::Unknown, m, at);
  }
  ir::Node made;
  made.kind = kind;
  made.flags = flags;
  made.op = op_code;
  made.symbol = text;
  made.at = at;
  made.first = static_cast<uint32_t>(module_.children.size());
  made.count = static_cast<uint16_t>(scratch_.size() - m);
  module_.children.insert(module_.children.end(), scratch_.begin() + static_cast<std::ptrdiff_t>(m), scratch_.end());
  scratch_.resize(m);
  module_.nodes.push_back(made);
  return static_cast<NodeId>(module_.nodes.size() - 1);
}

ir::NodeId Lowering::node(Kind kind, uint32_t at, std::initializer_list<NodeId> kids, uint8_t flags, uint8_t op_code,
                          Symbol text) {
  size_t m = mark();
  for (NodeId kid : kids) push(kid);
  return finish(kind, m, at, flags, op_code, text);
}

ir::NodeId Lowering::constant(ir::ConstKind kind, uint32_t at, Symbol text) {
  return node(Kind::Const, at, {}, 0, static_cast<uint8_t>(kind), text);
}

ir::NodeId Lowering::hint(NodeId value, uint16_t type) {
  if (type == 0xffff || value == kNone) return value;
  if (module_.types[type].kind == ir::TypeHint::Kind::Record) return value;  // helps where a member is read
  NodeId made = node(Kind::Hint, module_.nodes[value].at, {value});
  module_.nodes[made].extra = type;
  return made;
}

// Statements and expressions inside something that is not understood are still lowered.
ir::NodeId Lowering::unknown(At at) {
  size_t m = mark();
  if (at == kNoNode) return finish(Kind::Unknown, m, 0);
  if (depth_ < kMaxDepth)
    for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next)
      if (tree_[c].kind != K::token) statement(c);
  return finish(Kind::Unknown, m, tree_[at].begin);
}

bool Lowering::too_deep(At at) {
  if (depth_ < kMaxDepth) return false;
  module_.errors.push_back({tree_[at].begin, tree_[at].end});
  return true;
}

void Lowering::comments() {
  LineIndex lines(tree_.text);
  for (auto [begin, end] : tree_.comments) {
    std::string_view text = tree_.text.substr(begin, end - begin);
    for (size_t from = 0;;) {
      size_t word = text.find("leastscope:", from);
      if (word == std::string_view::npos) break;
      from = word + 11;
      size_t open = text.find_first_not_of(" \t", from);
      if (open == std::string_view::npos || text.substr(open, 6) != "calls[") continue;
      size_t close = text.find(']', open);
      // A path may hold brackets of its own only as {placeholders}: the first `]` ends the hint.
      if (close == std::string_view::npos) continue;
      uint32_t line = lines.position(tree_.text, begin + static_cast<uint32_t>(word)).line;
      module_.hints.emplace_back(line, std::string(text.substr(open + 6, close - open - 6)));
      from = close;
    }
  }
  if (!module_.hints.empty()) module_.statements = statements_of(tree_);
}

}  // namespace leastscope::javascript
