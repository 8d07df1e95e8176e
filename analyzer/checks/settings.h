// What an app's owners have decided: from leastscope.toml, --policy and --baseline, already read. The checks see values
// only; where they come from is the command line's business (cli/config.h).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/place.h"

namespace leastscope {

enum class Level { off, note, warning, error };
std::string_view level_name(Level level);

/// Which scopes an app may ask for. Patterns: `*` stands for any characters.
struct Policy {
  std::vector<std::string> allow;  ///< empty: everything
  std::vector<std::string> deny;
  int max_risk = 0;       ///< 1 read, 2 write, 3 delete, 4 admin; 0: no bound
  int justify_from = 0;   ///< scopes of this risk or more need a reason; 0: none does
  bool external = false;  ///< given by --policy: the app's own files cannot switch it off
  bool empty() const { return allow.empty() && deny.empty() && max_risk == 0 && justify_from == 0; }
};

/// Findings about a scope that somebody has looked at and accepts.
struct Acceptance {
  std::string scope;               ///< a pattern
  std::vector<std::string> rules;  ///< empty: every rule except missing-scope and policy-violation
  std::string reason;
  Place at;
};

/// What an unresolved call does, told from outside: every line of `file` that contains `contains`.
struct CallHint {
  std::string file, contains;
  std::vector<std::string> calls;  ///< "GET /rest/api/3/issue/{id}"
  Place at;
};

struct Settings {
  std::string file;  ///< of the configuration, relative to the app's source; "" when there is none
  std::string text;
  std::vector<std::string> exclude;
  std::optional<Level> fail_on;  ///< off: never
  std::map<std::string, Level> levels;
  Policy policy;
  std::map<std::string, std::string> justifications;  ///< by scope
  std::vector<Acceptance> accepted;
  std::vector<CallHint> hints;
  std::map<std::string, size_t> baseline;  ///< known findings by identity_of(), with how often they occur
};

/// `*` stands for any characters, nothing else is special.
bool pattern_matches(std::string_view pattern, std::string_view text);

}  // namespace leastscope
