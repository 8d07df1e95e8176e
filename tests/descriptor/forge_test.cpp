#include "helpers.h"

using namespace leastscope;
using namespace leastscope::test;

namespace {

const std::string kHead = "app:\n  id: ari:cloud:ecosystem::app/1\n";

}  // namespace

TEST_CASE("an issue panel with a resolver and a resource") {
  const auto d = read(kHead + R"(modules:
  jira:issuePanel:
    - key: main
      title: main
      resource: main
      resolver:
        function: main
  function:
    - key: main
      handler: index.handler
    - key: nobody
      handler: deep/other.run
resources:
  - key: main
    path: static/main/build
permissions:
  scopes:
    - read:jira-work
)");
  CHECK(d.readable);
  CHECK(d.platform == Platform::forge);
  CHECK(entries(d) == Lines{"resource main (jira:issuePanel) | resource | static/main/build <- main | run",
                            "function main (jira:issuePanel) | resolver | src/index#handler <- main | run"});
  CHECK(d.entries[1].at.at == Position{9, 19});
  CHECK(d.problems.empty());
}

TEST_CASE("a folder of pictures is no page") {
  const std::string rest =
      "resources:\n  - key: main\n    path: ui/build\n  - key: icons\n    path: static/icons\n"
      "app:\n  id: ari:cloud:ecosystem::app/1\n";
  auto of = [&](const std::string& icon) {
    Lines out;
    for (const auto& entry :
         read("modules:\n  jira:globalPage:\n    - key: p\n      resource: main\n" + icon + rest).entries)
      if (entry.kind == EntryKind::resource) out.push_back(entry.path);
    return out;
  };
  CHECK(of("      icon: resource:icons;logo.svg\n") == Lines{"ui/build"});
  CHECK(of("") == Lines{"ui/build", "static/icons"});  // it may be opened as a dialog
  CHECK(of("      icon: resource:icons;page.html\n") == Lines{"ui/build", "static/icons"});
  CHECK(of("      icon: resource:icons2;logo.svg\n") == Lines{"ui/build", "static/icons"});
}

TEST_CASE("triggers are install only when every event is") {
  const auto d = read(kHead + R"(modules:
  trigger:
    - key: a
      function: f
      events: [avi:forge:installed:app, avi:forge:upgraded:app]
    - key: b
      function: f
      events:
        - avi:forge:installed:app
        - avi:jira:created:issue
    - key: c
      function: f
      events: avi:forge:installed:app
  preUninstall:
    - key: d
      function: g
  scheduledTrigger:
    - key: e
      function: f
      interval: hour
  webtrigger:
    - key: w
      function: f
  consumer:
    - key: q
      queue: work
      function: g
    - key: q2
      queue: old
      resolver:
        function: g
        method: on-event
  action:
    - key: f
      function: f
      name: f
  rovo:agent:
    - key: agent
      prompt: f
      actions:
        - f
  function:
    - key: f
      handler: a/b/c.run
    - key: g
      handler: g.go
)");
  CHECK(entries(d) == Lines{"function f (trigger) | trigger | src/a/b/c#run | install",
                            "function f (trigger) | trigger | src/a/b/c#run | run",
                            "function f (trigger) | trigger | src/a/b/c#run | install",
                            "function g (preUninstall) | trigger | src/g#go | install",
                            "function f (scheduledTrigger) | scheduled | src/a/b/c#run | run",
                            "function f (webtrigger) | web_trigger | src/a/b/c#run | run",
                            "function g (consumer) | consumer | src/g#go | run",
                            "function g (consumer) | consumer | src/g#go | run",
                            "function f (action) | action | src/a/b/c#run | run"});
  CHECK(d.entries[1].events == Lines{"avi:forge:installed:app", "avi:jira:created:issue"});
  CHECK(d.entries[6].queue == "work");
  CHECK(d.entries[7].queue == "old");
  CHECK(d.entries[7].method == "on-event");
  CHECK_FALSE(d.scopes_declared);
}

TEST_CASE("nested uses: views, edits, configurations, data providers, unknown properties") {
  const auto d = read(kHead + R"(modules:
  jira:customField:
    - key: field
      name: Field
      view:
        resource: view-res
        resolver: {function: view-fn}
      edit:
        resource: edit-res
      resolver: {function: outer-fn}
      contextConfig: {function: ctx-fn}
      value: {function: val-fn}
  compass:dataProvider:
    - key: dp
      function: val-fn
      callback: {function: ctx-fn}
  brand:newModule:
    - key: x
      some: {place: [view-fn]}
      handler: ctx-fn
      page: other-res
  macro:
    - key: m
      resource: view-res
      render: native
      config: {resource: other-res/two}
  function:
    - {key: view-fn, handler: f.view}
    - {key: outer-fn, handler: f.outer}
    - {key: ctx-fn, handler: f.ctx}
    - {key: val-fn, handler: f.val}
resources:
  - {key: view-res, path: src/frontend/index.jsx}
  - {key: edit-res, path: static/edit}
  - {key: other-res, path: static/multi, entry: {one: one.html, two: two.html}}
  - {key: modal, path: static/modal}
)");
  CHECK(entries(d) == Lines{"resource view-res (jira:customField) | resource | src/frontend/index.jsx <- view-fn | run",
                            "function view-fn (jira:customField) | resolver | src/f#view <- view-fn | run",
                            "resource edit-res (jira:customField) | resource | static/edit <- outer-fn | run",
                            "function outer-fn (jira:customField) | resolver | src/f#outer <- outer-fn | run",
                            "function ctx-fn (jira:customField) | function | src/f#ctx | run",
                            "function val-fn (jira:customField) | function | src/f#val | run",
                            "function val-fn (compass:dataProvider) | function | src/f#val | run",
                            "function ctx-fn (compass:dataProvider) | function | src/f#ctx | run",
                            "function view-fn (brand:newModule) | function | src/f#view | run",
                            "function ctx-fn (brand:newModule) | function | src/f#ctx | run",
                            "resource other-res (brand:newModule) | resource | static/multi | run",
                            "resource view-res (macro) | resource | src/frontend/index.jsx | run",
                            "resource other-res/two (macro) | resource | static/multi/two.html | run",
                            "resource modal | resource | static/modal <- view-fn | run",
                            "resource modal | resource | static/modal <- outer-fn | run"});
}

