#include "needs/slack.h"

#include <algorithm>
#include <array>

namespace leastscope {
namespace {

constexpr std::array<std::string_view, 4> all_kinds{"channels", "groups", "im", "mpim"};

std::string kind_of(std::string_view scope) {
  const std::string_view head = scope.substr(0, scope.find(':'));
  return std::find(all_kinds.begin(), all_kinds.end(), head) == all_kinds.end() ? std::string{} : std::string(head);
}

/// Kinds only count where a method's alternatives differ by them.
bool splits_by_kind(const Groups& groups) {
  std::string first;
  for (const auto& group : groups) {
    if (group.empty()) continue;
    const std::string kind = kind_of(group[0]);
    if (kind.empty()) continue;
    if (first.empty()) first = kind;
    if (kind != first) return true;
  }
  return false;
}

bool can_occur(const ApiCall& call, const std::string& kind) {
  return call.kinds.empty() || std::find(call.kinds.begin(), call.kinds.end(), kind) != call.kinds.end();
}

}  // namespace

std::vector<std::string> slack_tokens(const ApiCall& call) {
  if (call.token == "bot" || call.token == "user") return {call.token};
  if (call.identity == Identity::app) return {"bot"};
  if (call.identity == Identity::user) return {"user"};
  return {"bot", "user"};
}

std::vector<std::string> with_companions(const Facts& facts, std::vector<std::string> scopes) {
  for (size_t i = 0; i < scopes.size(); ++i)
    for (std::string_view companion : facts.companions(scopes[i]))
      if (std::find(scopes.begin(), scopes.end(), companion) == scopes.end()) scopes.emplace_back(companion);
  std::sort(scopes.begin(), scopes.end());
  return scopes;
}

std::vector<SlackGroup> slack_groups(const Facts& facts, const SlackMethod& method, const ApiCall& call) {
  std::vector<SlackGroup> out;
  auto take = [&](const std::string& token) {
    const Groups& groups = token == "user" ? method.user : method.bot;
    const bool split = splits_by_kind(groups);
    for (const auto& group : groups) {
      SlackGroup one;
      one.token = token;
      for (std::string_view scope : group) one.scopes.emplace_back(scope);
      if (split && !one.scopes.empty()) one.kind = kind_of(one.scopes[0]);
      if (!one.kind.empty() && !can_occur(call, one.kind)) continue;
      one.scopes = with_companions(facts, std::move(one.scopes));
      out.push_back(std::move(one));
    }
  };
  const auto tokens = slack_tokens(call);
  for (const std::string& token : tokens) take(token);
  // A method that the guessed token can never call: the other token is the better guess.
  if (out.empty() && tokens.size() == 1) take(tokens[0] == "bot" ? "user" : "bot");
  return out;
}

std::vector<SlackGroup> slack_groups(const Facts& facts, const Requirement& requirement) {
  Groups views;
  for (const auto& group : requirement.alternatives) views.emplace_back(group.begin(), group.end());
  const bool split = splits_by_kind(views);
  std::vector<SlackGroup> out;
  for (const std::string_view token : {"bot", "user"}) {
    if (!requirement.token.empty() && requirement.token != token) continue;
    for (const auto& group : requirement.alternatives) {
      SlackGroup one;
      one.token = token;
      if (split && !group.empty()) one.kind = kind_of(group[0]);
      one.scopes = with_companions(facts, group);
      out.push_back(std::move(one));
    }
  }
  return out;
}

Alternatives slack_alternatives(const Facts& facts, const SlackMethod& method, const ApiCall& call) {
  Alternatives out;
  for (const SlackGroup& group : slack_groups(facts, method, call)) {
    std::vector<std::string> shown = group.scopes;
    // Companions go along with the scope that asks for them.
    std::erase_if(shown, [&](const std::string& scope) {
      return std::any_of(group.scopes.begin(), group.scopes.end(), [&](const std::string& other) {
        const auto companions = facts.companions(other);
        return std::find(companions.begin(), companions.end(), scope) != companions.end();
      });
    });
    if (std::find(out.begin(), out.end(), shown) == out.end()) out.push_back(std::move(shown));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace leastscope
