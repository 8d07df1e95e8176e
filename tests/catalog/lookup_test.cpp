// Look-ups by name in the embedded facts.
#include <algorithm>
#include <utility>

#include "support/catch.h"
#include "tests/catalog/cases.h"

using namespace leastscope;
using namespace leastscope::tests;

TEST_CASE("the embedded facts are whole") {
  Facts facts;
  CHECK(facts.valid());
  CHECK(facts.operation_count() > 1500);
  CHECK(facts.date().size() == 10);
  CHECK(facts.sha256().size() == 64);
  CHECK(facts.sources().size() > 5);
  CHECK(facts.sources().front().name.size() > 0);
}

TEST_CASE("scopes") {
  Facts facts;
  const ScopeFact* scope = facts.scope("read:jira-work");
  REQUIRE(scope != nullptr);
  CHECK(scope->family == "jira");
  CHECK(scope->kind == "classic");
  CHECK(scope->risk == 1);
  CHECK(scope->forge);
  CHECK(scope->covered);
  CHECK(facts.scope("read:jira-wrok") == nullptr);
  CHECK(facts.scope("") == nullptr);
  CHECK(std::is_sorted(facts.scopes().begin(), facts.scopes().end(),
                       [](const ScopeFact& a, const ScopeFact& b) { return a.name < b.name; }));
  for (const ScopeFact& fact : facts.scopes()) {
    INFO(fact.name);
    CHECK(facts.scope(fact.name)->name == fact.name);
    CHECK((fact.risk >= 1 && fact.risk <= 4));
  }
  CHECK_FALSE(
      std::all_of(facts.scopes().begin(), facts.scopes().end(), [](const ScopeFact& fact) { return fact.covered; }));
}

TEST_CASE("every scope that operations list is known") {
  Facts facts;
  std::vector<std::string> unknown;
  for (uint32_t id = 0; id < facts.operation_count(); ++id)
    for (const Groups* groups : {&facts.operation(id).classic, &facts.operation(id).granular})
      for (const auto& group : *groups)
        for (std::string_view scope : group)
          if (!facts.scope(scope)) unknown.emplace_back(scope);
  CHECK(unknown == std::vector<std::string>());
}

TEST_CASE("operations with a scope") {
  Facts facts;
  auto ids = facts.operations_with("read:jira-work");
  CHECK(ids.size() > 100);
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  auto names = names_of(facts, ids);
  CHECK(std::binary_search(names.begin(), names.end(), "GET /rest/api/3/issue/{issueIdOrKey}"));
  CHECK_FALSE(std::binary_search(names.begin(), names.end(), "POST /rest/api/3/issue"));
  CHECK(facts.operations_with("no:such:scope").empty());
}

TEST_CASE("events") {
  Facts facts;
  const EventFact* event = facts.event("avi:jira:created:issue");
  REQUIRE(event != nullptr);
  CHECK(event->product == "jira");
  REQUIRE(event->groups.size() >= 1);
  CHECK(event->groups[0] == std::vector<std::string_view>{"read:jira-work"});
  CHECK(facts.event("avi:jira:created:nothing") == nullptr);
  CHECK(facts.event("avi:cloud:ecosystem::event/1234/my-module") != nullptr);  // a row with placeholders
  CHECK(facts.events().size() > 150);
}

TEST_CASE("features") {
  Facts facts;
  auto found = facts.features("module", "jira:uiModifications");
  REQUIRE(found.size() >= 1);
  CHECK(found[0]->kind == "module");
  CHECK(found[0]->groups.size() >= 1);
  CHECK(facts.features("module", "jira:noSuchModule").empty());
  CHECK(facts.features("package", "jira:uiModifications").empty());
  CHECK(facts.features().size() > 20);
}

TEST_CASE("GraphQL fields and toolkit methods") {
  Facts facts;
  CHECK(facts.graphql("Query", "compass") != nullptr);
  CHECK(facts.graphql("Query", "noSuchField") == nullptr);
  const GraphqlField* component = facts.graphql("CompassCatalogQueryApi", "component");
  REQUIRE(component != nullptr);
  CHECK(component->callable);
  CHECK(component->groups == Groups{{"read:component:compass"}});
  for (const GraphqlField& field : facts.graphql_fields())
    if (facts.graphql(field.type, field.field) != &field) FAIL(field.type << "." << field.field << " comes twice");
  const ToolkitMethod* method = facts.toolkit("addEventSource");
  REQUIRE(method != nullptr);
  REQUIRE(method->groups.size() == 1);
  CHECK(method->groups[0].size() == 2);
  CHECK(facts.toolkit("addNothing") == nullptr);
  CHECK(facts.toolkit_methods().size() > 20);
}

