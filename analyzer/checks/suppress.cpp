#include "checks/suppress.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/paths.h"
#include "checks/check.h"
#include "checks/words.h"

namespace leastscope {
namespace {

constexpr std::string_view kRule = "unused-suppression";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// Where the comment that ends here begins, or npos: strings that merely hold the words are no comments.
size_t comment_before(std::string_view line) {
  const std::string_view before = trimmed(line);
  for (std::string_view mark : {"#", "//", "/*", "<!--", "*", "{/*"}) {
    if (!before.ends_with(mark)) continue;
    return static_cast<size_t>(before.data() - line.data()) + before.size() - mark.size();
  }
  return std::string_view::npos;
}

/// What follows the bracket, without the end of the comment.
std::string reason_of(std::string_view rest) {
  for (std::string_view end : {"*/", "-->"})
    if (const size_t at = rest.find(end); at != std::string_view::npos) rest = rest.substr(0, at);
  return std::string(trimmed(rest));
}

bool only_comments(std::string_view line) {
  line = trimmed(line);
  return line.empty() || line.find("leastscope: ignore[") != std::string_view::npos;
}

uint32_t next_line(std::string_view text, const LineIndex& lines, uint32_t line) {
  uint32_t next = line + 1;
  while (next <= lines.lines() && only_comments(lines.line(text, next))) ++next;
  return next;
}

bool known_rule(const std::string& rule) {
  const auto& rules = all_rules();
  return std::any_of(rules.begin(), rules.end(), [&](const RuleInfo& r) { return r.id == rule; });
}

/// Whether this finding may be accepted by the app's own files.
bool may_be_accepted(const AppReport& app, const Finding& f) {
  return f.rule != "policy-violation" || !app.settings.policy.external;
}

bool accepts(const Acceptance& a, const Finding& f) {
  const bool rule = a.rules.empty() ? f.rule != "missing-scope" && f.rule != "policy-violation"
                                    : std::find(a.rules.begin(), a.rules.end(), f.rule) != a.rules.end();
  return rule && !a.reason.empty() && std::any_of(f.scopes.begin(), f.scopes.end(), [&](const std::string& scope) {
           return pattern_matches(a.scope, scope);
         });
}

Finding complaint(const AppReport& app, const Place& at, std::string message, const std::string& key) {
  Finding f;
  f.rule = kRule;
  f.level = Level::note;
  if (const auto it = app.settings.levels.find(f.rule); it != app.settings.levels.end()) f.level = it->second;
  f.message = std::move(message);
  f.at = at;
  f.key = fmt::format("{}|{}|{}", kRule, app.descriptor.path, key);
  return f;
}

class Sieve {
 public:
  explicit Sieve(AppReport& app) : app_(app), known_(app.settings.baseline) {}

  void run() {
    std::vector<Finding> stay;
    for (auto& f : app_.findings) {
      if (!may_be_accepted(app_, f) || !(by_comment(f) || by_configuration(f) || by_baseline(f)))
        stay.push_back(std::move(f));
    }
    app_.findings = std::move(stay);
    report_comments();
    report_acceptances();
  }

 private:
  void take(Finding& f, std::string how, std::string reason) {
    app_.suppressed.push_back({std::move(f), std::move(how), std::move(reason)});
  }

  bool by_comment(Finding& f) {
    for (const auto& s : app_.suppressions) {
      if (s.reason.empty() || s.at.file != f.at.file || s.line != f.at.at.line) continue;
      if (std::find(s.rules.begin(), s.rules.end(), f.rule) == s.rules.end()) continue;
      used_.insert({&s, f.rule});
      take(f, "comment", s.reason);
      return true;
    }
    return false;
  }

  bool by_configuration(Finding& f) {
    for (const auto& a : app_.settings.accepted) {
      if (!accepts(a, f)) continue;
      used_acceptances_.insert(&a);
      take(f, "configuration", a.reason);
      return true;
    }
    return false;
  }

  bool by_baseline(Finding& f) {
    // A report of before may not tell identities; then rule, file, scopes and words are compared.
    for (const auto& name : {identity_of(f), identity_of(f.rule, f.at.file, f.scopes, f.message)}) {
      const auto it = known_.find(name);
      if (it == known_.end() || it->second == 0) continue;
      --it->second;
      take(f, "baseline", "It was there before.");
      return true;
    }
    return false;
  }

