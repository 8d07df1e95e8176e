// From a call to the operations it can be, and from an operation to the groups of scopes the platform accepts for it.
#pragma once
#include <string_view>

#include "needs/needs.h"

namespace leastscope {

/// Fills the second half of a call: status, operation, candidates, alternatives, removed, deprecated, experimental,
/// inaccessible.
void fill_operation(const Facts& facts, Platform platform, ApiCall& call);

/// The groups an operation needs on this platform. `known`: the facts say something. `barred`: the platform cannot
/// grant or reach it.
struct OperationNeed {
  Alternatives alternatives;
  bool known = false;
  bool barred = false;        ///< groups are stated, none of them can be granted here
  bool inaccessible = false;  ///< Connect apps cannot call it at all
};
OperationNeed operation_need(const Facts& facts, Platform platform, const OperationFact& operation,
                             const ApiCall& call);

/// Same, for one GraphQL "Type.field" and for a toolkit method's name.
OperationNeed graphql_need(const Facts& facts, Platform platform, const ApiCall& call);

/// Whether the descriptor's scopes govern calls to this product at all (a Slack token does not open Jira).
bool platform_governs(Platform platform, std::string_view product);
/// Whether the platform can grant every scope of the group.
bool grantable(const Facts& facts, Platform platform, const std::vector<std::string>& group);

}  // namespace leastscope
