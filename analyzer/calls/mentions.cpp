// Names by which code that is evaluated may call what no value leads to: members of objects that are not known, what a
// text spells (the handlers in markup that a script writes, a timer's text), globals chosen at run time, and the names
// where the parser lost its way. A function that bears such a name may run (see orphans.cpp).
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
/// Every name on the lines of a region.
std::vector<std::string_view> names_around(std::string_view text, const Span& region) {
  std::vector<std::string_view> out;
  size_t from = region.begin == 0 ? std::string_view::npos : text.rfind('\n', region.begin - 1);
  from = from == std::string_view::npos ? 0 : from + 1;
  size_t to = std::min(text.find('\n', region.end), text.size());
  for (size_t i = from; i < to;) {
    size_t end = i;
    while (end < to && is_name_letter(text[end])) ++end;
    if (end > i) out.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return out;
}

/// Functions that texts call: the handlers in markup that a script writes, a timer's text.
void names_called_in(std::string_view text, std::vector<std::string_view>& out) {
  size_t word = 0;
  while (word < text.size() && is_name_letter(text[word])) ++word;
  bool code = (word > 0 && word < text.size() && text[word] == '(') || text.find("javascript:") != text.npos;
  for (size_t i = text.find("on"); !code && i != text.npos; i = text.find("on", i + 1)) {
    size_t end = i;
    while (end < text.size() && is_name_letter(text[end])) ++end;
    code = end > i + 3 && end < text.size() && text[end] == '=' && (i == 0 || !is_name_letter(text[i - 1]));
  }
  for (size_t i = code ? text.find('(') : text.npos; i != text.npos; i = text.find('(', i + 1)) {
    size_t from = i;
    while (from > 0 && is_name_letter(text[from - 1])) --from;
    if (from < i) out.push_back(text.substr(from, i - from));
  }
}

/// What code mentions as text, or as a global chosen at run time (`window[name]()`), may be called by it.
std::vector<std::string_view> named_in_texts(const Program& program, ModuleId id, bool& any_global) {
  std::vector<std::string_view> out;
  const Module& m = program.modules[id];
  for (const Node& x : m.nodes) {
    if (x.kind == Kind::Const && x.op == static_cast<uint8_t>(ConstKind::String))
      names_called_in(program.names.text(x.symbol), out);
    if (x.kind != Kind::Index) continue;
    const Node &object = m.node(m.children[x.first]), &key = m.node(m.children[x.first + 1]);
    std::string_view name =
        object.kind == Kind::Name && (object.flags & kGlobal) ? program.names.text(object.symbol) : std::string_view();
    any_global |= key.kind != Kind::Const && (name == "window" || name == "globalThis" || name == "self");
  }
  return out;
}
}  // namespace

/// Dead code's mentions revive nothing.
void Machine::mention(Symbol name) {
  if (!orphans_ || may_run_) names_mentioned_.insert(name);
}

void Machine::mention_names_in_texts() {
  bool any_global = false;
  for (ModuleId id = 0; id < program_.modules.size(); ++id) {
    if (info_[id].init == kNone) continue;
    const Module& m = program_.modules[id];
    for (const Span& region : m.errors)
      for (std::string_view name : names_around(m.text, region)) mention(names_.intern(name));
    for (std::string_view name : named_in_texts(program_, id, any_global)) mention(names_.intern(name));
  }
  if (!any_global) return;
  for (const Module& m : program_.modules)
    if (m.imports.empty() && m.exports.empty() && m.exports_slot == kNone && m.module_slot == kNone)
      for (const Function& f : m.functions)
        if (f.parent == 0) mention(f.name);
}

}  // namespace leastscope
