// Scopes and their sentences.
#include <algorithm>
#include <set>

#include "committed.h"

namespace {

using namespace committed;
using Row = std::map<std::string, std::string>;
using leastscope::generate::contains;
using leastscope::generate::ends_with;
using leastscope::generate::parse_groups;
using leastscope::generate::starts_with;

TEST_CASE("Every scope has a sentence of its own that ends with a period") {
  std::set<std::pair<std::string, std::string>> sentences;
  CHECK(table("scopes").rows.size() > 850);
  for (const auto& row : table("scopes").rows) {
    const std::string &scope = row[0], &family = row[1], &opens = row[9];
    INFO(scope << ": " << opens);
    CHECK(ends_with(opens, "."));
    CHECK(opens.size() > 20);
    CHECK(std::count(opens.begin(), opens.end(), '.') - (contains(opens, "admin.") ? 1 : 0) == 1);
    CHECK(sentences.emplace(family, opens).second);
  }
}

TEST_CASE("No sentence is left over") {
  for (const auto& row : table("scope-sentences").rows) {
    INFO(row[0]);
    CHECK(rows("scopes", {row[0], row[1]}).size() == 1);
  }
}

TEST_CASE("Trap: every scope of an operation, event, feature or method is in the list") {
  std::set<std::string> known;
  for (const auto& row : table("scopes").rows) known.insert(row[0]);
  auto check = [&](const std::string& name, const std::vector<std::string>& columns) {
    for (const auto& row : table(name).rows) {
      for (const std::string& column : columns) {
        for (const auto& group : parse_groups(row.at(table(name).column(column)))) {
          for (const std::string& scope : group) {
            INFO(name << " " << row[0] << " " << row[1] << ": " << scope);
            CHECK(known.count(scope) == 1);
          }
        }
      }
    }
  };
  for (const std::string& api : apis()) check("operations." + api, {"classic", "granular", "deprecated_groups"});
  check("events", {"groups"});
  check("features", {"groups"});
  check("slack-methods", {"bot", "user"});
  check("graphql-toolkit", {"groups"});
  check("bitbucket-implies", {"implies"});
  check("slack-companions", {"scope", "needs"});
}

TEST_CASE("Trap: a manifest accepts every scope of Jira, Confluence, JSM and Assets operations") {
  std::set<std::string> accepted;
  for (const auto& row : table("scopes").rows) {
    if (row[4] == "yes") accepted.insert(row[0]);
  }
  for (const char* api :
       {"jira-platform", "jira-software", "jira-service-management", "assets", "confluence-v1", "confluence-v2"}) {
    for (const auto& row : table(std::string("operations.") + api).rows) {
      for (size_t column : {2, 3}) {
        for (const auto& group : parse_groups(row[column])) {
          for (const std::string& scope : group) {
            INFO(row[0] << " " << row[1] << ": " << scope);
            CHECK(accepted.count(scope) == 1);
          }
        }
      }
    }
  }
}

TEST_CASE("Trap: sixteen Bitbucket scopes are for API tokens only") {
  CHECK(count("scopes", [](Row row) {
          return row["family"] == "bitbucket" && row["kind"] == "granular" && row["forge"] == "no";
        }) == 16);
  CHECK(one("scopes", {"write:webhook:bitbucket"})["forge"] == "no");
  CHECK(one("scopes", {"read:pullrequest:bitbucket"})["forge"] == "yes");
}

TEST_CASE("Trap: organization and internal scopes cannot be declared") {
  for (const char* scope : {"manage:org", "read:goal:townsquare", "read:events:admin", "jira:atlassian-external"}) {
    CHECK(one("scopes", {scope})["forge"] == "no");
  }
  CHECK(rows("scopes", {"offline_access"}).empty());
}

TEST_CASE("Trap: fourteen scopes of Connect on Forge") {
  CHECK(count("scopes", [](Row row) { return row["kind"] == "connect" && row["forge"] == "yes"; }) == 14);
  CHECK(one("scopes", {"space-admin:connect-confluence"})["risk"] == "4");
}

TEST_CASE("Trap: Connect levels belong to no single product") {
  CHECK(count("scopes", [](Row row) { return row["kind"] == "connect-level"; }) == 9);
  CHECK(one("scopes", {"PROJECT_ADMIN"})["family"] == "connect");
  CHECK(one("scopes", {"READ"})["connect"] == "yes");
}

TEST_CASE("Trap: the highest word of the risk counts") {
  CHECK(one("scopes", {"read:jira-work"})["risk"] == "1");
  CHECK(one("scopes", {"write:jira-work"})["risk"] == "2");
  CHECK(one("scopes", {"delete:issue:jira"})["risk"] == "3");
  CHECK(one("scopes", {"manage:jira-configuration"})["risk"] == "4");
  CHECK(one("scopes", {"read:jira-user"})["risk"] == "1");
  CHECK(one("scopes", {"chat:write"})["risk"] == "2");
  CHECK(one("scopes", {"admin.users:read"})["risk"] == "4");
}

TEST_CASE("Trap: one name, two products") {
  CHECK(rows("scopes", {"email"}).size() == 2);
  CHECK(one("scopes", {"email", "bitbucket"})["bitbucket"] == "yes");
  CHECK(one("scopes", {"email", "slack"})["slack_tokens"] == "user");
  CHECK(rows("scopes", {"read:jira-work"}).size() == 1);
}

TEST_CASE("Trap: pseudo scopes of Slack are marked, retired ones too") {
  for (const char* scope : {"none", "identify", "tokens.basic"}) CHECK(one("scopes", {scope})["kind"] == "pseudo");
  for (const char* scope :
       {"bot", "client", "post", "read", "chat:write:user", "conversations:read", "workflow.steps:execute"}) {
    CHECK(one("scopes", {scope})["deprecated"] == "yes");
  }
  CHECK(one("scopes", {"chat:write"})["deprecated"] == "no");
  CHECK(one("scopes", {"users:read.email"})["slack_tokens"] == "bot user");
}

TEST_CASE("Trap: Bitbucket's old names are known and deprecated") {
  for (const char* scope : {"project:write", "team", "team:write"}) {
    CHECK(one("scopes", {scope})["deprecated"] == "yes");
    CHECK(one("scopes", {scope})["bitbucket"] == "yes");
  }
}

TEST_CASE("Trap: what Bitbucket's scopes imply, and what not") {
  CHECK(one("bitbucket-implies", {"pullrequest:write"})["implies"] == "pullrequest+repository+repository:write");
  CHECK(one("bitbucket-implies", {"repository:write"})["implies"] == "repository");
  CHECK(rows("bitbucket-implies", {"repository:admin"}).empty());
  CHECK(rows("bitbucket-implies", {"pipeline:write"}).empty());
  CHECK(count("bitbucket-implies", [](Row row) { return contains(row["scope"], ":bitbucket"); }) == 0);
}

TEST_CASE("Trap: few equivalences are published, the rest are hints") {
  CHECK(count("equivalences", [](Row row) { return row["basis"] == "published"; }) == 10);
  CHECK(count("equivalences", [](Row row) { return row["basis"] == "derived"; }) == 331);
  CHECK(rows("equivalences", {"jira", "manage:jira-project"}).at(0)["level"] == "PROJECT_ADMIN");
}

}  // namespace