  void report_comments() {
    for (const auto& s : app_.suppressions) {
      for (const auto& rule : s.rules) {
        std::string message;
        if (!known_rule(rule)) {
          std::vector<std::string_view> names;
          for (const auto& r : all_rules()) names.push_back(r.id);
          auto close = nearest(rule, names, 1);
          for (const auto name : names)  // a name that was cut short
            if (close.empty() && name.starts_with(rule)) close.emplace_back(name);
          message =
              fmt::format("This comment names the rule '{}', which does not exist. {}", rule,
                          close.empty() ? "See 'leastscope rules'." : fmt::format("Did you mean '{}'?", close.front()));
          if (!message.ends_with('.')) message += " Correct it or remove it.";
        } else if (s.reason.empty()) {
          message = fmt::format(
              "This comment gives no reason, so '{}' is reported all the same. Write the reason behind "
              "the bracket.",
              rule);
        } else if (!used_.contains({&s, rule}) && rule != kRule) {
          message = fmt::format("Nothing here is reported as '{}' any more. Remove the comment.", rule);
        }
        if (!message.empty()) app_.findings.push_back(complaint(app_, s.at, message, s.at.file + " " + rule));
      }
    }
  }

  void report_acceptances() {
    for (const auto& a : app_.settings.accepted) {
      if (used_acceptances_.contains(&a)) continue;
      app_.findings.push_back(complaint(
          app_, a.at, fmt::format("Nothing is reported about '{}' that this entry accepts. Remove it.", a.scope),
          "accept " + a.scope));
    }
  }

  AppReport& app_;
  std::map<std::string, size_t> known_;
  std::set<std::pair<const Suppression*, std::string>> used_;
  std::set<const Acceptance*> used_acceptances_;
};

}  // namespace

bool pattern_matches(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

void find_suppressions(std::string_view text, const std::string& file, std::vector<Suppression>& out) {
  constexpr std::string_view kWord = "leastscope:", kIgnore = "ignore[";
  if (text.find(kWord) == std::string_view::npos) return;
  const LineIndex lines(text);
  for (uint32_t n = 1; n <= lines.lines(); ++n) {
    const std::string_view line = lines.line(text, n);
    const size_t word = line.find(kWord);
    if (word == std::string_view::npos) continue;
    const std::string_view rest = trimmed(line.substr(word + kWord.size()));
    const size_t comment = comment_before(line.substr(0, word));
    if (!rest.starts_with(kIgnore) || comment == std::string_view::npos) continue;
    const size_t close = rest.find(']');
    if (close == std::string_view::npos) continue;
    Suppression s;
    for (const auto& rule : split(rest.substr(kIgnore.size(), close - kIgnore.size()), ','))
      if (const auto name = trimmed(rule); !name.empty()) s.rules.emplace_back(name);
    s.reason = reason_of(rest.substr(close + 1));
    const auto begin = static_cast<uint32_t>(line.data() + word - text.data());
    const auto end = static_cast<uint32_t>(rest.data() + close + 1 - text.data());
    s.at = {file, lines.position(text, begin), lines.position(text, end)};
    s.line = trimmed(line.substr(0, comment)).empty() ? next_line(text, lines, n) : n;
    out.push_back(std::move(s));
  }
}

std::string identity_of(const Finding& f) { return f.key; }

std::string identity_of(const std::string& rule, const std::string& file, const std::vector<std::string>& scopes,
                        const std::string& message) {
  // Numbers of lines and columns behind a colon move with every edit.
  std::string words;
  for (size_t i = 0; i < message.size(); ++i) {
    words += message[i];
    if (message[i] != ':') continue;
    while (i + 1 < message.size() && message[i + 1] >= '0' && message[i + 1] <= '9') ++i;
  }
  std::string out = rule + "|" + file + "|";
  for (const auto& s : scopes) out += s + " ";
  return out + "|" + words;
}

void apply_suppressions(AppReport& app) { Sieve(app).run(); }

}  // namespace leastscope
