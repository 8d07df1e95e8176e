// fixtures/checks/<rule>/<case>.json: an app that has been analysed already (what it declares, calls and needs), and
// what the rule must say about it. Files that begin with "speaks" have `expect`: how many findings, of which scopes,
// with which words. Those that begin with "silent" must give none of that rule. Every rule has at least three of each.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/config.h"
#include "cli/pipeline.h"
#include "support/case.h"

using namespace leastscope;
using namespace leastscope::tests;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const Facts& facts() {
  static const Facts instance;
  return instance;
}

void read_declared(const json& node, Descriptor& into) {
  uint32_t line = 1;
  for (const auto& item : node.value("declared", json::array())) {
    DeclaredScope scope;
    scope.scope = item.is_string() ? item.get<std::string>() : item.at("scope").get<std::string>();
    scope.impersonation = item.is_object() && item.value("impersonation", false);
    if (into.platform == Platform::slack) scope.token = "bot";
    scope.at = {into.path, {line, 7}, {line, 20}};
    scope.span = scope.element = {line * 10, line * 10 + 5};
    scope.item = {line * 10 - 5, line * 10 + 5};
    into.scopes.push_back(std::move(scope));
    ++line;
  }
}

void read_egress(const json& node, AppReport& app) {
  for (const auto& item : node.value("egress", json::array())) {
    const std::string host = item.at("host");
    const Place at{app.descriptor.path, {90, 1}, {}};
    app.egress.push_back({host, item.value("declared", true), item.value("used", false), {at}});
    if (item.value("declared", true)) app.descriptor.egress.push_back({host, item.value("kind", ""), at});
  }
  for (const auto& url : node.value("remotes", json::array()))
    app.descriptor.remotes.push_back({"r", url, false, false, {}});
}

AppReport read_case(const json& node) {
  AppReport app;
  if (node.contains("config")) {
    auto settings = parse_config(node["config"], "leastscope.toml");
    REQUIRE(static_cast<bool>(settings));
    app.settings = *settings;
  }
  auto& d = app.descriptor;
  d.platform = platform_of(node.at("platform"));
  d.path = "manifest.yml";
  d.scopes_declared = node.value("scopes_declared", true);
  d.scopes_at = {d.path, {1, 1}, {}};
  read_declared(node, d);
  read_egress(node, app);
  NeedsInput input;
  input.platform = d.platform;
  input.declared = d.scopes;
  input.scopes_declared = d.scopes_declared;
  input.no_source = node.value("no_source", false);
  uint32_t line = 1;
  for (const auto& item : node.value("calls", json::array())) {
    input.calls.push_back(read_call(item));
    input.calls.back().at = {{"src/index.js", {line++, 5}, {}}};
  }
  for (const auto& item : node.value("requirements", json::array())) {
    input.requirements.push_back(read_requirement(item));
    input.requirements.back().at = {d.path, {80, 1}, {}};
  }
  const json files = node.value("files", json::object());
  for (const auto& [file, text] : files.items()) find_suppressions(text.get<std::string>(), file, app.suppressions);
  app.needs = judge(facts(), std::move(input));
  return app;
}

void check_expected(const json& expect, const std::vector<const Finding*>& spoken) {
  CHECK(spoken.size() == expect.value("count", size_t{1}));
  std::vector<std::string> scopes;
  std::string words;
  for (const auto* f : spoken) {
    scopes.insert(scopes.end(), f->scopes.begin(), f->scopes.end());
    words += f->message + "\n";
    CHECK(f->message.back() == '.');
    CHECK_FALSE(f->key.empty());
  }
  INFO(words);
  for (const auto& scope : expect.value("scopes", std::vector<std::string>{})) {
    INFO(scope);
    CHECK(std::find(scopes.begin(), scopes.end(), scope) != scopes.end());
  }
  for (const auto& part : expect.value("says", std::vector<std::string>{})) {
    INFO(part);
    CHECK(words.find(part) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("rules speak where they must and are silent where they must", "[checks][fixtures]") {
  for (const auto& rule : all_rules()) {
    size_t speaking = 0, silent = 0;
    INFO(rule.id);
    const fs::path folder = fs::path(SOURCE_DIR) / "fixtures" / "checks" / rule.id;
    std::vector<fs::path> files;
    if (fs::exists(folder))
      for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      const std::string name = file.filename().string();
      INFO(name);
      std::ifstream in(file);
      const json node = json::parse(in);
      AppReport app = read_case(node);
      run_checks(facts(), app);
      std::vector<const Finding*> spoken;
      std::string all;
      for (const auto& f : app.findings) {
        all += f.rule + ": " + f.message + "\n";
        if (f.rule == rule.id) spoken.push_back(&f);
      }
      INFO(all);
      CHECK(node.contains("expect") == (name.rfind("speaks", 0) == 0));
      if (node.contains("expect")) {
        ++speaking;
        check_expected(node["expect"], spoken);
      } else {
        ++silent;
        CHECK(spoken.empty());
      }
    }
    CHECK(speaking >= 3);
    CHECK(silent >= 3);
  }
}
