// Writing a scope where scopes already stand, in the handwriting of whoever wrote the others. What there is to copy is
// read from the text around the last element: indentation and dash, quotes, the gap between two elements, line ends.
// Only when there is no element, or no list at all, a form has to be chosen: then it is the block list of every
// example of the platform, or a JSON array on one line.
#include <algorithm>

#include "descriptor/descriptor.h"
#include "descriptor/lines.h"
#include "syntax/config_tree.h"

namespace leastscope {
namespace {

/// The line end in use from here on, or before, if nothing follows.
std::string_view newline_of(std::string_view text, size_t from = 0) {
  size_t at = text.find('\n', from);
  if (at == std::string_view::npos) at = text.rfind('\n');
  return at != std::string_view::npos && at > 0 && text[at - 1] == '\r' ? "\r\n" : "\n";
}

/// The blanks at the start of the line.
std::string indentation(std::string_view text, size_t at) {
  const size_t begin = line_begin(text, at);
  size_t end = begin;
  while (end < text.size() && is_blank(text[end])) ++end;
  return std::string(text.substr(begin, end - begin));
}

bool is_json(std::string_view text) {
  size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < text.size() && is_space(text[at])) ++at;
  return at < text.size() && text[at] == '{';
}

/// The quote that an element is written with, or nothing.
std::string quote_of(std::string_view text, const DeclaredScope& scope) {
  if (scope.span.begin == 0) return {};
  const char before = text[scope.span.begin - 1];
  return before == '"' || before == '\'' ? std::string(1, before) : std::string();
}

TextEdit insertion(size_t at, std::string text) { return {{offset(at), offset(at)}, std::move(text)}; }

Problem cannot(const std::string& what, const Place& at) {
  return {"cannot-edit", what + " Add the scopes by hand.", at};
}

/// Behind the lines of the last element of a block list or map.
TextEdit add_to_block(std::string_view text, const ScopeList& list, const DeclaredScope& last,
                      const std::vector<std::string>& names) {
  const std::string_view newline = newline_of(text, last.element.end);
  const std::string quote = quote_of(text, last);
  const size_t begin = line_begin(text, last.element.begin);
  std::string before(text.substr(begin, last.element.begin - begin));
  // A dash on a line of its own: take its line, and write dash and scope together.
  if (!list.map && before.find('-') == std::string::npos && begin > 0)
    before = indentation(text, line_begin(text, begin - 1)) + "- ";
  std::string lines;
  for (const auto& name : names) {
    lines += before + quote + name + quote + (list.map ? ": {}" : "");
    lines += newline;
  }
  const size_t at = line_end(text, last.element.end);
  if (at > 0 && at == text.size() && text[at - 1] != '\n') {  // the last line of the file has no end
    lines.erase(lines.size() - newline.size());
    lines.insert(0, newline);
  }
  return insertion(at, lines);
}

/// What stands between two elements of a flow list, from the comma on.
std::string flow_gap(std::string_view text, const ScopeList& list, const std::vector<DeclaredScope>& members) {
  const DeclaredScope& last = members.back();
  if (members.size() > 1) {
    const DeclaredScope& other = members[members.size() - 2];
    const std::string_view gap = text.substr(other.element.end, last.element.begin - other.element.end);
    const size_t comma = gap.find(',');
    const bool plain = gap.find_first_not_of(", \t\r\n") == std::string_view::npos;
    if (plain && comma != std::string_view::npos) return std::string(gap.substr(comma));
  }
  const size_t begin = line_begin(text, last.element.begin);
  if (begin <= list.inner.begin) return ", ";
  return "," + std::string(newline_of(text, begin)) + indentation(text, last.element.begin);
}

void add_to_flow(std::string_view text, const ScopeList& list, const std::vector<DeclaredScope>& members,
                 const std::vector<std::string>& names, std::vector<TextEdit>& edits) {
  const std::string tail = list.map ? ": {}" : "";
  if (members.empty()) {
    const std::string quote = is_json(text) ? "\"" : "";
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + quote + name + quote + tail;
    edits.push_back(insertion(list.inner.begin, out));
    return;
  }
  const DeclaredScope& last = members.back();
  const std::string quote = quote_of(text, last);
  const std::string gap = flow_gap(text, list, members);
  std::string out;
  for (const auto& name : names) out += gap + quote + name + quote + tail;
  // A comment behind the last element stays with it: the comma goes before the comment, the rest on the next line.
  size_t at = last.element.end;
  while (at < list.inner.end && (is_blank(text[at]) || text[at] == ',')) ++at;
  const bool comment = at < list.inner.end && (text[at] == '#' || text.substr(at, 2) == "//");
  const size_t newline = out.find('\n');
  if (!comment || newline == std::string::npos) {
    edits.push_back(insertion(last.element.end, out));
    return;
  }
  const bool comma = text.substr(last.element.end, at - last.element.end).find(',') != std::string_view::npos;
  if (!comma) edits.push_back(insertion(last.element.end, ","));
  const size_t begin = out[newline - 1] == '\r' ? newline - 1 : newline;
  const size_t end = std::min<size_t>(line_end(text, at), list.inner.end);
  const size_t back = end - (end > 0 && text[end - 1] == '\n' ? 1 : 0);
  edits.push_back(
      insertion(back - (back > 0 && text[back - 1] == '\r' ? 1 : 0), out.substr(begin) + (comma ? "," : "")));
}

/// A key without a value.
Result<TextEdit> fill_key(std::string_view text, const ScopeList& list, const std::vector<std::string>& names,
                          const Place& at) {
  if (is_json(text)) return cannot("The value of the scopes is no list.", at);
  const std::string indent = indentation(text, list.key.begin) + "  ";
  std::string out;
  for (const auto& name : names) out += std::string(newline_of(text)) + indent + "- " + name;
  return insertion(list.fill, out);
}

/// The keys that lead to a list, outermost first.
std::vector<std::string> path_of_list(const Descriptor& descriptor, const std::string& token) {
  switch (descriptor.platform) {
    case Platform::forge:
      return {"permissions", "scopes"};
    case Platform::slack:
      return {"oauth_config", "scopes", token.empty() ? "bot" : token};
    default:
      return {"scopes"};
  }
}

std::string json_value(const std::vector<std::string>& keys, size_t from, const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "\"" : ", \"") + name + "\"";
  std::string out = "[" + list + "]";
  for (size_t i = keys.size(); i-- > from;)
    out = (i > from ? "{\"" : "\"") + keys[i] + "\": " + out + (i > from ? "}" : "");
  return out;
}

