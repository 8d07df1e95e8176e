// From a report to SARIF, for code scanning. Results are what an app's owner can act on. What is about the analysis
// itself (calls that could not be resolved, files that could not be read) becomes notifications: an alert that nobody
// can close trains people to ignore alerts. Findings of one rule on one line become one result.
#include "sarif/sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/paths.h"
#include "output/lookup.h"
#include "output/output.h"

namespace leastscope {
namespace {

const std::set<std::string_view> kNotificationRules = {"unresolved-call"};

class Mapper {
 public:
  explicit Mapper(const AppReport& app) : app_(app) {}

  sarif::Location location(const Place& at, std::string message = {}, int id = -1) const {
    sarif::Location l;
    l.uri = repository_path(app_, at.file);
    l.region = region(at);
    l.message = std::move(message);
    l.id = id;
    return l;
  }

  sarif::Result result(const Finding& f) {
    sarif::Result r;
    r.rule_id = f.rule;
    r.level = level_name(f.level);
    r.message = f.message;
    r.location = location(f.at);
    add_related(r, f);
    // A flow needs two ends to tell a story.
    if (f.flow.size() > 1) {
      for (const auto& s : f.flow) r.flow.push_back(location(s.at, s.note.empty() ? "then here" : s.note));
    }
    if (f.fix) r.fixes.push_back(fix(*f.fix));
    r.fingerprints["scopeFinding/v1"] = f.key;
    if (auto hash = line_hash(f.at); !hash.empty()) r.fingerprints["primaryLocationLineHash"] = hash;
    return r;
  }

  /// Adds another finding of the same rule on the same line.
  void merge(sarif::Result& r, const Finding& f) {
    r.message += " " + f.message;
    add_related(r, f);
    if (!f.fix || r.fixes.size() != 1 || !add_fix(r.fixes[0], fix(*f.fix))) r.fixes.clear();
    r.fingerprints["scopeFinding/v1"] += ";" + f.key;
  }

 private:
  /// False when the two would edit the same text.
  static bool add_fix(sarif::Fix& to, const sarif::Fix& from) {
    for (const auto& a : to.replacements) {
      for (const auto& b : from.replacements) {
        if (a.uri == b.uri && start(a.deleted) < end(b.deleted) && start(b.deleted) < end(a.deleted)) return false;
      }
    }
    to.replacements.insert(to.replacements.end(), from.replacements.begin(), from.replacements.end());
    std::stable_sort(to.replacements.begin(), to.replacements.end(), [](const auto& a, const auto& b) {
      return std::tuple(a.uri, start(a.deleted)) < std::tuple(b.uri, start(b.deleted));
    });
    to.description += " " + from.description;
    return true;
  }
  static std::pair<uint32_t, uint32_t> start(const sarif::Region& r) { return {r.start_line, r.start_column}; }
  static std::pair<uint32_t, uint32_t> end(const sarif::Region& r) { return {r.end_line, r.end_column}; }

  sarif::Region region(const Place& at) const {
    sarif::Region r;
    r.start_line = std::max<uint32_t>(at.at.line, 1);
    r.start_column = std::max<uint32_t>(at.at.column, 1);
    r.snippet = source_line(app_, at);
    if (at.end.line != 0 && at.end > at.at) {
      r.end_line = at.end.line;
      r.end_column = at.end.column;
      for (Place next = at; next.at.line < std::min(r.end_line, r.start_line + kSnippetLines - 1);) {
        ++next.at.line;
        r.snippet += "\n" + source_line(app_, next);
      }
      return r;
    }
    r.end_line = r.start_line;
    r.end_column = std::max(r.start_column + 1, word_end(r));
    return r;
  }

  /// Without a known end, the word at the place: a name, a string's text.
  static uint32_t word_end(const sarif::Region& r) {
    uint32_t column = 1, end = r.start_column;
    for (size_t i = 0; i < r.snippet.size(); ++i) {
      auto c = static_cast<unsigned char>(r.snippet[i]);
      if ((c & 0xC0) == 0x80) continue;
      bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
                  c >= 0x80;
      if (column >= r.start_column && !word) break;
      column += c >= 0xF0 ? 2 : 1;
      if (column > r.start_column) end = column;
    }
    return end;
  }

  void add_related(sarif::Result& r, const Finding& f) const {
    std::string links;
    for (const auto& s : f.related) {
      int id = static_cast<int>(r.related.size()) + 1;
      auto place = location(s.at, s.note.empty() ? "related" : s.note, id);
      // Merged findings often point at the same call.
      const bool known = std::any_of(r.related.begin(), r.related.end(), [&](const sarif::Location& l) {
        return l.uri == place.uri && start(l.region) == start(place.region) && l.message == place.message;
      });
      if (known) continue;
      r.related.push_back(std::move(place));
      links += fmt::format("{}[{}]({})", links.empty() ? " See " : ", ", link_text(s), id);
    }
    if (!links.empty()) r.message += links + ".";
  }

