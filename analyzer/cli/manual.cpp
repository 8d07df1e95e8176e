// The manual page, from the table of commands. An option stands once, with the commands that take it.
#include <fmt/format.h>

#include <map>

#include "cli/table.h"

namespace leastscope {
namespace {

/// Text as troff takes it: backslashes and hyphens are themselves, and no line begins a request.
std::string troff(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
      out += c;
    }
  }
  return out;
}

std::string italic(std::string_view text) { return text.empty() ? "" : fmt::format(" \\fI{}\\fR", troff(text)); }

std::string sentence(std::string_view text) { return std::string(text) + (text.ends_with('?') ? "" : "."); }

std::string commands() {
  std::string out = ".SH COMMANDS\n";
  for (const auto& c : command_table()) {
    out += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", troff(c.name), italic(c.words), troff(sentence(c.text)));
    if (!c.words_text.empty()) out += fmt::format("{}: {}.\n", troff(c.words), troff(c.words_text));
  }
  return out;
}

std::string options() {
  struct Entry {
    const OptionRow* row;
    std::vector<std::string_view> commands;
  };
  std::vector<Entry> entries;
  std::map<std::pair<std::string_view, std::string_view>, size_t> known;
  for (const auto& c : command_table()) {
    for (const auto& o : c.options) {
      auto [it, fresh] = known.try_emplace({o.names, o.text}, entries.size());
      if (fresh) entries.push_back({&o, {}});
      entries[it->second].commands.push_back(c.name);
    }
  }
  std::string out = ".SH OPTIONS\n";
  for (const auto& e : entries) {
    std::string names;
    for (const auto& name : names_of(*e.row))
      names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", troff(name));
    const bool all = e.commands.size() == command_table().size();
    out += fmt::format(".TP\n{}{}\n{}.\n({})\n", names, italic(e.row->value), troff(e.row->text),
                       all ? "every command" : fmt::format("{}", fmt::join(e.commands, ", ")));
  }
  return out + ".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nShow the help of a command.\n";
}

}  // namespace

std::string manual_page() {
  std::string out = fmt::format(".TH LEASTSCOPE 1 \"\" \"leastscope {}\" \"User Commands\"\n", LEASTSCOPE_VERSION);
  out += R"(.SH NAME
leastscope \- does an app need every permission it asks for?
.SH SYNOPSIS
\fBleastscope\fR [\fICOMMAND\fR] [\fIPATH\fR...] [\fIOPTIONS\fR]
.SH DESCRIPTION
Reads the descriptor and the source code of an Atlassian app (Forge, Connect, Bitbucket) or a Slack app, works out which
product operations the code can call, as whom and when, and compares what they need with the scopes that the app declares.
Without a command it checks. Every descriptor under a \fIPATH\fR is an app; a \fIPATH\fR is a folder, a descriptor file or an
archive. Nothing of the app is run, nothing is fetched.
.PP
Results go to standard output, everything else to standard error.
)";
  out += commands() + options();
  out += R"(.SH ENVIRONMENT
.TP
\fBNO_COLOR\fR
No colour, unless \fB\-\-color\fR says otherwise.
.TP
\fBFORCE_COLOR\fR
Colour also where there is no terminal; \fB0\fR means never. \fBNO_COLOR\fR comes first.
.SH FILES
.TP
\fIleastscope.toml\fR, \fI.github/leastscope.toml\fR
The configuration: the nearest one from the folder of the descriptor up to the root of the repository.
.SH "EXIT STATUS"
.TP
0
Nothing at or above the threshold.
.TP
1
Findings (\fBfix \-\-diff\fR: changes; \fBdiff\fR: something that has to be approved).
.TP
2
The command line or the configuration is wrong.
.TP
3
The analysis is incomplete: no descriptor, unreadable input, or \fB\-\-strict\fR and an unresolved call.
.SH "SEE ALSO"
)";
  return out + fmt::format("{}\n", troff(LEASTSCOPE_HOME));
}

}  // namespace leastscope
