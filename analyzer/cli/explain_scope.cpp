#include "cli/explain_scope.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "checks/words.h"

namespace leastscope {
namespace {

constexpr size_t kNamed = 12;

std::string_view risk_word(int risk) {
  switch (risk) {
    case 1:
      return "reads";
    case 2:
      return "writes";
    case 3:
      return "deletes";
    default:
      return "administers";
  }
}

bool holds(const Groups& groups, std::string_view scope) {
  return std::any_of(groups.begin(), groups.end(),
                     [&](const auto& g) { return std::find(g.begin(), g.end(), scope) != g.end(); });
}

/// "  Events that need it: 3" and their names.
std::string block(std::string_view title, const std::vector<std::string>& rows) {
  if (rows.empty()) return {};
  std::string out = fmt::format("  {}: {}\n", title, rows.size());
  for (size_t i = 0; i < rows.size() && i < kNamed; ++i) out += fmt::format("    {}\n", rows[i]);
  if (rows.size() > kNamed) out += fmt::format("    and {} more\n", rows.size() - kNamed);
  return out;
}

std::vector<std::string> operations(const Facts& facts, std::string_view scope) {
  std::vector<std::string> rows;
  for (uint32_t id = 0; id < facts.operation_count(); ++id) {
    const auto& o = facts.operation(id);
    if (holds(o.classic, scope) || holds(o.granular, scope)) rows.push_back(fmt::format("{} {}", o.method, o.path));
  }
  return rows;
}

std::vector<std::string> slack_methods(const Facts& facts, std::string_view scope) {
  std::vector<std::string> rows;
  for (const auto& m : facts.slack_methods())
    if (holds(m.bot, scope) || holds(m.user, scope)) rows.emplace_back(m.name);
  return rows;
}

std::vector<std::string> graphql_fields(const Facts& facts, std::string_view scope) {
  std::vector<std::string> rows;
  for (const auto& f : facts.graphql_fields())
    if (f.callable && holds(f.groups, scope)) rows.push_back(fmt::format("{}.{}", f.type, f.field));
  return rows;
}

std::vector<std::string> events(const Facts& facts, std::string_view scope) {
  std::vector<std::string> rows;
  for (const auto& e : facts.events())
    if (holds(e.groups, scope)) rows.emplace_back(e.name);
  return rows;
}

/// Modules, packages, hooks and the like; one that needs the scope under several conditions stands here once.
std::vector<std::string> features(const Facts& facts, std::string_view scope) {
  std::vector<std::string> rows;
  for (const auto& f : facts.features()) {
    if (!holds(f.groups, scope)) continue;
    auto row = fmt::format("{} ({})", f.key, f.kind);
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string explain_scope(const Facts& facts, const ScopeFact& scope) {
  std::string out =
      fmt::format("{} ({}{}, {})\n", scope.name, scope.family,
                  scope.kind == scope.family ? "" : fmt::format(", {}", scope.kind), risk_word(scope.risk));
  if (!scope.opens.empty()) out += fmt::format("  {}\n", scope.opens);
  std::vector<std::string> where;
  if (scope.forge) where.emplace_back("Forge manifests");
  if (scope.connect) where.emplace_back("Connect descriptors");
  if (scope.bitbucket) where.emplace_back("Bitbucket apps");
  if (!scope.slack_tokens.empty()) {
    const std::string_view both = scope.slack_tokens == "bot user" ? "bot or user" : scope.slack_tokens;
    where.push_back(fmt::format("Slack apps ({} token)", both));
  }
  if (!where.empty()) out += fmt::format("  Accepted by {}.\n", listed(where));
  if (scope.deprecated) out += "  Deprecated.\n";
  out += block("Operations that accept it", operations(facts, scope.name));
  out += block("Slack methods that accept it", slack_methods(facts, scope.name));
  out += block("GraphQL fields that accept it", graphql_fields(facts, scope.name));
  out += block("Events that accept it", events(facts, scope.name));
  out += block("Modules, packages and features that accept it", features(facts, scope.name));
  if (!scope.covered) out += "  No document says what needs it.\n";
  return out;
}

}  // namespace leastscope
