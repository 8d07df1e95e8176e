#include "cli/exit_code.h"

#include <algorithm>
#include <array>

namespace leastscope {

bool makes_incomplete(const Problem& problem) {
  // Kinds that cost nothing but a remark: a loop of links is read once all the same, a broken statement leaves the rest
  // of its file.
  static constexpr std::array<std::string_view, 6> harmless = {"link-loop",     "broken-source", "duplicate-key",
                                                               "no-entry-root", "no-root",       "bad-hint"};
  return std::find(harmless.begin(), harmless.end(), problem.kind) == harmless.end();
}

ExitCode exit_code(const Report& report, Level fail_on, bool strict) {
  bool incomplete = std::any_of(report.problems.begin(), report.problems.end(), makes_incomplete);
  bool findings = false;
  for (const auto& app : report.apps) {
    incomplete = incomplete || std::any_of(app.problems.begin(), app.problems.end(), makes_incomplete);
    incomplete = incomplete || !app.descriptor.readable;
    for (const auto& c : app.needs.calls) {
      bool live = c.phase != Phase::unreachable && c.governed != Governed::no;
      incomplete = incomplete || (strict && live && c.status == Status::unresolved);
    }
    for (const auto& f : app.findings) {
      findings = findings || (fail_on != Level::off && f.level != Level::off && f.level >= fail_on);
    }
  }
  if (incomplete) return ExitCode::incomplete;
  return findings ? ExitCode::findings : ExitCode::clean;
}

}  // namespace leastscope
