// JUnit XML, for CI servers that show nothing else: a suite per app, a case per declared scope and per other finding;
// findings from warning upward are failures, problems are errors. What is not known is counted below each suite.
#include <fmt/format.h>

#include <algorithm>

#include "output/lookup.h"
#include "output/output.h"

namespace leastscope {
namespace {

/// Bytes of the character at the front of `text`: 0 when they are no UTF-8 or what XML does not allow.
size_t character(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' ? 1 : 0;
  const size_t n = first >= 0xF0 && first <= 0xF4  ? 4
                   : first >= 0xE0 && first < 0xF0 ? 3
                   : first >= 0xC2 && first < 0xE0 ? 2
                                                   : 0;
  for (size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool beyond = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  const bool forbidden = first == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE;  // U+FFFE, U+FFFF
  return overlong || beyond || forbidden ? 0 : n;
}

std::string xml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t n = character(text);
    if (n == 0) {
      out += "\xEF\xBF\xBD";
    } else if (text[0] == '&') {
      out += "&amp;";
    } else if (text[0] == '<') {
      out += "&lt;";
    } else if (text[0] == '>') {
      out += "&gt;";
    } else if (text[0] == '"') {
      out += "&quot;";
    } else if (text[0] == '\n' || text[0] == '\t') {
      out += text[0] == '\n' ? "&#10;" : "&#9;";
    } else {
      out += text.substr(0, n);
    }
    text.remove_prefix(std::max<size_t>(n, 1));
  }
  return out;
}

std::string file_of(const AppReport& app, const Place& at) {
  return at.file.empty() ? "" : fmt::format(" file=\"{}\"", xml(repository_path(app, at.file)));
}

void suite(const AppReport& app, std::string& out) {
  std::string cases;
  size_t tests = 0, failures = 0;
  for (const auto& p : app.problems) {
    cases +=
        fmt::format("    <testcase name=\"{}\" classname=\"problem\"{}><error message=\"{}\">{}</error></testcase>\n",
                    xml(p.kind), file_of(app, p.at), xml(p.message), xml(place_text(p.at)));
  }
  for (const auto& s : app.needs.scopes) {
    bool spoken = std::any_of(app.findings.begin(), app.findings.end(),
                              [&](const Finding& f) { return f.level >= Level::warning && f.at == s.at; });
    if (spoken) continue;
    ++tests;
    cases += fmt::format("    <testcase name=\"{}\" classname=\"{}\"{}/>\n", xml(s.scope), xml(verdict_name(s.verdict)),
                         file_of(app, s.at));
  }
  for (const auto& f : app.findings) {
    if (f.level < Level::warning) continue;
    ++tests;
    ++failures;
    cases += fmt::format(
        "    <testcase name=\"{}\" classname=\"{}\"{}><failure type=\"{}\" message=\"{}\">{}</failure></testcase>\n",
        xml(f.scopes.empty() ? place_text(f.at) : f.scopes.front()), xml(f.rule), file_of(app, f.at),
        xml(level_name(f.level)), xml(f.message), xml(place_text(f.at)));
  }
  const auto& c = app.coverage;
  out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}",
                     xml(repository_path(app, app.descriptor.path)), tests + app.problems.size(), failures,
                     app.problems.size(), cases);
  out += fmt::format("    <system-out>calls: {} resolved, {} unresolved, {} to unknown endpoints</system-out>\n",
                     c.resolved, c.unresolved, c.unknown_endpoint);
  out += "  </testsuite>\n";
}

}  // namespace

std::string write_junit(const Report& report) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"leastscope\">\n";
  for (const auto& p : report.problems) {
    out += fmt::format(
        "  <testsuite name=\"run\" tests=\"1\" failures=\"0\" errors=\"1\">\n    <testcase name=\"{}\" "
        "classname=\"leastscope\">"
        "<error message=\"{}\"/></testcase>\n  </testsuite>\n",
        xml(p.kind), xml(p.message));
  }
  for (const auto& app : report.apps) suite(app, out);
  return out + "</testsuites>\n";
}

}  // namespace leastscope
