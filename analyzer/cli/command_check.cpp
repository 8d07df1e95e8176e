#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/open.h"
#include "cli/pipeline.h"
#include "cli/progress.h"
#include "cli/terminal.h"

namespace leastscope {
namespace {

std::optional<Level> threshold(const std::string& word) {
  if (word.empty()) return std::nullopt;
  if (word == "note") return Level::note;
  if (word == "error") return Level::error;
  return word == "never" ? Level::off : Level::warning;
}

std::string written(const Report& report, const Options& options, const OutputRequest& request,
                    const Terminal& terminal) {
  switch (request.format) {
    case Format::json:
      return write_json(report);
    case Format::sarif:
      return write_sarif(report, {options.category, options.accepted});
    case Format::github:
      return write_github(report);
    case Format::markdown:
      return write_markdown(report);
    case Format::junit:
      return write_junit(report);
    case Format::text:
      break;
  }
  TextOptions text;
  text.color = request.file.empty() && terminal.color;
  text.width = terminal.width;
  text.quiet = options.quiet;
  text.verbose = options.verbose;
  return write_text(report, text);
}

}  // namespace

ExitCode command_check(const Options& options) {
  Facts facts;
  Terminal terminal = look_at_terminal(options.color);
  Report report = [&] {
    Progress progress(terminal.watched && !options.quiet, terminal.watched_width);
    AnalysisOptions analysis = analysis_options(options);
    analysis.progress = &progress;
    return analyze(facts, analysis);
  }();
  bool text_shown = false;
  for (const auto& request : options.outputs) {
    std::string out = written(report, options, request, terminal);
    bool good = request.file.empty() ? write_out(out) : write_file(request.file, out);
    text_shown = text_shown || (request.format == Format::text && request.file.empty());
    if (good) continue;
    write_error(
        fmt::format("leastscope: '{}' cannot be written. Check that its folder exists and that you may write there.\n",
                    request.file.empty() ? "standard output" : request.file));
    return ExitCode::usage;
  }
  // The text shows problems itself; with any other format they must not stay hidden in a file.
  if (!text_shown && !options.quiet) {
    for (const auto& p : report.problems) write_error(fmt::format("leastscope: {}\n", p.message));
  }
  return exit_code(report, threshold(options.fail_on), options.strict);
}

}  // namespace leastscope
