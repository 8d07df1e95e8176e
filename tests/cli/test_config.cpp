// leastscope.toml, comments that accept findings, policies, baselines, init.
#include <nlohmann/json.hpp>

#include "../output/schema_check.h"
#include "checks/report.h"
#include "cli/config.h"
#include "cli/init_text.h"
#include "run.h"
#include "support/catch.h"

using namespace run;
using ::leastscope::parse_config;

namespace {

std::string extra(const std::string& lines = "    - manage:jira-configuration\n") { return manifest_with(lines); }

void over_requesting_app(Folder& f, const std::string& below = {}) {
  clean_app(f, below);
  f.file(below + "manifest.yml", extra());
}

std::string problem_of(const std::string& toml) {
  auto read = parse_config(toml, "leastscope.toml");
  return read ? std::string() : read.problem().kind + " " + read.problem().message;
}

}  // namespace

TEST_CASE("a whole configuration is read", "[config]") {
  auto read = parse_config(
      "exclude = [\"a/**\"]\nfail-on = \"never\"\n[levels]\nredundant-scope = \"error\"\n[policy]\nallow = "
      "[\"read:*\"]\ndeny = [\"x\"]\nmax-risk = \"delete\"\nrequire-justification = true\n[justifications]\n\"read:x\" "
      "= "
      "\"why\"\n[[accept]]\nscope = \"y\"\nrules = [\"redundant-scope\"]\nreason = \"because\"\n[[hint]]\nfile = "
      "\"a.js\"\ncontains = \"send(\"\ncalls = [\"GET /x\"]\n",
      "leastscope.toml");
  REQUIRE(static_cast<bool>(read));
  CHECK(read->exclude == std::vector<std::string>{"a/**"});
  CHECK(read->fail_on == ::leastscope::Level::off);
  CHECK(read->levels.at("redundant-scope") == ::leastscope::Level::error);
  CHECK(read->policy.max_risk == 3);
  CHECK(read->policy.justify_from == 1);
  CHECK(read->justifications.at("read:x") == "why");
  REQUIRE(read->accepted.size() == 1);
  CHECK(read->accepted[0].at.at.line == 12);
  REQUIRE(read->hints.size() == 1);
}

TEST_CASE("whatever is not understood is an error that says what is meant", "[config]") {
  CHECK(has(problem_of("exlude = []"), "did you mean 'exclude'"));
  CHECK(has(problem_of("[levels]\nredundant-scop = \"off\""), "did you mean 'redundant-scope'"));
  CHECK(has(problem_of("[levels]\nredundant-scope = \"loud\""), "one of"));
  CHECK(has(problem_of("[policy]\nmax-risk = \"low\""), "'max-risk' is one of"));
  CHECK(has(problem_of("[policy]\ndenied = []"), "policy.denied"));
  CHECK(has(problem_of("[[accept]]\nscope = \"x\""), "has no 'reason'"));
  CHECK(has(problem_of("[[accept]]\nscope = \"x\"\nreason = \" \""), "has no 'reason'"));
  CHECK(has(problem_of("fail-on = \"off\""), "'fail-on' is one of"));
  CHECK(has(problem_of("exclude = \"a\""), "no list"));
  CHECK(has(problem_of("exclude = ["), "cannot be read"));
  CHECK(has(problem_of("accept = 1"), "no list of tables"));
  for (const char* damaged : {"[[\x01", "[\x01\"]]\nfile = 1", "\x01 = 1", "a.\x01 = 1", "t[[\x01"})
    CHECK(has(problem_of(damaged), "cannot be read"));
  CHECK(problem_of("").empty());
  CHECK(problem_of(std::string(::leastscope::kInitText)).empty());
}

