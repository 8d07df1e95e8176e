// suggest --to forge, and diff from a Connect descriptor to a Forge manifest: what the code needs on Forge, what has no
// scope there, and what administrators have to approve.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/pipeline.h"
#include "cli/to_forge.h"
#include "needs/compare.h"
#include "run.h"
#include "support/catch.h"

using namespace ::leastscope;
using nlohmann::json;

namespace {

const Facts& facts() {
  static const Facts instance;
  return instance;
}

using Strings = std::vector<std::string>;

std::string descriptor(const std::string& scopes, const std::string& modules) {
  return R"({"key": "mover", "name": "Mover", "baseUrl": "https://mover.example.com", "authentication": {"type": "jwt"},
  "lifecycle": {"installed": "/installed"}, "scopes": [)" +
         scopes + R"(], "modules": {)" + modules + "}}";
}

std::string back_end(const std::string& body) {
  return "const express = require('express');\nconst ace = require('atlassian-connect-express');\nconst app = "
         "express();\nconst addon = ace(app);\napp.post('/done', addon.authenticate(), async (request, response) => {\n"
         "  const client = addon.httpClient(request);\n" +
         body + "});\napp.listen(3000);\n";
}

AppReport analysed(const std::string& scopes, const std::string& modules, const std::string& body) {
  std::vector<Problem> problems;
  Models models = Models::load({}, problems);
  Builtins builtins;
  MemorySource source({{"atlassian-connect.json", descriptor(scopes, modules)},
                       {"package.json", R"({"main": "app.js"})"},
                       {"app.js", back_end(body)}});
  const auto found = discover(source, "");
  REQUIRE(found.apps.size() == 1);
  return analyze_app(facts(), models, builtins, source, found.apps[0], {});
}

/// "scope = LEVEL (basis) approval"
Strings shown(const std::vector<ForgeScope>& scopes) {
  Strings out;
  for (const auto& s : scopes)
    out.push_back(s.scope + (s.level.empty() ? "" : " = " + s.level) + (s.published ? " published" : " derived") +
                  (s.approval == Approval::yes  ? " yes"
                   : s.approval == Approval::no ? " no"
                                                : " perhaps"));
  return out;
}

bool holds(const Strings& list, const std::string& what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

}  // namespace

TEST_CASE("to Forge: the same calls, both styles, and what has to be approved", "[to-forge]") {
  const auto app = analysed(R"("READ", "WRITE")", "",
                            "  client.get('/rest/api/3/issue/' + request.body.key);\n"
                            "  client.post({ url: '/rest/api/3/field', json: {} });\n");
  const auto move = move_to_forge(facts(), app);
  CHECK(move.possible);
  // Published: READ covers read:jira-work; ADMIN stands above what is declared.
  CHECK(shown(move.classic) ==
        Strings{"manage:jira-configuration = ADMIN published yes", "read:jira-work = READ published no"});
  // Derived levels never decide: at most they say "perhaps".
  const auto granular = shown(move.granular);
  CHECK(holds(granular, "write:field:jira = ADMIN derived perhaps"));
  CHECK(holds(granular, "read:field:jira = READ derived no"));
  CHECK(std::none_of(move.granular.begin(), move.granular.end(),
                     [](const ForgeScope& s) { return !s.published && s.approval == Approval::yes; }));
  CHECK(move.without.empty());
  CHECK(move.unclear.empty());
  CHECK(move.webhooks.empty());
  CHECK_FALSE(move.impersonates);
}

TEST_CASE("to Forge: ADMIN covers what WRITE does not", "[to-forge]") {
  const std::string body = "  client.post({ url: '/rest/api/3/field', json: {} });\n";
  for (const auto& s : move_to_forge(facts(), analysed(R"("ADMIN")", "", body)).classic)
    CHECK(s.approval == Approval::no);
  for (const auto& s : move_to_forge(facts(), analysed(R"("WRITE")", "", body)).classic)
    CHECK(s.approval == Approval::yes);
}

TEST_CASE("to Forge: what has no equivalent, what is not clear, webhooks, acting as users", "[to-forge]") {
  const auto app =
      analysed(R"("READ", "WRITE", "ACT_AS_USER")", R"("webhooks": [{"event": "jira:issue_created", "url": "/done"}])",
               "  client.post({ url: '/rest/atlassian-connect/1/app/module/dynamic', json: {} });\n"
               "  client.get('/rest/designs/1.0/anything');\n"
               "  client.get(request.body.path);\n"
               "  client.asUserByAccountId(request.body.user).get('/rest/api/3/myself');\n");
  const auto move = move_to_forge(facts(), app);
  REQUIRE(move.without.size() == 2);
  CHECK(run::has(move.without[0] + move.without[1],
                 "/rest/atlassian-connect/1/app/module/dynamic (no scopes are documented)"));
  CHECK(run::has(move.without[0] + move.without[1], "/rest/designs/1.0/anything (not in the documents)"));
  REQUIRE(move.unclear.size() == 1);
  CHECK(move.webhooks == Strings{"jira:issue_created"});
  CHECK(move.impersonates);
  const auto text = move_text(facts(), app, move, Style(false), 100);
  for (const char* part : {"Forge scopes, classic", "Forge scopes, granular", "Without a Forge scope that opens them",
                           "Not worked out", "product triggers", "allowImpersonation"})
    CHECK(run::has(text, part));
}

TEST_CASE("to Forge: calls that nothing reaches and calls with other credentials need nothing", "[to-forge]") {
  const auto app = analysed(R"("READ")", "",
                            "  client.get('/rest/api/3/issue/' + request.body.key);\n"
                            "  const unused = () => client.del('/rest/api/3/field/' + request.body.key);\n");
  CHECK(shown(move_to_forge(facts(), app).classic) == Strings{"read:jira-work = READ published no"});
}

TEST_CASE("to Forge: a Forge app has nothing to move", "[to-forge]") {
  run::Folder f;
  run::clean_app(f);
  const auto o = run::leastscope("suggest --to forge " + f.path());
  CHECK(o.code == 0);
  CHECK(run::has(o.out, "Not a Connect app"));
}

TEST_CASE("to Forge: the JSON form", "[to-forge]") {
  run::Folder f;
  f.file("atlassian-connect.json", descriptor(R"("READ")", ""))
      .file("package.json", R"({"main": "app.js"})")
      .file("app.js", back_end("  client.post({ url: '/rest/api/3/field', json: {} });\n"));
  const auto o = run::leastscope("suggest --to forge --format json " + f.path());
  INFO(o.err);
  CHECK(o.code == 0);
  const auto report = json::parse(o.out);
  CHECK(report["schema"] == "leastscope/to-forge/v1");
  const auto& app = report["apps"][0];
  CHECK(app["possible"] == true);
  CHECK(app["classic"] == json::array({{{"scope", "manage:jira-configuration"},
                                        {"equal-to", "ADMIN"},
                                        {"basis", "published"},
                                        {"approval", "yes"}}}));
  for (const auto& s : app["granular"]) CHECK(s["basis"] == "derived");
}

namespace {

Surface surface(Platform platform, const Strings& scopes) {
  Surface s;
  s.platform = platform;
  for (const auto& scope : scopes) s.scopes.push_back({scope, "", false});
  return s;
}

/// "what !+ : note" with ! = escalation, + = approval.
Strings adopted(const Strings& levels, const Strings& scopes, bool impersonation = false) {
  Surface forge = surface(Platform::forge, scopes);
  if (impersonation) forge.scopes.at(0).impersonation = true;
  Strings out;
  for (const auto& c : compare(facts(), surface(Platform::connect_jira, levels), forge))
    out.push_back(c.what + (c.escalation ? " !" : "") + (c.approval ? " +" : "") +
                  (run::has(c.note, "a hint") ? " hint" : ""));
  return out;
}

const std::string kMoved = "connect-jira to forge";

}  // namespace

TEST_CASE("from Connect to Forge: published rows decide, derived rows are hints", "[compare]") {
  CHECK(adopted({"READ"}, {"read:jira-work", "read:jira-user"}) == Strings{kMoved, "read:jira-user", "read:jira-work"});
  CHECK(adopted({"WRITE"}, {"write:jira-work"}) == Strings{kMoved, "write:jira-work ! +"});
  CHECK(adopted({"DELETE"}, {"write:jira-work"}) == Strings{kMoved, "write:jira-work"});
  CHECK(adopted({"ADMIN"}, {"manage:jira-project", "manage:jira-webhook"}) ==
        Strings{kMoved, "manage:jira-project", "manage:jira-webhook"});
  // Derived, covered or not: a hint, never an approval and never an escalation.
  CHECK(adopted({"READ"}, {"read:field:jira"}) == Strings{kMoved, "read:field:jira hint"});
  CHECK(adopted({"READ"}, {"write:field:jira"}) == Strings{kMoved, "write:field:jira hint"});
  // Not in the table at all.
  CHECK(adopted({"ADMIN"}, {"storage:app"}) == Strings{kMoved, "storage:app +"});
}

TEST_CASE("from Connect to Forge: Connect's own words are compared as they stand", "[compare]") {
  CHECK(adopted({"WRITE", "ACT_AS_USER"}, {"write:connect-jira", "read:connect-jira", "act-as-user:connect-jira"}) ==
        Strings{kMoved, "act-as-user:connect-jira", "read:connect-jira", "write:connect-jira"});
  CHECK(adopted({"READ"}, {"admin:connect-jira", "act-as-user:connect-jira"}) ==
        Strings{kMoved, "act-as-user:connect-jira ! +", "admin:connect-jira ! +"});
}

TEST_CASE("from Connect to Forge: acting as users is new only if it was not declared", "[compare]") {
  CHECK(adopted({"READ", "ACT_AS_USER"}, {"read:jira-work"}, true) ==
        Strings{kMoved, "read:jira-work", "read:jira-work +"});
  CHECK(adopted({"READ"}, {"read:jira-work"}, true) == Strings{kMoved, "read:jira-work", "read:jira-work ! +"});
}

TEST_CASE("diff CONNECT FORGE as commands: derived rows never fail", "[diff]") {
  run::Folder f;
  f.file("connect/atlassian-connect.json", descriptor(R"("READ")", ""));
  const auto manifest = [](const std::string& scope) {
    std::string text = run::kManifest;
    return text.replace(text.find("read:jira-work"), std::string("read:jira-work").size(), scope);
  };
  f.file("derived/manifest.yml", manifest("write:field:jira"))
      .file("published/manifest.yml", manifest("manage:jira-project"));
  for (const std::string path : {"derived", "published"})
    f.file(path + "/src/index.js", "export const run = () => null;\n").file(path + "/package.json", "{}\n");
  const std::string old = f.path("connect/atlassian-connect.json") + " ";
  auto o = run::leastscope("diff " + old + f.path("derived"));
  INFO(o.out + o.err);
  CHECK(o.code == 0);
  CHECK(run::has(o.out, "a hint"));
  o = run::leastscope("diff " + old + f.path("published"));
  CHECK(o.code == 1);
  CHECK(run::has(o.out, "[escalation] [approval needed]"));
}
