#include "program/javascript/page.h"

#include <algorithm>

#include "base/paths.h"

namespace leastscope::javascript {
namespace {

bool same_word(std::string_view html, size_t at, std::string_view word) {
  if (at + word.size() > html.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    char c = html[at + i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 32);
    if (c != word[i]) return false;
  }
  return true;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }

struct Attribute {
  std::string key, value;
  size_t begin = 0, end = 0;  // of the value without its quotes
  bool quoted = false;
};

// Behind a placeholder that begins at `at`, or `at` itself.
size_t behind_placeholder(std::string_view html, size_t at, size_t end) {
  bool percent = html.substr(at, 2) == "<%", braces = html.substr(at, 2) == "{{";
  if (!percent && !braces) return at;
  size_t close = html.find(percent ? "%>" : "}}", at + 2);
  return close == std::string_view::npos || close + 2 > end ? at : close + 2;
}

// Reads one attribute of a tag; false at the tag's end. `at` moves behind it.
bool read_attribute(std::string_view html, size_t& at, Attribute& made) {
  while (at < html.size() && (is_space(html[at]) || html[at] == '/')) ++at;
  if (at >= html.size() || html[at] == '>') return false;
  made = {};
  size_t from = at;
  if (size_t skipped = behind_placeholder(html, at, html.size()); skipped != at) {
    at = skipped;
    return true;
  }
  while (at < html.size() && !is_space(html[at]) && html[at] != '=' && html[at] != '>' && html[at] != '/') ++at;
  made.key = lower(html.substr(from, at - from));
  while (at < html.size() && is_space(html[at])) ++at;
  if (at < html.size() && html[at] == '=') {
    ++at;
    while (at < html.size() && is_space(html[at])) ++at;
    if (at < html.size() && (html[at] == '"' || html[at] == '\'')) {
      // quotes inside a placeholder do not end the value: src="{{furl "/a.js"}}"
      const char quote = html[at];
      size_t close = at + 1;
      while (close < html.size() && html[close] != quote) {
        size_t skipped = behind_placeholder(html, close, html.size());
        close = skipped == close ? close + 1 : skipped;
      }
      made.begin = at + 1;
      made.end = close;
      made.quoted = true;
      made.value = std::string(html.substr(made.begin, made.end - made.begin));
      at = close < html.size() ? close + 1 : close;
    } else {
      from = at;
      while (at < html.size() && !is_space(html[at]) && html[at] != '>') {
        size_t skipped = behind_placeholder(html, at, html.size());
        at = skipped == at ? at + 1 : skipped;
      }
      made.value = std::string(html.substr(from, at - from));
    }
  } else if (at == from && at < html.size() && html[at] != '>') {
    ++at;
  }
  return true;
}

// Reads the attributes of a script's tag from `at` to behind its `>`.
size_t read_tag(std::string_view html, size_t at, PageScript& script) {
  Attribute a;
  while (read_attribute(html, at, a)) {
    if (a.key == "src" || a.key == "th:src") script.source = a.value;
    if (a.key == "type") {
      std::string type = lower(a.value);
      script.module = type == "module";
      script.is_script = type.empty() || type == "module" || type == "text/babel" || type == "text/jsx" ||
                         type.find("javascript") != std::string::npos || type.find("ecmascript") != std::string::npos;
    }
  }
  return at < html.size() ? at + 1 : at;
}

void add_handler(std::vector<PageScript>& scripts, size_t begin, size_t end) {
  if (begin >= end) return;
  PageScript script;
  script.handler = true;
  script.begin = static_cast<uint32_t>(begin);
  script.end = static_cast<uint32_t>(end);
  scripts.push_back(script);
}

// `onclick="save()"`: with six letters and `="` there is room for the function around the text.
void read_handlers(std::string_view html, size_t& at, std::vector<PageScript>& scripts) {
  while (at < html.size() && is_letter(html[at])) ++at;
  Attribute a;
  for (size_t before = at; read_attribute(html, at, a); before = at) {
    if (at <= before) ++at;
    constexpr std::string_view kScheme = "javascript:";
    if (a.quoted && a.key == "href" && a.value.starts_with(kScheme)) {
      add_handler(scripts, a.begin + kScheme.size(), a.end);
      continue;
    }
    if (!a.quoted || !a.key.starts_with("on") || a.key.size() < 6 || a.value.empty()) continue;
    if (!std::all_of(a.key.begin(), a.key.end(), [](char c) { return c >= 'a' && c <= 'z'; })) continue;
    add_handler(scripts, a.begin, a.end);
  }
}

void blank(std::string& text, size_t from, size_t to) {
  for (size_t i = from; i < to; ++i)
    if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
}

// A value of a template's language: a name of the same length takes its place.
void name_instead(std::string& text, size_t from, size_t to) {
  blank(text, from, to);
  text[from] = '_';
  if (from + 1 < to) text[from + 1] = '_';
}

// What opens a placeholder at `i`, and what closes it.
std::pair<std::string_view, std::string_view> placeholder(std::string_view text, size_t i, PageSyntax syntax) {
  std::string_view two = text.substr(i, 2), three = text.substr(i, 3);
  if (two == "<%") return {two, "%>"};
  if (two == "{{") return {two, "}}"};
  if (two == "{%") return {two, "%}"};
  if (two == "{#" && syntax != PageSyntax::Pug) return {two, "#}"};
  if (three == "[[$" || three == "[[@" || three == "[[#") return {"[[", "]]"};
  if (three == "[($" || three == "[(@" || three == "[(#") return {"[(", ")]"};
  if (two == "<?") return {two, "?>"};
  if (syntax == PageSyntax::Pug && (two == "#{" || two == "!{")) return {two, "}"};
  return {};
}

// Placeholders of page templates are no JavaScript: values become a name of the same length, statements (`{{#if}}`,
// `<% if %>`) blanks. Inside strings they stay: the lowering makes them open pieces.
void blank_templates(std::string& text, size_t begin, size_t end, PageSyntax syntax) {
  char quote = 0;
  for (size_t i = begin; i + 1 < end; ++i) {
    char c = text[i];
    if (quote && c == '\\') {
      ++i;
      continue;
    }
    if (c == quote || (c == '\n' && quote != '`'))
      quote = 0;
    else if (!quote && (c == '"' || c == '\'' || c == '`'))
      quote = c;
    if (syntax == PageSyntax::Razor && c == '@' && !quote && (is_letter(text[i + 1]) || text[i + 1] == '(')) {
      text[i] = '_';
      continue;
    }
    if (syntax == PageSyntax::Html && !quote && c == '$' && text[i + 1] == '{') {  // JSP, Freemarker
      size_t close = text.find('}', i);
      if (close == std::string::npos || close >= end) continue;
      name_instead(text, i, close + 1);
      i = close;
      continue;
    }
    auto [open, shut] = placeholder(text, i, syntax);
    if (open.empty()) continue;
    size_t close = text.find(shut, i + open.size());
    if (close == std::string::npos || close + shut.size() > end) {
      if (open == "<%" || open == "{{") return;
      continue;
    }
    size_t after = close + shut.size();
    while (open == "{{" && after < end && text[after] == '}') ++after;
    if (quote) {
      for (size_t j = i; j < close; ++j)
        if (text[j] == quote) text[j] = '_';
      i = after - 1;
      continue;
    }
    bool plain = true;  // nested braces of an object literal are no placeholder
    if (open == "{{" || open == "{#")
      for (size_t j = i + 2; j < close; ++j) plain = plain && text[j] != ';' && text[j] != ':' && text[j] != '\n';
    char first = close > i + 2 ? text[i + 2] : ' ';
    bool statement = open == "{%" || open == "{#" ||
                     (open == "{{" && (first == '#' || first == '/' || first == '!' || first == '>' || first == '^' ||
                                       std::string_view(text).substr(i + 2, 4) == "else")) ||
                     (open == "<%" && first != '=' && first != '-') || (open == "<?" && text.compare(i, 3, "<?=") != 0);
    if (statement && plain)
      blank(text, i, after);
    else if (plain)
      name_instead(text, i, after);
    i = after - 1;
  }
}

// The text of a handler becomes `;Z(()=>{ … })`: entities are characters there, its quotes make room.
void wrap_handler(std::string& text, const PageScript& script) {
  static constexpr std::string_view kOpen = ";Z(()=>{";
  if (script.begin < kOpen.size()) return;
  text.replace(script.begin - kOpen.size(), kOpen.size(), kOpen);
  if (script.end < text.size()) text[script.end] = '}';
  static constexpr std::pair<std::string_view, char> kEntities[] = {{"&quot;", '"'},  {"&#39;", '\''}, {"&apos;", '\''},
                                                                    {"&#x27;", '\''}, {"&amp;", '&'},  {"&lt;", '<'},
                                                                    {"&gt;", '>'}};
  for (auto [entity, c] : kEntities)
    for (size_t i = text.find(entity, script.begin); i < script.end; i = text.find(entity, i + 1)) {
      blank(text, i, i + entity.size());
      text[i] = c;
    }
}

// Behind the brace that closes what begins at `at`; quotes hide braces.
size_t behind_braces(std::string_view text, size_t at) {
  char quote = 0;
  for (unsigned depth = 1; at < text.size(); ++at) {
    const char c = text[at];
    if (quote) {
      if (c == '\\') ++at;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote = c;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return at + 1;
    }
  }
  return text.size();
}

// The markup of components has code of its own: `on:click={…}` and every other value in braces, `@click="…"` and
// `v-on:…`, what `{#await …}` waits for.
void read_component_tag(std::string_view html, size_t& at, std::vector<PageScript>& scripts) {
  size_t key = at;
  while (at < html.size() && html[at] != '>') {
    const char c = html[at];
    if (is_space(c)) key = at + 1;
    if (c == '"' || c == '\'') {
      const size_t close = std::min(html.find(c, at + 1), html.size());
      const std::string_view name = html.substr(key, at - key);
      if (name.ends_with("=") && (name.starts_with("@") || name.starts_with("v-on:")))
        add_handler(scripts, at + 1, close);
      at = close;
    } else if (c == '{') {
      const size_t close = behind_braces(html, at + 1);
      if (at > key + 1 && html[at - 1] == '=') add_handler(scripts, at + 1, close - 1);
      at = close - 1;
    }
    if (at < html.size()) ++at;
  }
}

void read_awaits(std::string_view html, std::vector<PageScript>& scripts) {
  constexpr std::string_view kAwait = "{#await ";
  for (size_t at = html.find(kAwait); at != std::string_view::npos; at = html.find(kAwait, at + 1)) {
    const size_t begin = at + kAwait.size(), close = behind_braces(html, begin) - 1;
    add_handler(scripts, begin, std::min(close, html.find(" then ", begin)));
  }
}

// The text of such a value becomes `;Z(…)`, or `;{…}` where it is statements: it runs as soon as the component does.
void wrap_component_handler(std::string& text, const PageScript& script) {
  const std::string_view value = std::string_view(text).substr(script.begin, script.end - script.begin);
  const bool call = text[script.begin - 1] == '{' || text[script.begin - 1] == ' ' ||
                    value.find("=>") != std::string_view::npos ||
                    value.substr(std::min(value.find_first_not_of(" \n\t"), value.size())).starts_with("function");
  const std::string_view open = call ? ";Z(" : ";{";
  text.replace(script.begin - open.size(), open.size(), open);
  text[script.end] = call ? ')' : '}';
}

// `script.` blocks (the lines that stand deeper) and `script(src='…')` of Pug.
std::vector<PageScript> pug_scripts(std::string_view text) {
  std::vector<PageScript> scripts;
  size_t line = 0;
  while (line < text.size()) {
    size_t end = std::min(text.find('\n', line), text.size());
    std::string_view written = text.substr(line, end - line);
    size_t indent = std::min(written.find_first_not_of(" \t"), written.size());
    std::string_view tag = written.substr(indent);
    size_t next = end + 1;
    bool is_tag = tag.starts_with("script") && (tag.size() == 6 || tag[6] == '(' || tag[6] == '.' || tag[6] == ' ');
    if (is_tag) {
      PageScript script;
      size_t at = line + indent + 6;
      if (at < end && text[at] == '(') {
        size_t close = std::min(text.find(')', at), text.size());
        std::string tag_text(text.substr(at + 1, close - at - 1));
        std::replace(tag_text.begin(), tag_text.end(), ',', ' ');
        read_tag(tag_text, 0, script);
        at = close < text.size() ? close + 1 : close;
        end = std::min(text.find('\n', at), text.size());
        next = end + 1;
      }
      bool block = at < text.size() && text[at] == '.' &&
                   text.substr(at + 1, end - at - 1).find_first_not_of(" \t\r") == std::string_view::npos;
      if (block) {
        script.begin = static_cast<uint32_t>(std::min(next, text.size()));
        size_t stop = script.begin;
        for (size_t l = script.begin; l < text.size();) {
          size_t e = std::min(text.find('\n', l), text.size());
          std::string_view inner = text.substr(l, e - l);
          size_t deep = inner.find_first_not_of(" \t\r");
          if (deep != std::string_view::npos && deep <= indent) break;
          l = e + 1;
          stop = std::min(l, text.size());
        }
        script.end = static_cast<uint32_t>(std::max<size_t>(stop, script.begin));
        next = std::max<size_t>(stop, next);
      } else if (script.source.empty()) {
        script.begin = static_cast<uint32_t>(at);
        script.end = static_cast<uint32_t>(end);
      }
      scripts.push_back(script);
    }
    line = next;
  }
  return scripts;
}

}  // namespace

PageSyntax page_syntax(std::string_view path) {
  std::string extension = lower(path_extension(path));
  if (extension == ".pug" || extension == ".jade") return PageSyntax::Pug;
  if (extension == ".cshtml" || extension == ".razor") return PageSyntax::Razor;
  if (extension == ".vue" || extension == ".svelte" || extension == ".astro") return PageSyntax::Component;
  return PageSyntax::Html;
}

std::vector<PageScript> page_scripts(std::string_view html, PageSyntax syntax) {
  if (syntax == PageSyntax::Pug) return pug_scripts(html);
  std::vector<PageScript> scripts;
  for (size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    if (html.substr(at, 4) == "<!--") {
      at = html.find("-->", at + 4);
      if (at == std::string_view::npos) break;
      continue;
    }
    bool script_tag =
        same_word(html, at, "<script") && at + 7 < html.size() && (is_space(html[at + 7]) || html[at + 7] == '>');
    if (!script_tag) {
      ++at;
      if (at >= html.size() || !is_letter(html[at])) continue;
      if (syntax == PageSyntax::Component)
        read_component_tag(html, at, scripts);
      else
        read_handlers(html, at, scripts);
      continue;
    }
    PageScript script;
    size_t begin = read_tag(html, at + 7, script);
    size_t end = begin;
    while (end < html.size() && !same_word(html, end, "</script")) {
      end = html.find('<', end + (html[end] == '<' ? 1 : 0));
      if (end == std::string_view::npos) end = html.size();
    }
    script.begin = static_cast<uint32_t>(begin);
    script.end = static_cast<uint32_t>(end);
    scripts.push_back(script);
    at = end;
    if (at >= html.size()) break;
  }
  if (syntax == PageSyntax::Component) {
    read_awaits(html, scripts);
    std::sort(scripts.begin(), scripts.end(),
              [](const PageScript& a, const PageScript& b) { return a.begin < b.begin; });
    size_t behind = 0;  // what lies inside of another is read with it
    std::erase_if(scripts, [&](const PageScript& s) {
      const bool inside = s.handler && (s.begin < behind + 4 || s.end >= html.size());
      if (!inside) behind = s.end;
      return inside;
    });
  }
  return scripts;
}

std::string scripts_only(std::string_view html, PageSyntax syntax) {
  std::string text(html);
  size_t done = 0;
  for (const PageScript& script : page_scripts(html, syntax)) {
    if (!script.source.empty() || !script.is_script) continue;
    blank(text, done, script.begin);
    if (syntax != PageSyntax::Component) blank_templates(text, script.begin, script.end, syntax);
    done = script.end;
    if (script.handler && syntax == PageSyntax::Component) {
      wrap_component_handler(text, script);
      ++done;
    } else if (script.handler) {
      wrap_handler(text, script);
      ++done;
      if (done < text.size() && text[done] != '\n') text[done++] = ')';
    } else if (done < text.size() && syntax != PageSyntax::Pug) {
      text[done++] = ';';
    }
  }
  blank(text, std::min(done, text.size()), text.size());
  return text;
}

std::string literal_source(std::string_view source) {
  std::string out, named;
  for (size_t i = 0; i < source.size();) {
    size_t skipped = behind_placeholder(source, i, source.size());
    size_t dollar =
        source.substr(i, 2) == "${" || source.substr(i, 2) == "@{" ? source.find('}', i) : std::string::npos;
    if (skipped == i && dollar != std::string_view::npos) skipped = dollar + 1;
    if (skipped == i) {
      out += source[i++];
      continue;
    }
    // the longest quoted text inside, or what stands alone in @{…}
    std::string_view inside = source.substr(i, skipped - i);
    for (size_t q = inside.find_first_of("'\""); q != std::string_view::npos; q = inside.find_first_of("'\"", q)) {
      size_t close = inside.find(inside[q], q + 1);
      if (close == std::string_view::npos) break;
      if (close - q - 1 > named.size()) named = std::string(inside.substr(q + 1, close - q - 1));
      q = close + 1;
    }
    if (named.empty() && inside.starts_with("@{")) named = std::string(inside.substr(2, inside.size() - 3));
    i = skipped;
  }
  while (out.starts_with("~")) out.erase(0, 1);
  while (named.starts_with("~")) named.erase(0, 1);
  return out.find('.') == std::string::npos && named.find('.') != std::string::npos ? named : out;
}

}  // namespace leastscope::javascript
