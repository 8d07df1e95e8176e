// A whole Forge app around one source file of a stranger: the analysis ends, and every declared scope gets a verdict.
#include <cstdint>
#include <cstdlib>

#include "cli/pipeline.h"
#include "descriptor/descriptor.h"
#include "output/output.h"

using namespace leastscope;

namespace {

const char* const kManifest = R"(modules:
  jira:issuePanel: [{key: panel, resource: main, resolver: {function: resolver}, title: Panel}]
  trigger: [{key: installed, function: installed, events: ['avi:forge:installed:app']}]
  function: [{key: resolver, handler: index.handler}, {key: installed, handler: index.run}]
resources: [{key: main, path: static/main}]
permissions: {scopes: [read:jira-work, write:jira-work, manage:jira-configuration, storage:app]}
app: {id: 'ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000', runtime: {name: nodejs22.x}}
)";

struct Machine {
  Facts facts;
  std::vector<Problem> problems;
  Models models = Models::load({}, problems);
  Builtins builtins;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Machine machine;
  const std::string text(data, data + size);
  MemorySource source({{"manifest.yml", kManifest},
                       {"package.json", R"({"dependencies": {"@forge/api": "*", "@forge/resolver": "*"}})"},
                       {"src/index.js", text},
                       {"static/main/index.html", "<script src=\"main.js\"></script>"},
                       {"static/main/main.js", text}});
  auto descriptor = read_descriptor(kManifest, "manifest.yml");
  if (!descriptor) std::abort();
  AnalysisOptions options;
  options.threads = 1;
  auto app = analyze_app(machine.facts, machine.models, machine.builtins, source, *descriptor, options);
  Report report;
  report.apps.push_back(std::move(app));
  const std::string json = write_json(report);
  for (const char* scope : {"read:jira-work", "write:jira-work", "manage:jira-configuration", "storage:app"})
    if (json.find(std::string("\"scope\": \"") + scope) == std::string::npos &&
        json.find(std::string("\"scope\":\"") + scope) == std::string::npos)
      std::abort();
  return 0;
}
