// GitHub's workflow commands: `::warning file=…,line=…,col=…,title=…::message`. Newlines, percent signs and, in
// properties, colons and commas are escaped, so that no text from an app can start a command of its own.
#include <fmt/format.h>

#include "output/lookup.h"
#include "output/output.h"

namespace leastscope {
namespace {

std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','))) {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view command(Level level) {
  if (level == Level::error) return "error";
  return level == Level::warning ? "warning" : "notice";
}

/// ` file=…,line=…,col=…,endColumn=…,`; a space when nothing is known.
std::string place(const AppReport& app, const Place& at) {
  if (at.file.empty()) return " ";
  std::string out = fmt::format(" file={},", escaped(repository_path(app, at.file), true));
  if (at.at.line == 0) return out;
  out += fmt::format("line={},col={},", at.at.line, at.at.column);
  if (at.end.line == at.at.line && at.end.column > at.at.column) out += fmt::format("endColumn={},", at.end.column);
  return out;
}

}  // namespace

std::string write_github(const Report& report) {
  std::string out;
  for (const auto& p : report.problems)
    out += fmt::format("::error title={}::{}\n", escaped(p.kind, true), escaped(p.message, false));
  for (const auto& app : report.apps) {
    for (const auto& p : app.problems) {
      out +=
          fmt::format("::warning{}title={}::{}\n", place(app, p.at), escaped(p.kind, true), escaped(p.message, false));
    }
    for (const auto& f : app.findings) {
      if (f.level == Level::off) continue;
      out += fmt::format("::{}{}title={}::{}\n", command(f.level), place(app, f.at), escaped(f.rule, true),
                         escaped(f.message, false));
    }
  }
  return out;
}

}  // namespace leastscope
