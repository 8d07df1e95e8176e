// Everything that leastscope says about a run: what the JSON report prints, and what every other output shows.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checks/settings.h"
#include "checks/suppress.h"
#include "needs/needs.h"

namespace leastscope {

/// Replaces bytes of the descriptor (or another file).
struct Edit {
  std::string file;
  Span span;
  std::string text;
};

struct Fix {
  std::string description;
  std::vector<Edit> edits;
};

/// What a check says. `message` starts with a sentence that stands alone.
struct Finding {
  std::string rule;
  Level level = Level::warning;
  std::string message;
  std::vector<std::string> scopes;
  Place at;
  std::vector<TraceStep> related;
  std::vector<TraceStep> flow;  ///< from the entry point to the call
  std::optional<Fix> fix;
  std::string key;  ///< identity across versions: no line numbers
};

/// A finding that is not shown, and why.
struct Suppressed {
  Finding finding;
  std::string how;  ///< "comment", "configuration", "baseline"
  std::string reason;
};

struct SkippedFile {
  std::string path, reason;
};
struct UnreadLanguage {
  std::string language;
  size_t files = 0;
};

struct Coverage {
  size_t files = 0;
  uint64_t bytes = 0;
  size_t resolved = 0, unresolved = 0, unknown_endpoint = 0;
  std::vector<SkippedFile> skipped;
  std::vector<UnreadLanguage> unread;
};

struct EgressUse {
  std::string host;
  bool declared = false, used = false;
  std::vector<Place> at;
};

struct AppReport {
  std::string root;           ///< PATH as given
  std::string in_repository;  ///< from the repository's root to `root` ("services/app"); empty when they are the same
  Descriptor descriptor;
  Coverage coverage;
  std::vector<Problem> problems;
  NeedsResult needs;
  std::vector<EgressUse> egress;
  std::vector<Finding> findings;
  Settings settings;
  std::vector<Suppression> suppressions;  ///< comments in the app's files
  std::vector<Suppressed> suppressed;     ///< findings that somebody accepted; not among `findings`
  std::map<std::string, std::string>
      sources;  ///< texts of the files that findings and traces point into, for code frames
};

struct Report {
  std::string facts_date, facts_sha256, version;
  std::vector<Problem> problems;
  std::vector<AppReport> apps;
};

/// Runs every check over an app that has been judged, with the levels of its settings; takes out what comments, the
/// configuration or the baseline accept, and reports those that accept nothing. Findings sorted by place, then rule.
void run_checks(const Facts& facts, AppReport& app);

/// A rule's metadata and page, from rules/checks/<id>.md.
struct RuleInfo {
  std::string id, name, short_text, full_text, help_markdown;
  Level level = Level::warning;
  std::string precision, security_severity;
  std::vector<std::string> tags;
};
/// Every rule, always in the same order: the registry's, then rules without a check of their own.
const std::vector<RuleInfo>& all_rules();
/// Reads one page; the id is empty when it has no front matter.
RuleInfo parse_rule_page(std::string_view text);

}  // namespace leastscope
