// Needs that follow from the descriptor alone (docs/uses.md, "What the descriptor itself needs"): every row of the
// facts once where it must speak and once where it must be silent.
#include <algorithm>

#include "needs/needs.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

using Lines = std::vector<std::string>;

/// "kind what: a+b|c", with what is special about it behind.
Lines needs_of(const std::string& text, const std::string& file) {
  static const Facts facts;
  auto descriptor = read_descriptor(text, file, true);
  REQUIRE(descriptor.has_value());
  REQUIRE(descriptor->readable);
  Lines out;
  for (const Requirement& r : descriptor_requirements(facts, *descriptor)) {
    std::string line = r.kind + " " + r.what + ":";
    std::string groups;
    for (auto group : r.alternatives) {
      std::sort(group.begin(), group.end());
      std::string one;
      for (const auto& scope : group) one += (one.empty() ? "" : "+") + scope;
      groups += (groups.empty() ? " " : "|") + (one.empty() ? "nothing" : one);
    }
    line += groups + (r.tolerated ? " tolerated" : "") + (r.phase == Phase::install ? " install" : "");
    out.push_back(line + (r.token.empty() ? "" : " token " + r.token));
    CHECK(r.at.file == file);
    CHECK(r.at.at.line > 0);
  }
  return out;
}

Lines forge(const std::string& modules, const std::string& rest = "", const std::string& scopes = "[]") {
  return needs_of("app:\n  id: ari:cloud:ecosystem::app/1\n" + rest + "permissions:\n  scopes: " + scopes +
                      "\nmodules:\n" + (modules.empty() ? "  function: []\n" : modules),
                  "manifest.yml");
}

Lines connect(const std::string& modules, const std::string& scopes = R"(["READ"])") {
  return needs_of(R"({"key": "k", "baseUrl": "https://x.example", "authentication": {"type": "jwt"}, "scopes": )" +
                      scopes + R"(, "modules": )" + modules + "}",
                  "atlassian-connect.json");
}

Lines bitbucket(const std::string& modules) {
  return needs_of(
      R"({"key": "k", "baseUrl": "https://x.example", "authentication": {"type": "jwt"}, "contexts": ["account"], )"
      R"("scopes": ["account"], "modules": )" +
          modules + "}",
      "atlassian-connect.json");
}

Lines slack(const std::string& rest) { return needs_of("display_information:\n  name: x\n" + rest, "manifest.yml"); }

std::string trigger(const std::string& event) {
  return "  trigger:\n    - key: t\n      function: f\n      events:\n        - " + event + "\n";
}

std::string module(const std::string& type, const std::string& more = "") {
  return "  " + type + ":\n    - key: m\n" + (more.empty() ? "" : "      " + more + "\n");
}

}  // namespace

TEST_CASE("Forge: events") {
  CHECK(forge(trigger("avi:bitbucket:created:pullrequest")) ==
        Lines{"event avi:bitbucket:created:pullrequest: read:pullrequest:bitbucket"});
  CHECK(forge(trigger("avi:jira:created:issuetype")) ==
        Lines{"event avi:jira:created:issuetype: manage:jira-configuration|read:issue-type:jira"});
  CHECK(forge(trigger("avi:compass:created:component_link")) ==
        Lines{"event avi:compass:created:component_link: read:component:compass"});
  CHECK(forge(trigger("avi:forge:installed:app")) == Lines{"event avi:forge:installed:app: nothing install"});
  // not an event that anybody knows; an event's name elsewhere; a module without events
  CHECK(forge(trigger("avi:jira:invented:thing")).empty());
  CHECK(forge(module("consumer", "queue: 'avi:jira:created:issue'")).empty());
  CHECK(forge(module("scheduledTrigger", "interval: day")).empty());
}

TEST_CASE("Forge: modules that need scopes by themselves") {
  CHECK(forge(module("bitbucket:mergeCheck")) == Lines{"module bitbucket:mergeCheck: read:pullrequest:bitbucket"});
  CHECK(forge(module("graph:connector")) ==
        Lines{"module graph:connector: delete:object:jira+read:object:jira+write:object:jira"});
  CHECK(forge(module("jira:entityPropertySet")) ==
        Lines{"module jira:entityPropertySet: read:jira-work+write:jira-work"});
  CHECK(forge(module("rovo:agentConnector")) == Lines{"module rovo:agentConnector: read:jira-work"});
  CHECK(forge(module("rovo:agentConnector", "productContexts: [confluence]")) ==
        Lines{"module rovo:agentConnector: read:confluence-content.all"});
  const auto post = forge(module("jira:workflowPostFunction"));
  REQUIRE(post.size() == 1);
  CHECK(post[0].starts_with("module jira:workflowPostFunction: manage:jira-configuration+read:jira-work|"));

  for (const char* type : {"webtrigger", "scheduledTrigger", "sql", "llm", "objectStore", "consumer", "apiRoute",
                           "preUninstall", "automation:actionProvider", "jira:issuePanel", "macro"}) {
    INFO(type);
    CHECK(forge(module(type)).empty());
  }
}

