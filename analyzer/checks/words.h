// Sentences that several checks share. Scope names stand in single quotes; lists end in "and" or "or".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "checks/report.h"

namespace leastscope {

std::string quoted(std::string_view word);
/// "a", "a and b", "a, b and c"; `last` is "and" or "or". At most `most` are named, the rest counted.
std::string listed(const std::vector<std::string>& words, std::string_view last = "and", size_t most = 8);
std::string listed_scopes(const std::vector<std::string>& scopes, std::string_view last = "and", size_t most = 8);
/// "'a', or 'b' and 'c'": an OR of AND-groups, shortest first; at most three groups of at most six scopes are spelled
/// out, or all.
std::string alternatives_text(const Alternatives& alternatives, bool all = false);

/// "GET /rest/api/3/issue/{}", "chat.postMessage", "Query.issue", "a request to an unknown address".
std::string call_text(const ApiCall& call);
/// call_text and where its first place is: "GET /rest/api/3/issue/{} (src/index.js:12)".
std::string call_with_place(const ApiCall& call);
/// "the event 'avi:jira:created:issue'".
std::string requirement_text(const Requirement& requirement);
/// What calls and requirements are, as one list in words; at most `most` are named.
std::string evidence_text(const NeedsResult& needs, const std::vector<size_t>& calls,
                          const std::vector<size_t>& requirements, size_t most = 3);

/// What the descriptor is called: "manifest", "descriptor".
std::string_view descriptor_word(Platform platform);
/// "Forge", "Connect", "Bitbucket", "Slack".
std::string_view platform_word(Platform platform);

/// Live: a run-time or install-time call that scopes govern.
bool is_live(const ApiCall& call);
/// A live call of which not enough is known.
bool is_open(const ApiCall& call);

/// Words nearest to `word` among `candidates`, best first: closest() of the catalog, as strings.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string_view>& candidates,
                                 size_t most = 3);

}  // namespace leastscope
