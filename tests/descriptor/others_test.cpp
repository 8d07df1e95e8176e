// Connect, Bitbucket and Slack.
#include "helpers.h"

using namespace leastscope;
using namespace leastscope::test;

namespace {

std::string connect(const std::string& more) {
  return R"({"key": "k", "name": "App", "baseUrl": "{{localBaseUrl}}", "authentication": {"type": "jwt"}, "apiVersion": 1)" +
         more + "}";
}

Lines modules(const Descriptor& d, const std::string& type) {
  Lines out;
  for (const auto& module : d.modules)
    if (module.type == type) out.push_back(module.key);
  return out;
}

}  // namespace

TEST_CASE("a Connect descriptor: lifecycle, webhooks, pages") {
  const auto d = read(connect(R"(, "scopes": ["read", "ACT_AS_USER"],
  "lifecycle": {"installed": "/installed", "uninstalled": "{{localBaseUrl}}/gone", "dare-migration": "/dare"},
  "modules": {
    "webhooks": [{"event": "jira:issue_created", "url": "/hook?x={issue.key}"}],
    "jiraIssueFields": [{"key": "f"}],
    "webPanels": [{"key": "panel", "url": "/panel?issue={issue.key}", "icon": {"url": "/i.svg"}, "conditions": [{"or": [{"condition": "user_is_logged_in"}]}]}],
    "workflowPostFunctions": [{"key": "wf", "create": {"url": "/create"}, "triggered": {"url": "/triggered"}}],
    "webItems": [{"key": "out", "url": "https://elsewhere.example/x"}],
    "configurePage": {"key": "configure", "url": "configure"}
  })"),
                      "src/main/resources/atlassian-connect.json");
  CHECK(d.platform == Platform::connect_jira);
  CHECK(names(d) == Lines{"read", "ACT_AS_USER"});
  CHECK(d.base_url == "{{localBaseUrl}}");
  CHECK(entries(d) ==
        Lines{"lifecycle installed | lifecycle | /installed | install",
              "lifecycle uninstalled | lifecycle | /gone | install", "lifecycle dare-migration | webhook | /dare | run",
              "webhook jira:issue_created | webhook | /hook | run", "page /panel (webPanels) | page | /panel | run",
              "page /create (workflowPostFunctions) | page | /create | run",
              "page /triggered (workflowPostFunctions) | page | /triggered | run",
              "page /configure (configurePage) | page | /configure | run"});
  CHECK(modules(d, "condition") == Lines{"user_is_logged_in"});
  CHECK(modules(d, "webhooks").size() == 1);
}

TEST_CASE("which product a Connect descriptor is for") {
  auto platform = [](const std::string& more) { return read(connect(more), "atlassian-connect.json").platform; };
  CHECK(platform(R"(, "modules": {})") == Platform::connect_jira);
  CHECK(platform(R"(, "modules": {"dynamicContentMacros": [{"key": "m", "url": "/m"}]})") ==
        Platform::connect_confluence);
  CHECK(
      platform(
          R"(, "modules": {"webPanels": [{"key": "m", "url": "/m", "location": "atl.jira.view.issue.right.context"}]})") ==
      Platform::connect_jira);
  CHECK(
      platform(
          R"(, "modules": {"generalPages": [{"key": "m", "url": "/m?s={space.key}", "location": "system.header/left"}]})") ==
      Platform::connect_confluence);
  CHECK(platform(R"(, "modules": {}, "scopes": ["SPACE_ADMIN"])") == Platform::connect_confluence);
  CHECK(platform(R"(, "modules": {}, "description": "For Confluence")") == Platform::connect_confluence);
  CHECK(platform(R"(, "modules": {"webhooks": [{"event": "page_created", "url": "/h"}]})") ==
        Platform::connect_confluence);
}