TEST_CASE("Forge: modules whose need nobody can see from outside are never missed, but count where declared") {
  CHECK(forge(module("action")) == Lines{"module action: read:chat:rovo tolerated"});
  CHECK(forge(module("rovo:agent")) == Lines{"module rovo:agent: read:chat:rovo tolerated"});
  CHECK(forge(module("compass:dataProvider")) ==
        Lines{"module compass:dataProvider: write:component:compass+write:event:compass tolerated",
              "module compass:dataProvider: write:metric:compass tolerated"});
  CHECK(forge(module("jiraServiceManagement:assetsImportType")) ==
        Lines{"module jiraServiceManagement:assetsImportType: import:import-configuration:cmdb tolerated"});
  CHECK(forge(module("jira:workflowValidator")) == Lines{"module jira:workflowValidator: read:jira-work tolerated"});
  CHECK(forge(module("jira:workflowCondition")).empty());
}

TEST_CASE("Forge: a workflow expression needs scopes only for who listens to its failures") {
  const std::string failed = trigger("avi:jira:failed:expression");
  const std::string groups = "manage:jira-configuration|read:issue:jira+read:project:jira+read:workflow:jira";
  const auto condition = forge(module("jira:workflowCondition") + failed);
  CHECK(std::find(condition.begin(), condition.end(), "module jira:workflowCondition: " + groups) != condition.end());
  CHECK(forge(module("jira:workflowCondition") + trigger("avi:jira:created:issuetype")).size() == 1);
}

TEST_CASE("Forge: UI modifications need the whole group, or the portal's") {
  const auto plain = forge(module("jira:uiModifications"));
  REQUIRE_FALSE(plain.empty());
  CHECK(
      plain[0].starts_with("module jira:uiModifications: manage:jira-configuration+manage:jira-project+"
                           "read:jira-user+read:jira-work+write:jira-work|"));
  CHECK_FALSE(plain[0].ends_with("tolerated"));
  CHECK(std::count_if(plain.begin(), plain.end(), [](const auto& l) { return !l.ends_with("tolerated"); }) == 1);
  const auto portal = forge(module("jira:uiModifications"), "",
                            "['manage:jira-configuration', 'read:jira-user', 'read:jira-work', 'write:jira-work']");
  CHECK(portal == Lines{"module jira:uiModifications: manage:jira-configuration+read:jira-user+read:jira-work+"
                        "write:jira-work"});
}

TEST_CASE("Forge: remotes that get tokens") {
  const std::string remote = "remotes:\n  - key: r\n    baseUrl: https://x.example\n";
  CHECK(forge("", remote + "    auth:\n      appSystemToken:\n        enabled: true\n") ==
        Lines{"remote-token appSystemToken: read:app-system-token tolerated"});
  CHECK(forge("", remote + "    auth:\n      appUserToken:\n        enabled: true\n") ==
        Lines{"remote-token appUserToken: read:app-user-token tolerated"});
  CHECK(forge("", remote).empty());
  CHECK(forge("", remote + "    auth:\n      appUserToken:\n        enabled: false\n").empty());
}

TEST_CASE("Forge: scopes that display conditions name") {
  const std::string panel = "  jira:issuePanel:\n    - key: m\n      displayConditions:\n        ";
  CHECK(forge(panel + "hasScope:\n          scopes: ['read:me']\n") == Lines{"condition read:me: read:me"});
  CHECK(forge(panel + "isAdmin: true\n").empty());
  CHECK(forge("  jira:issuePanel:\n    - key: m\n      scopes: ['read:me']\n").empty());
}

TEST_CASE("Forge: Connect modules") {
  const std::string hook =
      "connectModules:\n  jira:webhooks:\n    - key: w\n      event: jira:issue_created\n      url: /hook\n";
  CHECK(forge("", hook) == Lines{"webhook jira:issue_created: read:connect-jira"});
  CHECK(
      forge("", "connectModules:\n  confluence:webhooks:\n    - key: w\n      event: page_created\n      url: /h\n") ==
      Lines{"webhook page_created: read:connect-confluence"});
  CHECK(forge("", "connectModules:\n  jira:generalPages:\n    - key: p\n      url: /page\n").empty());
}

