// Arguments to Options. `check` is the command when none is named. Nothing here touches facts or models: `version` must
// start at once.
#include "cli/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <set>

#include "checks/words.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/table.h"
#include "cli/terminal.h"

namespace leastscope {
namespace {

ExitCode usage(const std::string& text) {
  write_error("leastscope: " + text + "\n");
  return ExitCode::usage;
}

/// An option of the table as CLI11 has it.
void add_option(CLI::App& command, const OptionRow& row, Options& options) {
  const std::string names(row.names), text(row.text);
  CLI::Option* option = std::visit(
      [&](auto member) -> CLI::Option* {
        auto& field = options.*member;
        if constexpr (std::is_same_v<decltype(member), bool Options::*>) {
          return command.add_flag(names, field, text);
        } else {
          return command.add_option(names, field, text);
        }
      },
      row.target);
  if (is_flag(row)) return;
  option->type_name(std::string(row.value))->allow_extra_args(false);
  if (!row.choices.empty() && !row.open)
    option->check(CLI::IsMember(std::set<std::string>(row.choices.begin(), row.choices.end())).name(""));
}

void add_commands(CLI::App& top, Options& options) {
  for (const auto& row : command_table()) {
    auto* command = top.add_subcommand(std::string(row.name), std::string(row.text));
    command->set_help_flag("-h,--help", "Show this help");
    if (!row.words.empty()) {
      auto* words = command->add_option(std::string(row.words), options.words, std::string(row.words_text));
      if (row.least > 0) words->required();
      if (row.most > 0) words->expected(static_cast<int>(row.least), static_cast<int>(row.most));
      if (!row.choices.empty())
        words->check(CLI::IsMember(std::set<std::string>(row.choices.begin(), row.choices.end())).name(""));
    }
    for (const auto& option : row.options) add_option(*command, option, options);
  }
}

bool parse_outputs(Options& o, std::string& error) {
  if (o.formats.empty()) o.formats.push_back("text");
  size_t to_stdout = 0;
  for (const auto& f : o.formats) {
    auto colon = f.find(':');
    std::string name = f.substr(0, colon);
    auto format = format_of(name);
    if (!format) {
      auto close = nearest(name, format_names(), 1);
      error = fmt::format("unknown format '{}'{}. Known formats: {}.", name,
                          close.empty() ? "" : fmt::format(", did you mean '{}'?", close.front()),
                          fmt::join(format_names(), ", "));
      return false;
    }
    OutputRequest request{*format, colon == std::string::npos ? std::string() : f.substr(colon + 1)};
    if (colon != std::string::npos && request.file.empty()) {
      error = fmt::format("'{}' names no file after the colon. Write {}:FILE.", f, name);
      return false;
    }
    to_stdout += request.file.empty() ? 1 : 0;
    o.outputs.push_back(std::move(request));
  }
  if (to_stdout > 1)
    error = "two formats would go to standard output. Give all but one a file: --format json:report.json.";
  return to_stdout <= 1;
}

/// Unknown options get "did you mean"; the rest is CLI11's own words.
std::string parse_problem(const std::string& command, const CLI::ParseError& error,
                          const std::vector<std::string>& args) {
  std::vector<std::string> names = {"--help"};
  for (const auto& option : command_named(command)->options) {
    for (const auto& name : names_of(option)) names.push_back(name);
  }
  std::vector<std::string_view> known(names.begin(), names.end());
  std::string out = error.what();
  for (const auto& arg : args) {
    if (arg.rfind("--", 0) != 0) continue;
    std::string name = arg.substr(0, arg.find('='));
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    auto close = nearest(name, known, 1);
    out = fmt::format("unknown option '{}'", name);
    if (!close.empty()) out += fmt::format(", did you mean '{}'?", close.front());
    break;
  }
  return out + " See 'leastscope " + command + " --help'.";
}

ExitCode shown(const std::string& text) { return write_out(text) ? ExitCode::clean : ExitCode::usage; }

ExitCode dispatch(const Options& options) {
  if (options.command == "suggest") return command_suggest(options);
  if (options.command == "fix") return command_fix(options);
  if (options.command == "diff") return command_diff(options);
  if (options.command == "init") return command_init(options);
  if (options.command == "why") return command_why(options);
  if (options.command == "explain") return command_explain(options);
  if (options.command == "rules") return command_rules(options);
  if (options.command == "completions") return shown(completion_script(options.words.front()));
  if (options.command == "man") return shown(manual_page());
  if (options.command == "version") return command_version(options);
  return command_check(options);
}

}  // namespace

/// A first word that is no path but almost a command: `leastscope chek`. `args` begins with the default command.
static std::string meant_command(const std::vector<std::string>& args) {
  std::error_code ignored;
  if (args.size() < 2 || args[1].starts_with("-") || std::filesystem::exists(args[1], ignored)) return {};
  std::vector<std::string_view> names;
  for (const auto& row : command_table()) names.push_back(row.name);
  const auto close = nearest(args[1], names, 1);
  return close.empty() ? std::string() : close.front();
}

AnalysisOptions analysis_options(const Options& options) {
  AnalysisOptions out;
  if (!options.words.empty()) out.paths = options.words;
  out.models = options.models;
  out.threads = options.jobs;
  out.fetch.ca_file = options.ca_file;
  out.fetch.seconds = options.timeout;
  out.configuration = {options.config, options.no_config, options.policy, options.baseline};
  return out;
}

int run_command_line(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  bool about_all = !args.empty() && (args[0] == "-h" || args[0] == "--help" || args[0] == "help");
  if (!args.empty() && (args[0] == "--version" || args[0] == "-V")) args[0] = "version";
  if (args.size() > 1 && args[0] == "help" && command_named(args[1])) {
    args = {args[1], "--help"};
    about_all = false;
  }
  bool named = !args.empty() && command_named(args[0]);
  if (!named && !about_all) args.insert(args.begin(), "check");

  Options options;
  CLI::App top("Tells whether an app needs every permission it asks for.", "leastscope");
  top.set_help_flag("-h,--help", "Show this help");
  top.require_subcommand(0, 1);
  add_commands(top, options);
  top.footer(
      "Exit codes: 0 nothing at or above the threshold, 1 findings, 2 wrong usage, 3 the analysis is incomplete.");
  if (about_all) {
    write_out(top.help());
    return static_cast<int>(ExitCode::clean);
  }
  options.command = args[0];
  try {
    top.parse(std::vector<std::string>(args.rbegin(), args.rend()));
  } catch (const CLI::CallForHelp&) {
    write_out(top.get_subcommand(options.command)->help("leastscope"));
    return static_cast<int>(ExitCode::clean);
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(usage(parse_problem(options.command, error, args)));
  }
  if (auto meant = named ? std::string() : meant_command(args); !meant.empty())
    return static_cast<int>(usage(fmt::format(
        "'{0}' is neither a path nor a command, did you mean '{1}'? See 'leastscope --help'.", args[1], meant)));
  std::string error;
  if (options.command == "check" && !parse_outputs(options, error)) return static_cast<int>(usage(error));
  return static_cast<int>(dispatch(options));
}

}  // namespace leastscope
