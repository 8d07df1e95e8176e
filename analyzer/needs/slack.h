// Slack methods: which scopes a call needs depends on its token and on the kinds of conversation it can touch.
//
// Scopes by kind (channels, groups, im, mpim) are not interchangeable: a call that can meet public and private channels
// needs the scope of each kind that the app holds at all. So one call becomes one need per kind; only when no kind is
// held is the OR of them missing.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "needs/needs.h"

namespace leastscope {

/// A group of Slack scopes, all of one token.
struct SlackGroup {
  std::string token;
  std::vector<std::string> scopes;  ///< companions included, sorted
  std::string kind;                 ///< channels groups im mpim; empty when the scope has no kind
};

/// The tokens a call can be made with: "bot", "user" or both.
std::vector<std::string> slack_tokens(const ApiCall& call);
/// What the method accepts, for the call's tokens and kinds of conversation; an empty group: any token will do.
std::vector<SlackGroup> slack_groups(const Facts& facts, const SlackMethod& method, const ApiCall& call);
/// What an event or feature accepts, by token and kind.
std::vector<SlackGroup> slack_groups(const Facts& facts, const Requirement& requirement);
/// The alternatives as a report shows them: without companions and tokens, each once.
Alternatives slack_alternatives(const Facts& facts, const SlackMethod& method, const ApiCall& call);
/// The scopes with the scopes that must be asked for beside them.
std::vector<std::string> with_companions(const Facts& facts, std::vector<std::string> scopes);

}  // namespace leastscope
