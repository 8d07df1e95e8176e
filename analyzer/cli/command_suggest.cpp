// suggest [PATH]: the smallest sets, what to change and why, and the change itself as a diff. Writes nothing.
#include <fmt/format.h>

#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"

namespace leastscope {

ExitCode command_suggest(const Options& options) {
  Facts facts;
  Report report = analyze(facts, analysis_options(options));
  for (const auto& p : report.problems) write_error(fmt::format("leastscope: {}\n", p.message));
  const Terminal terminal = look_at_terminal(options.color);
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
