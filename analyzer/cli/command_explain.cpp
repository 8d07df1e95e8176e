// explain RULE | SCOPE | EVENT | SLACK METHOD | 'METHOD /path': what the tool knows, without looking at any app.
#include <fmt/format.h>

#include <algorithm>

#include "base/paths.h"
#include "checks/words.h"
#include "cli/commands.h"
#include "cli/explain_scope.h"
#include "cli/terminal.h"

namespace leastscope {
namespace {

Alternatives owned(const Groups& groups) {
  Alternatives out;
  for (const auto& g : groups) out.emplace_back(g.begin(), g.end());
  return out;
}

std::string explain_operation_row(const OperationFact& o) {
  std::string out = fmt::format("{} {} ({})\n", o.method, o.path, o.api);
  auto line = [&](std::string_view what, const Groups& groups) {
    if (!groups.empty()) out += fmt::format("  {:<12} {}\n", what, alternatives_text(owned(groups), true));
  };
  line("classic:", o.classic);
  line("granular:", o.granular);
  line("deprecated:", o.deprecated_groups);
  if (!o.scope_known) out += "  The document does not say which scopes it needs.\n";
  if (!o.connect.empty()) out += fmt::format("  {:<12} {}\n", "Connect:", o.connect);
  if (o.deprecated) out += "  Deprecated.\n";
  if (o.experimental) out += "  Experimental.\n";
  if (o.removed) out += "  Removed from the document; these are the scopes it last had.\n";
  if (!o.note.empty()) out += fmt::format("  {}\n", o.note);
  return out;
}

bool is_method(const std::string& word) {
  static const std::vector<std::string> methods = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"};
  return std::find(methods.begin(), methods.end(), upper(word)) != methods.end();
}

/// "{name}" and "*" of what the user typed become holes; a full address loses its host.
std::string pattern_of(std::string path) {
  if (auto at = path.find("://"); at != std::string::npos) {
    auto slash = path.find('/', at + 3);
    path = slash == std::string::npos ? "/" : path.substr(slash);
  }
  path = path.substr(0, path.find_first_of("?#"));
  std::string out;
  for (const auto& segment : split(path, '/')) {
    if (segment.empty()) continue;
    bool hole = segment == "*" || segment.front() == ':' || (segment.front() == '{' && segment.back() == '}');
    out += "/" + (hole ? std::string("{}") : segment);
  }
  return out.empty() ? "/" : out;
}

std::string explain_operation(const Facts& facts, const std::string& method, const std::string& path, bool& known) {
  std::string pattern = pattern_of(path), verb = upper(method), out;
  auto match = facts.match("", verb, pattern);
  for (auto id : match.best) out += explain_operation_row(facts.operation(id));
  known = !match.best.empty();
  if (known) return out;
  out = fmt::format("No document lists {} {}.\n", verb, path);
  for (auto id : facts.similar(verb, pattern)) {
    const auto& o = facts.operation(id);
    out += fmt::format("  Did you mean {} {}?\n", o.method, o.path);
  }
  return out;
}

std::string explain_level(const std::string& level) {
  static const std::vector<std::string> order = {"NONE", "READ", "WRITE", "DELETE", "PROJECT_ADMIN or SPACE_ADMIN",
                                                 "ADMIN"};
  return fmt::format(
      "{}: a level of Connect apps for Jira and Confluence. Levels imply the lower ones: {}. ACT_AS_USER and "
      "ACCESS_EMAIL_ADDRESSES stand alone.\n",
      level, fmt::join(order, " < "));
}

ExitCode unknown(const Facts& facts, const std::string& word) {
  std::vector<std::string_view> names;
  for (const auto& rule : all_rules()) names.push_back(rule.id);
  for (const auto& s : facts.scopes()) names.push_back(s.name);
  for (const auto& m : facts.slack_methods()) names.push_back(m.name);
  for (const auto& e : facts.events()) names.push_back(e.name);
  auto close = nearest(word, names);
  write_error(fmt::format("leastscope: '{}' is no rule, scope, event, Slack method or 'METHOD /path' that is known{}\n",
                          word, close.empty() ? "." : fmt::format("; did you mean {}?", listed_scopes(close, "or"))));
  return ExitCode::usage;
}

}  // namespace

ExitCode command_explain(const Options& options) {
  std::string word = options.words.front();
  if (options.words.size() > 1) word += " " + options.words[1];
  for (const auto& rule : all_rules()) {
    if (rule.id == word || rule.name == word) return write_out(rule.help_markdown) ? ExitCode::clean : ExitCode::usage;
  }
  Facts facts;
  if (const auto* s = facts.scope(word)) return write_out(explain_scope(facts, *s)) ? ExitCode::clean : ExitCode::usage;
  if (connect_level(upper(word)) >= 0 || upper(word) == "ACT_AS_USER" || upper(word) == "ACCESS_EMAIL_ADDRESSES") {
    return write_out(explain_level(upper(word))) ? ExitCode::clean : ExitCode::usage;
  }
  auto space = word.find(' ');
  std::string method = space == std::string::npos ? "ANY" : word.substr(0, space);
  std::string path = space == std::string::npos ? word : word.substr(space + 1);
  if (is_method(method) && path.find('/') != std::string::npos) {
    bool known = false;
    std::string out = explain_operation(facts, method, path, known);
    if (known) return write_out(out) ? ExitCode::clean : ExitCode::usage;
    write_error(out);
    return ExitCode::usage;
  }
  if (const auto* m = facts.slack(is_method(method) ? path : word)) {
    std::string out = fmt::format("{} (Slack)\n", m->name);
    if (!m->bot.empty()) out += fmt::format("  bot token:   {}\n", alternatives_text(owned(m->bot), true));
    if (!m->user.empty()) out += fmt::format("  user token:  {}\n", alternatives_text(owned(m->user), true));
    return write_out(out) ? ExitCode::clean : ExitCode::usage;
  }
  if (const auto* e = facts.event(word)) {
    return write_out(fmt::format("{} (event of {})\n  needs {}\n", e->name, e->product,
                                 alternatives_text(owned(e->groups), true)))
               ? ExitCode::clean
               : ExitCode::usage;
  }
  return unknown(facts, word);
}

}  // namespace leastscope
