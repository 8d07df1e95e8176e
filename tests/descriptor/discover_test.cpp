#include "helpers.h"

using namespace leastscope;
using namespace leastscope::test;

namespace {

const std::string kForge = "app:\n  id: ari:cloud:ecosystem::app/1\nmodules: {}\npermissions:\n  scopes: [a:b]\n";
const std::string kConnect =
    R"({"key": "k", "baseUrl": "https://x.example", "authentication": {"type": "jwt"}, "scopes": ["READ"], "modules": {}})";
const std::string kSlack = R"({"display_information": {"name": "x"}, "settings": {}})";

Lines show(const Discovery& discovery) {
  Lines out;
  for (const auto& app : discovery.apps) {
    std::string line = app.path + " @" + app.root;
    for (const auto& other : app.foreign) line += " -" + other;
    out.push_back(line);
  }
  for (const auto& [path, reason] : discovery.listed) out.push_back("listed " + path + ": " + reason);
  for (const auto& problem : discovery.problems) out.push_back("problem " + problem.kind);
  return out;
}

Lines found(std::map<std::string, std::string> files, const std::string& path = "") {
  const MemorySource source(std::move(files));
  return show(discover(source, path));
}

}  // namespace

TEST_CASE("one app") {
  CHECK(found({{"manifest.yml", kForge}, {"package.json", "{}"}, {"src/index.js", ""}}) == Lines{"manifest.yml @"});
  CHECK(found({{"src/main/resources/atlassian-connect.json", kConnect}, {"pom.xml", ""}}) ==
        Lines{"src/main/resources/atlassian-connect.json @"});
  CHECK(found({{"public/atlassian-connect.json", kConnect}, {"main.py", ""}}) ==
        Lines{"public/atlassian-connect.json @"});
  CHECK(found({{"backend/web/atlassian-connect.json", kConnect},
               {"backend/package.json", "{}"},
               {"package.json", "{}"}}) == Lines{"backend/web/atlassian-connect.json @backend"});
  CHECK(found({{"manifest.json", kSlack}}) == Lines{"manifest.json @"});
  CHECK(found({{"views/descriptor.json", kConnect}}) == Lines{"views/descriptor.json @"});
}

TEST_CASE("several apps do not own each other's files") {
  CHECK(found({{"manifest.yml", kForge},
               {"package.json", "{}"},
               {"other/manifest.yml", kForge},
               {"other/package.json", "{}"},
               {"java/src/main/resources/atlassian-connect.json", kConnect},
               {"java/pom.xml", ""}}) == Lines{"java/src/main/resources/atlassian-connect.json @java",
                                               "manifest.yml @ -java -other", "other/manifest.yml @other"});
  CHECK(found({{"apps/a/manifest.yml", kForge}, {"apps/b/manifest.yml", kForge}, {"package.json", "{}"}}) ==
        Lines{"apps/a/manifest.yml @apps/a", "apps/b/manifest.yml @apps/b"});
  CHECK(found({{"res/atlassian-connect.json", kConnect},
               {"res/atlassian-connect-dev.json", kConnect},
               {"package.json", "{}"}}) == Lines{"res/atlassian-connect-dev.json @", "res/atlassian-connect.json @"});
}

TEST_CASE("a descriptor in a folder without code shares its package") {
  CHECK(found({{"manifest.yml", kForge},
               {"package.json", "{}"},
               {"src/index.js", ""},
               {"config/atlassian-connect.json", kConnect}}) ==
        Lines{"config/atlassian-connect.json @", "manifest.yml @"});
  CHECK(found({{"manifest.yml", kForge},
               {"package.json", "{}"},
               {"web/app.js", ""},
               {"web/atlassian-connect.json", kConnect}}) ==
        Lines{"manifest.yml @ -web", "web/atlassian-connect.json @web"});
  CHECK(found({{"d/jira/atlassian-connect.json", kConnect},
               {"d/confluence/atlassian-connect.json", kConnect},
               {"src/a.py", ""}}) == Lines{"d/confluence/atlassian-connect.json @", "d/jira/atlassian-connect.json @"});
}

TEST_CASE("a folder that the manifest names is never foreign") {
  const std::string forge =
      kForge.substr(0, kForge.find("modules")) +
      "modules:\n  webtrigger:\n    - {key: w, function: f}\n  function:\n    - {key: f, handler: index.run}\n";
  CHECK(found({{"manifest.yml", forge},
               {"package.json", "{}"},
               {"src/index.js", ""},
               {"src/atlassian-connect.json", kConnect}}) ==
        Lines{"manifest.yml @", "src/atlassian-connect.json @src"});
}