TEST_CASE("templates of Connect descriptors") {
  const auto ejs = read(R"(<%# the app %>
{
  "key": "<%= config["key"] %>", "baseUrl": "<%= url %>",
  "authentication": {"type": "jwt"}, "apiVersion": <%= version %>,
  "scopes": ["READ", "WRITE"],
  <% if (dev) { %>
  "enableLicensing": false,
  <% } %>
  "modules": {"generalPages": [{"key": "p", "url": "/p"}]}
})",
                        "views/atlassian-connect.json.ejs");
  CHECK(ejs.readable);
  CHECK(names(ejs) == Lines{"READ", "WRITE"});
  CHECK(ejs.scopes[1].at.at == Position{5, 23});
  REQUIRE_FALSE(ejs.problems.empty());
  CHECK(ejs.problems[0].kind == "generated-descriptor");

  const auto bars = read(R"({"key": "{{key}}", "baseUrl": {{baseUrl}}, "authentication": {"type": "jwt"},
{{#if admin}}"scopes": ["ADMIN"],{{/if}}
"modules": {}})",
                         "atlassian-connect.json");
  CHECK(names(bars) == Lines{"ADMIN"});

  const auto open = read(R"({"key": "k", "baseUrl": "x", "apiVersion": 1, "scopes": {{scopes}}, "modules": {}})",
                         "atlassian-connect.json");
  CHECK_FALSE(open.readable);
  CHECK(open.problems[0].kind == "generated-descriptor");
}

TEST_CASE("Bitbucket Connect: no scopes element, context parameters, conditions, webhooks") {
  const auto d = read(R"({"key": "k", "name": "B", "baseUrl": "https://b.example", "authentication": {"type": "jwt"},
  "lifecycle": {"installed": "/installed"}, "contexts": ["account"],
  "modules": {
    "oauthConsumer": {"clientId": "x"},
    "webhooks": [{"event": "repo:push", "url": "/webhook"}],
    "repoPages": [{"key": "page", "url": "/page?repo={repository.uuid}&user={user.uuid}&r={repository.full_name}",
      "conditions": [{"condition": "has_permission", "params": {"permission": "admin"}}]}]
  }})",
                      "connect.json");
  CHECK(d.platform == Platform::connect_bitbucket);
  CHECK_FALSE(d.scopes_declared);
  CHECK(modules(d, "context-parameter") == Lines{"{repository.*}", "{user.*}"});
  CHECK(modules(d, "condition") == Lines{"has_permission"});
  CHECK(entries(d) == Lines{"lifecycle installed | lifecycle | /installed | install",
                            "webhook repo:push | webhook | /webhook | run",
                            "page /page (repoPages) | page | /page | run"});
}

TEST_CASE("a Slack manifest") {
  const auto d = read(R"(_metadata: {major_version: 1}
display_information: {name: x}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: false}
  bot_user: {display_name: b, always_online: true}
  shortcuts:
    - {name: s, type: global, callback_id: c, description: d}
  slash_commands:
    - {command: /a, url: "https://x.example/slack/events", description: d}
    - {command: /b, description: d}
  unfurl_domains: [x.example]
  assistant_view: {assistant_description: d}
oauth_config:
  redirect_urls: ["https://x.example/oauth"]
  scopes:
    bot: [chat:write, commands]
    user: [users:read]
    user_optional: [search:read]
settings:
  event_subscriptions:
    request_url: https://x.example/slack/events
    bot_events: [app_mention, message.im]
    user_events: [message.channels]
  interactivity: {is_enabled: true, request_url: "https://x.example/act"}
  socket_mode_enabled: false
  incoming_webhooks: {incoming_webhooks_enabled: true}
)",
                      "app-manifest.yml");
  CHECK(d.platform == Platform::slack);
  CHECK(names(d) == Lines{"bot chat:write", "bot commands", "user users:read", "user search:read"});
  CHECK(modules(d, "slack-event") == Lines{"app_mention", "message.im", "message.channels"});
  CHECK(modules(d, "slack-feature") == Lines{"interactivity", "app_home.home_tab_enabled", "bot_user", "shortcuts",
                                             "slash_commands", "slash_commands", "unfurl_domains", "assistant_view",
                                             "incoming_webhooks"});
  CHECK(entries(d) == Lines{"request URL /slack/events (event_subscriptions) | webhook | /slack/events | run",
                            "request URL /act (interactivity) | route | /act | run",
                            "request URL /slack/events (slash_commands) | route | /slack/events | run"});
  for (const auto& module : d.modules)
    if (module.key == "message.channels") CHECK(module.properties.at("token") == "user");
}

