#include "cli/exit_code.h"

#include <algorithm>
#include <array>

#include "base/paths.h"
#include "program/load/select.h"

namespace leastscope {

namespace {

template <size_t N>
bool among(const std::array<std::string_view, N>& kinds, const std::string& kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

/// Whether a link that was not followed can have led to something of the app: source, a descriptor, a folder. A README
/// cannot, nor can what tests and documents are made of, nor the lock files that editors leave behind as links.
bool may_hold_code(const std::string& path) {
  const std::string extension = lower(path_extension(path));
  if (path_name(path).starts_with(".") || !skip_reason(path).empty()) return false;
  return extension.empty() || !language_of(path).empty() || extension == ".json" || extension == ".yml" ||
         extension == ".yaml";
}

bool without_code(const Coverage& coverage) { return coverage.files == 0 && coverage.unread.empty(); }

bool is_usage(const Problem& problem) {
  static constexpr std::array<std::string_view, 3> kinds = {"bad-model", "bad-config", "bad-url"};
  return among(kinds, problem.kind);
}

}  // namespace

bool makes_incomplete(const Problem& problem) {
  // What is not here costs nothing but a remark: a loop of links is read once all the same, a broken statement leaves
  // the rest of its file, a name that a manifest does not declare leaves the rest of the manifest.
  static constexpr std::array<std::string_view, 9> kinds = {"no-descriptor", "no-such-path",   "unreadable-file",
                                                            "no-permission", "file-too-large", "bad-archive",
                                                            "limit",         "budget",         "unreachable-url"};
  if (problem.kind == "broken-link" || problem.kind == "outside-root") return may_hold_code(problem.at.file);
  return among(kinds, problem.kind);
}

ExitCode exit_code(const Report& report, std::optional<Level> fail_on, bool strict) {
  bool incomplete = std::any_of(report.problems.begin(), report.problems.end(), makes_incomplete);
  bool findings = false;
  if (std::any_of(report.problems.begin(), report.problems.end(), is_usage)) return ExitCode::usage;
  for (const auto& app : report.apps) {
    incomplete = incomplete || std::any_of(app.problems.begin(), app.problems.end(), makes_incomplete);
    incomplete = incomplete || !app.descriptor.readable || (strict && without_code(app.coverage));
    for (const auto& c : app.needs.calls) {
      bool live = c.phase != Phase::unreachable && c.governed != Governed::no;
      incomplete = incomplete || (strict && live && c.status == Status::unresolved);
    }
    const Level threshold = fail_on ? *fail_on : app.settings.fail_on.value_or(Level::warning);
    for (const auto& f : app.findings) {
      findings = findings || (threshold != Level::off && f.level != Level::off && f.level >= threshold);
    }
  }
  if (incomplete) return ExitCode::incomplete;
  return findings ? ExitCode::findings : ExitCode::clean;
}

}  // namespace leastscope
