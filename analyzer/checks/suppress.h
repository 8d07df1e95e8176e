// Findings that somebody has looked at: comments `leastscope: ignore[rule] reason`, accepted scopes of the
// configuration, and baselines. A suppression without a reason does not count; one that matches nothing is reported.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/place.h"

namespace leastscope {

struct AppReport;
struct Finding;

/// One comment.
struct Suppression {
  std::vector<std::string> rules;
  std::string reason;
  Place at;           ///< of the words in the comment
  uint32_t line = 0;  ///< the line it speaks about: its own, or the next one with text if it stands alone
};

/// Adds the comments of one file. Comments begin with #, //, /*, * or <!--.
void find_suppressions(std::string_view text, const std::string& file, std::vector<Suppression>& out);

/// What a finding is called in a baseline: the same in every version of an app, without lines.
std::string identity_of(const Finding& finding);
/// The same from the parts that a report without identities has.
std::string identity_of(const std::string& rule, const std::string& file, const std::vector<std::string>& scopes,
                        const std::string& message);

/// Moves accepted findings of `app` to `app.suppressed` and adds findings about suppressions that do nothing.
void apply_suppressions(AppReport& app);

}  // namespace leastscope