TEST_CASE("look-alikes are no descriptors") {
  auto none = [](const std::string& text, const std::string& file) { return !read_descriptor(text, file).has_value(); };
  CHECK(none(R"({"name": "Web", "short_name": "W", "icons": [], "start_url": "/", "display": "standalone"})",
             "public/manifest.json"));
  CHECK(
      none(R"({"manifest_version": 3, "name": "X", "permissions": ["tabs"], "background": {"service_worker": "b.js"}})",
           "manifest.json"));
  CHECK(none("applications:\n  - name: cf\n    memory: 1G\n", "manifest.yml"));
  CHECK(none("apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n", "manifest.yml"));
  CHECK(none("", "manifest.yml"));
  CHECK(none("just text", "manifest.yml"));
  CHECK(none("- a\n- b\n", "manifest.yaml"));
  CHECK(none(R"({"baseUrl": "x", "modules": [], "other": "\"key\""})", "config.json"));
  CHECK(none(R"({"compilerOptions": {"baseUrl": ".", "modules": 1, "key": 1}})", "jsconfig.json"));
  CHECK(none(R"({"display_information": 1, "settings": {}})", "x.json"));
  CHECK(none("on: push\njobs: {}\n", ".github/workflows/x.yml"));
  CHECK(none("app: {}\nmodules: {}\n", "config.yml"));
}

TEST_CASE("broken descriptors say what is wrong") {
  auto problem = [](const std::string& text, const std::string& file) {
    const auto d = read(text, file);
    CHECK_FALSE(d.readable);
    REQUIRE(d.problems.size() == 1);
    CHECK(d.problems[0].at.file == file);
    CHECK(d.problems[0].message.back() == '.');
    return d.problems[0];
  };
  const std::string head = "app:\n  id: ari:cloud:ecosystem::app/1\nmodules:\n";
  CHECK(problem(head + "  a: [\n", "manifest.yml").kind == "bad-yaml");
  CHECK(problem(head + "\tfunction: x\n", "manifest.yml").at.at.line == 4);
  CHECK(problem(head + "  a: &a [*a]\n", "manifest.yml").kind == "bad-yaml");
  CHECK(problem("{\"key\": \"k\", \"baseUrl\": \"x\", \"modules\": {", "atlassian-connect.json").kind == "bad-json");
  CHECK(problem(head + "permissions:\n  scopes:\n    {{#each scopes}}\n    - {{this}}\n    {{/each}}\n", "manifest.yml")
            .kind == "generated-descriptor");
  CHECK(problem(head + "  <% if (x) { %>\n  a: []\n  <% } %>\n", "manifest.yml").kind == "generated-descriptor");
  CHECK(problem(head + "permissions:\n  scopes: ${SCOPES}\n", "manifest.yml").kind == "generated-descriptor");
  CHECK(problem(head + "permissions:\n  scopes:\n    - {{SCOPE}}\n", "manifest.yml").kind == "generated-descriptor");
}

TEST_CASE("placeholders outside scopes and modules do no harm") {
  const auto d = read(
      "app:\n  id: {{APP_ID}}\n  name: ${NAME}\nmodules:\n  webtrigger:\n    - key: w\n      function: f\n  "
      "function:\n    - key: f\n"
      "      handler: index.f\npermissions:\n  scopes: [a:b]\n");
  CHECK(d.readable);
  CHECK(names(d) == Lines{"a:b"});
  CHECK(d.entries.size() == 1);
}

TEST_CASE("hostile input ends as a problem") {
  const std::string head = "app:\n  id: ari:cloud:ecosystem::app/1\nmodules:\n";
  for (const std::string& tail :
       {std::string(100000, '['), "  a: " + std::string(5000, '{'), std::string("  a: &a\n    b: *a\n"),
        std::string("  x: \x01\n"),
        std::string(
            "  a: &a [1,1,1,1,1,1,1,1,1]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  c: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n  "
            "d: &d "
            "[*c,*c,*c,*c,*c,*c,*c,*c]\n  e: &e [*d,*d,*d,*d,*d,*d,*d,*d]\n  f: &f [*e,*e,*e,*e,*e,*e,*e,*e]\n  g: "
            "[*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n")}) {
    const auto d = read_descriptor(head + tail, "manifest.yml");
    REQUIRE(d.has_value());
    CHECK_FALSE(d->readable);
  }
  std::string deep = R"({"key":"k","baseUrl":"b","apiVersion":1,"modules":)";
  CHECK_FALSE(read_descriptor(deep + std::string(100000, '['), "atlassian-connect.json")->readable);
}
