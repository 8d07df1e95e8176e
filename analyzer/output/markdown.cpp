// For job summaries and comments on pull requests: the findings that matter, the table of scopes, coverage.
#include <fmt/format.h>

#include "base/paths.h"
#include "output/lookup.h"
#include "output/output.h"
#include "output/text_table.h"

namespace leastscope {
namespace {

/// Text in a table cell or a list: nothing in it is Markdown or HTML.
std::string plain(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\n' || c == '\r') {
      out += ' ';
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (std::string_view("\\`*_[]|#>").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string code(std::string_view text) {
  std::string out = "`";
  for (char c : text) {
    if (c == '`' || c == '\n' || c == '\r') continue;
    if (c == '|') out += '\\';
    out += c;
  }
  return out + "`";
}

void app(const AppReport& a, std::string& out) {
  out += fmt::format("### {}\n\n", plain(a.descriptor.path));
  for (const auto& p : a.problems) out += fmt::format("- **problem** {}\n", plain(p.message));
  if (!a.problems.empty()) out += "\n";
  auto n = count_levels(a);
  out += fmt::format("{}, {}, {}. Calls: {} resolved, {} unresolved, {} to unknown endpoints. {} read.\n\n",
                     counted(n.errors, "error"), counted(n.warnings, "warning"), counted(n.notes, "note"),
                     a.coverage.resolved, a.coverage.unresolved, a.coverage.unknown_endpoint,
                     counted(a.coverage.files, "file"));
  if (!a.needs.scopes.empty()) {
    out += "| scope | verdict | because of |\n|---|---|---|\n";
    for (const auto& s : a.needs.scopes) {
      out += fmt::format("| {} | {} | {} |\n", code(s.scope), verdict_name(s.verdict), plain(evidence_counts(a, s)));
    }
    out += "\n";
  }
  bool any = false;
  for (const auto& f : a.findings) {
    if (f.level < Level::warning) continue;
    any = true;
    out += fmt::format("- **{}** {} {} ({})\n", level_name(f.level), code(f.rule), plain(f.message),
                       code(place_text(f.at)));
  }
  if (any) out += "\n";
}

}  // namespace

std::string write_markdown(const Report& report) {
  std::string out = "## leastscope\n\n";
  for (const auto& p : report.problems) out += fmt::format("- **problem** {}\n", plain(p.message));
  if (!report.problems.empty()) out += "\n";
  for (const auto& a : report.apps) app(a, out);
  return out;
}

}  // namespace leastscope