TEST_CASE("what init writes is complete: every line that is a setting can be switched on", "[config]") {
  std::string all;
  size_t settings = 0;
  for (size_t at = 0; at < ::leastscope::kInitText.size();) {
    const size_t end = ::leastscope::kInitText.find('\n', at);
    std::string line(::leastscope::kInitText.substr(at, end - at));
    at = end + 1;
    const bool setting =
        line.rfind("# [", 0) == 0 || (line.find(" = ") != std::string::npos && line.rfind("# ", 0) == 0);
    settings += setting ? 1 : 0;
    if (setting) all += line.substr(2) + "\n";
  }
  INFO(all);
  CHECK(settings >= 15);
  CHECK(problem_of(all).empty());
  // The schema knows every key that the reader knows.
  auto schema = nlohmann::json::parse(slurp(SOURCE_DIR "/rules/schema/config.schema.json"));
  for (const auto& [key, value] : schema["properties"].items()) {
    INFO(key);
    CHECK(has(all, key));
  }
}

TEST_CASE("init writes once", "[init]") {
  Folder f;
  CHECK(run::leastscope("init " + f.path()).code == 0);
  CHECK(slurp(f.path("leastscope.toml")) == ::leastscope::kInitText);
  auto o = run::leastscope("init " + f.path());
  CHECK(o.code == 2);
  CHECK(has(o.err, "already"));
  CHECK(run::leastscope("init " + f.path("nowhere")).code == 2);
}

TEST_CASE("the nearest configuration counts, up to the repository's root and not beyond", "[config]") {
  Folder f;
  over_requesting_app(f, "repo/services/app/");
  const std::string app = f.path("repo/services/app");
  const std::string off = "[levels]\nover-requested-scope = \"off\"\n";
  CHECK(run::leastscope(app).code == 1);
  f.file("leastscope.toml", off);
  CHECK(run::leastscope(app).code == 1);  // outside any repository
  f.file("repo/.git/HEAD", "ref: x\n");
  CHECK(run::leastscope(app).code == 1);
  f.file("repo/.github/leastscope.toml", off);
  CHECK(run::leastscope(app).code == 0);
  CHECK(run::leastscope(f.path("repo")).code == 0);
  CHECK(run::leastscope("--no-config " + app).code == 1);
  f.file("repo/services/leastscope.toml", "fail-on = \"note\"\n");
  CHECK(run::leastscope(app).code == 1);
  CHECK(run::leastscope("--config " + f.path("leastscope.toml") + " " + app).code == 0);
  f.file("repo/services/leastscope.toml", "fail-on = \"never\"\n");
  CHECK(run::leastscope(app).code == 0);
  CHECK(run::leastscope("--fail-on warning " + app).code == 1);
  f.file("repo/services/leastscope.toml", "fial-on = \"never\"\n");
  auto o = run::leastscope(app);
  CHECK(o.code == 2);
  CHECK(has(o.out + o.err, "did you mean 'fail-on'"));
  CHECK(run::leastscope("--config nowhere.toml " + app).code == 2);
}

TEST_CASE("exclude leaves files out, relative to the configuration", "[config]") {
  Folder f;
  clean_app(f, "app/");
  f.file("app/src/old.js",
         "import api, { route } from '@forge/api';\napi.asApp().requestJira(route`/rest/api/3/issue`, { method: 'POST' "
         "});\n");
  f.file("app/src/index.js", "import './old';\n" + kCode);
  CHECK(run::leastscope(f.path("app")).code == 1);
  f.file("app/leastscope.toml", "exclude = [\"src/old.js\"]\n");
  auto o = run::leastscope("-v " + f.path("app"));
  INFO(o.out);
  CHECK(o.code == 0);
  CHECK(has(o.out, "excluded"));
  f.file("app/leastscope.toml", "");
  fs::remove(f.path("app/leastscope.toml"));
  f.file("leastscope.toml", "exclude = [\"app/src/old.js\"]\n").file(".git/HEAD", "x\n");
  CHECK(run::leastscope(f.path("app")).code == 0);
  CHECK(run::leastscope(f.path()).code == 0);
}

