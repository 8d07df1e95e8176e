// GraphQL documents: which fields of which types a document selects.
#pragma once
#include <string>
#include <vector>

#include "calls/values.h"
#include "rules/catalog/facts.h"

namespace leastscope {

/// "Type.field" for every selected field that carries scopes, in document order, each once. A document with nothing
/// that needs a scope yields its top-level fields. Fragments and aliases are followed; fields of unknown types end the
/// walk there.
std::vector<std::string> graphql_fields(const Facts& facts, const Pattern& document);

}  // namespace leastscope
