#include <nlohmann/json.hpp>

#include "output/output.h"
#include "sample.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

Report checked() {
  auto r = sample::report();
  run_checks(Facts(), r.apps[0]);
  return r;
}

}  // namespace

TEST_CASE("SARIF: every result has one full region, and notes about the analysis are notifications", "[sarif]") {
  auto report = checked();
  report.apps[0].in_repository = "services/app";
  auto j = nlohmann::json::parse(write_sarif(report, {}));
  CHECK(j["version"] == "2.1.0");
  REQUIRE(j["runs"].size() == 1);
  const auto& run = j["runs"][0];
  CHECK(run["columnKind"] == "utf16CodeUnits");
  CHECK_FALSE(run.contains("automationDetails"));
  const auto& rules = run["tool"]["driver"]["rules"];
  REQUIRE(run["results"].size() == 2);
  for (const auto& result : run["results"]) {
    REQUIRE(result["locations"].size() == 1);
    const auto& place = result["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uriBaseId"] == "%SRCROOT%");
    CHECK(place["artifactLocation"]["uri"].get<std::string>().rfind("services/app/", 0) == 0);
    for (const char* key : {"startLine", "startColumn", "endLine", "endColumn"})
      CHECK(place["region"][key].get<int>() >= 1);
    CHECK(result["partialFingerprints"].contains("primaryLocationLineHash"));
    CHECK(result["partialFingerprints"].contains("scopeFinding/v1"));
    CHECK(result["ruleId"] != "unresolved-call");
    if (!rules.empty()) CHECK(rules[result["ruleIndex"].get<size_t>()]["id"] == result["ruleId"]);
  }
  bool unresolved = false;
  for (const auto& n : run["invocations"][0]["toolExecutionNotifications"])
    unresolved = unresolved || n["descriptor"]["id"] == "unresolved-call";
  CHECK(unresolved);
}

TEST_CASE("SARIF: findings of one rule on one line become one result", "[sarif]") {
  auto r = checked();
  auto twin = r.apps[0].findings;
  for (auto f : twin) r.apps[0].findings.push_back(f);
  auto j = nlohmann::json::parse(write_sarif(r, {"weekly", false}));
  CHECK(j["runs"][0]["results"].size() == 2);
  CHECK(j["runs"][0]["automationDetails"]["id"] == "weekly");
}

TEST_CASE("GitHub annotations cannot be broken by text from an app", "[github]") {
  auto r = checked();
  r.apps[0].findings[0].message = "100 %\n::error::x.";
  auto text = write_github(r);
  CHECK(text.find("\n::error::x") == std::string::npos);
  CHECK(text.find("100 %25%0A") != std::string::npos);
  CHECK(text.find("::warning file=manifest.yml,line=4,col=7,endColumn=32,title=over-requested-scope::") !=
        std::string::npos);
}

TEST_CASE("Markdown and JUnit escape", "[markdown]") {
  auto r = checked();
  r.apps[0].findings[0].message = "<b>&|.";
  r.apps[0].findings[0].level = Level::error;
  CHECK(write_markdown(r).find("<b>") == std::string::npos);
  auto junit = write_junit(r);
  CHECK(junit.find("&lt;b&gt;&amp;|.") != std::string::npos);
  CHECK(junit.find("<b>") == std::string::npos);
}

TEST_CASE("Markdown: a comment holds it, and it says where everything is", "[markdown]") {
  auto r = checked();
  r.apps[0].in_repository = "services/app";
  auto text = write_markdown(r);
  CHECK(text.rfind("<!-- leastscope -->\n## leastscope: 1 error, 1 warning", 0) == 0);
  CHECK(text.find("### `services/app/manifest.yml`") != std::string::npos);
  CHECK(text.find("(`services/app/manifest.yml:4:7`)") != std::string::npos);
  CHECK(text.find("1 unresolved") != std::string::npos);
  for (int i = 0; i < 3000; ++i) r.apps[0].findings.push_back(r.apps[0].findings[0]);
  text = write_markdown(r);
  CHECK(text.size() < 65536);
  CHECK(text.find("and 2962 more") != std::string::npos);
}

TEST_CASE("JUnit: problems are errors, and no text can break the document", "[junit]") {
  auto r = checked();
  r.apps[0].problems.push_back(
      {"unreadable-file", "a\x01 b\xFF <c> \xED\xA0\x80 \xEF\xBF\xBF.", {"src/x.js", {3, 1}, {}}});
  auto text = write_junit(r);
  CHECK(text.find("errors=\"1\"") != std::string::npos);
  CHECK(text.find("<testcase name=\"unreadable-file\" classname=\"problem\" file=\"src/x.js\">") != std::string::npos);
  CHECK(text.find('\x01') == std::string::npos);
  CHECK(text.find('\xFF') == std::string::npos);
  CHECK(text.find("\xED\xA0") == std::string::npos);
  CHECK(text.find("\xEF\xBF\xBF") == std::string::npos);
  CHECK(text.find("1 resolved, 1 unresolved") != std::string::npos);
}

TEST_CASE("SARIF: accepted findings only when asked for, as suppressed results", "[sarif]") {
  auto r = checked();
  r.apps[0].suppressed.push_back({r.apps[0].findings[0], "configuration", "We looked at it."});
  r.apps[0].findings.erase(r.apps[0].findings.begin());
  const auto silent = nlohmann::json::parse(write_sarif(r, {}));
  const auto spoken = nlohmann::json::parse(write_sarif(r, {"", true}));
  CHECK(silent["runs"][0]["results"].size() + 1 == spoken["runs"][0]["results"].size());
  const auto& last = spoken["runs"][0]["results"].back()["suppressions"][0];
  CHECK(last["kind"] == "external");
  CHECK(last["justification"] == "We looked at it.");
}
