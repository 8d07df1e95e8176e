// Risks: method and path of different branches mixed; phases merged in shared wrappers; third parties and own
// credentials counted, or products not. Small apps side by side.
#include "safety/world.h"
#include "support/catch.h"

using namespace leastscope;
using namespace safety;

namespace {

const char* const kHead =
    "import api, { route, assumeTrustedRoute, fetch } from '@forge/api';\nconst jira = api.asApp();\n";

std::set<std::string> pairs(const AppReport& app) {
  std::set<std::string> out;
  for (const auto& c : app.needs.calls)
    if (c.phase == Phase::run) out.insert(c.method + " " + c.path);
  return out;
}

std::set<std::string> calls_of(const std::string& body) {
  return pairs(analyse(trigger_app(kHead + body, {"read:jira-work", "write:jira-work"})));
}

const std::set<std::string> kTwo = {"GET /rest/api/3/status", "POST /rest/api/3/issue"};

}  // namespace

TEST_CASE("method and path of one branch stay together", "[correlation]") {
  const char* const send = "  return jira.requestJira(assumeTrustedRoute(url), { method });\n}\n";
  SECTION("if and else") {
    CHECK(calls_of(
              std::string("export async function run(e) {\n  let method, url;\n  if (e.body) { method = 'POST'; url = "
                          "'/rest/api/3/issue'; } else { method = 'GET'; url = '/rest/api/3/status'; }\n") +
              send) == kTwo);
  }
  SECTION("switch") {
    CHECK(
        calls_of(std::string(
                     "export async function run(e) {\n  let method, url;\n  switch (e.body) {\n    case 'a': method = "
                     "'POST'; url = '/rest/api/3/issue'; break;\n    default: method = 'GET'; url = "
                     "'/rest/api/3/status';\n  }\n") +
                 send) == kTwo);
  }
  SECTION("early value, then another") {
    CHECK(calls_of(
              std::string(
                  "export async function run(e) {\n  let method = 'GET', url = '/rest/api/3/status';\n  if (e.body) { "
                  "method = 'POST'; url = '/rest/api/3/issue'; }\n") +
              send) == kTwo);
  }
  SECTION("loop over pairs") {
    CHECK(calls_of("const PAIRS = [['GET', '/rest/api/3/status'], ['POST', '/rest/api/3/issue']];\nexport async "
                   "function run() "
                   "{\n  for (const [method, url] of PAIRS) await jira.requestJira(assumeTrustedRoute(url), { method "
                   "});\n}\n") == kTwo);
  }
  SECTION("table of records in a loop") {
    CHECK(calls_of("const ROWS = [{ m: 'GET', u: '/rest/api/3/status' }, { m: 'POST', u: '/rest/api/3/issue' "
                   "}];\nexport async "
                   "function run() {\n  for (const row of ROWS) await jira.requestJira(assumeTrustedRoute(row.u), { "
                   "method: row.m "
                   "});\n}\n") == kTwo);
  }
  SECTION("wrapper used twice") {
    CHECK(calls_of(
              "const send = (method, url) => jira.requestJira(assumeTrustedRoute(url), { method });\nexport async "
              "function "
              "run() {\n  await send('GET', '/rest/api/3/status');\n  await send('POST', '/rest/api/3/issue');\n}\n") ==
          kTwo);
  }
  SECTION("options object per branch") {
    CHECK(
        calls_of("export async function run(e) {\n  const o = {};\n  let url = '/rest/api/3/status';\n  if (e.body) { "
                 "o.method = "
                 "'POST'; url = '/rest/api/3/issue'; }\n  return jira.requestJira(assumeTrustedRoute(url), o);\n}\n") ==
        kTwo);
  }
}

namespace {

/// An app with an install trigger and a web trigger.
AppReport two_phases(const std::string& install, const std::string& run) {
  Files more;
  more["manifest.yml"] =
      "modules:\n  trigger:\n    - key: lifecycle\n      function: installed\n      events:\n        - "
      "avi:forge:installed:app\n"
      "  webtrigger:\n    - key: start\n      function: main\n  function:\n    - key: main\n      handler: index.run\n"
      "    - key: installed\n      handler: index.installed\npermissions:\n  scopes:\n    - read:jira-work\n"
      "    - manage:jira-configuration\napp:\n  id: ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000\n";
  return analyse(trigger_app(kHead + install + run, {}, more));
}

std::string verdict_of(const AppReport& app, const std::string& scope) {
  for (const auto& s : app.needs.scopes)
    if (s.scope == scope) return std::string(verdict_name(s.verdict));
  return "not declared";
}

const char* const kMake = "const make = () => jira.requestJira(route`/rest/api/3/field`, { method: 'POST' });\n";
const char* const kRead = "export async function run() {\n  return jira.requestJira(route`/rest/api/3/status`);\n}\n";

}  // namespace

