// scopes.tsv: every scope that any product, platform or Slack knows, one row per name and family.
#include <algorithm>

#include "tables.h"

namespace leastscope::generate {
namespace {

struct Scope {
  std::string family, kind, tokens;
  int risk = 1;
  bool forge = false, connect = false, bitbucket = false, deprecated = false;
};
/// By name and family: `email` is Bitbucket's and Slack's.
using Scopes = std::map<std::pair<std::string, std::string>, Scope>;

/// The highest word counts. Words that say something else (pii) count nothing.
int risk_of(const std::string& words) {
  int risk = 1;
  for (const std::string& word : split(words, ',')) {
    int one = word == "admin" || word == "manage" ? 4 : word == "delete" ? 3 : word == "write" ? 2 : 1;
    risk = std::max(risk, one);
  }
  return risk;
}

/// Slack's list has no risk words: the name says it.
int risk_of_slack(const std::string& name) {
  if (starts_with(name, "admin") || name == "auditlogs:read") return 4;
  for (const char* word :
       {"write", "manage", "join", "post", "commands", "execute", "client", "bot", "incoming-webhook"}) {
    if (contains(name, word)) return 2;
  }
  return 1;
}

/// Which product a scope belongs to. The same scope is listed under several products; its name and the first of them
/// decide.
std::string family_of(const std::string& product, const std::string& scope) {
  if (starts_with(scope, "read:graph:")) return "graph";
  if (contains(scope, ":cmdb") || contains(scope, "cmdb-") || contains(scope, "insight-objects")) return "assets";
  if (ends_with(scope, ":jira-software")) return "jira-software";
  if (product == "forge-platform") return "forge";
  if (product == "graphql-gateway") return "gateway";
  return product;
}

std::string kind_of(const std::string& product, const std::string& kind) {
  if (kind == "connect") return "connect-level";
  if (kind == "connect-as-forge") return "connect";
  if (kind == "bitbucket-oauth" || kind == "graphql") return "oauth";
  if (starts_with(kind, "slack")) return "slack";
  return product == "forge-platform" && kind == "classic" ? "forge" : kind;
}

int product_rank(const std::string& product) {
  constexpr const char* kOrder[] = {"forge-platform", "jira",  "jsm",   "jira-software", "confluence",     "bitbucket",
                                    "compass",        "teams", "admin", "slack",         "graphql-gateway"};
  const auto* found = std::find(std::begin(kOrder), std::end(kOrder), product);
  return static_cast<int>(found - std::begin(kOrder));
}

void read_products(const Sources& sources, Scopes& scopes, Problems& problems) {
  Table table = read_table(sources.facts + "/scopes.tsv", problems);
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [](const auto& a, const auto& b) { return product_rank(a[0]) < product_rank(b[0]); });
  std::map<std::string, std::string> first_family;  // of scopes outside Slack
  for (const auto& row : table.rows) {
    const std::string& name = row[1];
    std::string kind = kind_of(row[0], row[2]);
    std::string family = kind == "connect-level" ? "connect" : family_of(row[0], name);
    if (family != "slack") family = first_family.try_emplace(name, family).first->second;
    Scope& scope = scopes[{name, family}];
    if (scope.kind.empty()) scope.kind = kind;
    scope.family = family;
    scope.risk = std::max(scope.risk, risk_of(row[3]));
    scope.forge = scope.forge || row[4] == "yes";
    scope.connect = scope.kind == "connect-level";
    scope.bitbucket = family == "bitbucket" && scope.kind == "oauth";
  }
}

std::string tokens_of(const std::string& words) {
  std::set<std::string> tokens;
  for (const std::string& word : split(words, ',')) {
    if (word == "bot" || word == "legacy-bot")
      tokens.insert("bot");
    else if (word == "user" || word == "legacy")
      tokens.insert("user");
    else if (!word.empty())
      tokens.insert(word);
  }
  return join({tokens.begin(), tokens.end()}, " ");
}

void read_slack(const Sources& sources, Scopes& scopes, Problems& problems) {
  Table table = read_table(sources.facts + "/slack_scopes.tsv", problems);
  for (const auto& row : table.rows) {
    Scope& scope = scopes[{row[0], "slack"}];
    const std::string& status = row[2];
    scope.family = "slack";
    scope.kind = status == "pseudo" || row[0] == "identify" ? "pseudo" : "slack";
    scope.risk = std::max(scope.risk, risk_of_slack(row[0]));
    scope.tokens = tokens_of(row[1]);
    for (const char* word : {"classic", "retired", "legacy"})
      scope.deprecated = scope.deprecated || contains(status, word);
  }
}

/// Older names that only the page about implications still knows.
void read_bitbucket(const Sources& sources, Scopes& scopes, Problems& problems) {
  Table table = read_table(sources.facts + "/bitbucket_implies.tsv", problems);
  for (const auto& row : table.rows) {
    const std::string& name = row[1];
    if (starts_with(name, "*")) continue;
    bool old = contains(row[5], "deprecated") || contains(row[5], "gone");
    auto found = scopes.find({name, "bitbucket"});
    if (found != scopes.end()) {
      found->second.deprecated = found->second.deprecated || old;
    } else if (starts_with(row[0], "OAuth")) {
      scopes[{name, "bitbucket"}] = {"bitbucket", "oauth", "",   risk_of(split(name, ':').back()),
                                     false,       false,   true, old};
    }
  }
}

}  // namespace

