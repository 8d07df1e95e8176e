// The traps of the documents, each against the committed tables.
#include <set>

#include "committed.h"

namespace {

using namespace committed;
using Row = std::map<std::string, std::string>;
using leastscope::generate::contains;
using leastscope::generate::ends_with;
using leastscope::generate::starts_with;

bool empty_classic(Row& row) { return row["classic"].empty(); }

TEST_CASE("Trap: operations that need nothing although a granular set is named") {
  for (auto [method, path] : {std::pair{"GET", "/rest/api/3/serverInfo"},
                              {"POST", "/rest/api/3/permissions/check"},
                              {"GET", "/rest/api/3/jql/function/computation"},
                              {"PUT", "/rest/api/3/app/field/{fieldIdOrKey}/value"}}) {
    CHECK(operation("jira-platform", method, path)["classic"] == "()");
  }
  CHECK(operation("jira-platform", "POST", "/rest/api/3/permissions/check")["granular"] == "read:permission:jira");
  CHECK(count("operations.jira-platform",
              [](Row row) { return row["classic"] == "()" && !has(row["flags"], "removed"); }) == 14);
}

TEST_CASE("Trap: operations with a granular set only are not free") {
  CHECK(operation("jira-platform", "POST", "/rest/api/3/redact")["granular"] == "redact:issue:jira");
  CHECK(operation("jira-platform", "GET", "/rest/api/3/user/email")["granular"] == "read:email-address:jira");
  CHECK(operation("jira-platform", "GET", "/rest/forge/1/app/properties")["granular"] == "read:app-data:jira");
  CHECK(operation("confluence-v1", "GET", "/wiki/rest/api/user/email")["granular"] == "read:email-address:confluence");
  auto only_beta = [](Row row) {
    return empty_classic(row) && !row["granular"].empty() && !has(row["flags"], "removed");
  };
  CHECK(count("operations.jira-platform", only_beta) == 6);
}

TEST_CASE("Trap: an empty granular set beside a classic one") {
  Row row = operation("jira-platform", "GET", "/rest/api/3/task/{taskId}");
  CHECK(row["classic"] == "read:jira-work");
  CHECK(row["granular"].empty());
}

TEST_CASE("Trap: mixed sets stay whole") {
  CHECK(operation("jira-platform", "GET", "/rest/api/3/uiModifications")["granular"] ==
        "read:app-data:jira+read:jira-work");
  CHECK(operation("jira-platform", "POST", "/rest/api/3/uiModifications")["granular"] ==
        "read:jira-work+write:app-data:jira");
  CHECK(operation("jira-platform", "PUT", "/rest/api/3/uiModifications/{uiModificationId}")["granular"] ==
        "read:jira-work+write:app-data:jira");
}

TEST_CASE("Trap: classic sets of two are needed whole") {
  CHECK(operation("jira-platform", "POST", "/rest/api/3/webhook")["classic"] == "manage:jira-webhook+read:jira-work");
  CHECK(operation("jira-platform", "POST", "/rest/api/3/expression/eval")["classic"] ==
        "read:jira-user+read:jira-work");
  CHECK(operation("confluence-v1", "PUT", "/wiki/rest/api/content/{id}/child/attachment/{attachmentId}")["classic"] ==
        "write:confluence-file+write:confluence-props");
  CHECK(count("operations.jira-platform",
              [](Row row) { return contains(row["classic"], "+") && !has(row["flags"], "removed"); }) == 9);
  CHECK(count("operations.confluence-v1", [](Row row) { return contains(row["classic"], "+"); }) == 1);
  CHECK(count("operations.bitbucket", [](Row row) { return contains(row["classic"], "+"); }) == 21);
}

TEST_CASE("Trap: security speaks where the extension is missing") {
  Row row = operation("jira-platform", "GET", "/rest/api/3/announcementBanner");
  CHECK(row["classic"] == "manage:jira-configuration");
  CHECK(row["granular"].empty());
  CHECK(operation("jira-service-management", "GET", "/rest/servicedeskapi/info")["classic"] == "()");
  CHECK(count("operations.jira-software",
              [](Row one) { return !one["granular"].empty() && !has(one["flags"], "inferred"); }) == 84);
}

TEST_CASE("Trap: the extension wins where security says nothing") {
  for (const char* method : {"GET", "POST"}) {
    Row row = operation("jira-platform", method,
                        "/rest/atlassian-connect/1/migration/{connectKey}/{jiraIssueFieldsKey}/task");
    CHECK(row["classic"] == "read:jira-work");
  }
}

TEST_CASE("Trap: reading a public issue anonymously does not free an app's call") {
  CHECK(operation("jira-platform", "GET", "/rest/api/3/issue/{issueIdOrKey}")["classic"] == "read:jira-work");
}

TEST_CASE("Trap: operations without any scope data are marked, never free") {
  auto unknown = [](Row row) { return has(row["flags"], "no-scope-data") && !has(row["flags"], "removed"); };
  CHECK(count("operations.jira-platform", unknown) == 10);
  CHECK(count("operations.jira-software", unknown) == 0);
  CHECK(count("operations.jira-service-management", unknown) == 0);
  CHECK(count("operations.confluence-v1", unknown) == 3);
  CHECK(count("operations.confluence-v2", unknown) == 3);
  CHECK(count("operations.assets", unknown) == 3);
  CHECK(count("operations.bitbucket", unknown) == 0);
  CHECK(count("operations.admin", unknown) == 54);
  for (const std::string& api : apis()) {
    CHECK(count("operations." + api, [&](Row row) {
            return has(row["flags"], "no-scope-data") != (row["classic"].empty() && row["granular"].empty());
          }) == 0);
  }
}

TEST_CASE("Trap: providers of Jira Software are inferred by name, and say so") {
  CHECK(operation("jira-software", "POST", "/rest/security/1.0/bulk")["granular"] == "write:security:jira");
  CHECK(operation("jira-software", "GET", "/rest/operations/1.0/incidents/{incidentId}")["granular"] ==
        "read:operations-info:jira");
  Row row = operation("jira-software", "DELETE", "/rest/devopscomponents/1.0/devopscomponents/{componentId}");
  CHECK(row["granular"] == "delete:devops-component-info:jira");
  CHECK(has(row["flags"], "inferred"));
  CHECK(count("operations.jira-software", [](Row one) { return has(one["flags"], "inferred"); }) == 21);
}

TEST_CASE("Trap: scopes of the organization API that stand only in prose") {
  CHECK(operation("admin", "GET", "/admin/v1/orgs/{orgId}/events")["granular"] == "read:events:admin");
  CHECK(operation("admin", "POST", "/admin/v2/orgs/{orgId}/workspaces")["granular"] == "read:workspaces:admin");
  CHECK(count("operations.admin", [](Row row) { return !row["granular"].empty(); }) == 8);
}

TEST_CASE("Trap: a stray quote in a path") {
  operation("admin", "DELETE",
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/memberships/{accountId}");
}

TEST_CASE("Trap: no path ends with a slash, has a quote or a doubled slash, none has another version") {
  for (const std::string& api : apis()) {
    CHECK(count("operations." + api, [](Row row) {
            const std::string& path = row["path"];
            return !starts_with(path, "/") || ends_with(path, "/") || contains(path, "\"") || contains(path, "//") ||
                   contains(path, "$") || starts_with(path, "/rest/api/2") || starts_with(path, "/rest/api/latest");
          }) == 0);
  }
}

TEST_CASE("Trap: nine operations exist only in version 3") {
  CHECK(count("operations.jira-platform", [](Row row) { return has(row["flags"], "v3-only"); }) == 9);
  CHECK(has(operation("jira-platform", "POST", "/rest/api/3/bulk/issues/delete")["flags"], "v3-only"));
  CHECK(!has(operation("jira-platform", "POST", "/rest/api/3/issue/bulk")["flags"], "v3-only"));
}

TEST_CASE("Trap: a placeholder inside a segment, and hyphens in its name") {
  operation("bitbucket", "GET",
            "/2.0/repositories/{workspace}/{repo_slug}/issues/export/{repo_name}-issues-{task_id}.zip");
  operation("confluence-v2", "GET", "/wiki/api/v2/attachments/{attachment-id}/properties");
}

TEST_CASE("Trap: literal and placeholder siblings have different scopes and both have a row") {
  CHECK(operation("jira-platform", "GET", "/rest/api/3/attachment/meta")["granular"] !=
        operation("jira-platform", "GET", "/rest/api/3/attachment/{id}")["granular"]);
  CHECK(operation("jira-platform", "GET", "/rest/api/3/dashboard/gadgets")["granular"] !=
        operation("jira-platform", "GET", "/rest/api/3/dashboard/{id}")["granular"]);
}

TEST_CASE("Trap: the same operation is in one row only") {
  std::set<std::string> seen;
  for (const std::string& api : apis()) {
    for (const auto& row : table("operations." + api).rows) {
      std::string key = leastscope::generate::operation_key(row[0], row[1]);
      INFO(key);
      CHECK(seen.insert(key).second);
    }
  }
}

TEST_CASE("Trap: equal Current and Beta are one alternative") {
  Row row = operation("confluence-v1", "GET", "/wiki/rest/api/content-states");
  CHECK(row["granular"] == "read:user.property:confluence");
  CHECK(row["classic"].empty());
}

TEST_CASE("Trap: odd granular sets are what the documents say") {
  CHECK(contains(operation("jira-platform", "POST", "/rest/api/3/comment/list")["granular"],
                 "delete:comment.property:jira"));
  CHECK(contains(operation("confluence-v2", "GET", "/wiki/api/v2/blogposts/{id}/classification-level")["granular"],
                 "write:page:confluence"));
  CHECK(contains(operation("jira-platform", "GET", "/rest/api/3/project-template/live-template")["granular"],
                 "write:project:jira"));
}

TEST_CASE("Trap: a DELETE does not mean a delete scope") {
  int without = 0;
  for (const char* api : {"jira-platform", "jira-software", "confluence-v1", "confluence-v2", "bitbucket", "assets"}) {
    without += count(std::string("operations.") + api, [](Row row) {
      return row["method"] == "DELETE" && !row["granular"].empty() && !contains(row["granular"], "delete:");
    });
  }
  CHECK(without > 80);
  CHECK(operation("bitbucket", "DELETE", "/2.0/repositories/{workspace}/{repo_slug}/hooks/{uid}")["classic"] ==
        "webhook");
}

TEST_CASE("Trap: the verb does not tell the Connect level") {
  CHECK(count("operations.jira-platform", [](Row row) {
          return row["method"] == "POST" && row["connect"] == "READ" && !has(row["flags"], "removed");
        }) == 17);
  CHECK(count("operations.jira-platform",
              [](Row row) { return row["method"] == "DELETE" && row["connect"] == "READ"; }) == 1);
  CHECK(count("operations.jira-platform", [](Row row) {
          return row["method"] == "GET" && row["connect"] == "ADMIN" && !has(row["flags"], "removed");
        }) == 50);
  CHECK(count("operations.confluence-v1",
              [](Row row) { return row["method"] == "DELETE" && row["connect"] == "WRITE"; }) == 10);
  CHECK(count("operations.confluence-v2",
              [](Row row) { return row["method"] == "GET" && row["connect"] == "WRITE"; }) == 2);
}

TEST_CASE("Trap: what a Connect app cannot call") {
  auto closed = [](Row row) { return row["connect"] == "INACCESSIBLE" && !has(row["flags"], "removed"); };
  CHECK(count("operations.jira-platform", closed) == 137);
  CHECK(count("operations.confluence-v1", closed) == 15);
  CHECK(count("operations.confluence-v2", closed) == 8);
  CHECK(count("operations.jira-service-management", closed) == 16);
}

TEST_CASE("Trap: Bitbucket's free operations and those without Forge scopes") {
  CHECK(count("operations.bitbucket", [](Row row) { return row["classic"] == "()"; }) == 28);
  CHECK(count("operations.bitbucket", [](Row row) { return row["granular"].empty(); }) == 37);
  CHECK(operation("bitbucket", "GET", "/2.0/users/{selected_user}")["granular"] == "read:user:bitbucket");
}

TEST_CASE("Trap: content operations that are gone keep their scopes, summary or all") {
  Row row = operation("confluence-v1-removed", "GET", "/wiki/rest/api/content/{id}");
  CHECK(row["classic"] == "read:confluence-content.summary|read:confluence-content.all");
  CHECK(has(row["flags"], "removed"));
  CHECK(operation("confluence-v1-removed", "POST", "/wiki/rest/api/content")["classic"] == "write:confluence-content");
  CHECK(count("operations.confluence-v1-removed", [](Row one) { return !has(one["flags"], "removed"); }) == 0);
  CHECK(has(operation("jira-platform", "POST", "/rest/api/3/workflow")["flags"], "removed"));
}

TEST_CASE("Trap: JSM Operations is a handful of patterns") {
  Row row = operation("jsm-ops", "POST", "/jsm/ops/api/{cloudId}/v1/alerts/**");
  CHECK(row["granular"] == "read:ops-alert:jira-service-management+write:ops-alert:jira-service-management");
  CHECK(has(row["flags"], "pattern"));
  CHECK(operation("jsm-ops", "DELETE", "/jsm/ops/api/{cloudId}/v1/**")["granular"] ==
        "delete:ops-config:jira-service-management+read:ops-config:jira-service-management");
  CHECK(operation("jsm-ops", "GET", "/jsm/ops/integration/v2/**")["classic"] == "()");
}

TEST_CASE("Trap: servers and base paths that the documents leave out of their paths") {
  for (auto [api, prefix] : {std::pair{"confluence-v2", "/wiki/api/v2/"},
                             {"assets", "/jsm/assets/workspace/{workspaceId}/v1/"},
                             {"bitbucket", "/2.0/"},
                             {"admin", "/admin/v"},
                             {"confluence-v1", "/wiki/rest/"},
                             {"confluence-v1-removed", "/wiki/rest/"},
                             {"jira-service-management", "/rest/servicedeskapi/"}}) {
    CHECK(count(std::string("operations.") + api, [&](Row row) { return !starts_with(row["path"], prefix); }) == 0);
  }
}

TEST_CASE("Numbers of operations by document") {
  auto there = [](Row row) { return !has(row["flags"], "removed"); };
  CHECK(count("operations.jira-platform", there) == 619);
  CHECK(count("operations.jira-software", there) == 105);
  CHECK(count("operations.jira-service-management", there) == 71);
  CHECK(count("operations.assets", there) == 61);
  CHECK(count("operations.confluence-v1", there) == 130);
  CHECK(count("operations.confluence-v2", there) == 218);
  CHECK(count("operations.bitbucket", there) == 335);
  CHECK(count("operations.admin", there) == 62);
}

}  // namespace