std::string yaml_value(const std::vector<std::string>& keys, size_t from, const std::vector<std::string>& names,
                       std::string indent, std::string_view newline) {
  std::string out;
  for (size_t i = from; i < keys.size(); ++i) {
    out += indent + keys[i] + ":";
    out += newline;
    indent += "  ";
  }
  for (const auto& name : names) {
    out += indent + "- " + name;
    out += newline;
  }
  return out;
}

/// As the first entry of a map that has others: the line or the gap of the first one shows how entries are set apart.
Result<TextEdit> add_entry(std::string_view text, const ConfigNode& map, const std::vector<std::string>& keys,
                           size_t from, const std::vector<std::string>& names, const Place& at) {
  const bool flow = map.span.begin < text.size() && text[map.span.begin] == '{';
  if (map.from_alias || (!flow && map.entries.empty()))
    return cannot("The place for the scopes is shared through an anchor or has no form that can be continued.", at);
  if (flow) {
    std::string out = json_value(keys, from, names);
    if (map.entries.empty()) return insertion(map.span.begin + 1, out);
    const size_t first = map.entries.front().key_span.begin;
    const std::string_view gap = text.substr(map.span.begin + 1, first - map.span.begin - 1);
    const bool plain = gap.find_first_not_of(" \t\r\n") == std::string_view::npos;
    return insertion(first, out + "," + (plain && !gap.empty() ? std::string(gap) : std::string(" ")));
  }
  const size_t first = map.entries.front().key_span.begin;
  const size_t begin = line_begin(text, first);
  const std::string indent = indentation(text, first);
  if (begin + indent.size() != first) return cannot("The place for the scopes has an unusual form.", at);
  return insertion(begin, yaml_value(keys, from, names, indent, newline_of(text)));
}

