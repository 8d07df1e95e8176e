// suggest [PATH]: the smallest sets, what to change and why, and the change itself as a diff. Writes nothing.
#include <fmt/format.h>

#include "cli/advice.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "cli/to_forge.h"

namespace leastscope {

namespace {

/// One text for each app, with what is wrong with it said beside.
template <class TextOf>
std::string for_each_app(const Report& report, const TextOf& text_of) {
  std::string out;
  for (size_t i = 0; i < report.apps.size(); ++i) {
    for (const auto& p : report.apps[i].problems) write_error(fmt::format("leastscope: {}\n", p.message));
    out += (i > 0 ? "\n" : "") + text_of(i);
  }
  return out;
}

std::string forge_moves(const Facts& facts, const Report& report, bool json, const Style& style, unsigned width) {
  std::vector<ForgeMove> moves;
  for (const auto& app : report.apps) moves.push_back(move_to_forge(facts, app));
  if (json) return move_json(facts, report, moves);
  return for_each_app(report, [&](size_t i) { return move_text(facts, report.apps[i], moves[i], style, width); });
}

std::string advice(const Facts& facts, const Report& report, bool json, const Style& style, unsigned width) {
  std::vector<ScopePlan> plans;
  for (const auto& app : report.apps) plans.push_back(plan_changes(facts, app));
  if (json) return advice_json(facts, report, plans);
  return for_each_app(report, [&](size_t i) { return advice_text(facts, report.apps[i], plans[i], style, width); });
}

}  // namespace

ExitCode command_suggest(const Options& options) {
  Facts facts;
  Report report = analyze(facts, analysis_options(options));
  for (const auto& p : report.problems) write_error(fmt::format("leastscope: {}\n", p.message));
  const Terminal terminal = look_at_terminal(options.color);
  const auto text = options.to == "forge" ? forge_moves : advice;
  const bool json = options.shown == "json";
  if (!write_out(text(facts, report, json, Style(terminal.color), terminal.width))) return ExitCode::usage;
  return exit_code(report, Level::off, false);
}

}  // namespace leastscope
