#include "output/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/paths.h"
#include "checks/words.h"

namespace leastscope {
namespace {

std::string joined(const std::vector<std::string_view>& words) {
  return words.empty() ? "-" : fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::string evidence_counts(const AppReport& app, const ScopeVerdict& s) {
  std::vector<std::string> words;
  if (!s.calls.empty()) words.push_back(counted(s.calls.size(), "call"));
  std::map<std::string, size_t> kinds;
  for (size_t i : s.requirements) {
    if (i < app.needs.requirements.size()) ++kinds[app.needs.requirements[i].kind];
  }
  for (const auto& [kind, n] : kinds) words.push_back(counted(n, kind, kind == "storage" ? "storage" : ""));
  return words.empty() ? "-" : fmt::format("{}", fmt::join(words, ", "));
}

std::array<std::string, 5> scope_cells(const AppReport& app, const ScopeVerdict& s) {
  std::vector<std::string_view> who, when;
  for (auto i : s.identities) who.push_back(identity_name(i));
  for (auto p : s.phases) when.push_back(phase_name(p));
  std::string verdict(verdict_name(s.verdict));
  if (!s.enough.empty()) verdict += fmt::format(" ({} is enough)", s.enough);
  return {s.token.empty() ? s.scope : s.scope + " (" + s.token + ")", verdict, joined(who), joined(when),
          evidence_counts(app, s)};
}

std::string scope_table(const AppReport& app, const Style& style, unsigned width) {
  if (app.needs.scopes.empty()) return {};
  std::vector<std::array<std::string, 5>> rows{{"scope", "verdict", "as", "when", "because of"}};
  for (const auto& s : app.needs.scopes) rows.push_back(scope_cells(app, s));
  std::array<size_t, 5> widths{};
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  // Columns from the right give way first; scope and verdict always stay.
  size_t columns = 5;
  auto total = [&] {
    size_t n = 0;
    for (size_t i = 0; i < columns; ++i) n += widths[i] + 2;
    return n;
  };
  while (columns > 2 && total() > width) --columns;
  std::string out;
  for (size_t r = 0; r < rows.size(); ++r) {
    std::string line;
    for (size_t i = 0; i < columns; ++i) {
      std::string cell = i + 1 == columns ? harmless(rows[r][i]) : pad(harmless(rows[r][i]), widths[i] + 2);
      Paint paint = r == 0 ? Paint::dim : i == 1 ? paint_of(app.needs.scopes[r - 1].verdict) : Paint::plain;
      line += style(paint, cell);
    }
    out += line + "\n";
  }
  return out + "\n";
}

std::string call_list(const AppReport& app, const Style& style) {
  std::string out;
  for (const auto& c : app.needs.calls) {
    out += fmt::format("{} {} ({}, {})", style(Paint::dim, status_name(c.status)), harmless(call_text(c)),
                       identity_name(c.identity), phase_name(c.phase));
    if (c.governed == Governed::no) out += " with credentials of its own";
    if (!c.at.empty()) out += fmt::format(" {}", harmless(place_text(c.at.front())));
    if (c.at.size() > 1) out += fmt::format(" and {}", counted(c.at.size() - 1, "more place"));
    out += "\n";
  }
  return out.empty() ? out : out + "\n";
}

std::string summary(const AppReport& app, const Style& style) {
  std::map<Verdict, size_t> verdicts;
  for (const auto& s : app.needs.scopes) ++verdicts[s.verdict];
  std::vector<std::string> words;
  for (const auto& [verdict, n] : verdicts) words.push_back(fmt::format("{} {}", n, verdict_name(verdict)));
  auto n = count_levels(app);
  std::string out = fmt::format("{} ({}): ",
                                harmless(app.descriptor.path.empty() ? app.root
                                         : app.root == "."           ? app.descriptor.path
                                                                     : app.root + "/" + app.descriptor.path),
                                platform_name(app.descriptor.platform));
  if (!app.descriptor.readable) return out + style(Paint::red, "the descriptor could not be read") + ".";
  out += counted(app.needs.scopes.size(), "scope");
  if (!words.empty()) out += fmt::format(" ({})", fmt::join(words, ", "));
  if (!app.needs.missing.empty()) out += fmt::format(", {}", counted(app.needs.missing.size(), "missing need"));
  out += "; ";
  Paint paint = n.errors > 0 ? Paint::red : n.warnings > 0 ? Paint::yellow : Paint::green;
  return out +
         style(paint, fmt::format("{}, {}, {}", counted(n.errors, "error"), counted(n.warnings, "warning"),
                                  counted(n.notes, "note"))) +
         ".";
}

}  // namespace leastscope
