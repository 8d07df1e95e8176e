// suggest [PATH]: the smallest sets, what to change and why, and the change itself as a diff. Writes nothing.
#include <fmt/format.h>

#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "cli/to_forge.h"

namespace leastscope {

namespace {

ExitCode suggest_forge(const Facts& facts, const Report& report, const Options& options, const Terminal& terminal) {
  std::vector<ForgeMove> moves;
  for (const auto& app : report.apps) moves.push_back(move_to_forge(facts, app));
  std::string out;
  if (options.shown == "json") {
    out = move_json(facts, report, moves);
  } else {
    for (size_t i = 0; i < moves.size(); ++i) {
      for (const auto& p : report.apps[i].problems) write_error(fmt::format("leastscope: {}\n", p.message));
      out += (i > 0 ? "\n" : "") + move_text(facts, report.apps[i], moves[i], Style(terminal.color), terminal.width);
    }
  }
  if (!write_out(out)) return ExitCode::usage;
  return exit_code(report, Level::off, false);
}

}  // namespace

ExitCode command_suggest(const Options& options) {
  Facts facts;
  Report report = analyze(facts, analysis_options(options));
  for (const auto& p : report.problems) write_error(fmt::format("leastscope: {}\n", p.message));
  const Terminal terminal = look_at_terminal(options.color);
  if (options.to == "forge") return suggest_forge(facts, report, options, terminal);
  std::vector<ScopePlan> plans;
  for (const auto& app : report.apps) plans.push_back(plan_changes(facts, app));
  std::string out;
  if (options.shown == "json") {
    out = advice_json(facts, report, plans);
  } else {
    for (size_t i = 0; i < plans.size(); ++i) {
      for (const auto& p : report.apps[i].problems) write_error(fmt::format("leastscope: {}\n", p.message));
      out += (i > 0 ? "\n" : "") + advice_text(facts, report.apps[i], plans[i], Style(terminal.color), terminal.width);
    }
  }
  if (!write_out(out)) return ExitCode::usage;
  return exit_code(report, Level::off, false);
}

}  // namespace leastscope
