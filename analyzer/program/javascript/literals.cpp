// Strings, templates, `+` chains, arrays and objects.
#include <algorithm>

#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::kNone;

namespace {

void append_utf8(std::string& out, uint32_t code) {
  auto put = [&out](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else if (code < 0x110000) {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

// Reads `digits` hexadecimal digits; false when there are fewer.
bool hex(std::string_view text, size_t& i, size_t digits, uint32_t& value) {
  value = 0;
  if (i + digits > text.size()) return false;
  for (size_t end = i + digits; i < end; ++i) {
    char c = text[i];
    uint32_t digit = c >= '0' && c <= '9'                 ? static_cast<uint32_t>(c - '0')
                     : (c | 32) >= 'a' && (c | 32) <= 'f' ? static_cast<uint32_t>((c | 32) - 'a' + 10)
                                                          : 16;
    if (digit == 16) return false;
    value = value * 16 + digit;
  }
  return true;
}

void unicode_escape(std::string_view text, size_t& i, std::string& out) {
  uint32_t code = 0;
  if (i < text.size() && text[i] == '{') {
    size_t close = text.find('}', i);
    size_t from = i + 1;
    if (close == std::string_view::npos || close - from > 8 || !hex(text, from, close - from, code)) return;
    i = close + 1;
  } else {
    if (!hex(text, i, 4, code)) return;
    size_t low_at = i + 2;
    uint32_t low = 0;
    if (code >= 0xd800 && code < 0xdc00 && text.substr(i, 2) == "\\u" && hex(text, low_at, 4, low) && low >= 0xdc00) {
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      i = low_at;
    }
  }
  append_utf8(out, code);
}

std::string cooked(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    char c = text[i++];
    if (c != '\\' || i >= text.size()) {
      out.push_back(c);
      continue;
    }
    char e = text[i++];
    uint32_t code = 0;
    switch (e) {
      case 'n':
        out.push_back('\n');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'v':
        out.push_back('\v');
        break;
      case '0':
        out.push_back('\0');
        break;
      case '\n':
        break;
      case '\r':
        if (i < text.size() && text[i] == '\n') ++i;
        break;
      case 'x':
        if (hex(text, i, 2, code)) append_utf8(out, code);
        break;
      case 'u':
        unicode_escape(text, i, out);
        break;
      default:
        out.push_back(e);
    }
  }
  return out;
}

}  // namespace

// The value of a string node, without quotes and escapes.
std::string_view Lowering::string_text(At at) {
  std::string_view raw = tree_.of(at);
  if (raw.size() >= 2 && (raw[0] == '"' || raw[0] == '\'' || raw[0] == '`')) raw = raw.substr(1, raw.size() - 2);
  if (raw.find('\\') == std::string_view::npos) return raw;
  uint32_t id = kept_atom(cooked(raw));
  return names_.text(symbols_[id]);
}

ir::NodeId Lowering::string(At at) {
  if (placeholders_) {
    std::string_view raw = tree_.of(at);
    if (raw.find("{{") != std::string_view::npos || raw.find("<%") != std::string_view::npos)
      return with_placeholders(at);
  }
  return constant(ir::ConstKind::String, tree_[at].begin, symbol(string_text(at)));
}

// `'{{base}}/rest'` in a page: a Concat of a global named like the placeholder and the text.
ir::NodeId Lowering::with_placeholders(At at) {
  size_t m = mark();
  uint32_t begin = tree_[at].begin + 1;
  uint32_t end = tree_[at].end > begin ? tree_[at].end - 1 : begin;
  std::string_view text = tree_.text.substr(0, end);
  while (begin < end) {
    size_t open = std::min(text.find("{{", begin), text.find("<%", begin));
    size_t close = open == std::string_view::npos ? open : text.find(text[open] == '{' ? "}}" : "%>", open + 2);
    if (close == std::string_view::npos) break;
    close += 2;
    while (close < end && text[close] == '}') ++close;
    auto place = static_cast<uint32_t>(open);
    if (place > begin) push(text_piece(begin, place));
    push(node(Kind::Name, place, {}, ir::kGlobal, 0, symbol(text.substr(open, close - open))));
    module_.nodes[scratch_.back()].first = 0;
    begin = static_cast<uint32_t>(close);
  }
  if (begin < end) push(text_piece(begin, end));
  return finish(Kind::Concat, m, tree_[at].begin);
}

ir::NodeId Lowering::text_piece(uint32_t begin, uint32_t end) {
  std::string_view raw = tree_.text.substr(begin, end - begin);
  Symbol text = raw.find('\\') == std::string_view::npos ? symbol(raw) : symbols_[kept_atom(cooked(raw))];
  return constant(ir::ConstKind::String, begin, text);
}

ir::NodeId Lowering::template_string(At at, NodeId tag) {
  const SyntaxNode whole = tree_[at];
  size_t m = mark();
  bool tagged = tag != kNone;
  if (tagged) push(tag);
  uint32_t from = whole.begin + 1;
  bool empty = true;
  for (At c = whole.child; c != kNoNode; c = tree_[c].next) {
    if (tree_[c].kind != K::template_substitution) continue;
    empty = false;
    if (tagged || tree_[c].begin > from) push(text_piece(from, tree_[c].begin));
    push(child_expression(c));
    from = tree_[c].end;
  }
  uint32_t end = whole.end > whole.begin + 1 ? whole.end - 1 : whole.end;
  if (empty && !tagged) return text_piece(from, end < from ? from : end);
  if (tagged || end > from) push(text_piece(from, end < from ? from : end));
  uint32_t place = tagged ? module_.nodes[tag].at : whole.begin;
  return finish(Kind::Concat, m, place, tagged ? ir::kTagged : 0);
}

// `a + b + c` is ((a + b) + c): the left spine becomes one flat node.
ir::NodeId Lowering::plus(At at) {
  std::vector<At> pieces;
  At left = at;
  auto is_plus = [this](At node) {
    if (tree_[node].kind != K::binary_expression) return false;
    At op_at = tree_.field(node, F::operator_);
    return op_at != kNoNode && tree_.of(op_at) == "+";
  };
  while (left != kNoNode && is_plus(left)) {
    pieces.push_back(tree_.field(left, F::right));
    left = tree_.field(left, F::left);
  }
  pieces.push_back(left);
  size_t m = mark();
  for (size_t i = pieces.size(); i-- > 0;) push(pieces[i] == kNoNode ? unknown(kNoNode) : expression(pieces[i]));
  return finish(Kind::Concat, m, tree_[at].begin, ir::kPlus);
}

ir::NodeId Lowering::array(At at) {
  size_t m = mark();
  bool expect = true;  // `[,a]`: a hole is undefined
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
    if (tree_[c].kind == K::token) {
      if (tree_.of(c) != ",") continue;
      if (expect) push(constant(ir::ConstKind::Undefined, tree_[c].begin));
      expect = true;
      continue;
    }
    push(expression(c));
    expect = false;
  }
  return finish(Kind::List, m, tree_[at].begin);
}

Lowering::Key Lowering::key(At at) {
  Key made;
  if (at == kNoNode) return made;
  const SyntaxNode& written = tree_[at];
  made.at = written.begin;
  switch (written.kind) {
    case K::string:
      made.name = symbol(string_text(at));
      made.at = written.begin + 1;
      break;
    case K::computed_property_name: {
      At inner = tree_.first_named(at);
      if (inner != kNoNode && tree_[inner].kind == K::string) return key(inner);
      made.computed = true;
      made.expression = inner;
      break;
    }
    default:
      made.name = symbol(tree_.of(at));
  }
  return made;
}

void Lowering::property(At at) {
  const SyntaxNode part = tree_[at];
  using ir::OpKind;
  switch (part.kind) {
    case K::pair: {
      Key k = key(tree_.field(at, F::key));
      At written = tree_.field(at, F::value);
      if (k.computed) {
        NodeId name_value = k.expression == kNoNode ? unknown(kNoNode) : expression(k.expression);
        NodeId value = written == kNoNode ? unknown(kNoNode) : expression(written);
        return push(op(OpKind::ComputedEntry, k.at, {name_value, value}));
      }
      NodeId value = written == kNoNode ? unknown(kNoNode) : named_expression(written, k.name);
      return push(op(OpKind::Entry, k.at, {value}, k.name));
    }
    case K::shorthand_property_identifier:
    case K::identifier:
      return push(op(OpKind::Entry, part.begin, {name(tree_.of(at), part.begin)}, symbol(tree_.of(at))));
    case K::method_definition: {
      Key k = key(tree_.field(at, F::name));
      bool getter = tree_.has_token(at, "get");
      if (tree_.has_token(at, "set") && !getter) {
        // A setter gives the property no value: it stays beside it, under a name that no source can write.
        Given setter;
        setter.name = k.name;
        NodeId value = node(Kind::Func, k.at, {});
        ir::FunctionId id = lower_function(at, setter);
        module_.nodes[value].first = id;
        Symbol beside = symbols_[kept_atom("set " + std::string(names_.text(k.name)))];
        return push(op(OpKind::Entry, k.at, {value}, beside));
      }
      NodeId name_value = k.computed && k.expression != kNoNode ? expression(k.expression) : kNone;
      Given given;
      given.name = k.name;
      NodeId value = node(Kind::Func, k.at, {});
      ir::FunctionId id = lower_function(at, given);
      module_.nodes[value].first = id;
      NodeId entry =
          k.computed ? op(OpKind::ComputedEntry, k.at, {name_value, value}) : op(OpKind::Entry, k.at, {value}, k.name);
      if (getter) module_.nodes[entry].flags |= ir::kGetter;
      return push(entry);
    }
    case K::spread_element:
      return push(op(OpKind::Spread, part.begin, {child_expression(at)}));
    case K::token:
      return;
    default:
      // `{a = 1}` is only valid as an assignment target; anything else is a syntax error.
      return push(op(OpKind::Spread, part.begin, {unknown(at)}));
  }
}

ir::NodeId Lowering::object(At at) {
  size_t m = mark();
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) property(c);
  return finish(Kind::Record, m, tree_[at].begin);
}

}  // namespace leastscope::javascript
