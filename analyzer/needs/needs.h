// Judgement: from calls and requirements to verdicts and minimal sets. The law is docs/uses.md; this room applies it
// and nothing else.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "calls/api_call.h"
#include "descriptor/descriptor.h"
#include "rules/catalog/facts.h"

namespace leastscope {

enum class Verdict { needed, install_only, redundant, over_requested, dead_code_only, undecidable, unknown_scope };
std::string_view verdict_name(Verdict verdict);

struct ScopeVerdict {
  std::string scope;  ///< as declared (Connect for Jira and Confluence: upper case)
  std::string token;
  Verdict verdict = Verdict::needed;
  std::string risk;  ///< read write delete admin
  std::vector<Identity> identities;
  std::vector<Phase> phases;
  std::vector<size_t> calls;  ///< evidence: indexes into the calls
  std::vector<size_t> requirements;
  std::string enough;          ///< a level that would do instead
  bool partial_set = false;    ///< needed only as part of a granular set that is not held completely
  bool install_doubt = false;  ///< all sure needs are install, but an unresolved run-time call could need it
  std::string note;            ///< in words, when the verdict has a reason that the evidence does not show
  Place at;
};

struct MissingNeed {
  Alternatives alternatives;
  std::vector<size_t> calls, requirements;
  std::vector<std::string> recommended;  ///< the scopes of the recommended set that would cover it
};

struct MinimalSets {
  std::vector<std::string> recommended, classic, granular;  ///< sorted
  bool proved = true;                                       ///< false: the search hit its limit
};

struct NeedsInput {
  Platform platform = Platform::forge;
  std::vector<DeclaredScope> declared;
  bool scopes_declared = true;
  std::vector<ApiCall> calls;
  std::vector<Requirement> requirements;
  bool no_source = false;
};

/// A need that no scope the platform grants can satisfy.
struct NotGrantable {
  std::vector<size_t> calls, requirements;
};

struct NeedsResult {
  std::vector<ApiCall> calls;  ///< the input's, with operations and alternatives filled in
  std::vector<Requirement> requirements;
  std::vector<ScopeVerdict> scopes;  ///< one per declared scope, in descriptor order
  std::vector<MissingNeed> missing;
  std::vector<NotGrantable> not_grantable;
  MinimalSets minimal;
};

/// Resolves the calls' operations and judges. Pure; same input, same result.
NeedsResult judge(const Facts& facts, NeedsInput input);

/// Needs that follow from the descriptor alone (USES.md section 4): events, modules, conditions, remote tokens,
/// webhooks, features.
std::vector<Requirement> descriptor_requirements(const Facts& facts, const Descriptor& descriptor);

}  // namespace leastscope
