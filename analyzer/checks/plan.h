// What to do about an app's scopes: which go, which come, which are replaced by a narrower level, and which stay
// although nobody can say that they are needed. `suggest` shows a plan, `fix` carries it out.
#pragma once
#include <string>
#include <vector>

#include "checks/report.h"

namespace leastscope {

/// One step. `why` is a sentence.
struct ScopeStep {
  std::string scope;  ///< as declared, or as it would be written
  std::string token;  ///< Slack
  std::string by;     ///< replaced: what takes its place
  std::string risk;   ///< read write delete admin
  std::string why;
};

struct ScopePlan {
  std::vector<ScopeStep> removed, replaced, added;
  std::vector<ScopeStep> limited;  ///< stay, but may no longer be used for users who are away
  std::vector<ScopeStep> kept;     ///< not needed, or not known to be needed, and left in place all the same
  std::vector<ScopeStep> refused;  ///< should change, but the text cannot be edited safely
  std::string before, after;       ///< the descriptor's text; equal when nothing changes
  bool changes() const { return before != after; }
};

/// The plan follows the findings: what a suppression or a level `off` took away from them stays as it is. The text
/// after it declares exactly what the plan says, or the step stands among `refused`. Pure; needs the descriptor's text
/// in `app.sources`.
ScopePlan plan_changes(const Facts& facts, const AppReport& app);

/// The scopes that the plan leaves declared, in the descriptor's order, new ones last.
std::vector<std::string> scopes_after(const AppReport& app, const ScopePlan& plan);

}  // namespace leastscope