TEST_CASE("what only the installation does is told apart", "[phase]") {
  const std::string configuration = "manage:jira-configuration";
  SECTION("only at install") {
    auto app = two_phases(std::string(kMake) + "export const installed = () => make();\n", kRead);
    CHECK(verdict_of(app, configuration) == "install-only");
    CHECK(verdict_of(app, "read:jira-work") == "needed");
  }
  SECTION("the same function at run time") {
    auto app = two_phases(std::string(kMake) + "export const installed = () => make();\n",
                          "export async function run() {\n  await make();\n}\n");
    CHECK(verdict_of(app, configuration) == "needed");
  }
  SECTION("a shared wrapper with another path") {
    auto app = two_phases(
        "const send = (method, url) => jira.requestJira(assumeTrustedRoute(url), { method });\n"
        "export const installed = () => send('POST', '/rest/api/3/field');\n",
        "export async function run() {\n  await send('GET', '/rest/api/3/status');\n}\n");
    CHECK(verdict_of(app, configuration) == "install-only");
  }
  SECTION("a timer of the installation") {
    auto app = two_phases(std::string(kMake) + "export const installed = () => { setTimeout(make, 10); };\n", kRead);
    CHECK(verdict_of(app, configuration) == "install-only");
  }
  SECTION("a promise of the installation") {
    auto app = two_phases(std::string(kMake) + "export const installed = () => Promise.resolve().then(make);\n", kRead);
    CHECK(verdict_of(app, configuration) == "install-only");
  }
  SECTION("reached at run time over code that we do not have") {
    auto app = two_phases(
        "import wrap from 'some-wrapper';\n" + std::string(kMake) + "export const installed = () => make();\n",
        "export async function run() {\n  await wrap(make)();\n}\n");
    CHECK(verdict_of(app, configuration) == "needed");
  }
  SECTION("reached at run time by a name that is not known") {
    auto app = two_phases(std::string(kMake) + "const tasks = { make };\nexport const installed = () => make();\n",
                          "export async function run(e) {\n  await tasks[e.body]();\n}\n");
    CHECK(verdict_of(app, configuration) == "needed");
  }
  SECTION("an open call at run time") {
    auto app = two_phases(std::string(kMake) + "export const installed = () => make();\n",
                          "export async function run(e) {\n  await jira.requestJira(assumeTrustedRoute(e.body), { "
                          "method: e.path });\n}\n");
    CHECK(verdict_of(app, configuration) == "needed");
  }
  SECTION("nothing at all") {
    auto app = two_phases(std::string(kMake) + "export const installed = () => null;\n", kRead);
    CHECK(verdict_of(app, configuration) == "dead-code-only");
  }
}

TEST_CASE("third parties are told from products", "[hosts]") {
  auto product_calls = [](const std::string& body) {
    std::set<std::string> out;
    for (const auto& c : analyse(trigger_app(kHead + body, {"read:jira-work", "write:jira-work"})).needs.calls)
      if (c.phase == Phase::run && c.governed != Governed::no) out.insert(c.method + " " + c.path);
    return out;
  };
  auto in_run = [](const std::string& body) { return "export async function run(e) {\n" + body + "}\n"; };
  using Set = std::set<std::string>;
  CHECK(product_calls(in_run("  await fetch('https://tracker.example.com/rest/api/3/issue', { method: 'POST' });\n")) ==
        Set{});
  CHECK(product_calls(in_run(
            "  const base = 'https://tracker.example.com';\n  await fetch(base + '/rest/api/3/issue/' + e.body);\n")) ==
        Set{});
  CHECK(product_calls(
            in_run("  await fetch('https://one.atlassian.net/rest/api/3/issue', { headers: { Authorization: 'Basic ' + "
                   "process.env.T } });\n")) == Set{});
  CHECK(product_calls(in_run("  await fetch(new URL('/rest/api/3/issue', 'https://other.example.org'));\n")) == Set{});
  CHECK(product_calls(in_run("  await fetch(`${process.env.OWN}/jobs`);\n")) == Set{});
  CHECK(product_calls(in_run(
            "  await fetch('https://x.example.com/?next=https://one.atlassian.net/rest/api/3/issue');\n")) == Set{});
  CHECK(product_calls(in_run("  await jira.requestJira(route`/rest/api/3/status`);\n")) ==
        Set{"GET /rest/api/3/status"});
}