TEST_CASE("Slack methods") {
  Facts facts;
  const SlackMethod* post = facts.slack("chat.postMessage");
  REQUIRE(post != nullptr);
  CHECK(std::find(post->bot.begin(), post->bot.end(), Groups::value_type{"chat:write"}) != post->bot.end());
  CHECK_FALSE(post->user.empty());
  const SlackMethod* history = facts.slack("conversations.history");
  REQUIRE(history != nullptr);
  CHECK(history->bot.size() >= 4);
  CHECK(history->kinds == "channels groups im mpim");
  const SlackMethod* test = facts.slack("auth.test");
  REQUIRE(test != nullptr);
  CHECK(test->bot == Groups{{}});
  CHECK(facts.slack("chat.postNothing") == nullptr);
  CHECK(facts.slack_methods().size() > 300);
}

TEST_CASE("implications, companions, equivalences, links") {
  Facts facts;
  CHECK(facts.companions("chat:write.public") == std::vector<std::string_view>{"chat:write"});
  CHECK(facts.companions("chat:write").empty());
  CHECK(facts.bitbucket_implies("repository:write") == std::vector<std::string_view>{"repository"});
  CHECK(facts.bitbucket_implies("repository").empty());
  auto closure = facts.bitbucket_implies("pullrequest:write");
  for (std::string_view scope : {"pullrequest", "repository", "repository:write"})
    CHECK(std::find(closure.begin(), closure.end(), scope) != closure.end());
  auto levels = facts.equivalences("read:jira-work");
  REQUIRE(levels.size() == 1);
  CHECK(levels[0].level == "READ");
  CHECK(levels[0].published);
  CHECK(facts.equivalences().size() > 300);
  CHECK(facts.equivalences("no:such").empty());
}

TEST_CASE("Connect levels") {
  CHECK(connect_level("NONE") == 0);
  CHECK(connect_level("read") < connect_level("WRITE"));
  CHECK(connect_level("write") < connect_level("delete"));
  CHECK(connect_level("delete") < connect_level("project_admin"));
  CHECK(connect_level("PROJECT_ADMIN") == connect_level("SPACE_ADMIN"));
  CHECK(connect_level("space_admin") < connect_level("ADMIN"));
  CHECK(connect_level("project-admin:connect-jira") == connect_level("PROJECT_ADMIN"));
  CHECK(connect_level("read:connect-confluence") == connect_level("READ"));
  CHECK(connect_level("ACT_AS_USER") == -1);
  CHECK(connect_level("act-as-user:connect-jira") == -1);
  CHECK(connect_level("read:jira-work") == -1);
  CHECK(connect_level("") == -1);
}

TEST_CASE("did you mean") {
  Facts facts;
  REQUIRE_FALSE(facts.similar_scopes("read:jira-wrok").empty());
  CHECK(facts.similar_scopes("read:jira-wrok").front() == "read:jira-work");
  CHECK(facts.similar_scopes("completely-different-thing").empty());
  auto longer = facts.similar_scopes("read:issue-worklog", 10);
  CHECK(std::find(longer.begin(), longer.end(), "read:issue-worklog:jira") != longer.end());
  auto first = [&](std::string_view method, std::string_view path) {
    auto ids = facts.similar(method, path);
    return ids.empty() ? std::string() : name_of(facts.operation(ids.front()));
  };
  CHECK(first("GET", "/rest/api/3/isue/PROJ-1") == "GET /rest/api/3/issue/{issueIdOrKey}");
  CHECK(first("GET", "/rest/api/2/issue/PROJ-1/coment") == "GET /rest/api/3/issue/{issueIdOrKey}/comment");
  CHECK(first("PATCH", "/rest/api/3/myself") == "GET /rest/api/3/myself");
  CHECK(first("GET", "/entirely/unknown").empty());
  CHECK(facts.similar("GET", "/rest/api/3/isue/PROJ-1", 1).size() == 1);
  std::vector<std::string_view> rules{"over-requested-scope", "missing-scope", "unknown-scope"};
  CHECK(closest("over-requested-scop", rules) == std::vector<std::string_view>{"over-requested-scope"});
  CHECK(closest("mising-scope", rules, 1) == std::vector<std::string_view>{"missing-scope"});
  CHECK(closest("xyz", rules).empty());
}

TEST_CASE("models and pages are embedded") {
  Facts facts;
  auto models = facts.texts("models");
  auto has = [&](std::string_view name) {
    return std::any_of(models.begin(), models.end(), [&](const auto& pair) { return pair.first == name; });
  };
  CHECK(has("forge-api"));
  CHECK(has("builtins/javascript"));
  CHECK(std::is_sorted(models.begin(), models.end()));
  for (const auto& [name, text] : models) {
    INFO(name);
    CHECK(text.starts_with("{"));
  }
  CHECK(facts.texts("nothing").empty());
}