TEST_CASE("comments in manifest and source accept findings", "[suppress]") {
  Folder f;
  clean_app(f);
  f.file("manifest.yml",
         extra("    - manage:jira-configuration # leastscope: ignore[over-requested-scope] next release\n"));
  CHECK(run::leastscope("--fail-on note " + f.path()).code == 0);
  f.file("manifest.yml",
         extra("    # leastscope: ignore[over-requested-scope] next release\n    - manage:jira-configuration\n"));
  CHECK(run::leastscope("--fail-on note " + f.path()).code == 0);
  f.file("manifest.yml", extra("    - manage:jira-configuration # leastscope: ignore[over-requested-scope]\n"));
  auto o = run::leastscope(f.path());
  CHECK(o.code == 1);
  CHECK(has(o.out, "unused-suppression"));
  f.file("manifest.yml", kManifest)
      .file("src/index.js",
            "import api, { route } from '@forge/api';\nexport const run = () => {\n  // leastscope: "
            "ignore[missing-scope] the site has an exception\n  "
            "api.asApp().requestJira(route`/rest/api/3/issue`, { method: 'POST' });\n  "
            "return api.asApp().requestJira(route`/rest/api/3/issue/A-1`);\n};\n");
  o = run::leastscope("--fail-on note " + f.path());
  INFO(o.out);
  CHECK(o.code == 0);
}

TEST_CASE("a policy from outside cannot be switched off by the app", "[policy]") {
  Folder f;
  clean_app(f);
  f.file("strict.toml", "[policy]\ndeny = [\"read:*\"]\n");
  f.file("leastscope.toml",
         "[levels]\npolicy-violation = \"off\"\n[[accept]]\nscope = \"*\"\nrules = "
         "[\"policy-violation\"]\nreason = \"no\"\n");
  auto o = run::leastscope("--policy " + f.path("strict.toml") + " --fail-on error " + f.path());
  INFO(o.out);
  CHECK(o.code == 1);
  CHECK(has(o.out, "policy-violation"));
}

TEST_CASE("a baseline hides what was there before, and only that", "[baseline]") {
  for (const std::string format : {"json", "sarif"}) {
    INFO(format);
    Folder f;
    over_requesting_app(f, "app/");
    const std::string report = f.path("before." + format);
    CHECK(run::leastscope("check --format " + format + ":" + report + " " + f.path("app")).code == 1);
    // A report made with a baseline is one, too.
    const std::string second = f.path("second." + format);
    if (format == "json") {
      CHECK(run::leastscope("check --baseline " + report + " --format json:" + second + " " + f.path("app")).code == 0);
      CHECK(run::leastscope("--baseline " + second + " " + f.path("app")).code == 0);
    }
    // Lines move; the finding is the same.
    f.file("app/manifest.yml", "# moved\n\n" + extra());
    CHECK(run::leastscope("--baseline " + report + " " + f.path("app")).code == 0);
    f.file("app/manifest.yml", extra("    - manage:jira-configuration\n    - storage:app\n"));
    auto o = run::leastscope("--baseline " + report + " " + f.path("app"));
    CHECK(o.code == 1);
    CHECK(has(o.out, "'storage:app'"));
    CHECK_FALSE(has(o.out, "Scope 'manage:jira-configuration' is declared"));
  }
  Folder f;
  over_requesting_app(f);
  f.file("other.json", "{}");
  CHECK(run::leastscope("--baseline " + f.path("other.json") + " " + f.path()).code == 2);
  CHECK(run::leastscope("--baseline " + f.path("none.json") + " " + f.path()).code == 2);
}

TEST_CASE("a JSON report without identities is a baseline, too", "[baseline]") {
  auto known = ::leastscope::read_baseline(
      R"({"schema":"leastscope/report/v1","apps":[{"findings":[{"rule":"r","level":"note","message":"At x.js:12 y.","at":{"file":"m.yml","line":3,"column":1},"scopes":["a"]}]}]})",
      "x.json");
  REQUIRE(static_cast<bool>(known));
  CHECK(known->count(::leastscope::identity_of("r", "m.yml", {"a"}, "At x.js:99 y.")) == 1);
  CHECK_FALSE(static_cast<bool>(::leastscope::read_baseline("[", "x.json")));
}
