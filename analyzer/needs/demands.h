// The needs of an app, as the solver and the verdicts see them: calls and requirements turned into ORs of groups in
// numbers.
#pragma once
#include <vector>

#include "needs/needs.h"
#include "needs/universe.h"

namespace leastscope {

struct Demand {
  std::vector<ScopeGroup> groups;  ///< what would do; only groups that the platform can grant
  Phase phase = Phase::run;
  std::vector<size_t> calls, requirements;  ///< evidence
  bool tolerated = false;
  bool allowed = false;  ///< by what is declared
};

/// What the descriptor holds, in numbers.
struct Declaration {
  ScopeSet scopes;                 ///< D without levels
  std::vector<LevelScope> levels;  ///< declared levels, each once, lowest first
  Held held;                       ///< closure of D
};
Declaration read_declaration(const Universe& universe, const NeedsInput& input);

/// The token a declared scope belongs to: as declared, else what the facts allow.
std::string declared_token(const Universe& universe, const DeclaredScope& scope);

struct Demands {
  std::vector<Demand> live;  ///< phase run or install
  std::vector<Demand> unreachable;
  std::vector<size_t> barred_calls, barred_requirements;  ///< live, stated, nothing the platform can grant
};

/// Only resolved, governed calls and requirements make demands; `calls` must have their operations filled in.
Demands collect_demands(const Universe& universe, const Declaration& declared, const std::vector<ApiCall>& calls,
                        const std::vector<Requirement>& requirements);

/// Groups of one operation or method in numbers (Slack: by token).
std::vector<ScopeGroup> number_groups(const Universe& universe, const Alternatives& alternatives,
                                      const std::string& token);
bool allows_any(const Held& held, const std::vector<ScopeGroup>& groups);

/// A Slack call as separate demands: one per kind of conversation. Each part is an OR.
std::vector<std::vector<ScopeGroup>> slack_parts(const Universe& universe, const SlackMethod& method,
                                                 const ApiCall& call);
std::vector<std::vector<ScopeGroup>> slack_parts(const Universe& universe, const Requirement& requirement);

}  // namespace leastscope
