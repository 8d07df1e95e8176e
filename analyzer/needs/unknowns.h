// What a call that we know too little about could be. It threatens a scope only if it could be an operation that works
// today and would stop working without that scope; so every operation is listed with the groups it accepts, and nothing
// else is guessed.
#pragma once
#include <string>
#include <vector>

#include "needs/demands.h"

namespace leastscope {

/// An operation that a call could be: any one of the groups would do.
using PossibleOperation = std::vector<ScopeGroup>;

struct Unknown {
  size_t call = 0;
  Phase phase = Phase::run;
  std::vector<PossibleOperation> operations;
};

/// The unknowns of live, governed calls: unresolved, uncertain, without a known operation, or with an operation whose
/// scopes the facts lack.
std::vector<Unknown> collect_unknowns(const Universe& universe, const Declaration& declared,
                                      const std::vector<ApiCall>& calls);

/// Whether a path pattern and a template can describe the same path. `{}` stands for any text without `/`, `{+}` for
/// any text; a placeholder of the template for one segment or part of one.
bool compatible(std::string_view pattern, std::string_view path_template);

/// The client product whose calls a scope of this family serves: "jira-software" -> "jira".
std::string_view product_of_family(std::string_view family);

}  // namespace leastscope
