// Rule pages: rules/checks/<id>.md, a front matter of `key: value` lines between two `---` lines, then the page in
// Markdown.
#include <algorithm>

#include "base/paths.h"
#include "checks/check.h"

namespace leastscope {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

Level level_of(std::string_view word) {
  for (Level level : {Level::off, Level::note, Level::warning, Level::error}) {
    if (level_name(level) == word) return level;
  }
  return Level::warning;
}

void set_key(RuleInfo& info, std::string_view key, std::string_view value) {
  if (key == "id") info.id = value;
  if (key == "name") info.name = value;
  if (key == "level") info.level = level_of(value);
  if (key == "precision") info.precision = value;
  if (key == "security-severity") info.security_severity = value;
  if (key == "short") info.short_text = value;
  if (key == "tags") {
    for (const auto& tag : split(value, ',')) {
      if (auto word = trimmed(tag); !word.empty()) info.tags.emplace_back(word);
    }
  }
}

/// The first paragraph that is not a heading.
std::string first_paragraph(std::string_view page) {
  while (!page.empty()) {
    auto end = page.find("\n\n");
    auto paragraph = trimmed(page.substr(0, end));
    if (!paragraph.empty() && paragraph.front() != '#') {
      std::string out(paragraph);
      std::replace(out.begin(), out.end(), '\n', ' ');
      return out;
    }
    if (end == std::string_view::npos) break;
    page.remove_prefix(end + 2);
  }
  return {};
}

}  // namespace

RuleInfo parse_rule_page(std::string_view text) {
  RuleInfo info;
  if (text.rfind("---\n", 0) != 0) return info;
  text.remove_prefix(4);
  auto close = text.find("\n---\n");
  if (close == std::string_view::npos) return info;
  for (const auto& line : split(text.substr(0, close), '\n')) {
    auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    set_key(info, trimmed(std::string_view(line).substr(0, colon)), trimmed(std::string_view(line).substr(colon + 1)));
  }
  info.help_markdown = std::string(trimmed(text.substr(close + 5))) + "\n";
  info.full_text = first_paragraph(info.help_markdown);
  return info;
}

const std::vector<RuleInfo>& all_rules() {
  static const std::vector<RuleInfo> rules = [] {
    std::vector<RuleInfo> pages, out;
    Facts facts;
    for (const auto& [name, text] : facts.texts("checks")) {
      auto page = parse_rule_page(text);
      if (!page.id.empty()) pages.push_back(std::move(page));
    }
    // The registry's order; rules that have a page but no check (suppressions) follow by name.
    for (const auto& check : all_checks()) {
      auto it = std::find_if(pages.begin(), pages.end(), [&](const RuleInfo& p) { return p.id == check.rule; });
      if (it == pages.end()) continue;
      out.push_back(std::move(*it));
      pages.erase(it);
    }
    std::sort(pages.begin(), pages.end(), [](const RuleInfo& a, const RuleInfo& b) { return a.id < b.id; });
    std::move(pages.begin(), pages.end(), std::back_inserter(out));
    return out;
  }();
  return rules;
}

}  // namespace leastscope