TEST_CASE("descriptors that are listed only") {
  CHECK(found({{"manifest.yml", kForge},
               {"test/app/manifest.yml", kForge},
               {"docs/manifest.yml", kForge},
               {"examples/x/atlassian-connect.json", kConnect},
               {"target/classes/atlassian-connect.json", kConnect},
               {"manifest.staging.yml", kForge},
               {"public/manifest.json", R"({"name": "pwa", "icons": []})"}}) ==
        Lines{"manifest.yml @", "listed docs/manifest.yml: documentation",
              "listed examples/x/atlassian-connect.json: example",
              "listed manifest.staging.yml: variant of manifest.yml",
              "listed target/classes/atlassian-connect.json: build output", "listed test/app/manifest.yml: test"});
  // Only folders below PATH count: an example that is asked for is analysed.
  CHECK(found({{"examples/x/manifest.yml", kForge}, {"package.json", "{}"}}, "examples/x") ==
        Lines{"examples/x/manifest.yml @examples/x"});
}

TEST_CASE("a file as path; nothing found") {
  CHECK(found({{"docs/own.yml", kForge}, {"package.json", "{}"}}, "docs/own.yml") == Lines{"docs/own.yml @"});
  CHECK(found({{"docs/own.yml", "a: b\n"}}, "docs/own.yml") == Lines{"problem no-descriptor"});
  CHECK(found({{"a.txt", ""}}) == Lines{"problem no-descriptor"});
  CHECK(found({{"a.txt", ""}}, "missing") == Lines{"problem no-descriptor"});
  CHECK(found({{"tests/manifest.yml", kForge}}) == Lines{"listed tests/manifest.yml: test", "problem no-descriptor"});
}

TEST_CASE("what writes a manifest that is not there is named") {
  const std::string words = "app id ari:cloud:ecosystem::app/1 modules permissions scopes";
  auto message = [](std::map<std::string, std::string> files) {
    const MemorySource source(std::move(files));
    const auto found = discover(source, "");
    REQUIRE(found.problems.size() == 1);
    return found.problems[0].kind + ": " + found.problems[0].message;
  };
  auto names = [&](std::map<std::string, std::string> files, const std::string& file) {
    const std::string text = message(std::move(files));
    return text.starts_with("no-descriptor: ") &&
           text.find(" " + file + " seems to write manifest.yml: run it") != std::string::npos;
  };
  CHECK(names({{"manifest.dhall", words}, {"manifest.dev.dhall", words}}, "manifest.dhall"));
  CHECK(names({{"app/manifest.jsonnet", words}}, "app/manifest.jsonnet"));
  CHECK(names({{"manifest.yml.j2", words}}, "manifest.yml.j2"));
  CHECK(names({{"manifest.template", words}}, "manifest.template"));
  CHECK(names({{"tools/make-manifest.ts", "fs.writeFileSync('manifest.yml', dump(base))"}}, "tools/make-manifest.ts"));
  CHECK(names({{"manifest.js",
                "export default { app: { id: 'ari:cloud:ecosystem::app/1' }, modules, "
                "permissions: { scopes } }"}},
              "manifest.js"));
  CHECK(message({{"manifest.dhall", words}, {"manifest.dev.dhall", words}}).find("dev") == std::string::npos);
  // another app of the repository has its manifest
  CHECK(found({{"a/manifest.yml", kForge}, {"a/package.json", "{}"}, {"b/manifest.dhall", words}}) ==
        Lines{"a/manifest.yml @a", "problem generated-descriptor"});

  for (const auto& [file, text] : std::map<std::string, std::string>{
           {"manifest.dhall", "{ name = \"web app\" }"},
           {"settings.dhall", words},
           {"manifest.ts", "export const manifest = { name: 'extension', permissions: ['tabs'] }"},
           {"read-manifest.js", "parse(readFileSync('manifest.yml'))"},
           {"tests/manifest.dhall", words},
           {"node_modules/x/manifest.dhall", words}}) {
    INFO(file);
    CHECK(message({{file, text}}).find("seems to write") == std::string::npos);
  }
  CHECK(found({{"manifest.yml", kForge}, {"package.json", "{}"}, {"manifest.dhall", words}}) ==
        Lines{"manifest.yml @"});
}

TEST_CASE("a manifest far too large gets a clear problem") {
  const MemorySource source({{"manifest.yml", kForge + std::string(5u << 20, '#')}});
  const auto discovery = discover(source, "");
  REQUIRE(discovery.apps.size() == 1);
  CHECK_FALSE(discovery.apps[0].readable);
  CHECK(discovery.apps[0].problems[0].kind == "file-too-large");
}
