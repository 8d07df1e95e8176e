// What a scope lets an app do, by all that the facts know of it.
#pragma once
#include <string>

#include "rules/catalog/facts.h"

namespace leastscope {

/// Its sentence, where it may be declared, and what accepts it: operations, Slack methods, GraphQL fields, events and
/// what a descriptor declares. A dozen of each kind are named, the others counted.
std::string explain_scope(const Facts& facts, const ScopeFact& scope);

}  // namespace leastscope
