#include "program/javascript/page.h"

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

// Reads the attributes of a tag from `at` to behind its `>`.
size_t read_tag(std::string_view html, size_t at, PageScript& script) {
  while (at < html.size() && html[at] != '>') {
    while (at < html.size() && (is_space(html[at]) || html[at] == '/')) ++at;
    size_t from = at;
    while (at < html.size() && !is_space(html[at]) && html[at] != '=' && html[at] != '>' && html[at] != '/') ++at;
    std::string key = lower(html.substr(from, at - from));
    while (at < html.size() && is_space(html[at])) ++at;
    std::string value;
    if (at < html.size() && html[at] == '=') {
      ++at;
      while (at < html.size() && is_space(html[at])) ++at;
      if (at < html.size() && (html[at] == '"' || html[at] == '\'')) {
        size_t close = html.find(html[at], at + 1);
        if (close == std::string_view::npos) close = html.size();
        value = std::string(html.substr(at + 1, close - at - 1));
        at = close < html.size() ? close + 1 : close;
      } else {
        from = at;
        while (at < html.size() && !is_space(html[at]) && html[at] != '>') ++at;
        value = std::string(html.substr(from, at - from));
      }
    } else if (at == from && at < html.size() && html[at] != '>') {
      ++at;
    }
    if (key == "src") script.source = value;
    if (key == "type") {
      std::string type = lower(value);
      script.module = type == "module";
      script.is_script = type.empty() || type == "module" || type == "text/babel" || type == "text/jsx" ||
                         type.find("javascript") != std::string::npos || type.find("ecmascript") != std::string::npos;
    }
  }
  return at < html.size() ? at + 1 : at;
}

// `{{x}}` and `<%= x %>` of page templates are no JavaScript: a name of the same length takes their place.
// Inside strings they stay: the lowering makes them open pieces.
void blank_templates(std::string& text, size_t begin, size_t end) {
  char quote = 0;
  for (size_t i = begin; i + 1 < end; ++i) {
    char c = text[i];
    if (quote && c == '\\') {
      ++i;
      continue;
    }
    if (c == quote || c == '\n')
      quote = 0;
    else if (!quote && (c == '"' || c == '\''))
      quote = c;
    bool percent = text[i] == '<' && text[i + 1] == '%';
    bool braces = text[i] == '{' && text[i + 1] == '{';
    if (!percent && !braces) continue;
    size_t close = text.find(percent ? "%>" : "}}", i + 2);
    if (close == std::string::npos || close + 2 > end) return;
    while (braces && close + 2 < end && text[close + 2] == '}') ++close;
    if (quote) {
      for (size_t j = i; j < close; ++j)
        if (text[j] == quote) text[j] = '_';
      i = close + 1;
      continue;
    }
    bool plain = true;  // nested braces of an object literal are no placeholder
    for (size_t j = i + 2; j < close; ++j) plain = plain && text[j] != ';' && text[j] != ':' && text[j] != '\n';
    if (percent || plain) {
      text[i] = '_';
      text[i + 1] = '_';
      for (size_t j = i + 2; j < close + 2; ++j)
        if (text[j] != '\n' && text[j] != '\r') text[j] = ' ';
    }
    i = close + 1;
  }
}

}  // namespace

std::vector<PageScript> page_scripts(std::string_view html) {
  std::vector<PageScript> scripts;
  for (size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    if (html.substr(at, 4) == "<!--") {
      at = html.find("-->", at + 4);
      if (at == std::string_view::npos) break;
      continue;
    }
    if (!same_word(html, at, "<script") || at + 7 >= html.size() || (!is_space(html[at + 7]) && html[at + 7] != '>')) {
      ++at;
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
  return scripts;
}

std::string scripts_only(std::string_view html) {
  std::string text(html);
  size_t done = 0;
  auto blank = [&text](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i)
      if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
  };
  for (const PageScript& script : page_scripts(html)) {
    if (!script.source.empty() || !script.is_script) continue;
    blank(done, script.begin);
    blank_templates(text, script.begin, script.end);
    done = script.end;
    if (done < text.size()) text[done++] = ';';
  }
  blank(done, text.size());
  return text;
}

}  // namespace leastscope::javascript