ScopeNames::ScopeNames(const Sources& sources, Problems& problems) {
  for (const auto& row : read_table(sources.facts + "/scopes.tsv", problems).rows) {
    if (row[4] == "yes") accepted_.insert(row[1]);
    if (row[2] == "classic") classic_.insert(row[1]);
    if (row[2] == "granular") granular_.insert(row[1]);
  }
}

bool ScopeNames::classic(const std::string& scope) const {
  if (granular_.count(scope) != 0) return false;
  return classic_.count(scope) != 0 || std::count(scope.begin(), scope.end(), ':') < 2;
}

void make_scopes(const Sources& sources, Tables& tables, Problems& problems) {
  Scopes scopes;
  read_products(sources, scopes, problems);
  read_slack(sources, scopes, problems);
  read_bitbucket(sources, scopes, problems);
  std::map<std::pair<std::string, std::string>, std::string> sentences;
  std::string file = sources.apis + "/scope-sentences.tsv";
  if (file_exists(file)) {
    for (const auto& row : read_table(file, problems).rows) sentences[{row[0], row[1]}] = row[2];
  }
  Table& table = tables["scopes.tsv"];
  table.comment = {
      "Every scope we know, one row per name and family. Written by leastscope_facts; docs/facts.md explains it.",
      "kind: classic granular forge (platform) connect (*:connect-*) connect-level oauth slack pseudo (never a "
      "finding).",
      "risk: 1 read, 2 write, 3 delete, 4 administer; the highest word of the published list counts.",
      "forge, connect, bitbucket: whether such a descriptor may declare it. opens: see scope-sentences.tsv."};
  table.columns = {"scope",   "family",    "kind",         "risk",       "forge",
                   "connect", "bitbucket", "slack_tokens", "deprecated", "opens"};
  auto yes = [](bool value) { return std::string(value ? "yes" : "no"); };
  for (const auto& [key, scope] : scopes) {
    auto sentence = sentences.find(key);
    if (sentence == sentences.end())
      problems.push_back("scope-sentences.tsv has no sentence for " + key.first + " (" + key.second + ")");
    table.rows.push_back({key.first, scope.family, scope.kind, std::to_string(scope.risk), yes(scope.forge),
                          yes(scope.connect), yes(scope.bitbucket), scope.tokens, yes(scope.deprecated),
                          sentence == sentences.end() ? "" : sentence->second});
  }
}

}  // namespace leastscope::generate