TEST_CASE("remotes, endpoints, tokens, egress, conditions, enforcement") {
  const auto d = read(kHead + R"(modules:
  trigger:
    - key: t
      endpoint: hook
      events: [avi:forge:installed:app]
  jira:issuePanel:
    - key: p
      resource: ui
      resolver:
        endpoint: api
      displayConditions:
        or:
          - permissions: {scopes: [write:jira-work]}
          - permissions: {scopes: {manage:jira-project: {allowImpersonation: true}}}
  endpoint:
    - key: hook
      remote: back
      route: {path: "/events?x=1"}
    - key: api
      remote: back
      auth: {appUserToken: {enabled: true}}
    - key: idle
      remote: back
      route: {path: idle}
resources:
  - {key: ui, path: static}
remotes:
  - key: back
    baseUrl: https://back.example
    auth: {appSystemToken: {enabled: true}}
  - key: plain
    baseUrl: https://plain.example
permissions:
  enforcement: app-managed
  scopes: []
  external:
    fetch:
      backend: [https://a.example, {address: "*.b.example"}, {remote: plain}]
      client:
        - https://c.example
    scripts:
      - https://d.example
    images: [{address: https://e.example, category: x}]
)");
  CHECK(entries(d) == Lines{"remote back | remote |  | run", "remote plain | remote |  | run",
                            "endpoint hook (trigger) | endpoint | /events | install",
                            "resource ui (jira:issuePanel) | resource | static | run",
                            "endpoint api (jira:issuePanel) | endpoint | / | run",
                            "endpoint idle | endpoint | /idle | run"});
  REQUIRE(d.remotes.size() == 2);
  CHECK((d.remotes[0].app_token && d.remotes[0].user_token));
  CHECK_FALSE((d.remotes[1].app_token || d.remotes[1].user_token));
  Lines hosts;
  for (const auto& host : d.egress) hosts.push_back(host.kind + " " + host.host);
  CHECK(hosts == Lines{"fetch.backend https://a.example", "fetch.backend *.b.example",
                       "fetch.backend https://plain.example", "fetch.client https://c.example",
                       "scripts https://d.example", "images https://e.example"});
  REQUIRE(d.condition_scopes.size() == 2);
  CHECK(d.condition_scopes[0].first == "write:jira-work");
  CHECK(d.condition_scopes[1].first == "manage:jira-project");
  CHECK(d.enforcement_app_managed);
  CHECK(d.scopes_declared);
  CHECK(d.scopes.empty());
}

TEST_CASE("Connect on Forge") {
  const auto d = read(R"(app:
  id: ari:cloud:ecosystem::app/1
  connect: {key: com.example.app, remote: connect, authentication: jwt}
remotes:
  - {key: connect, baseUrl: https://x.example/base}
connectModules:
  jira:lifecycle:
    - key: life
      installed: /installed
      uninstalled: https://x.example/base/gone
  jira:webhooks:
    - {key: hook, event: jira:issue_created, url: "/hooks/created?a={issue.key}"}
  jira:generalPages:
    - {key: board, url: "/board?p={project.key}#top", icon: {url: /img/i.png}}
permissions:
  scopes: [read:connect-jira, act-as-user:connect-jira, read:jira-work]
)");
  CHECK(d.platform == Platform::forge);
  CHECK(entries(d) == Lines{"remote connect | remote |  | run",
                            "lifecycle installed | lifecycle | /installed | install",
                            "lifecycle uninstalled | lifecycle | /gone | install",
                            "webhook jira:issue_created | webhook | /hooks/created | run",
                            "page /board (jira:generalPages) | page | /board | run"});
  CHECK(d.entries[1].remote == "connect");
  CHECK(d.modules.back().connect);
  CHECK(names(d) == Lines{"read:connect-jira", "act-as-user:connect-jira", "read:jira-work"});
}

TEST_CASE("modules keep their scalar leaves with places") {
  const auto d = read(kHead +
                      "modules:\n  jira:uiModifications:\n    - key: u\n      resolver: {function: f}\n      "
                      "productContexts: [jira]\n");
  REQUIRE(d.modules.size() == 1);
  CHECK(d.modules[0].type == "jira:uiModifications");
  CHECK(d.modules[0].properties.at("productContexts.0") == "jira");
  CHECK(d.modules[0].places.at("resolver.function").at == Position{6, 28});
  // f is not declared: said, and the entry point stays as one that cannot be found.
  REQUIRE(d.problems.size() == 1);
  CHECK(d.problems[0].kind == "bad-descriptor");
  REQUIRE(d.entries.size() == 1);
  CHECK(d.entries[0].file.empty());
}

TEST_CASE("a manifest in a folder: sources lie below it") {
  const auto d = read(
      kHead + "modules:\n  webtrigger:\n    - {key: w, function: f}\n  function:\n    - {key: f, handler: index.run}\n",
      "apps/one/manifest.yml");
  REQUIRE(d.entries.size() == 1);
  CHECK(d.entries[0].file == "apps/one/src/index");
  CHECK(d.entries[0].at.file == "apps/one/manifest.yml");
}
