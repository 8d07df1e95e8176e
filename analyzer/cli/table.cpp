#include "cli/table.h"

#include <algorithm>

namespace leastscope {
namespace {

using Rows = std::vector<OptionRow>;

Rows common() {
  return {
      {"--color", &Options::color, "WHEN", "When to use colour: auto, always or never", {"auto", "always", "never"}},
      {"-q,--quiet", &Options::quiet, "", "Show the summary only"},
      {"-v,--verbose", &Options::verbose, "", "Show every call, skipped file and trace"},
  };
}

Rows analysis() {
  return {
      {"--models", &Options::models, "DIR", "Folder with models of further client libraries", {}, Offer::folders},
      {"-j,--jobs", &Options::jobs, "N", "Threads for reading source files; 0 = one per core"},
      {"--config",
       &Options::config,
       "FILE",
       "Configuration file; default: leastscope.toml beside the app or above it",
       {},
       Offer::files},
      {"--no-config", &Options::no_config, "", "Ignore configuration files"},
      {"--policy",
       &Options::policy,
       "FILE",
       "File whose policy and levels come before those of the app's own configuration",
       {},
       Offer::files},
      {"--baseline",
       &Options::baseline,
       "FILE",
       "Earlier JSON or SARIF report: what it holds is not reported again",
       {},
       Offer::files},
      {"--ca-file",
       &Options::ca_file,
       "FILE",
       "Certificates (PEM) to trust for a PATH that is an https:// address, instead of the system's",
       {},
       Offer::files},
      {"--timeout", &Options::timeout, "SECONDS", "How long reading such a PATH may take; default: 20"},
  };
}

Rows operator+(Rows own, const Rows& shared) {
  own.insert(own.end(), shared.begin(), shared.end());
  return own;
}

constexpr std::string_view kPath =
    "Folder, descriptor file, archive, or https:// address of a descriptor; default: the current folder";

CommandRow check() {
  return {"check",
          "Compare the scopes that apps declare with what their code needs (the default command)",
          "PATH",
          kPath,
          0,
          0,
          Offer::files,
          {},
          Rows{
              {"--format", &Options::formats, "FORMAT[:FILE]",
               "text, json, sarif, github, markdown or junit; FORMAT:FILE writes to a file; may be repeated",
               format_names(), Offer::nothing, true},
              {"--fail-on",
               &Options::fail_on,
               "LEVEL",
               "Lowest level of finding that makes the exit code 1: note, warning, error or never; default: as the "
               "configuration says, else warning",
               {"note", "warning", "error", "never"}},
              {"--strict", &Options::strict, "", "Exit code 3 when a call could not be resolved"},
              {"--category", &Options::category, "NAME", "Category of the SARIF run (automationDetails.id)"},
              {"--accepted", &Options::accepted, "", "SARIF also holds what is accepted, as suppressed results"},
          } + analysis() +
              common()};
}

CommandRow diff() {
  return {"diff",
          "Compare two versions of an app: what does the new one ask for and do more?",
          "OLD NEW",
          "Each a folder, descriptor file, archive, JSON report, or REVISION:PATH of this git repository",
          2,
          2,
          Offer::files,
          {},
          Rows{
              {"--format", &Options::shown, "FORMAT", "text, json or markdown", {"text", "json", "markdown"}},
              {"--fail-on",
               &Options::fail_on,
               "CHANGE",
               "What makes the exit code 1: approval (the default), escalation, change or never",
               {"approval", "escalation", "change", "never"}},
          } + analysis() +
              common()};
}

std::vector<CommandRow> make() {
  std::vector<CommandRow> all;
  all.push_back(check());
  all.push_back(
      {"suggest",
       "Show the smallest sets of scopes, and what to change and why",
       "PATH",
       kPath,
       0,
       0,
       Offer::files,
       {},
       Rows{{"--format", &Options::shown, "FORMAT", "text or json", {"text", "json"}},
            {"--to", &Options::to, "PLATFORM", "forge: the Forge scopes that a Connect app's code needs", {"forge"}}} +
           analysis() + common()});
  all.push_back(
      {"fix",
       "Edit the descriptors: remove scopes that are not needed, add missing ones",
       "PATH",
       "Folder or descriptor file; default: the current folder",
       0,
       0,
       Offer::files,
       {},
       Rows{{"--diff", &Options::diff_only, "", "Show the changes and write nothing; exit code 1 if there are any"}} +
           analysis() + common()});
  all.push_back(diff());
  all.push_back({"why",
                 "Show why a declared scope is needed here, or why not",
                 "SCOPE [PATH]",
                 "The scope, then the PATH of the app",
                 1,
                 2,
                 Offer::files,
                 {},
                 analysis() + common()});
  all.push_back({"explain",
                 "Explain a rule, a scope or an operation ('GET /rest/api/3/issue/{id}')",
                 "WORD",
                 "Rule, scope or 'METHOD /path'",
                 1,
                 2,
                 Offer::nothing,
                 {},
                 common()});
  all.push_back({"rules", "List the rules", "", "", 0, 0, Offer::nothing, {}, common()});
  all.push_back({"init",
                 "Write a commented leastscope.toml",
                 "PATH",
                 "Folder; default: the current one",
                 0,
                 0,
                 Offer::folders,
                 {},
                 common()});
  all.push_back({"completions",
                 "Write the completions of a shell to standard output",
                 "SHELL",
                 "bash, zsh or fish",
                 1,
                 1,
                 Offer::nothing,
                 {"bash", "zsh", "fish"},
                 common()});
  all.push_back({"man", "Write the manual page to standard output", "", "", 0, 0, Offer::nothing, {}, common()});
  all.push_back({"version",
                 "Show the version; with --verbose also where the API facts come from",
                 "",
                 "",
                 0,
                 0,
                 Offer::nothing,
                 {},
                 common()});
  return all;
}

}  // namespace

const std::vector<CommandRow>& command_table() {
  static const std::vector<CommandRow> table = make();
  return table;
}

const CommandRow* command_named(std::string_view name) {
  const auto& all = command_table();
  auto it = std::find_if(all.begin(), all.end(), [&](const CommandRow& c) { return c.name == name; });
  return it == all.end() ? nullptr : &*it;
}

std::vector<std::string> names_of(const OptionRow& option) {
  std::vector<std::string> out;
  for (std::string_view rest = option.names; !rest.empty();) {
    auto comma = rest.find(',');
    out.emplace_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return out;
}

bool is_flag(const OptionRow& option) { return std::holds_alternative<bool Options::*>(option.target); }

}  // namespace leastscope