  static std::string link_text(const TraceStep& s) {
    std::string out;
    for (char c : s.note.empty() ? place_text(s.at) : s.note) {
      if (c == '[' || c == ']' || c == '\\') out += '\\';
      out += c;
    }
    return out;
  }

  sarif::Fix fix(const Fix& f) const {
    sarif::Fix out;
    out.description = f.description;
    for (const auto& e : f.edits) {
      const auto* text = source_text(app_, e.file);
      if (!text) continue;
      LineIndex lines(*text);
      auto begin = lines.position(*text, e.span.begin), end = lines.position(*text, e.span.end);
      out.replacements.push_back(
          {repository_path(app_, e.file), {begin.line, begin.column, end.line, end.column, {}}, e.text});
    }
    return out;
  }

  std::string line_hash(const Place& at) {
    const auto* text = source_text(app_, at.file);
    if (!text) return {};
    auto [it, fresh] = hashes_.try_emplace(at.file);
    if (fresh) it->second = sarif::line_hashes(*text);
    size_t line = std::max<uint32_t>(at.at.line, 1);
    return line <= it->second.size() ? it->second[line - 1] : std::string();
  }

  static constexpr uint32_t kSnippetLines = 20;
  const AppReport& app_;
  std::map<std::string, std::vector<std::string>> hashes_;
};

sarif::Rule rule(const RuleInfo& info) {
  sarif::Rule r;
  r.id = info.id;
  r.name = info.name;
  r.short_text = info.short_text;
  r.full_text = info.full_text;
  r.help_text = info.full_text;
  r.help_markdown = info.help_markdown;
  r.level = level_name(info.level);
  r.precision = info.precision;
  r.security_severity = info.security_severity;
  r.tags = info.tags;
  return r;
}

/// Rule, file, line and message of a result.
using Told = std::set<std::tuple<std::string, std::string, uint32_t, std::string>>;

void add_app(const AppReport& app, const SarifOptions& options, Told& told, sarif::Log& log) {
  Mapper map(app);
  std::map<std::tuple<std::string, std::string, uint32_t>, size_t> by_line;
  for (const auto& f : app.findings) {
    if (f.level == Level::off) continue;
    if (kNotificationRules.count(f.rule) != 0) {
      log.notifications.push_back({f.rule, std::string(level_name(f.level)), f.message, map.location(f.at)});
      continue;
    }
    auto [it, fresh] = by_line.try_emplace({f.rule, f.at.file, f.at.at.line}, log.results.size());
    if (fresh) {
      if (!told.emplace(f.rule, f.at.file, f.at.at.line, f.message).second) {  // by another app with the same code
        by_line.erase(it);
        continue;
      }
      log.results.push_back(map.result(f));
    } else {
      map.merge(log.results[it->second], f);
    }
  }
  for (const auto& s : options.accepted ? app.suppressed : std::vector<Suppressed>()) {
    if (kNotificationRules.count(s.finding.rule) != 0) continue;
    log.results.push_back(map.result(s.finding));
    log.results.back().suppression = sarif::Suppression{s.how == "comment", s.reason, s.how};
  }
  for (const auto& p : app.problems) {
    sarif::Notification n{p.kind, "warning", p.message, std::nullopt};
    if (!p.at.file.empty()) n.location = map.location(p.at);
    log.notifications.push_back(std::move(n));
  }
}

/// Problems are no rules; what each kind means stands here, for the kinds that occur.
void describe_problems(sarif::Log& log) {
  std::set<std::string> kinds;
  for (const auto& n : log.notifications) {
    if (kNotificationRules.count(n.id) == 0) kinds.insert(n.id);
  }
  for (const auto& kind : kinds) {
    sarif::Rule r;
    r.id = kind;
    for (bool up = true; char c : kind) {
      if (c != '-') r.name += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      up = c == '-';
    }
    r.short_text = "Part of the input could not be used as it is.";
    r.full_text = "Part of the input could not be used as it is; the message says what, why and what to do.";
    r.help_text = "What such input needs is not known. Do what the message says, and run leastscope again.";
    log.notification_rules.push_back(std::move(r));
  }
}

}  // namespace

std::string write_sarif(const Report& report, const SarifOptions& options) {
  sarif::Log log;
  log.tool = "leastscope";
  log.version = report.version;
  log.information_uri = LEASTSCOPE_HOME;
  log.properties = {{"factsDate", report.facts_date}, {"factsSha256", report.facts_sha256}};
  log.category = options.category;
  for (const auto& info : all_rules()) {
    log.rules.push_back(rule(info));
    if (kNotificationRules.count(info.id) != 0) log.notification_rules.push_back(log.rules.back());
  }
  for (const auto& p : report.problems) log.notifications.push_back({p.kind, "error", p.message, std::nullopt});
  Told told;
  for (const auto& app : report.apps) add_app(app, options, told, log);
  describe_problems(log);
  log.successful = report.problems.empty();
  return sarif::write(log);
}

}  // namespace leastscope
