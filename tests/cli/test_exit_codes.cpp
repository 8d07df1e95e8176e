#include <algorithm>
#include <nlohmann/json.hpp>

#include "run.h"
#include "support/catch.h"

using namespace run;

namespace {

const std::string kTooMuch = manifest_with("    - manage:jira-configuration\n");

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
  f.file("manifest.yml", kTooMuch);
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

namespace {

/// Of the app's problems, or the run's when it has none: "kind file".
std::vector<std::string> problems_of(const nlohmann::json& report) {
  std::vector<std::string> out;
  for (const auto& list : {report["problems"], report["apps"][0]["problems"]})
    for (const auto& p : list) {
      const std::string one =
          p["kind"].get<std::string>() + " " + (p.contains("at") ? p["at"]["file"].get<std::string>() : "");
      if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
    }
  return out;
}

using Kinds = std::vector<std::string>;

/// What the text output says, on one line.
std::string said(const Folder& f) {
  std::string out;
  for (char c : leastscope(f.path()).out) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || out.empty() || out.back() != ' ') out += blank ? ' ' : c;
  }
  return out;
}

}  // namespace

TEST_CASE("broken source is told, and the rest is analysed", "[exit]") {
  Folder f;
  clean_app(f);
  f.file("src/broken.js", "export const x = {{{ ;\n");
  auto o = leastscope("check --format json " + f.path());
  CHECK(o.code == 0);  // nothing that runs imports it
  CHECK(nlohmann::json::parse(o.out)["apps"][0]["scopes"][0]["verdict"] == "needed");

  f.file("manifest.yml", kTooMuch);
  f.file("src/index.js", kCode + "const lost = { api.asApp().requestJira(;\nexport const more = lost;\n");
  o = leastscope("check --format json " + f.path());
  auto j = nlohmann::json::parse(o.out);
  CHECK(o.code == 0);
  CHECK(j["apps"][0]["scopes"][0]["verdict"] == "needed");
  CHECK(j["apps"][0]["scopes"][1]["verdict"] == "undecidable");
  CHECK((has(said(f), "could not be parsed") || has(said(f), "has syntax errors")));
}

TEST_CASE("a loop of links is told once and ends", "[exit]") {
  Folder f;
  clean_app(f);
  fs::create_directory_symlink(f.path(), f.path("src/again"));
  fs::create_symlink("self", f.path("self"));
  auto o = leastscope("check --format json " + f.path());
  CHECK(o.code == 0);  // what the links lead to was read where it stands
  auto j = nlohmann::json::parse(o.out);
  REQUIRE(j["apps"].size() == 1);
  CHECK(problems_of(j) == Kinds{"link-loop self", "link-loop src/again"});
  CHECK(has(said(f), "not followed again"));
}

TEST_CASE("a link out of the folder is not followed; it counts when it can have held code", "[exit]") {
  Folder outside;
  clean_app(outside);
  for (const auto& [name, code] : std::vector<std::pair<std::string, int>>{
           {"elsewhere", 3}, {"src/shared.ts", 3}, {"README.md", 0}, {"tests/data", 0}, {".editor", 0}}) {
    INFO(name);
    Folder f;
    clean_app(f);
    fs::create_directories(fs::path(f.path(name)).parent_path());
    fs::create_symlink(outside.path(), f.path(name));
    auto o = leastscope("check --format json " + f.path());
    CHECK(o.code == code);
    auto j = nlohmann::json::parse(o.out);
    CHECK(j["apps"].size() == 1);
    CHECK(problems_of(j) == Kinds{"outside-root " + name});
    CHECK(has(said(f), "Copy what the app needs into the folder"));
  }
}

TEST_CASE("a link that leads nowhere counts when it can have held code", "[exit]") {
  for (const auto& [name, code] : std::vector<std::pair<std::string, int>>{
           {"src/shared.js", 3}, {"lib", 3}, {"CHANGES.md", 0}, {"docs/api.js", 0}, {"src/.#index.js", 0}}) {
    INFO(name);
    Folder f;
    clean_app(f);
    fs::create_directories(fs::path(f.path(name)).parent_path());
    fs::create_symlink("gone", f.path(name));
    auto o = leastscope("check --format json " + f.path());
    CHECK(o.code == code);
    CHECK(problems_of(nlohmann::json::parse(o.out)) == Kinds{"broken-link " + name});
    CHECK(has(said(f), "leads nowhere"));
  }
}

TEST_CASE("a path that leaves the folder is not read", "[exit]") {
  Folder outside, f;
  std::string secret = kCode;
  secret.replace(secret.find("issue/A-1"), 9, "myself");
  outside.file("secret.js", secret);
  std::string text = kManifest;
  const std::string handler = "index.run";
  text.replace(text.find(handler), handler.size(),
               "../../" + fs::path(outside.path()).filename().string() + "/secret.run");
  clean_app(f);
  f.file("manifest.yml", text);
  auto o = leastscope("check --format json " + f.path());
  CHECK_FALSE(has(o.out, "/rest/api/3/myself"));
  CHECK(o.code == 0);
}

TEST_CASE("an unreadable file is told", "[exit]") {
  if (geteuid() == 0) return;  // root reads everything
  Folder f;
  clean_app(f);
  f.file("src/secret.js", "export {};\n");
  fs::permissions(f.path("src/secret.js"), fs::perms::none);
  auto o = leastscope("check --format json " + f.path());
  CHECK(o.code == 3);
  CHECK(problems_of(nlohmann::json::parse(o.out)) == Kinds{"no-permission src/secret.js"});
  CHECK(has(said(f), "Grant read permission"));
}

TEST_CASE("a file of 50 MB is left out and told; without it nothing is called removable", "[exit]") {
  Folder f;
  clean_app(f);
  f.file("manifest.yml", kTooMuch).file("src/huge.js", "// " + std::string(50u << 20, 'x') + "\n");
  auto o = leastscope("check --format json " + f.path());
  CHECK(o.code == 3);
  auto j = nlohmann::json::parse(o.out);
  CHECK(problems_of(j) == Kinds{"file-too-large src/huge.js"});
  CHECK(j["apps"][0]["scopes"][0]["verdict"] == "needed");
  CHECK(j["apps"][0]["scopes"][1]["verdict"] == "undecidable");
  CHECK(has(said(f), "more than a source file should have"));
}

TEST_CASE("a file of 50 MB that would not be read anyway is no gap", "[exit]") {
  Folder f;
  clean_app(f);
  f.file("manifest.yml", kTooMuch).file("docs/huge.js", "// " + std::string(50u << 20, 'x') + "\n");
  auto o = leastscope("check --format json " + f.path());
  CHECK(o.code == 1);
  CHECK(problems_of(nlohmann::json::parse(o.out)).empty());
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
