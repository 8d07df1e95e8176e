#include <nlohmann/json.hpp>

#include "run.h"
#include "support/catch.h"

using namespace run;

namespace {

std::string with_extra_scope() {
  std::string text = kManifest;
  text.insert(text.find("app:"), "    - manage:jira-configuration\n");
  return text;
}

}  // namespace

TEST_CASE("0: nothing to say", "[exit]") {
  Folder f;
  clean_app(f);
  auto o = leastscope("check " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 0);
  CHECK(has(o.out, "read:jira-work"));
}

TEST_CASE("1: findings at or above the threshold", "[exit]") {
  Folder f;
  clean_app(f);
  f.file("manifest.yml", with_extra_scope());
  CHECK(leastscope(f.path()).code == 1);
  CHECK(leastscope("--fail-on error " + f.path()).code == 0);
  CHECK(leastscope("check --fail-on never " + f.path()).code == 0);
  CHECK(leastscope("check --fail-on note " + f.path()).code == 1);
}

TEST_CASE("2: wrong usage says what is meant", "[exit]") {
  auto o = leastscope("check --fromat json .");
  CHECK(o.code == 2);
  CHECK(has(o.err, "did you mean '--format'"));
  o = leastscope("check --format jsno .");
  CHECK(o.code == 2);
  CHECK(has(o.err, "did you mean 'json'"));
  CHECK(leastscope("check --fail-on sometimes .").code == 2);
  CHECK(leastscope("check --format json --format sarif .").code == 2);
  CHECK(leastscope("check --format json: .").code == 2);
  CHECK(leastscope("why").code == 2);
  CHECK(leastscope("explain").code == 2);
  o = leastscope("explain over-requested-scop");
  CHECK(o.code == 2);
  CHECK(has(o.err, "'over-requested-scope'"));
}

TEST_CASE("3: nothing to analyse", "[exit]") {
  Folder f;
  f.file("readme.md", "hello\n");
  auto o = leastscope(f.path());
  CHECK(o.code == 3);
  CHECK(has(o.out + o.err, "No app descriptor was found"));
  o = leastscope(f.path("nowhere"));
  CHECK(o.code == 3);
  CHECK(has(o.out + o.err, "does not exist"));
}

TEST_CASE("3: a broken manifest is named with its line, and other apps are still analysed", "[exit]") {
  Folder f;
  clean_app(f, "good/");
  f.file("bad/manifest.yml", "app:\n  id: x\nmodules:\n  function: [\n").file("bad/package.json", "{}\n");
  auto o = leastscope("check --format json " + f.path());
  CHECK(o.code == 3);
  auto j = nlohmann::json::parse(o.out);
  REQUIRE(j["apps"].size() == 2);
  CHECK(j["apps"][0]["problems"][0]["kind"] == "bad-yaml");
  CHECK(j["apps"][0]["problems"][0]["at"]["line"] == 5);
  CHECK(j["apps"][1]["scopes"][0]["verdict"] == "needed");
}

TEST_CASE("broken source is told, the rest is analysed", "[exit]") {
  Folder f;
  clean_app(f);
  f.file("src/broken.js", "export const x = {{{ ;\n");
  auto o = leastscope("check --format json " + f.path());
  CHECK((o.code == 0 || o.code == 3));
  auto j = nlohmann::json::parse(o.out);
  CHECK(j["apps"][0]["scopes"][0]["verdict"] == "needed");
}

TEST_CASE("a loop of links ends", "[exit]") {
  Folder f;
  clean_app(f);
  fs::create_directory_symlink(f.path(), f.path("src/again"));
  auto o = leastscope("check --format json " + f.path());
  CHECK(o.code == 0);
  CHECK(nlohmann::json::parse(o.out)["apps"].size() == 1);
}

TEST_CASE("a link out of the folder is not followed", "[exit]") {
  Folder outside, f;
  clean_app(outside);
  clean_app(f);
  fs::create_directory_symlink(outside.path(), f.path("elsewhere"));
  auto o = leastscope("check --format json " + f.path());
  CHECK(nlohmann::json::parse(o.out)["apps"].size() == 1);
  CHECK(has(o.out, "elsewhere"));
}

