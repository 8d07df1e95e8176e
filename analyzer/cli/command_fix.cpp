// fix [PATH] [--diff]: carries out the plan. An app whose analysis is incomplete is not touched: what was not read
// could need what looks unused.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "cli/unified_diff.h"
#include "cli/write_safely.h"

namespace leastscope {
namespace {

/// What is said about one app on standard error: which steps were left undone, and why.
void tell(const AppReport& app, const ScopePlan& plan, bool quiet) {
  const std::string file = descriptor_file(app);
  for (const auto& s : plan.refused)
    write_error(fmt::format("leastscope: {}: '{}' is left: {}\n", file, s.scope, s.why));
  if (quiet) return;
  for (const auto& s : plan.kept) write_error(fmt::format("leastscope: {}: '{}' stays. {}\n", file, s.scope, s.why));
}

std::string done_text(const ScopePlan& plan) {
  std::string out;
  for (const auto& s : plan.removed) out += fmt::format("  removed {}: {}\n", s.scope, s.why);
  for (const auto& s : plan.replaced) out += fmt::format("  replaced {} by {}: {}\n", s.scope, s.by, s.why);
  for (const auto& s : plan.limited)
    out += fmt::format("  switched off allowImpersonation of {}: {}\n", s.scope, s.why);
  for (const auto& s : plan.added) out += fmt::format("  added {}: {}\n", s.scope, s.why);
  return out;
}

bool unfinished(const AppReport& app) {
  return !app.descriptor.readable || std::any_of(app.problems.begin(), app.problems.end(), makes_incomplete);
}

}  // namespace

ExitCode command_fix(const Options& options) {
  Facts facts;
  Report report = analyze(facts, analysis_options(options));
  for (const auto& p : report.problems) write_error(fmt::format("leastscope: {}\n", p.message));
  bool refused = false, would_change = false;
  std::string out;
  for (const auto& app : report.apps) {
    const std::string file = descriptor_file(app);
    if (unfinished(app)) {
      write_error(fmt::format("leastscope: {} is not changed, because the app could not be read completely.\n", file));
      for (const auto& p : app.problems) write_error(fmt::format("leastscope: {}\n", p.message));
      continue;
    }
    const ScopePlan plan = plan_changes(facts, app);
    tell(app, plan, options.quiet);
    refused = refused || !plan.refused.empty();
    if (!plan.changes()) continue;
    would_change = true;
    if (options.diff_only) {
      out += unified_diff(plan.before, plan.after, file, file);
      continue;
    }
    std::error_code error;
    if (!std::filesystem::is_directory(app.root, error)) {
      write_error(fmt::format("leastscope: {} {} and is not changed. Use --diff.\n", file,
                              is_address(app.root) ? "was read from the network" : "stands in an archive"));
      refused = true;
      continue;
    }
    if (auto why = replace_file(file, plan.before, plan.after); !why.empty()) {
      write_error(fmt::format("leastscope: {} is not changed: {}.\n", file, why));
      refused = true;
      continue;
    }
    out += fmt::format("{}\n{}  {}\n", file, done_text(plan), price_of_change(app.descriptor.platform));
  }
  if (!write_out(out)) return ExitCode::usage;
  const ExitCode analysis = exit_code(report, Level::off, false);
  if (analysis != ExitCode::clean) return analysis;
  return refused || (options.diff_only && would_change) ? ExitCode::findings : ExitCode::clean;
}

}  // namespace leastscope
