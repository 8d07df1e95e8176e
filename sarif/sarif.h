// SARIF 2.1.0 as far as a static analyzer needs it: plain values, and one writer. Knows nothing of scopes. Every place
// carries all four region numbers, because code scanning wants them; columns are UTF-16 code units, counted from 1,
// ends exclusive.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sarif {

struct Region {
  uint32_t start_line = 1, start_column = 1, end_line = 1, end_column = 2;
  std::string snippet;  ///< the text of the lines; left out when empty
};

struct Location {
  std::string uri;  ///< relative, `/`, not yet percent-encoded
  Region region;
  std::string message;
  int id = -1;  ///< related locations: what `[text](id)` in the message refers to
};

struct Replacement {
  std::string uri;
  Region deleted;
  std::string inserted;
};

struct Fix {
  std::string description;
  std::vector<Replacement> replacements;
};

/// Why a result is not to be looked at any more.
struct Suppression {
  bool in_source = false;     ///< else outside the source: a configuration, a baseline
  std::string justification;  ///< the reason somebody gave
  std::string by;             ///< our own word for the means; a property
};

struct Result {
  std::string rule_id;
  std::string level;    ///< error warning note
  std::string message;  ///< plain text; `[text](n)` links to the related location with that id
  Location location;
  std::vector<Location> related;
  std::vector<Location> flow;  ///< from the entry point to the place; empty = no code flow
  std::vector<Fix> fixes;
  std::map<std::string, std::string> fingerprints;  ///< partialFingerprints
  std::optional<Suppression> suppression;
};

struct Rule {
  std::string id, name, short_text, full_text, help_text, help_markdown, level, precision, security_severity;
  std::vector<std::string> tags;
};

struct Notification {
  std::string id, level, message;
  std::optional<Location> location;
};

struct Log {
  std::string tool, version, information_uri;
  std::map<std::string, std::string> properties;  ///< of the driver
  std::vector<Rule> rules;
  std::vector<Rule> notification_rules;  ///< descriptors of the notifications: id, name and short text only
  std::vector<Result> results;
  std::vector<Notification> notifications;
  bool successful = true;
  std::string category;  ///< automationDetails.id
};

/// The log as JSON text with a final line feed.
std::string write(const Log& log);

/// A path as the path of a URI: everything but unreserved characters and `/` is percent-encoded as UTF-8.
std::string encode_uri(std::string_view path);

/// Fingerprint of every line of a file, as GitHub's upload action computes it; index 0 is line 1. See line_hash.cpp.
std::vector<std::string> line_hashes(std::string_view text);

}  // namespace sarif