TEST_CASE("an unreadable file is told", "[exit]") {
  if (geteuid() == 0) return;  // root reads everything
  Folder f;
  clean_app(f);
  f.file("src/secret.js", "export {};\n");
  fs::permissions(f.path("src/secret.js"), fs::perms::none);
  auto o = leastscope(f.path());
  CHECK(o.code == 3);
  CHECK(has(o.out, "secret.js"));
}

TEST_CASE("a file of 50 MB is left out and told", "[exit]") {
  Folder f;
  clean_app(f);
  f.file("src/huge.js", "// " + std::string(50u << 20, 'x') + "\n");
  auto o = leastscope("check --format json " + f.path());
  CHECK((o.code == 0 || o.code == 3));
  CHECK(has(o.out, "huge.js"));
}

TEST_CASE("--strict counts unresolved calls as incomplete", "[exit]") {
  Folder f;
  clean_app(f);
  f.file("src/index.js",
         "import api, { assumeTrustedRoute } from '@forge/api';\n"
         "export const run = (e) => api.asApp().requestJira(assumeTrustedRoute(e.path));\n");
  CHECK(leastscope(f.path()).code == 0);
  CHECK(leastscope("--strict " + f.path()).code == 3);
}

TEST_CASE("output goes where it is told, and nothing else to standard output", "[output]") {
  Folder f;
  clean_app(f);
  auto o = leastscope("check --format json:" + f.path("report.json") + " --format sarif " + f.path());
  CHECK(o.code == 0);
  CHECK(nlohmann::json::parse(slurp(f.path("report.json")))["schema"] == "leastscope/report/v1");
  CHECK(nlohmann::json::parse(o.out)["version"] == "2.1.0");
  CHECK(leastscope("check --format json:" + f.path("no/such/folder/x.json") + " " + f.path()).code == 2);
}

TEST_CASE("a descriptor file and an archive are accepted", "[paths]") {
  Folder f;
  clean_app(f);
  CHECK(leastscope(f.path("manifest.yml")).code == 0);
  if (std::system(("cd '" + f.path() + "' && tar czf app.tgz manifest.yml src package.json").c_str()) == 0) {
    CHECK(leastscope(f.path("app.tgz")).code == 0);
  }
  f.file("bad.zip", "this is no archive");
  CHECK(leastscope(f.path("bad.zip")).code == 3);
}

TEST_CASE("version, rules, explain, why", "[commands]") {
  CHECK(has(leastscope("version").out, "leastscope "));
  CHECK(has(leastscope("--version").out, "leastscope "));
  CHECK(has(leastscope("version --verbose").out, "sha256"));
  CHECK(has(leastscope("rules").out, "over-requested-scope"));
  CHECK(has(leastscope("--help").out, "Exit codes"));
  CHECK(has(leastscope("explain over-requested-scope").out, "How to fix it"));
  CHECK(has(leastscope("explain read:jira-work").out, "Operations that accept it"));
  CHECK(has(leastscope("explain 'GET /rest/api/3/issue/PROJ-1'").out, "'read:jira-work'"));
  auto o = leastscope("explain 'GET /rest/api/3/isue/PROJ-1'");
  CHECK(o.code == 2);
  CHECK(has(o.err, "Did you mean"));
  Folder f;
  clean_app(f);
  o = leastscope("why read:jira-work " + f.path());
  CHECK(o.code == 0);
  CHECK(has(o.out, "GET /rest/api/3/issue/A-1"));
  CHECK(has(o.out, "src/index.js:2"));
  CHECK(leastscope("why read:jira-wrok " + f.path()).code == 2);
}

TEST_CASE("colour follows the choice", "[color]") {
  Folder f;
  clean_app(f);
  CHECK(has(leastscope("--color always " + f.path()).out, "\x1b["));
  CHECK_FALSE(has(leastscope("--color auto " + f.path()).out, "\x1b["));
}
