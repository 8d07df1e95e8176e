// Events, features, Slack, GraphQL: the traps of the second kind.
#include "committed.h"

namespace {

using namespace committed;
using Row = std::map<std::string, std::string>;
using leastscope::generate::contains;
using leastscope::generate::parse_groups;
using leastscope::generate::split;
using leastscope::generate::starts_with;

TEST_CASE("Trap: listening can need several scopes, even writing ones") {
  CHECK(starts_with(one("events", {"jira-software", "avi:jira-software:created:board"})["groups"],
                    "read:jira-user+read:jira-work|"));
  CHECK(starts_with(one("events", {"confluence", "avi:confluence:trashed:page"})["groups"],
                    "read:confluence-content.summary+write:confluence-content|"));
  CHECK(one("events", {"jsm-entity", "avi:jsm-entity:created:portal"})["groups"] ==
        "manage:jira-configuration|read:servicedesk:jira-service-management");
}

TEST_CASE("Trap: documented events that the vendor's linter does not know") {
  CHECK(one("events", {"confluence", "avi:confluence:added:label"})["groups"] ==
        "read:confluence-content.summary+read:confluence-space.summary");
  CHECK(one("events", {"bitbucket", "avi:bitbucket:created:build-status"})["groups"] == "read:repository:bitbucket");
  CHECK(one("events", {"confluence", "avi:confluence:performed:search"})["groups"] == "search:confluence");
  CHECK(count("events", [](Row row) { return starts_with(row["note"], "documented only"); }) == 26);
}

TEST_CASE("Trap: lifecycle and policy events need nothing") {
  for (const char* event : {"avi:forge:installed:app", "avi:forge:upgraded:app",
                            "avi:ecosystem.app_policy:blocked:app_access_to_objects.v2"}) {
    CHECK(one("events", {"forge", event})["groups"] == "()");
  }
}

TEST_CASE("Trap: events of Atlassian's products, by number") {
  for (auto [product, number] : {std::pair{"jira", 58},
                                 {"jira-software", 9},
                                 {"jsm-entity", 11},
                                 {"compass", 3},
                                 {"bitbucket", 20},
                                 {"confluence", 79}}) {
    INFO(product);
    CHECK(rows("events", {product}).size() == static_cast<size_t>(number));
  }
}

TEST_CASE("Trap: Slack's page spells the scope of app_mention wrongly") {
  CHECK(one("events", {"slack", "app_mention"})["groups"] == "app_mentions:read");
  CHECK(one("events", {"slack", "app_home_opened"})["groups"] == "()");
  CHECK(one("events", {"slack", "message"})["groups"] == "channels:history|groups:history|im:history|mpim:history");
  CHECK(one("events", {"slack", "hello"})["note"] == "rtm-only");
  CHECK(one("events", {"slack", "workflow_published"})["note"] == "retired");
}

TEST_CASE("Trap: UI modifications need their whole group, and more by view") {
  auto groups = parse_groups(one("features", {"module", "jira:uiModifications", ""})["groups"]);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].size() == 5);
  CHECK(groups[1].size() == 18);
  auto issue = parse_groups(one("features", {"module", "jira:uiModifications", "view-issue"})["groups"]);
  CHECK(issue.at(0).size() == 5);
  CHECK(issue.at(1).size() == 20);
  CHECK(parse_groups(one("features", {"module", "jira:uiModifications", "view-transition"})["groups"]).at(1).size() ==
        19);
  CHECK(parse_groups(one("features", {"module", "jira:uiModifications", "jsm-portal"})["groups"]).at(0).size() == 4);
}

TEST_CASE("Trap: a post function needs scopes without any call") {
  auto groups = parse_groups(one("features", {"module", "jira:workflowPostFunction", ""})["groups"]);
  CHECK(leastscope::generate::groups_text({groups.at(0)}) == "manage:jira-configuration+read:jira-work");
  CHECK(groups.at(1).size() == 19);
}

