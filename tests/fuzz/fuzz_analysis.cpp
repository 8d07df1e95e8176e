// A whole app around one source file of a stranger: the analysis ends, and every declared scope gets a verdict. The
// first byte says what kind of app.
#include <cstdint>
#include <cstdlib>

#include "cli/pipeline.h"
#include "descriptor/descriptor.h"
#include "output/output.h"

using namespace leastscope;

namespace {

struct Kind {
  char letter;  ///< as `./dev fuzz` marks the seeds
  const char *file, *descriptor;
  std::vector<const char*> scopes;
};

const Kind kKinds[] = {
    {'f',
     "manifest.yml",
     R"(modules:
  jira:issuePanel: [{key: panel, resource: main, resolver: {function: resolver}, title: Panel}]
  trigger: [{key: installed, function: installed, events: ['avi:forge:installed:app']}]
  function: [{key: resolver, handler: index.handler}, {key: installed, handler: index.run}]
resources: [{key: main, path: static/main}]
permissions: {scopes: [read:jira-work, write:jira-work, manage:jira-configuration, storage:app]}
app: {id: 'ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000', runtime: {name: nodejs22.x}}
)",
     {"read:jira-work", "write:jira-work", "manage:jira-configuration", "storage:app"}},
    {'c',
     "atlassian-connect.json",
     R"({"key": "app", "name": "App", "baseUrl": "https://app.example", "authentication": {"type": "jwt"},
"scopes": ["READ", "ADMIN", "ACT_AS_USER"], "lifecycle": {"installed": "/installed"},
"modules": {"generalPages": [{"key": "main", "url": "/static/main/index.html", "name": {"value": "Main"}}]}})",
     {"READ", "ADMIN", "ACT_AS_USER"}},
    {'s',
     "manifest.json",
     R"({"display_information": {"name": "App"}, "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
"oauth_config": {"scopes": {"bot": ["chat:write", "channels:history", "app_mentions:read"], "user": ["search:read"]}}})",
     {"chat:write", "channels:history", "app_mentions:read", "search:read"}},
};

struct Machine {
  Facts facts;
  std::vector<Problem> problems;
  Models models = Models::load({}, problems);
  Builtins builtins;
};

bool mentions(const std::string& json, const std::string& scope) {
  return json.find("\"scope\": \"" + scope) != std::string::npos ||
         json.find("\"scope\":\"" + scope) != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Machine machine;
  if (size == 0) return 0;
  const Kind* kind = &kKinds[0];
  for (const Kind& one : kKinds)
    if (one.letter == data[0]) kind = &one;
  const std::string text(data + 1, data + size);
  MemorySource source({{kind->file, kind->descriptor},
                       {"package.json", R"({"main": "src/index.js", "dependencies": {"@forge/api": "*",
                         "@forge/resolver": "*", "atlassian-connect-express": "*", "express": "*", "@slack/bolt": "*"}})"},
                       {"src/index.js", text},
                       {"static/main/index.html", "<script src=\"main.js\"></script>"},
                       {"static/main/main.js", text}});
  auto descriptor = read_descriptor(kind->descriptor, kind->file);
  if (!descriptor) std::abort();
  AnalysisOptions options;
  options.threads = 1;
  auto app = analyze_app(machine.facts, machine.models, machine.builtins, source, *descriptor, options);
  Report report;
  report.apps.push_back(std::move(app));
  const std::string json = write_json(report);
  for (const char* scope : kind->scopes)
    if (!mentions(json, scope)) std::abort();
  return 0;
}
