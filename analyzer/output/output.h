// How a report is shown. Every writer is a pure function from a Report to bytes: no clock, no environment, no I/O. What
// a writer needs to know about the world (is this a terminal, how wide is it) comes in as a value.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/report.h"

namespace leastscope {

enum class Format { text, json, sarif, github, markdown, junit };
std::optional<Format> format_of(std::string_view name);
const std::vector<std::string_view>& format_names();

/// The JSON report, version 1 (rules/schema/report.schema.json). Ends with a line feed.
std::string write_json(const Report& report);

struct TextOptions {
  bool color = false;
  unsigned width = 100;  ///< columns; prose is wrapped here, code is cut
  bool quiet = false;    ///< only the summary lines
  bool verbose = false;  ///< also every call, every skipped file and the findings' traces in full
};
std::string write_text(const Report& report, const TextOptions& options);

struct SarifOptions {
  std::string category;   ///< automationDetails.id; left out when empty
  bool accepted = false;  ///< also what comments, the configuration or a baseline accept, as suppressed results
};
/// SARIF 2.1.0 for code scanning. Findings become results, except what is about the analysis itself: see
/// output/sarif.cpp.
std::string write_sarif(const Report& report, const SarifOptions& options);

/// GitHub workflow commands: one annotation per finding.
std::string write_github(const Report& report);
/// For job summaries and comments.
std::string write_markdown(const Report& report);
std::string write_junit(const Report& report);

}  // namespace leastscope