TEST_CASE("Connect: webhooks need READ") {
  CHECK(connect(R"({"webhooks": [{"event": "jira:issue_created", "url": "/hook"}]})") ==
        Lines{"webhook jira:issue_created: READ"});
  CHECK(connect(R"({"webhooks": []})").empty());
  CHECK(connect(R"({"generalPages": [{"key": "p", "url": "/p", "name": {"value": "p"}}]})").empty());
}

TEST_CASE("Bitbucket Connect: webhooks, context parameters, conditions") {
  CHECK(bitbucket(R"({"webhooks": [{"event": "pullrequest:created", "url": "/h"}]})") ==
        Lines{"webhook pullrequest:created: pullrequest"});
  CHECK(bitbucket(R"({"webhooks": [{"event": "repo:push", "url": "/h"}]})") == Lines{"webhook repo:push: repository"});
  CHECK(bitbucket(R"({"webhooks": [{"event": "issue:created", "url": "/h"}]})") ==
        Lines{"webhook issue:created: issue"});
  CHECK(bitbucket(R"({"webhooks": [{"event": "project:updated", "url": "/h"}]})") ==
        Lines{"webhook project:updated: project"});
  // all events are delivered whose scope is held: without one of these its events stop
  CHECK(bitbucket(R"({"webhooks": [{"event": "*", "url": "/h"}]})") ==
        Lines{"webhook *: issue tolerated", "webhook *: project tolerated", "webhook *: pullrequest tolerated",
              "webhook *: repository tolerated"});
  CHECK(bitbucket(R"({"webhooks": [{"event": "addon:installed", "url": "/h"}]})").empty());

  const std::string page = R"({"webPanels": [{"key": "p", "location": "x", "name": {"value": "p"}, "url": "/p?a=)";
  for (const auto& [parameter, scope] :
       std::vector<std::pair<std::string, std::string>>{{"repository.full_name", "repository"},
                                                        {"commit.hash", "repository"},
                                                        {"file.path", "repository"},
                                                        {"branch.name", "repository"},
                                                        {"pullrequest.id", "pullrequest"},
                                                        {"issue.id", "issue"},
                                                        {"snippet.id", "snippet"},
                                                        {"user.uuid", "account"},
                                                        {"target_user.uuid", "account"},
                                                        {"workspace.slug", "account"},
                                                        {"principal.uuid", "account"}}) {
    INFO(parameter);
    CHECK(bitbucket(page + "{" + parameter + "}\"}]}") == Lines{"context-parameter {" + parameter + "}: " + scope});
  }
  CHECK(bitbucket(page + "{nobody.knows}\"}]}").empty());
  CHECK(bitbucket(page + "1\"}]}").empty());

  const std::string condition =
      R"({"webPanels": [{"key": "p", "location": "x", "name": {"value": "p"}, "url": "/p", "conditions": [{"condition": ")";
  CHECK(bitbucket(condition + "has_permission\"}]}]}") == Lines{"condition has_permission: repository"});
  CHECK(bitbucket(condition + "user_has_premium\"}]}]}") == Lines{"condition user_has_premium: account"});
  CHECK(bitbucket(condition + "logged_in\"}]}]}").empty());
}

TEST_CASE("Slack: events and features") {
  const std::string bot = "settings:\n  event_subscriptions:\n    bot_events:\n      - ";
  CHECK(slack(bot + "app_mention\n") == Lines{"slack-event app_mention: app_mentions:read token bot"});
  CHECK(slack(bot + "message.channels\n") == Lines{"slack-event message.channels: channels:history token bot"});
  CHECK(slack("settings:\n  event_subscriptions:\n    user_events:\n      - reaction_added\n") ==
        Lines{"slack-event reaction_added: reactions:read token user"});
  CHECK(slack(bot + "invented_event\n").empty());

  const std::string features = "settings: {}\nfeatures:\n";
  CHECK(slack(features + "  slash_commands:\n    - command: /x\n      description: x\n") ==
        Lines{"slack-feature slash_commands: commands"});
  CHECK(slack(features +
              "  shortcuts:\n    - name: x\n      type: global\n      callback_id: x\n      description: x\n") ==
        Lines{"slack-feature shortcuts: commands"});
  CHECK(slack(features + "  unfurl_domains:\n    - x.example\n") ==
        Lines{"slack-feature unfurl_domains: links:read", "slack-feature unfurl_domains: links:write tolerated"});
  CHECK(slack(features + "  assistant_view:\n    assistant_description: x\n") ==
        Lines{"slack-feature assistant_view: assistant:write+chat:write+im:history"});
  CHECK(slack(features + "  app_home:\n    home_tab_enabled: true\n").empty());
  CHECK(slack("settings:\n  socket_mode_enabled: true\n").empty());
  CHECK(slack("settings:\n  interactivity:\n    is_enabled: true\n").empty());
}
