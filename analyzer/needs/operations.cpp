#include "needs/operations.h"

#include <algorithm>

#include "needs/slack.h"
#include "needs/universe.h"

namespace leastscope {
namespace {

bool on_connect_ladder(Platform platform, const ApiCall& call) {
  return platform == Platform::connect_jira || platform == Platform::connect_confluence ||
         (platform == Platform::forge && call.connect);
}

bool same_members(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

void add_group(Alternatives& out, std::vector<std::string> group) {
  const bool there = std::any_of(out.begin(), out.end(), [&](const auto& other) { return same_members(other, group); });
  if (!there) out.push_back(std::move(group));
}

void add_groups(Alternatives& out, const Groups& groups) {
  for (const auto& group : groups) add_group(out, std::vector<std::string>(group.begin(), group.end()));
}

/// Drops what the platform cannot grant; true when that left nothing of something.
bool keep_grantable(const Facts& facts, Platform platform, Alternatives& groups) {
  if (groups.empty()) return false;
  std::erase_if(groups, [&](const auto& group) { return !grantable(facts, platform, group); });
  return groups.empty();
}

OperationNeed connect_need(Platform platform, const OperationFact& operation, const ApiCall& call) {
  OperationNeed need;
  if (operation.connect.empty()) return need;
  need.known = true;
  if (operation.connect == "INACCESSIBLE") {
    need.inaccessible = true;
    return need;
  }
  std::vector<std::string> group;
  const int rank = connect_level(operation.connect);
  const size_t ladder = operation.product == "confluence" ? 1 : 0;
  if (rank > 0)
    group.push_back(level_name(platform, {platform == Platform::forge ? ladder : 0, rank}));
  else if (rank < 0 && !(call.browser && operation.connect == "ACT_AS_USER"))
    group.push_back(connect_word(platform, operation.product, operation.connect));
  const std::string impersonates = connect_word(platform, operation.product, "ACT_AS_USER");
  if (call.impersonation && !call.browser && std::find(group.begin(), group.end(), impersonates) == group.end())
    group.push_back(impersonates);
  need.alternatives.push_back(std::move(group));
  return need;
}

/// AND of two ORs: every pair of groups, without doubles and without groups that hold another one.
Alternatives both(const Alternatives& a, const Alternatives& b) {
  Alternatives out;
  for (const auto& x : a) {
    for (const auto& y : b) {
      std::vector<std::string> group = x;
      for (const std::string& scope : y)
        if (std::find(group.begin(), group.end(), scope) == group.end()) group.push_back(scope);
      std::sort(group.begin(), group.end());
      add_group(out, std::move(group));
    }
  }
  Alternatives least;
  for (const auto& group : out) {
    const bool larger = std::any_of(out.begin(), out.end(), [&](const auto& other) {
      return other.size() < group.size() && std::includes(group.begin(), group.end(), other.begin(), other.end());
    });
    if (!larger) least.push_back(group);
  }
  return least;
}

/// One "Type.field". Nothing when the facts do not have it.
std::optional<OperationNeed> field_need(const Facts& facts, Platform platform, std::string_view name) {
  OperationNeed need;
  const size_t dot = name.find('.');
  if (dot == std::string_view::npos) {
    const ToolkitMethod* method = facts.toolkit(name);
    if (!method) return std::nullopt;
    add_groups(need.alternatives, method->groups);
  } else {
    const GraphqlField* field = facts.graphql(name.substr(0, dot), name.substr(dot + 1));
    if (!field) return std::nullopt;
    add_groups(need.alternatives, field->groups);
    if (!field->callable) need.barred = true;
  }
  need.known = true;
  if (keep_grantable(facts, platform, need.alternatives)) need.barred = true;
  if (need.alternatives.empty() && !need.barred) need.alternatives.emplace_back();
  return need;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t end = text.find(' ');
    if (end != 0) out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

void fill_slack(const Facts& facts, ApiCall& call) {
  const SlackMethod* method = facts.slack(call.path);
  if (!method) {
    if (call.status == Status::resolved) call.status = Status::unknown_endpoint;
    return;
  }
  call.operation = "SLACK " + call.path;
  call.deprecated = method->deprecated;
  call.removed = method->removed;
  call.alternatives = slack_alternatives(facts, *method, call);
  call.alternatives_known = method->scope_known;
  // Called with a token of another kind: nothing that a bot or a user has to hold.
  if (call.alternatives.empty() && method->scope_known) call.alternatives.emplace_back();
  call.operations = {{call.operation, call.alternatives}};
}

void fill_graphql(const Facts& facts, Platform platform, ApiCall& call) {
  const OperationNeed need = graphql_need(facts, platform, call);
  if (!need.known) {
    if (call.status == Status::resolved) call.status = Status::unknown_endpoint;
    return;
  }
  call.operation = "GRAPHQL " + call.path;
  call.alternatives = need.alternatives;
  call.alternatives_known = true;
  call.operations = {{call.operation, call.alternatives}};
}

std::string label(const OperationFact& operation) {
  return std::string(operation.method).append(" ").append(operation.path);
}

void fill_rest(const Facts& facts, Platform platform, ApiCall& call) {
  const OperationMatch match = facts.match(call.product, call.method, call.path);
  if (match.best.empty()) {
    if (call.status == Status::resolved) call.status = Status::unknown_endpoint;
    return;
  }
  bool all_known = true, any_reachable = false;
  bool removed = true, deprecated = true, experimental = true;
  for (uint32_t id : match.best) {
    const OperationFact& operation = facts.operation(id);
    OperationNeed need = operation_need(facts, platform, operation, call);
    all_known = all_known && need.known;
    any_reachable = any_reachable || !need.inaccessible;
    removed = removed && operation.removed;
    deprecated = deprecated && operation.deprecated;
    experimental = experimental && operation.experimental;
    for (const auto& group : need.alternatives) add_group(call.alternatives, group);
    call.operations.push_back({label(operation), std::move(need.alternatives)});
  }
  if (match.best.size() == 1) call.operation = call.operations[0].operation;
  call.alternatives_known = all_known;
  if (!all_known) call.alternatives.clear();
  call.removed = removed;
  call.deprecated = deprecated;
  call.experimental = experimental;
  call.inaccessible = !any_reachable;
}

bool open_path(std::string_view path) { return path.find("{+}") != std::string_view::npos; }

}  // namespace

bool platform_governs(Platform platform, std::string_view product) {
  switch (platform) {
    case Platform::slack:
      return product == "slack" || product.empty();
    case Platform::connect_bitbucket:
      return product == "bitbucket" || product.empty();
    case Platform::connect_jira:
      return product != "slack" && product != "bitbucket" && product != "confluence";
    case Platform::connect_confluence:
      return product == "confluence" || product.empty() || product == "graph";
    case Platform::forge:
      return product != "slack";
  }
  return true;
}

bool grantable(const Facts& facts, Platform platform, const std::vector<std::string>& group) {
  return std::all_of(group.begin(), group.end(), [&](const std::string& scope) {
    if (level_of(platform, scope)) return true;
    const ScopeFact* fact = facts.scope(scope);
    switch (platform) {
      case Platform::forge:
        return fact && fact->forge;
      case Platform::connect_bitbucket:
        return fact && fact->bitbucket;
      case Platform::slack:
        return fact && !fact->slack_tokens.empty();
      case Platform::connect_jira:
      case Platform::connect_confluence:
        return scope == "ACT_AS_USER" || scope == "ACCESS_EMAIL_ADDRESSES";
    }
    return false;
  });
}

OperationNeed operation_need(const Facts& facts, Platform platform, const OperationFact& operation,
                             const ApiCall& call) {
  if (on_connect_ladder(platform, call)) return connect_need(platform, operation, call);
  OperationNeed need;
  if (!operation.scope_known) return need;
  need.known = true;
  if (platform == Platform::connect_bitbucket) {
    add_groups(need.alternatives, operation.classic);
  } else {
    // Bitbucket's classic scopes are for OAuth consumers and Connect; a Forge manifest does not accept them.
    add_groups(need.alternatives, operation.classic);
    add_groups(need.alternatives, operation.granular);
  }
  add_groups(need.alternatives, operation.deprecated_groups);
  if (operation.removed && operation.product == "confluence") {
    const std::vector<std::string> summary{"read:confluence-content.summary"};
    const bool narrow = std::any_of(need.alternatives.begin(), need.alternatives.end(),
                                    [&](const auto& group) { return group == summary; });
    if (narrow) add_group(need.alternatives, {"read:confluence-content.all"});
  }
  if (need.alternatives.empty()) {
    need.known = false;
    return need;
  }
  need.barred = keep_grantable(facts, platform, need.alternatives);
  return need;
}

OperationNeed graphql_need(const Facts& facts, Platform platform, const ApiCall& call) {
  OperationNeed total;
  auto own = field_need(facts, platform, call.path);
  if (!own) return total;
  total = *own;
  for (std::string_view name : words(call.selection)) {
    if (name == call.path) continue;
    const auto field = field_need(facts, platform, name);
    if (!field) continue;
    total.barred = total.barred || field->barred;
    total.alternatives = both(total.alternatives, field->alternatives);
  }
  if (total.barred) total.alternatives.clear();
  return total;
}

void fill_operation(const Facts& facts, Platform platform, ApiCall& call) {
  if (call.governed == Governed::unknown) call.maybe = true;
  if (call.method == "ANY" || call.blind_spot) call.unresolved = true;
  call.status = call.unresolved || call.maybe ? Status::unresolved : Status::resolved;
  if (call.blind_spot || !platform_governs(platform, call.product)) return;
  if (call.unresolved && (call.method == "ANY" || open_path(call.path))) return;
  if (call.method == "SLACK")
    fill_slack(facts, call);
  else if (call.method == "GRAPHQL")
    fill_graphql(facts, platform, call);
  else
    fill_rest(facts, platform, call);
}

}  // namespace leastscope
