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

std::string file_of(const AppReport& app, const std::string& file) {
  return app.root.empty() || app.root == "." ? file : app.root + "/" + file;
}

}  // namespace

std::string write_github(const Report& report) {
  std::string out;
  for (const auto& p : report.problems)
    out += fmt::format("::error title={}::{}\n", escaped(p.kind, true), escaped(p.message, false));
  for (const auto& app : report.apps) {
    for (const auto& p : app.problems) {
      out += fmt::format("::warning file={},title={}::{}\n", escaped(file_of(app, p.at.file), true),
                         escaped(p.kind, true), escaped(p.message, false));
    }
    for (const auto& f : app.findings) {
      if (f.level == Level::off) continue;
      out += fmt::format("::{} file={}", command(f.level), escaped(file_of(app, f.at.file), true));
      if (f.at.at.line != 0) out += fmt::format(",line={},col={}", f.at.at.line, f.at.at.column);
      out += fmt::format(",title={}::{}\n", escaped(f.rule, true), escaped(f.message, false));
    }
  }
  return out;
}

}  // namespace leastscope