/// There is no list yet: it is written below the deepest key of its path that exists.
Result<TextEdit> add_list(std::string_view text, const Descriptor& descriptor, const std::string& token,
                          const std::vector<std::string>& names) {
  const bool json = is_json(text);
  auto parsed = json ? parse_json(text, descriptor.path) : parse_yaml(text, descriptor.path);
  if (!parsed) return parsed.problem();
  const auto keys = path_of_list(descriptor, token);
  const ConfigNode* node = &parsed->root;
  size_t from = 0;
  while (from < keys.size() && node->is_map()) {
    const ConfigNode* next = node->find(keys[from]);
    if (!next || !next->is_map()) break;
    node = next;
    ++from;
  }
  if (from == keys.size() || !node->is_map() || node->find(keys[from]))
    return cannot("The value of the scopes is no list.", descriptor.scopes_at);
  if (json || from > 0) return add_entry(text, *node, keys, from, names, descriptor.scopes_at);
  // A new top-level key goes to the end, where it disturbs nothing.
  const std::string_view newline = newline_of(text);
  if (text.find("\n...") != std::string_view::npos || text.find("\n---") != std::string_view::npos)
    return add_entry(text, *node, keys, from, names, descriptor.scopes_at);
  std::string out = yaml_value(keys, from, names, "", newline);
  if (!text.empty() && text.back() != '\n') {
    out.erase(out.size() - newline.size());
    out.insert(0, newline);
  }
  return insertion(text.size(), out);
}

/// The list that new scopes of this token go to; nothing when it has to be made.
std::optional<size_t> list_for(std::string_view text, const Descriptor& descriptor, const std::string& token) {
  std::optional<size_t> found;
  for (size_t i = 0; i < descriptor.scope_lists.size(); ++i) {
    const ScopeList& list = descriptor.scope_lists[i];
    if (!token.empty() && list.token != token) continue;
    const std::string_view key = text.substr(list.key.begin, list.key.end - list.key.begin);
    if (key.find("_optional") != std::string_view::npos) continue;
    found = i;  // of equal keys the last one counts
    if (descriptor.platform == Platform::slack) break;
  }
  return found;
}

}  // namespace

Result<std::vector<TextEdit>> additions(std::string_view text, const Descriptor& descriptor,
                                        const std::vector<NewScope>& scopes) {
  std::vector<TextEdit> edits;
  std::vector<std::string> tokens;
  for (const auto& scope : scopes)
    if (std::find(tokens.begin(), tokens.end(), scope.token) == tokens.end()) tokens.push_back(scope.token);
  for (const auto& token : tokens) {
    std::vector<std::string> names;
    for (const auto& scope : scopes)
      if (scope.token == token) names.push_back(scope.scope);
    const auto index = list_for(text, descriptor, token);
    if (!index) {
      auto edit = add_list(text, descriptor, token, names);
      if (!edit) return edit.problem();
      edits.push_back(*edit);
      continue;
    }
    const ScopeList& list = descriptor.scope_lists[*index];
    if (list.shared)
      return cannot("The list of scopes is shared through a YAML anchor or is no list.", descriptor.scopes_at);
    std::vector<DeclaredScope> members;
    for (const auto& scope : descriptor.scopes)
      if (scope.list == *index) members.push_back(scope);
    if (list.flow) {
      add_to_flow(text, list, members, names, edits);
    } else if (!members.empty()) {
      edits.push_back(add_to_block(text, list, members.back(), names));
    } else {
      auto edit = fill_key(text, list, names, descriptor.scopes_at);
      if (!edit) return edit.problem();
      edits.push_back(*edit);
    }
  }
  std::stable_sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) { return a.span < b.span; });
  return edits;
}

std::string apply_edits(std::string_view text, const std::vector<TextEdit>& edits) {
  std::string out;
  size_t from = 0;
  for (const auto& edit : edits) {
    out += text.substr(from, edit.span.begin - from);
    out += edit.text;
    from = edit.span.end;
  }
  return out + std::string(text.substr(from));
}

}  // namespace leastscope
