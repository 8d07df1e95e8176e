// Where scopes stand, and what to delete to remove one. The tree says where a value is; commas, dashes, anchors and
// comments around it are read from the text, so that block and flow lists, maps and JSON all come out clean:
//   block:  the whole lines from the dash (or the key) to the end of the element, with the comment behind it;
//   flow:   from the element to the next one, or from the end of the previous one when it is the last.
#include <algorithm>

#include "descriptor/lines.h"
#include "descriptor/reader.h"

namespace leastscope {
namespace {

/// The start of the anchor and tag before a value on the same line, or the value's own start.
size_t with_properties(std::string_view text, size_t begin) {
  for (;;) {
    size_t end = begin;
    while (end > 0 && is_blank(text[end - 1])) --end;
    size_t word = end;
    while (word > 0 && !is_space(text[word - 1]) && text[word - 1] != '[' && text[word - 1] != ',') --word;
    if (end == begin || word == end || (text[word] != '&' && text[word] != '!')) return begin;
    begin = word;
  }
}

/// How often an alias of this anchor stands in the text. Comments and strings are counted too: then nothing is deleted.
size_t alias_uses(std::string_view text, std::string_view anchor) {
  size_t count = 0;
  const std::string alias = "*" + std::string(anchor);
  for (size_t at = text.find(alias); at != std::string_view::npos; at = text.find(alias, at + 1)) {
    const size_t end = at + alias.size();
    if (end == text.size() || is_space(text[end]) || text[end] == ',' || text[end] == ']' || text[end] == '}') ++count;
  }
  return count;
}

/// True when the element defines an anchor that something else uses.
bool anchor_in_use(std::string_view text, Span element) {
  const std::string_view written = text.substr(element.begin, element.end - element.begin);
  for (size_t at = written.find('&'); at != std::string_view::npos; at = written.find('&', at + 1)) {
    if (at > 0 && !is_space(written[at - 1])) continue;
    size_t end = at + 1;
    while (end < written.size() && !is_space(written[end]) && written[end] != ',') ++end;
    if (alias_uses(text, written.substr(at + 1, end - at - 1)) > 0) return true;
  }
  return false;
}

/// The whole lines of a block element; empty when something else stands on them.
Span block_item(std::string_view text, Span element, bool map) {
  size_t begin = line_begin(text, element.begin);
  std::string_view before = text.substr(begin, element.begin - begin);
  auto trimmed = [](std::string_view s) {
    while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
    while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
    return s;
  };
  if (map) {
    if (!trimmed(before).empty()) return {};
  } else if (trimmed(before).empty()) {  // the dash stands on a line of its own
    if (begin == 0) return {};
    begin = line_begin(text, begin - 1);
    std::string_view dash = text.substr(begin, element.begin - begin);
    dash = trimmed(dash);
    if (dash.empty() || dash.front() != '-' || (dash.size() > 1 && !trimmed(dash.substr(1)).starts_with('#')))
      return {};
  } else if (trimmed(before) != "-") {
    return {};
  }
  const size_t end = line_end(text, element.end);
  std::string_view after = trimmed(text.substr(element.end, end - element.end));
  if (!after.empty() && after.front() != '#') return {};
  return {offset(begin), offset(end)};
}

/// Fills `item` of the scopes [first, end) of one list.
void find_items(std::string_view text, std::vector<DeclaredScope>& scopes, size_t first, const ScopeList& list) {
  if (list.shared) return;
  for (size_t i = first; i < scopes.size(); ++i) {
    DeclaredScope& scope = scopes[i];
    if (anchor_in_use(text, scope.element)) continue;
    if (!list.flow) {
      scope.item = block_item(text, scope.element, list.map);
    } else if (i + 1 < scopes.size()) {
      scope.item = {scope.element.begin, scopes[i + 1].element.begin};
    } else if (i > first) {
      scope.item = {scopes[i - 1].element.end, scope.element.end};
    } else {
      scope.item = list.inner;
    }
  }
}

/// Where `[]` goes behind `key:` and an anchor.
size_t fill_place(std::string_view text, Span key) {
  size_t at = key.end;
  while (at < text.size() && text[at] != ':' && text[at] != '\n') ++at;
  if (at < text.size() && text[at] == ':') ++at;
  for (;;) {
    size_t word = at;
    while (word < text.size() && is_blank(text[word])) ++word;
    if (word >= text.size() || (text[word] != '&' && text[word] != '!')) return at;
    while (word < text.size() && !is_space(text[word])) ++word;
    at = word;
  }
}

DeclaredScope make_scope(const DescriptorText& source, const std::string& name, Span written,
                         const std::string& token) {
  DeclaredScope scope;
  scope.scope = name;
  scope.token = token;
  scope.span = written;
  const char first = written.begin < source.text.size() ? source.text[written.begin] : '\0';
  if ((first == '"' || first == '\'') && written.end - written.begin >= 2) {
    ++scope.span.begin;
    --scope.span.end;
  }
  scope.at = source.place(scope.span);
  return scope;
}

/// A list item may be a map with one key: `- read:me: {allowImpersonation: true}`.
void add_list(const DescriptorText& source, const ConfigNode& scopes, const std::string& token, ScopeList& list,
              std::vector<DeclaredScope>& into) {
  for (const auto& item : scopes.items) {
    if (item.is_scalar()) {
      into.push_back(make_scope(source, item.text, item.span, token));
    } else if (item.is_map() && item.entries.size() == 1) {
      into.push_back(make_scope(source, item.entries[0].key, item.entries[0].key_span, token));
      into.back().impersonation = is_true(item.entries[0].value.find("allowImpersonation"));
    } else {
      continue;
    }
    const bool own_alias = item.span.begin < source.text.size() && source.text[item.span.begin] == '*';
    if (item.from_alias && !own_alias) list.shared = true;
    into.back().element = {offset(with_properties(source.text, item.span.begin)), item.span.end};
  }
}

void add_map(const DescriptorText& source, const ConfigNode& scopes, const std::string& token, ScopeList& list,
             std::vector<DeclaredScope>& into) {
  for (const auto& entry : scopes.entries) {
    into.push_back(make_scope(source, entry.key, entry.key_span, token));
    into.back().impersonation = is_true(entry.value.find("allowImpersonation"));
    const bool inside = entry.key_span.begin >= scopes.span.begin && entry.key_span.end <= scopes.span.end;
    if (!inside) list.shared = true;  // merged in from an anchor
    into.back().element = {entry.key_span.begin, std::max(entry.key_span.end, entry.value.span.end)};
  }
}

}  // namespace

void read_scopes(const DescriptorText& source, Span key, const ConfigNode& scopes, const std::string& token,
                 Descriptor& into) {
  ScopeList list;
  list.shared = scopes.from_alias;
  list.token = token;
  list.key = key;
  list.map = scopes.is_map();
  const size_t first = into.scopes.size();
  const std::string_view text = source.text;
  if (list.map) {
    add_map(source, scopes, token, list, into.scopes);
  } else if (scopes.is_list()) {
    add_list(source, scopes, token, list, into.scopes);
  } else if (scopes.is_scalar()) {  // one scope without a list: platforms refuse it, its meaning is plain
    into.scopes.push_back(make_scope(source, scopes.text, scopes.span, token));
    into.scopes.back().element = scopes.span;
    list.shared = true;
  }
  list.flow = scopes.span.begin < text.size() && (text[scopes.span.begin] == '[' || text[scopes.span.begin] == '{');
  if (list.flow && scopes.span.end >= scopes.span.begin + 2) list.inner = {scopes.span.begin + 1, scopes.span.end - 1};
  list.fill = offset(fill_place(text, key));
  for (size_t i = first; i < into.scopes.size(); ++i) into.scopes[i].list = into.scope_lists.size();
  find_items(text, into.scopes, first, list);
  into.scope_lists.push_back(list);
}

namespace {

/// The edits for the chosen scopes of one flow list: runs of neighbours go together, so that commas come out right.
void flow_edits(const Descriptor& descriptor, size_t list, const std::vector<bool>& chosen,
                std::vector<TextEdit>& edits) {
  std::vector<size_t> members;
  for (size_t i = 0; i < descriptor.scopes.size(); ++i)
    if (descriptor.scopes[i].list == list) members.push_back(i);
  auto element = [&](size_t i) { return descriptor.scopes[members[i]].element; };
  for (size_t i = 0; i < members.size();) {
    size_t end = i;
    while (end < members.size() && chosen[members[end]]) ++end;
    if (end == i) {
      ++i;
      continue;
    }
    Span span;
    if (end < members.size()) {
      span = {element(i).begin, element(end).begin};
    } else if (i > 0) {
      span = {element(i - 1).end, element(end - 1).end};
    } else {
      span = descriptor.scope_lists[list].inner;
    }
    edits.push_back({span, ""});
    i = end;
  }
}

}  // namespace

Result<std::vector<TextEdit>> removals(std::string_view text, const Descriptor& descriptor,
                                       std::vector<size_t> scopes) {
  std::sort(scopes.begin(), scopes.end());
  std::vector<bool> chosen(descriptor.scopes.size(), false);
  std::vector<size_t> left(descriptor.scope_lists.size(), 0);
  for (const auto& scope : descriptor.scopes) ++left[scope.list];
  std::vector<size_t> taken(left.size(), 0);
  for (size_t i : scopes) {
    if (i >= chosen.size() || chosen[i]) continue;
    const DeclaredScope& scope = descriptor.scopes[i];
    if (scope.item == Span{} || scope.item.end > text.size()) {
      return Problem{"cannot-edit",
                     "'" + scope.scope +
                         "' cannot be removed by deleting text, because its text is shared through a YAML "
                         "anchor or stands in an unusual form. Remove it by hand.",
                     scope.at};
    }
    chosen[i] = true;
    ++taken[scope.list];
  }
  std::vector<TextEdit> edits;
  for (size_t list = 0; list < taken.size(); ++list) {
    if (taken[list] == 0) continue;
    const ScopeList& about = descriptor.scope_lists[list];
    if (about.flow) {
      flow_edits(descriptor, list, chosen, edits);
      continue;
    }
    if (taken[list] == left[list]) edits.push_back({{about.fill, about.fill}, about.map ? " {}" : " []"});
    for (size_t i = 0; i < chosen.size(); ++i)
      if (chosen[i] && descriptor.scopes[i].list == list) edits.push_back({descriptor.scopes[i].item, ""});
  }
  std::sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) { return a.span < b.span; });
  return edits;
}

}  // namespace leastscope