TEST_CASE("Trap: validators and conditions need theirs only under a condition") {
  CHECK(one("features", {"module", "jira:workflowValidator", "modified-fields"})["groups"] == "read:jira-work");
  CHECK(starts_with(one("features", {"module", "jira:workflowCondition", "failed-expression-trigger"})["groups"],
                    "manage:jira-configuration|"));
  CHECK(rows("features", {"module", "jira:workflowCondition", ""}).empty());
}

TEST_CASE("Trap: tokens of remotes are neither missing nor too much") {
  CHECK(one("features", {"remote", "appSystemToken", "token-enabled"})["groups"] == "read:app-system-token");
  CHECK(one("features", {"remote", "appUserToken", "token-enabled"})["groups"] == "read:app-user-token");
  CHECK(rows("features", {"remote", "appUserToken", ""}).empty());
}

TEST_CASE("Trap: storage is one scope by every road") {
  for (const char* package : {"@forge/kvs", "@forge/storage"})
    CHECK(one("features", {"package", package})["groups"] == "storage:app");
  CHECK(one("features", {"member", "@forge/api#storage"})["groups"] == "storage:app");
  for (const char* package : {"@forge/sql", "@forge/events", "@forge/object-store"})
    CHECK(one("features", {"package", package})["groups"] == "()");
}

TEST_CASE("Trap: hooks need pairs") {
  CHECK(one("features", {"hook", "useContentProperty"})["groups"] == "read:page:confluence+write:page:confluence");
  CHECK(one("features", {"hook", "useIssueProperty"})["groups"] ==
        "read:jira-work+write:jira-work|read:issue.property:jira");
}

TEST_CASE("Trap: Rovo and Compass modules by what they do") {
  CHECK(one("features", {"module", "compass:dataProvider", "metrics"})["groups"] == "write:metric:compass");
  CHECK(one("features", {"module", "rovo:agentConnector", "product-confluence"})["groups"] ==
        "read:confluence-content.all");
  CHECK(one("features", {"module", "action", "optional"})["groups"] == "read:chat:rovo");
  CHECK(one("features", {"module", "bitbucket:mergeCheck"})["groups"] == "read:pullrequest:bitbucket");
}

TEST_CASE("Trap: Teamwork Graph scopes count by type") {
  CHECK(parse_groups(one("features", {"graph", "requestTeamworkGraph", "per-type"})["groups"]).size() > 65);
}

TEST_CASE("Trap: Bitbucket's context parameters, conditions and webhooks") {
  CHECK(rows("features", {"context-parameter"}).size() + rows("features", {"bitbucket-condition"}).size() == 24);
  CHECK(one("features", {"context-parameter", "snippet"})["groups"] == "snippet");
  CHECK(one("features", {"bitbucket-condition", "has_issue_permission"})["groups"] == "repository");
  CHECK(one("features", {"bitbucket-webhook", "*"})["groups"] == "()");
  CHECK(one("features", {"bitbucket-webhook", "*"})["condition"] == "filter");
}

TEST_CASE("Trap: Connect webhooks need READ") {
  for (const char* product : {"jira", "confluence"})
    CHECK(one("features", {"connect-webhook", product})["groups"] == "READ");
}

TEST_CASE("Trap: Slack's features and companions") {
  CHECK(one("features", {"slack-feature", "slash_commands"})["groups"] == "commands");
  CHECK(one("features", {"slack-feature", "assistant_view"})["groups"] == "assistant:write+chat:write+im:history");
  CHECK(one("features", {"slack-feature", "socket_mode"})["condition"] == "app-token");
  CHECK(table("slack-companions").rows.size() == 3);
  CHECK(one("slack-companions", {"chat:write.public"})["needs"] == "chat:write");
  CHECK(one("slack-companions", {"users:read.email"})["needs"] == "users:read");
}

