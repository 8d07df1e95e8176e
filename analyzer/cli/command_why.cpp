// why SCOPE [PATH]: the verdict of one scope, and everything that led to it.
#include <fmt/format.h>

#include <algorithm>

#include "base/paths.h"
#include "checks/words.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "output/lookup.h"
#include "output/text_style.h"

namespace leastscope {
namespace {

/// Prose behind an indent, wrapped; what follows the first line hangs two columns further.
std::string prose(const std::string& text, size_t indent, size_t width) {
  std::string out;
  const auto lines = wrapped(text, width > indent + 30 ? width - indent - 2 : 30);
  for (size_t i = 0; i < lines.size(); ++i) out += std::string(indent + (i > 0 ? 2 : 0), ' ') + lines[i] + "\n";
  return out;
}

std::string show_call(const ApiCall& call, size_t width) {
  std::string out =
      fmt::format("  {} as {}, {}\n", call_text(call),
                  call.identity == Identity::unknown ? "app or user" : std::string(identity_name(call.identity)),
                  call.phase == Phase::install ? "while being installed"
                  : call.phase == Phase::run   ? "at run time"
                                               : "never reached");
  if (!call.reason.empty()) out += prose(call.reason, 4, width);
  for (const auto& at : call.at) out += fmt::format("    at {}\n", place_text(at));
  for (const auto& step : call.trace)
    out += fmt::format("      {}{}{}\n", place_text(step.at), step.note.empty() ? "" : ": ", step.note);
  for (const auto& entry : call.entries) out += fmt::format("    from {}\n", entry);
  if (call.alternatives_known) out += prose("needs " + alternatives_text(call.alternatives, true), 4, width);
  return out;
}

bool holds(const Alternatives& groups, const std::string& scope) {
  return std::any_of(groups.begin(), groups.end(),
                     [&](const auto& g) { return std::find(g.begin(), g.end(), scope) != g.end(); });
}

/// What there is to say about a scope that the app does not declare.
std::string show_undeclared(const AppReport& app, const std::string& scope, size_t width) {
  std::string out = fmt::format("{} does not declare '{}'.\n", app.descriptor.path, scope);
  for (const auto& call : app.needs.calls) {
    if (call.alternatives_known && holds(call.alternatives, scope)) out += show_call(call, width);
  }
  return out;
}

std::string show_scope(const AppReport& app, const ScopeVerdict& s, size_t width) {
  std::string out = fmt::format("{}: '{}' is {}.\n", place_text(s.at), s.scope, verdict_name(s.verdict));
  if (!s.note.empty()) out += prose(s.note, 2, width);
  if (!s.enough.empty()) out += fmt::format("  '{}' would be enough.\n", s.enough);
  for (size_t i : s.calls) {
    if (i < app.needs.calls.size()) out += show_call(app.needs.calls[i], width);
  }
  for (size_t i : s.requirements) {
    if (i >= app.needs.requirements.size()) continue;
    const auto& r = app.needs.requirements[i];
    out += fmt::format("  {}\n    at {}\n", requirement_text(r), place_text(r.at));
  }
  if (s.calls.empty() && s.requirements.empty()) out += "  Nothing in the app leads to it.\n";
  return out;
}

}  // namespace

ExitCode command_why(const Options& options) {
  const std::string& scope = options.words.front();
  AnalysisOptions analysis = analysis_options(options);
  analysis.paths = {options.words.size() > 1 ? options.words[1] : "."};
  Facts facts;
  Report report = analyze(facts, analysis);
  for (const auto& p : report.problems) write_error(fmt::format("leastscope: {}\n", p.message));
  const size_t width = look_at_terminal(options.color).width;
  std::string out;
  bool declared = false;
  for (const auto& app : report.apps) {
    bool here = false;
    for (const auto& s : app.needs.scopes) {
      if (lower(s.scope) != lower(scope)) continue;
      here = declared = true;
      out += show_scope(app, s, width);
    }
    if (!here) out += show_undeclared(app, scope, width);
  }
  if (!declared && !facts.scope(scope) && !report.apps.empty()) {
    std::vector<std::string_view> names;
    for (const auto& s : facts.scopes()) names.push_back(s.name);
    auto close = nearest(scope, names);
    write_error(fmt::format("leastscope: '{}' is no scope that is known{}.\n", scope,
                            close.empty() ? "" : fmt::format("; did you mean {}?", listed_scopes(close, "or"))));
    return ExitCode::usage;
  }
  if (!write_out(out)) return ExitCode::usage;
  return exit_code(report, Level::off, false);
}

}  // namespace leastscope
