// `explain`: what the facts know, asked by name. Nothing else looks at them so directly.
#include "cli/run.h"
#include "support/catch.h"

using namespace run;

TEST_CASE("explain names what accepts a scope", "[explain]") {
  const auto jira = leastscope("explain read:jira-work").out;
  CHECK(has(jira, "read:jira-work (jira, classic, reads)\n"));
  CHECK(has(jira, "Accepted by Forge manifests."));
  CHECK(has(jira, "Operations that accept it: "));
  CHECK(has(jira, "Events that accept it: "));
  CHECK(has(jira, "jira:workflowPostFunction (module)"));
  const auto slack = leastscope("explain chat:write").out;
  CHECK(has(slack, "chat:write (slack, writes)\n"));
  CHECK(has(slack, "Slack methods that accept it: "));
  CHECK(has(slack, "    chat.postMessage\n"));
  CHECK_FALSE(has(slack, "Operations that accept it"));
  CHECK(has(leastscope("explain storage:app").out, "@forge/kvs (package)"));
  CHECK(has(leastscope("explain read:component:compass").out, "GraphQL fields that accept it: "));
}

TEST_CASE("explain takes operations, methods, events and levels as they are written", "[explain]") {
  const auto issue = leastscope("explain 'GET /rest/api/3/issue/PROJ-1'").out;
  CHECK(has(issue, "GET /rest/api/3/issue/{issueIdOrKey} (jira-platform)\n"));
  CHECK(has(issue, "classic:     'read:jira-work'\n"));
  CHECK(has(issue, "Connect:     READ\n"));
  CHECK(leastscope("explain GET https://example.atlassian.net/rest/api/2/issue/PROJ-1?expand=names").out == issue);
  CHECK(has(leastscope("explain chat.postMessage").out, "bot token:   'chat:write'"));
  CHECK(leastscope("explain 'POST chat.postMessage'").out == leastscope("explain chat.postMessage").out);
  CHECK(has(leastscope("explain avi:jira:created:issue").out, "'read:jira-work'"));
  CHECK(has(leastscope("explain project_admin").out, "a level of Connect apps"));
}

TEST_CASE("explain says what may have been meant, and that it does not know", "[explain]") {
  auto answer = leastscope("explain read:jira-wrk");
  CHECK(answer.code == 2);
  CHECK(answer.out.empty());
  CHECK(has(answer.err, "did you mean 'read:jira-work'"));
  CHECK(has(answer.err, "?\n"));
  CHECK_FALSE(has(answer.err, "?."));
  CHECK(has(leastscope("explain over-requested").err, "did you mean 'over-requested-scope'"));
  CHECK(has(leastscope("explain chat.postMesage").err, "'chat.postMessage'"));
  CHECK(has(leastscope("explain 'GET /rest/api/3/isue/PROJ-1'").err, "GET /rest/api/3/issue/{issueIdOrKey}?"));
  answer = leastscope("explain completely-different-thing");
  CHECK(answer.code == 2);
  CHECK_FALSE(has(answer.err, "did you mean"));
}