TEST_CASE("Trap: Slack methods whose pages were scraped without scopes") {
  for (const char* method : {"api.test", "views.open", "chat.getPermalink", "chat.scheduledMessages.list",
                             "entity.presentDetails", "functions.completeSuccess"}) {
    CHECK(one("slack-methods", {method})["bot"] == "()");
  }
  CHECK(has(one("slack-methods", {"functions.workflows.steps.list"})["flags"], "no-scope-data"));
  CHECK(has(one("slack-methods", {"apps.manifest.create"})["flags"], "config-token"));
  CHECK(has(one("slack-methods", {"apps.connections.open"})["flags"], "app-token"));
  CHECK(has(one("slack-methods", {"oauth.v2.access"})["flags"], "no-token"));
}

TEST_CASE("Trap: not callable with a token is not the same as free") {
  CHECK(one("slack-methods", {"search.messages"})["bot"].empty());
  CHECK(one("slack-methods", {"search.messages"})["user"] == "search:read");
  CHECK(one("slack-methods", {"rtm.connect"})["bot"] == "bot|rtm:stream");
}

TEST_CASE("Trap: alternatives that differ by kind of conversation") {
  CHECK(one("slack-methods", {"conversations.history"})["kinds"] == "channels groups im mpim");
  CHECK(one("slack-methods", {"conversations.kick"})["kinds"] == "channels groups");
  CHECK(one("slack-methods", {"chat.postMessage"})["kinds"].empty());
  CHECK(one("slack-methods", {"team.externalTeams.list"})["kinds"].empty());
}

TEST_CASE("Trap: scopes of classic apps stay alternatives, removed methods stay known") {
  CHECK(contains(one("slack-methods", {"files.upload"})["user"], "files:write:user"));
  CHECK(one("slack-methods", {"users.identity"})["user"] == "identity:read|identity.basic");
  CHECK(has(one("slack-methods", {"workflows.stepCompleted"})["flags"], "removed"));
  CHECK(table("slack-methods").rows.size() == 332);
}

TEST_CASE("Trap: the scopes of Compass stand on nested GraphQL fields") {
  Row top = one("graphql", {"Query", "compass"});
  CHECK(top["groups"].empty());
  CHECK(top["returns"] == "CompassCatalogQueryApi");
  CHECK(one("graphql", {"CompassCatalogQueryApi", "component"})["groups"] == "read:component:compass");
  CHECK(one("graphql", {"CompassComponent", "events"})["groups"] == "read:event:compass");
}

TEST_CASE("Trap: GraphQL fields that no third party can select") {
  CHECK(has(one("graphql", {"Query", "abTestCohorts"})["flags"], "internal-only"));
  Row mixed = one("graphql", {"Query", "activity"});
  CHECK(contains(mixed["groups"], "read:jira-work"));
  CHECK(!has(mixed["flags"], "internal-only"));
}

TEST_CASE("The GraphQL table stays small enough to embed") {
  size_t bytes = 0;
  for (const auto& row : table("graphql").rows) {
    for (const std::string& cell : row) bytes += cell.size() + 1;
  }
  CHECK(bytes < 1100000);
}

TEST_CASE("Trap: toolkit methods can need two scopes") {
  CHECK(one("graphql-toolkit", {"updateComponent"})["groups"] == "write:component:compass+write:event:compass");
  CHECK(table("graphql-toolkit").rows.size() == 34);  // one of the overlay
  CHECK(one("graphql-toolkit", {"createEvent"})["groups"] == "write:event:compass");
}

TEST_CASE("Links lead from operations to operations") {
  auto known = [](const std::string& text) {
    std::vector<std::string> words = split(text, ' ');
    for (const std::string& api : apis()) {
      if (!rows("operations." + api, {words.at(0), words.at(1)}).empty()) return true;
    }
    return false;
  };
  CHECK(table("links").rows.size() >= 12);
  for (const auto& row : table("links").rows) {
    INFO(row[0] << " " << row[1]);
    CHECK(known(row[0]));
    CHECK(known(row[2]));
  }
}

TEST_CASE("Every correction has a reason") {
  for (const auto& row : table("overlay").rows) CHECK(row[4].size() > 10);
}

}  // namespace
