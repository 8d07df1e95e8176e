// Plans on whole descriptors: which steps, and what the text looks like afterwards.
#include "checks/plan.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

using Words = std::vector<std::string>;

struct Planned {
  AppReport app;
  ScopePlan plan;
};

ApiCall call(const std::string& method, const std::string& path, const std::string& product = "jira") {
  ApiCall c;
  c.method = method;
  c.path = path;
  c.product = product;
  c.identity = Identity::app;
  c.at = {{"src/index.js", {3, 5}, {}}};
  return c;
}

Planned planned(const std::string& text, const std::string& file, std::vector<ApiCall> calls) {
  static const Facts facts;
  Planned out;
  auto descriptor = read_descriptor(text, file);
  REQUIRE(descriptor.has_value());
  REQUIRE(descriptor->readable);
  out.app.descriptor = *descriptor;
  out.app.sources[file] = text;
  NeedsInput input;
  input.platform = descriptor->platform;
  input.declared = descriptor->scopes;
  input.scopes_declared = descriptor->scopes_declared;
  input.calls = std::move(calls);
  input.requirements = descriptor_requirements(facts, *descriptor);
  out.app.needs = judge(facts, std::move(input));
  run_checks(facts, out.app);
  out.plan = plan_changes(facts, out.app);
  return out;
}

Words names(const std::vector<ScopeStep>& steps) {
  Words out;
  for (const auto& s : steps) out.push_back(s.by.empty() ? s.scope : s.scope + " by " + s.by);
  return out;
}

std::string forge(const std::string& scopes) {
  return "app:\n  id: ari:cloud:ecosystem::app/1\nmodules:\n  function:\n    - key: f\n      handler: "
         "index.f\npermissions:\n  scopes:" +
         scopes;
}

std::string connect(const std::string& scopes) {
  return "{\n  \"key\": \"k\",\n  \"baseUrl\": \"https://x.example\",\n  \"authentication\": {\"type\": \"jwt\"},\n  "
         "\"apiVersion\": 1,\n  \"scopes\": " +
         scopes + ",\n  \"modules\": {}\n}\n";
}

const ApiCall kRead = call("GET", "/rest/api/3/issue/{}");
const ApiCall kComment = call("POST", "/rest/api/3/issue/{}/comment");

}  // namespace

TEST_CASE("a new scope is written before the last old one goes", "[plan]") {
  const auto p = planned(forge("\n    - 'storage:app' # old\n"), "manifest.yml", {kRead});
  CHECK(names(p.plan.removed) == Words{"storage:app"});
  CHECK(names(p.plan.added) == Words{"read:jira-work"});
  CHECK(p.plan.after == forge("\n    - 'read:jira-work'\n"));
  CHECK(scopes_after(p.app, p.plan) == Words{"read:jira-work"});
}

TEST_CASE("nothing to do, nothing done", "[plan]") {
  const auto p = planned(forge(" [read:jira-work]\n"), "manifest.yml", {kRead});
  CHECK_FALSE(p.plan.changes());
  CHECK(p.plan.kept.empty());
}

TEST_CASE("levels are replaced in the letters they were written in", "[plan]") {
  auto p = planned(connect("[\"admin\"]"), "atlassian-connect.json", {kRead});
  CHECK(names(p.plan.replaced) == Words{"admin by read"});
  CHECK(p.plan.after == connect("[\"read\"]"));
  p = planned(connect("[\"ADMIN\", \"ACT_AS_USER\"]"), "atlassian-connect.json", {kRead});
  CHECK(p.plan.after == connect("[\"READ\"]"));
  p = planned(connect("[\"READ\", \"ADMIN\"]"), "atlassian-connect.json", {kRead});
  CHECK(p.plan.after == connect("[\"READ\"]"));
  p = planned(connect("[\"READ\"]"), "atlassian-connect.json", {kRead, kComment});
  CHECK(scopes_after(p.app, p.plan).back() == "WRITE");
}

TEST_CASE("what only the installation needs stays", "[plan]") {
  auto field = call("POST", "/rest/api/3/field");
  field.phase = Phase::install;
  const auto p = planned(connect("[\"ADMIN\"]"), "atlassian-connect.json", {kRead, field});
  CHECK_FALSE(p.plan.changes());
  REQUIRE(p.plan.kept.size() == 1);
  CHECK(p.plan.kept[0].why.find("'READ' would be enough") != std::string::npos);
}

TEST_CASE("an unclear call keeps what it could need, and what the settings accept stays", "[plan]") {
  auto open = call("ANY", "{+}");
  open.unresolved = true;
  auto p = planned(forge("\n    - read:jira-work\n    - manage:jira-configuration\n"), "manifest.yml", {kRead, open});
  CHECK_FALSE(p.plan.changes());
  REQUIRE(p.plan.kept.size() == 1);

  const std::string text = forge("\n    - read:jira-work\n    - manage:jira-configuration\n");
  p = planned(text, "manifest.yml", {kRead});
  p.app.settings.levels["over-requested-scope"] = Level::off;
  run_checks(Facts(), p.app);
  CHECK_FALSE(plan_changes(Facts(), p.app).changes());
}

TEST_CASE("Slack: the missing scope goes to the list of its token", "[plan]") {
  const std::string text =
      "display_information:\n  name: x\noauth_config:\n  scopes:\n    user:\n      - search:read\n    bot:\n      - "
      "chat:write\nsettings: {}\n";
  auto post = call("SLACK", "chat.postMessage", "slack"), users = call("SLACK", "users.list", "slack"),
       search = call("SLACK", "search.messages", "slack");
  post.token = users.token = "bot";
  search.token = "user";
  const auto p = planned(text, "manifest.yaml", {post, users, search});
  CHECK(names(p.plan.added) == Words{"users:read"});
  CHECK(p.plan.after.find("      - chat:write\n      - users:read\n") != std::string::npos);
}

TEST_CASE("Bitbucket without a list gets one, unless something is unclear", "[plan]") {
  const std::string text =
      "{\n  \"key\": \"k\",\n  \"baseUrl\": \"https://x.example\",\n  \"authentication\": {\"type\": \"jwt\"},\n  "
      "\"contexts\": [\"account\"],\n  \"modules\": {}\n}\n";
  auto repository = call("GET", "/2.0/repositories/{}/{}", "bitbucket"), open = call("ANY", "{+}", "bitbucket");
  open.unresolved = true;
  auto p = planned(text, "atlassian-connect.json", {repository});
  CHECK(names(p.plan.added) == Words{"repository"});
  CHECK(p.plan.after.find("\"scopes\": [\"repository\"]") != std::string::npos);
  p = planned(text, "atlassian-connect.json", {repository, open});
  CHECK_FALSE(p.plan.changes());
}

TEST_CASE("shared text is left to people, the rest is done", "[plan]") {
  const std::string text =
      forge("\n    - &s storage:app\n    - read:jira-work\n    - manage:jira-project\nx-name: *s\n");
  const auto p = planned(text, "manifest.yml", {kRead});
  CHECK(names(p.plan.removed) == Words{"manage:jira-project"});
  CHECK(names(p.plan.refused) == Words{"storage:app"});
  CHECK(p.plan.after == forge("\n    - &s storage:app\n    - read:jira-work\nx-name: *s\n"));
}
