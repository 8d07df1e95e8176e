// Known answers, worked out by hand from the documents: method, path -> classic, granular, Connect level.
#include "committed.h"

namespace {

struct Vector {
  const char* api;
  const char* method;
  const char* path;
  const char* classic;
  const char* granular;
  const char* connect;
};
// clang-format off
constexpr Vector kVectors[] = {
    {"jira-platform", "GET", "/rest/api/3/issue/{issueIdOrKey}", "read:jira-work", "read:avatar:jira+read:field-configuration:jira+read:issue-meta:jira+read:issue-security-level:jira+read:issue.changelog:jira+read:issue.vote:jira+read:issue:jira+read:status:jira+read:user:jira", "READ"},
    {"jira-platform", "POST", "/rest/api/3/issue", "write:jira-work", "read:issue:jira+write:attachment:jira+write:comment.property:jira+write:comment:jira+write:issue:jira", "WRITE"},
    {"jira-platform", "DELETE", "/rest/api/3/issue/{issueIdOrKey}", "write:jira-work", "delete:issue:jira", "DELETE"},
    {"jira-platform", "PUT", "/rest/api/3/issue/{issueIdOrKey}", "write:jira-work", "write:issue:jira", "WRITE"},
    {"jira-platform", "GET", "/rest/api/3/search/jql", "read:jira-work", "read:audit-log:jira+read:avatar:jira+read:field-configuration:jira+read:issue-details:jira+read:issue-meta:jira", "READ"},
    {"jira-platform", "POST", "/rest/api/3/search/jql", "read:jira-work", "read:field.default-value:jira+read:field.option:jira+read:field:jira+read:group:jira+read:issue-details:jira", "READ"},
    {"jira-platform", "GET", "/rest/api/3/myself", "read:jira-user", "read:application-role:jira+read:avatar:jira+read:group:jira+read:user:jira", "READ"},
    {"jira-platform", "GET", "/rest/api/3/user", "read:jira-user", "read:application-role:jira+read:avatar:jira+read:group:jira+read:user:jira", "READ"},
    {"jira-platform", "GET", "/rest/api/3/user/email", "", "read:email-address:jira", "ACCESS_EMAIL_ADDRESSES"},
    {"jira-platform", "GET", "/rest/api/3/project/search", "read:jira-work", "read:application-role:jira+read:avatar:jira+read:group:jira+read:issue-type-hierarchy:jira+read:issue-type:jira+read:project-category:jira+read:project-version:jira+read:project.component:jira+read:project.property:jira+read:project:jira+read:user:jira", "READ"},
    {"jira-platform", "POST", "/rest/api/3/project", "manage:jira-configuration", "read:project:jira+write:project:jira", "PROJECT_ADMIN"},
    {"jira-platform", "POST", "/rest/api/3/webhook", "manage:jira-webhook+read:jira-work", "read:field:jira+read:project:jira+write:webhook:jira", "READ"},
    {"jira-platform", "GET", "/rest/api/3/serverInfo", "()", "", "READ"},
    {"jira-platform", "POST", "/rest/api/3/issue/{issueIdOrKey}/comment", "write:jira-work", "read:avatar:jira+read:comment.property:jira+read:comment:jira+read:group:jira+read:project-role:jira+read:project:jira+read:user:jira+write:comment:jira", "WRITE"},
    {"jira-platform", "GET", "/rest/api/3/field", "read:jira-work", "read:avatar:jira+read:field-configuration:jira+read:field:jira+read:project-category:jira+read:project:jira", "READ"},
    {"jira-platform", "POST", "/rest/api/3/field", "manage:jira-configuration", "read:avatar:jira+read:field-configuration:jira+read:field:jira+read:project-category:jira+read:project:jira+write:field:jira", "ADMIN"},
    {"jira-platform", "GET", "/rest/api/3/permissions", "manage:jira-configuration", "read:permission:jira", "ADMIN"},
    {"jira-platform", "PUT", "/rest/api/3/app/field/{fieldIdOrKey}/value", "()", "write:app-data:jira", "INACCESSIBLE"},
    {"jira-software", "GET", "/rest/agile/1.0/board", "", "read:board-scope:jira-software+read:project:jira", "READ"},
    {"jira-software", "POST", "/rest/agile/1.0/sprint", "", "write:sprint:jira-software", "WRITE"},
    {"jira-software", "GET", "/rest/agile/1.0/board/{boardId}/sprint", "", "read:sprint:jira-software", "READ"},
    {"jira-software", "POST", "/rest/devinfo/0.10/bulk", "", "write:dev-info:jira", "WRITE"},
    {"jira-service-management", "GET", "/rest/servicedeskapi/request", "read:servicedesk-request", "read:request:jira-service-management+read:user:jira", "READ"},
    {"jira-service-management", "POST", "/rest/servicedeskapi/request", "write:servicedesk-request", "read:request:jira-service-management+read:user:jira+write:request:jira-service-management", "WRITE"},
    {"jira-service-management", "POST", "/rest/servicedeskapi/customer", "manage:servicedesk-customer", "read:customer:jira-service-management+read:user:jira+write:customer:jira-service-management", "ADMIN"},
    {"jira-service-management", "GET", "/rest/servicedeskapi/servicedesk", "read:servicedesk-request", "read:servicedesk:jira-service-management", "READ"},
    {"confluence-v1", "GET", "/wiki/rest/api/search", "search:confluence", "read:content-details:confluence", "READ"},
    {"confluence-v1", "PUT", "/wiki/rest/api/content/{id}/child/attachment", "write:confluence-file", "read:content-details:confluence+write:attachment:confluence", "WRITE"},
    {"confluence-v1", "POST", "/wiki/rest/api/content/{id}/label", "write:confluence-content", "read:label:confluence+write:label:confluence", "WRITE"},
    {"confluence-v1", "GET", "/wiki/rest/api/user/current", "read:confluence-user", "read:content-details:confluence", "READ"},
    {"confluence-v1", "POST", "/wiki/rest/api/space", "write:confluence-space", "read:space-details:confluence+write:space.permission:confluence+write:space:confluence", "WRITE"},
    {"confluence-v2", "GET", "/wiki/api/v2/pages", "", "read:page:confluence", "READ"},
    {"confluence-v2", "POST", "/wiki/api/v2/pages", "", "write:page:confluence", "WRITE"},
    {"confluence-v2", "DELETE", "/wiki/api/v2/pages/{id}", "", "delete:page:confluence", "DELETE"},
    {"confluence-v2", "GET", "/wiki/api/v2/spaces", "", "read:space:confluence", "READ"},
    {"confluence-v2", "GET", "/wiki/api/v2/pages/{id}/footer-comments", "", "read:comment:confluence", "READ"},
    {"bitbucket", "GET", "/2.0/repositories/{workspace}/{repo_slug}", "repository", "read:repository:bitbucket", ""},
    {"bitbucket", "POST", "/2.0/repositories/{workspace}/{repo_slug}/pullrequests", "pullrequest:write", "read:pullrequest:bitbucket+write:pullrequest:bitbucket", ""},
    {"bitbucket", "POST", "/2.0/repositories/{workspace}/{repo_slug}/hooks", "webhook", "read:webhook:bitbucket+write:webhook:bitbucket", ""},
    {"bitbucket", "DELETE", "/2.0/repositories/{workspace}/{repo_slug}", "repository:delete", "delete:repository:bitbucket", ""},
    {"bitbucket", "GET", "/2.0/user", "account", "read:user:bitbucket", ""},
    {"assets", "GET", "/jsm/assets/workspace/{workspaceId}/v1/object/{id}", "", "read:cmdb-object:jira", ""},
    {"assets", "POST", "/jsm/assets/workspace/{workspaceId}/v1/object/aql", "", "read:cmdb-object:jira", ""},
};
// clang-format on

std::string in_order(const std::string& groups) {
  return leastscope::generate::groups_text(leastscope::generate::parse_groups(groups));
}

TEST_CASE("Vectors: operations of Atlassian's products") {
  for (const Vector& vector : kVectors) {
    INFO(vector.method << " " << vector.path);
    auto row = committed::operation(vector.api, vector.method, vector.path);
    CHECK(row["classic"] == in_order(vector.classic));
    CHECK(row["granular"] == in_order(vector.granular));
    CHECK(row["connect"] == vector.connect);
  }
}

TEST_CASE("Vectors: Slack methods") {
  auto bot = [](const std::string& method) { return committed::one("slack-methods", {method})["bot"]; };
  auto user = [](const std::string& method) { return committed::one("slack-methods", {method})["user"]; };
  CHECK(bot("chat.postMessage") == "chat:write|chat:write:bot|bot");
  CHECK(user("chat.postMessage") == "chat:write|chat:write:user|post");
  CHECK(bot("conversations.history") == "channels:history|groups:history|im:history|mpim:history|bot");
  CHECK(user("conversations.history") == "channels:history|groups:history|im:history|mpim:history");
  CHECK(bot("conversations.list") == "channels:read|groups:read|im:read|mpim:read|bot");
  CHECK(user("conversations.list") == "channels:read|groups:read|im:read|mpim:read");
  CHECK(bot("users.info") == "users:read|bot");
  CHECK(user("users.info") == "users:read");
  CHECK(bot("users.lookupByEmail") == "users:read.email|bot");
  CHECK(user("users.lookupByEmail") == "users:read.email");
  CHECK(bot("files.getUploadURLExternal") == "files:write");
  CHECK(user("files.getUploadURLExternal") == "files:write");
  CHECK(bot("reactions.add") == "reactions:write|bot");
  CHECK(user("reactions.add") == "reactions:write");
  CHECK(bot("views.open") == "()");
  CHECK(user("views.open") == "()");
  CHECK(bot("auth.test") == "()");
  CHECK(user("auth.test") == "()");
  CHECK(bot("conversations.create") == "channels:manage|channels:write|groups:write|im:write|mpim:write|bot");
  CHECK(user("conversations.create") == "channels:write|groups:write|im:write|mpim:write");
}

}  // namespace
