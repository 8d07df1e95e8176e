// JUnit XML, for CI servers that show nothing else: a suite per app, a case per declared scope and per other finding;
// findings from warning upward are failures.
#include <fmt/format.h>

#include <algorithm>

#include "output/lookup.h"
#include "output/output.h"

namespace leastscope {
namespace {

std::string xml(std::string_view text) {
  std::string out;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += byte < 0x20 && c != '\t' ? ' ' : c;
    }
  }
  return out;
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
  for (const auto& app : report.apps) {
    std::string cases;
    size_t tests = 0, failures = 0;
    for (const auto& s : app.needs.scopes) {
      bool spoken = std::any_of(app.findings.begin(), app.findings.end(),
                                [&](const Finding& f) { return f.level >= Level::warning && f.at == s.at; });
      if (spoken) continue;
      ++tests;
      cases +=
          fmt::format("    <testcase name=\"{}\" classname=\"{}\"/>\n", xml(s.scope), xml(verdict_name(s.verdict)));
    }
    for (const auto& f : app.findings) {
      if (f.level < Level::warning) continue;
      ++tests;
      ++failures;
      cases += fmt::format(
          "    <testcase name=\"{}\" classname=\"{}\"><failure type=\"{}\" message=\"{}\">{}</failure></testcase>\n",
          xml(f.scopes.empty() ? place_text(f.at) : f.scopes.front()), xml(f.rule), xml(level_name(f.level)),
          xml(f.message), xml(place_text(f.at)));
    }
    out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}  </testsuite>\n",
                       xml(app.descriptor.path), tests, failures, cases);
  }
  return out + "</testsuites>\n";
}

}  // namespace leastscope
