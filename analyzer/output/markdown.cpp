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

std::string headline(const LevelCounts& n) {
  return fmt::format("{}, {}, {}", counted(n.errors, "error"), counted(n.warnings, "warning"),
                     counted(n.notes, "note"));
}

/// "services/app/src/index.js:12:5", as code.
std::string place(const AppReport& a, const Place& at) {
  Place shown = at;
  shown.file = repository_path(a, at.file);
  return code(place_text(shown));
}

void scopes(const AppReport& a, std::string& out) {
  if (a.needs.scopes.empty()) return;
  out += "| scope | verdict | as | when | because of |\n|---|---|---|---|---|\n";
  for (const auto& s : a.needs.scopes) {
    const auto cells = scope_cells(a, s);
    out += fmt::format("| {} | {} | {} | {} | {} |\n", code(cells[0]), plain(cells[1]), plain(cells[2]),
                       plain(cells[3]), plain(cells[4]));
  }
  out += "\n";
}

void coverage(const AppReport& a, std::string& out) {
  const auto& c = a.coverage;
  out += fmt::format("Read {}; calls: {} resolved, {} unresolved, {} to unknown endpoints.", counted(c.files, "file"),
                     c.resolved, c.unresolved, c.unknown_endpoint);
  for (const auto& u : c.unread)
    out += fmt::format(" Not read: {} in {}.", counted(u.files, "file"), plain(u.language));
  if (!a.suppressed.empty()) out += fmt::format(" Accepted: {}.", counted(a.suppressed.size(), "finding"));
  out += "\n\n";
}

/// A list of findings; a comment holds 65,536 characters, so only so many.
void findings(const AppReport& a, bool notes, std::string& out) {
  constexpr size_t kShown = 40;
  size_t n = 0;
  for (const auto& f : a.findings) {
    if (f.level == Level::off || (f.level == Level::note) != notes || ++n > kShown) continue;
    out += fmt::format("- **{}** {} {} ({})\n", level_name(f.level), code(f.rule), plain(f.message), place(a, f.at));
  }
  if (n > kShown) out += fmt::format("- … and {} more\n", n - kShown);
  if (n > 0) out += "\n";
}

void app(const AppReport& a, std::string& out) {
  out += fmt::format("### {}\n\n", code(repository_path(a, a.descriptor.path)));
  const auto n = count_levels(a);
  out += headline(n) + ".\n\n";
  for (const auto& p : a.problems) {
    out += fmt::format("- **problem** {}", plain(p.message));
    out += p.at.file.empty() ? "\n" : fmt::format(" ({})\n", place(a, p.at));
  }
  if (!a.problems.empty()) out += "\n";
  findings(a, false, out);
  scopes(a, out);
  if (n.notes > 0) {
    out += fmt::format("<details><summary>{}</summary>\n\n", counted(n.notes, "note"));
    findings(a, true, out);
    out += "</details>\n\n";
  }
  coverage(a, out);
}

}  // namespace

std::string write_markdown(const Report& report) {
  LevelCounts all;
  for (const auto& a : report.apps) {
    const auto n = count_levels(a);
    all.errors += n.errors;
    all.warnings += n.warnings;
    all.notes += n.notes;
  }
  // The first line marks a comment as ours, so that it can be found and replaced.
  std::string out = fmt::format("<!-- leastscope -->\n## leastscope: {}\n\n", headline(all));
  for (const auto& p : report.problems) out += fmt::format("- **problem** {}\n", plain(p.message));
  if (!report.problems.empty()) out += "\n";
  for (const auto& a : report.apps) app(a, out);
  return out;
}

}  // namespace leastscope
