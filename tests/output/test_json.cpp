#include <fstream>
#include <sstream>

#include "output/output.h"
#include "sample.h"
#include "schema_check.h"
#include "support/catch.h"

using namespace leastscope;
using Json = nlohmann::ordered_json;

namespace {

nlohmann::json schema() {
  std::ifstream in(SOURCE_DIR "/rules/schema/report.schema.json");
  return nlohmann::json::parse(in);
}

Report checked() {
  auto r = sample::report();
  run_checks(Facts(), r.apps[0]);
  return r;
}

std::vector<std::string> keys(const Json& j) {
  std::vector<std::string> out;
  for (const auto& [key, value] : j.items()) out.push_back(key);
  return out;
}

}  // namespace

TEST_CASE("the report follows its schema", "[json]") {
  auto problems = schema_check::violations(schema(), nlohmann::json::parse(write_json(checked())));
  INFO((problems.empty() ? std::string() : problems.front()));
  CHECK(problems.empty());
}

TEST_CASE("the schema check sees faults", "[json]") {
  auto good = nlohmann::json::parse(write_json(checked()));
  auto spoilt = [&](auto change) {
    auto copy = good;
    change(copy);
    return schema_check::violations(schema(), copy).size();
  };
  CHECK(spoilt([](auto& j) { j["apps"][0]["calls"][0]["phase"] = "later"; }) == 1);
  CHECK(spoilt([](auto& j) { j["apps"][0].erase("egress"); }) == 1);
  CHECK(spoilt([](auto& j) { j["apps"][0]["surprise"] = 1; }) == 1);
  CHECK(spoilt([](auto& j) { j["apps"][0]["findings"][0]["message"] = "no period"; }) == 1);
  CHECK(spoilt([](auto& j) { j["apps"][0]["calls"][0]["at"][0]["line"] = 0; }) == 1);
  CHECK(spoilt([](auto& j) { j["apps"][0]["calls"][0]["at"][0].erase("column"); }) == 1);
}

TEST_CASE("keys keep their order and empty optional keys are left out", "[json]") {
  auto j = Json::parse(write_json(checked()));
  CHECK(keys(j) == std::vector<std::string>{"schema", "tool", "problems", "apps"});
  const auto& app = j["apps"][0];
  CHECK(keys(app) == std::vector<std::string>{"root", "platform", "descriptor", "declared", "coverage", "problems",
                                              "calls", "requirements", "scopes", "missing", "minimal", "egress",
                                              "findings"});
  CHECK(keys(app["calls"][0]) == std::vector<std::string>{"method", "path", "product", "operation", "identity", "phase",
                                                          "status", "at", "trace", "entries", "alternatives"});
  CHECK(keys(app["calls"][1]) ==
        std::vector<std::string>{"method", "path", "identity", "phase", "status", "reason", "at"});
  CHECK(app["calls"][0]["path"] == "/rest/api/3/issue/{}");
  CHECK(app["calls"][1]["path"] == "{}");
  CHECK(keys(app["scopes"][0]) ==
        std::vector<std::string>{"scope", "verdict", "risk", "identities", "phases", "because"});
}

TEST_CASE("the same report gives the same bytes", "[json]") { CHECK(write_json(checked()) == write_json(checked())); }

TEST_CASE("bytes that are no UTF-8 do not stop the report", "[json]") {
  auto r = sample::report();
  r.apps[0].descriptor.path = "man\xff.yml";
  CHECK_NOTHROW(nlohmann::json::parse(write_json(r)));
}

TEST_CASE("a fix is told in lines and columns", "[json]") {
  auto r = checked();
  auto j = Json::parse(write_json(r));
  bool seen = false;
  for (const auto& f : j["apps"][0]["findings"]) {
    if (f["rule"] != "over-requested-scope") continue;
    seen = true;
    const auto& edit = f["fix"]["edits"][0];
    CHECK(edit["line"] == 4);
    CHECK(edit["column"] == 1);
    CHECK(edit["endLine"] == 5);
    CHECK(edit["endColumn"] == 1);
    CHECK(edit["text"] == "");
  }
  CHECK(seen);
}
