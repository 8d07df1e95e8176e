// Arguments to Options. `check` is the command when none is named. Nothing here touches facts or models: `version` must
// start at once.
#include "cli/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "checks/words.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"

namespace leastscope {
namespace {

constexpr std::array<std::string_view, 9> kCommands = {"check",   "suggest", "fix",  "diff",   "why",
                                                       "explain", "rules",   "init", "version"};

ExitCode usage(const std::string& text) {
  write_error("leastscope: " + text + "\n");
  return ExitCode::usage;
}

void add_common(CLI::App& app, Options& o) {
  app.add_option("--color", o.color, "When to use colour: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_flag("-q,--quiet", o.quiet, "Show the summary only");
  app.add_flag("-v,--verbose", o.verbose, "Show every call, skipped file and trace");
}

void add_analysis(CLI::App& app, Options& o) {
  app.add_option("--models", o.models, "Folder with models of further client libraries")->type_name("DIR");
  app.add_option("-j,--jobs", o.jobs, "Threads for reading source files; 0 = one per core")->type_name("N");
  app.add_option("--config", o.config, "Configuration file; default: leastscope.toml beside the app or above it")
      ->type_name("FILE");
  app.add_flag("--no-config", o.no_config, "Ignore configuration files");
  app.add_option("--policy", o.policy, "File whose policy and levels come before those of the app's own configuration")
      ->type_name("FILE");
  app.add_option("--baseline", o.baseline, "Earlier JSON or SARIF report: what it holds is not reported again")
      ->type_name("FILE");
}

/// The commands that say what to do about an app's scopes.
void add_actions(CLI::App& top, Options& o) {
  auto* suggest = top.add_subcommand("suggest", "Show the smallest sets of scopes, and what to change and why");
  suggest->add_option("PATH", o.words, "Folder, descriptor file or archive; default: the current folder");
  suggest->add_option("--format", o.shown, "text or json")->check(CLI::IsMember({"text", "json"}));
  add_analysis(*suggest, o);
  add_common(*suggest, o);

  auto* fix = top.add_subcommand("fix", "Edit the descriptors: remove scopes that are not needed, add missing ones");
  fix->add_option("PATH", o.words, "Folder or descriptor file; default: the current folder");
  fix->add_flag("--diff", o.diff_only, "Show the changes and write nothing; exit code 1 if there are any");
  add_analysis(*fix, o);
  add_common(*fix, o);

  auto* diff = top.add_subcommand("diff", "Compare two versions of an app: what does the new one ask for and do more?");
  diff->add_option("OLD NEW", o.words,
                   "Each a folder, descriptor file, archive, JSON report, or REVISION:PATH of this git repository")
      ->required()
      ->expected(2);
  diff->add_option("--format", o.shown, "text, json or markdown")->check(CLI::IsMember({"text", "json", "markdown"}));
  diff->add_option("--fail-on", o.fail_on,
                   "What makes the exit code 1: approval (the default), escalation, change or never")
      ->check(CLI::IsMember({"approval", "escalation", "change", "never"}));
  add_analysis(*diff, o);
  add_common(*diff, o);

  auto* init = top.add_subcommand("init", "Write a commented leastscope.toml");
  init->add_option("PATH", o.words, "Folder; default: the current one");
  add_common(*init, o);
}

void add_commands(CLI::App& top, Options& o) {
  auto* check = top.add_subcommand(
      "check", "Compare the scopes that apps declare with what their code needs (the default command)");
  check->add_option("PATH", o.words, "Folder, descriptor file or archive; default: the current folder");
  check
      ->add_option("--format", o.formats,
                   "text, json, sarif, github, markdown or junit; FORMAT:FILE writes to a file; may be repeated")
      ->type_name("FORMAT[:FILE]")
      ->allow_extra_args(false);
  check
      ->add_option("--fail-on", o.fail_on,
                   "Lowest level of finding that makes the exit code 1: note, warning, error or never; default: as the "
                   "configuration says, else warning")
      ->check(CLI::IsMember({"note", "warning", "error", "never"}));
  check->add_flag("--strict", o.strict, "Exit code 3 when a call could not be resolved");
  check->add_option("--category", o.category, "Category of the SARIF run (automationDetails.id)");
  add_analysis(*check, o);
  add_common(*check, o);

  add_actions(top, o);

  auto* why = top.add_subcommand("why", "Show why a declared scope is needed here, or why not");
  why->add_option("SCOPE", o.words, "The scope, then the PATH of the app")->required()->expected(1, 2);
  add_analysis(*why, o);
  add_common(*why, o);

  auto* explain =
      top.add_subcommand("explain", "Explain a rule, a scope or an operation ('GET /rest/api/3/issue/{id}')");
  explain->add_option("WORD", o.words, "Rule, scope or 'METHOD /path'")->required()->expected(1, 2);
  add_common(*explain, o);

  auto* rules = top.add_subcommand("rules", "List the rules");
  add_common(*rules, o);

  auto* version = top.add_subcommand("version", "Show the version; with --verbose also where the API facts come from");
  add_common(*version, o);
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
      error = fmt::format("unknown format '{}'{}. Known formats: text, json, sarif, github, markdown, junit.", name,
                          close.empty() ? "" : fmt::format(", did you mean '{}'?", close.front()));
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
std::string parse_problem(const CLI::App& top, const std::string& command, const CLI::ParseError& error,
                          const std::vector<std::string>& args) {
  std::vector<std::string> names;
  for (const auto* sub : top.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->get_name() != command) continue;
    for (const auto* option : sub->get_options()) {
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
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

ExitCode dispatch(const Options& options) {
  if (options.command == "suggest") return command_suggest(options);
  if (options.command == "fix") return command_fix(options);
  if (options.command == "diff") return command_diff(options);
  if (options.command == "init") return command_init(options);
  if (options.command == "why") return command_why(options);
  if (options.command == "explain") return command_explain(options);
  if (options.command == "rules") return command_rules(options);
  if (options.command == "version") return command_version(options);
  return command_check(options);
}

}  // namespace

AnalysisOptions analysis_options(const Options& options) {
  AnalysisOptions out;
  if (!options.words.empty()) out.paths = options.words;
  out.models = options.models;
  out.threads = options.jobs;
  out.configuration = {options.config, options.no_config, options.policy, options.baseline};
  return out;
}

int run_command_line(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  bool about_all = !args.empty() && (args[0] == "-h" || args[0] == "--help" || args[0] == "help");
  if (!args.empty() && (args[0] == "--version" || args[0] == "-V")) args[0] = "version";
  bool named = !args.empty() && std::find(kCommands.begin(), kCommands.end(), args[0]) != kCommands.end();
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
    return static_cast<int>(usage(parse_problem(top, options.command, error, args)));
  }
  std::string error;
  if (options.command == "check" && !parse_outputs(options, error)) return static_cast<int>(usage(error));
  return static_cast<int>(dispatch(options));
}

}  // namespace leastscope
