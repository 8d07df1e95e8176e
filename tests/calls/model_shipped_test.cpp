// Every shipped model loads without a complaint, and spot checks: what the most used members mean.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "calls/model.h"
#include "support/catch.h"

using namespace leastscope;
using From = ValueSource::From;
using Kind = ReturnEffect::Kind;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::pair<std::string, std::string>> shipped() {
  std::vector<std::pair<std::string, std::string>> files;
  const fs::path root = fs::path(SOURCE_DIR) / "rules" / "models";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string name = fs::relative(entry.path(), root).generic_string();
    if (entry.path().extension() == ".yaml" && name.rfind("builtins/", 0) != 0)
      files.emplace_back(name, read(entry.path()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

const Effect& exported(Models& models, const std::string& package, const std::string& name) {
  const LibraryModel* model = models.package(package, "javascript");
  INFO(package << " " << name);
  REQUIRE(model != nullptr);
  REQUIRE(model->exports.count(name) == 1);
  return model->exports.at(name);
}

const Effect& member(Models& models, const std::string& library, const std::string& type, const std::string& name) {
  const LibraryModel* model = models.library(library);
  INFO(library << " " << type << "." << name);
  REQUIRE(model != nullptr);
  REQUIRE(model->types.count(type) == 1);
  REQUIRE(model->types.at(type).members.count(name) == 1);
  return model->types.at(type).members.at(name);
}

void check_request(const Effect& effect, const std::string& product, const std::string& identity) {
  REQUIRE(effect.api);
  CHECK(effect.api->product == product);
  CHECK(effect.api->identity == identity);
}

void check_method_default_get(const Effect& effect, int position) {
  CHECK(effect.api->method.from == From::Option);
  CHECK(effect.api->method.argument == position);
  CHECK(effect.api->method.keys == std::vector<std::string>{"method"});
  CHECK(effect.api->method.fallback == std::optional<std::string>("GET"));
}

Models embedded() {
  std::vector<Problem> problems;
  return Models::load({}, problems);
}

}  // namespace

TEST_CASE("every shipped model is right, its foreign types exist, its head comes first") {
  const auto files = shipped();
  CHECK(files.size() > 40);
  std::vector<Problem> problems;
  Models models = Models::load(files, problems);
  for (const Problem& problem : problems) FAIL_CHECK(problem.message);
  std::set<std::string> libraries;
  for (const auto& [name, text] : files) {
    INFO(name);
    const size_t match = text.find("\nmatch:");
    REQUIRE(match != std::string::npos);
    for (const char* later : {"\nexports:", "\nmembers:", "\ntypes:"})
      if (text.find(later) != std::string::npos) CHECK(match < text.find(later));
    const size_t at = text.find("library: ");
    const std::string library = text.substr(at + 9, text.find('\n', at) - at - 9);
    CHECK(libraries.insert(library).second);
    const LibraryModel* model = models.library(library);
    REQUIRE(model != nullptr);
    auto known = [&](const std::string& type) { return type.empty() || models.type(*model, type) != nullptr; };
    auto check = [&](const Effect& effect) {
      for (const Effect* one = &effect; one != nullptr; one = one->next.get()) {
        CHECK(known(one->type));
        CHECK(known(one->returns.type));
        if (one->entry)
          for (const std::string& word : one->entry->parameters)
            for (size_t from = word.find("handle:"); from != std::string::npos; from = word.find("handle:", from + 1)) {
              INFO(word.substr(from));
              CHECK(known(word.substr(from + 7, word.find(' ', from) - from - 7)));
            }
      }
    };
    for (const auto& [unused, effect] : model->exports) check(effect);
    for (const auto& [unused, type] : model->types)
      for (const auto& [unused_name, effect] : type.members) check(effect);
  }
}

TEST_CASE("the embedded models are the shipped ones") {
  Models models = embedded();
  CHECK(models.libraries().size() == shipped().size());
  for (const std::string& library : models.libraries()) CHECK(models.library(library) != nullptr);
}

TEST_CASE("starting costs next to nothing for an app of three libraries") {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int i = 0; i < 20; ++i) {
    const auto begin = Clock::now();
    Models models = embedded();
    CHECK(models.package("@forge/api", "javascript") != nullptr);
    CHECK(models.package("@forge/bridge", "javascript") != nullptr);
    CHECK(models.package("@forge/resolver", "javascript") != nullptr);
    best = std::min(best, std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  INFO("milliseconds: " << best);
#ifdef __SANITIZE_ADDRESS__
  CHECK(best < 100.0);
#else
  CHECK(best < 5.0);  // 1 ms in a release build
#endif
}

TEST_CASE("spot checks: Forge") {
  Models models = embedded();
  CHECK(exported(models, "@forge/api", "default").type == "Api");
  CHECK(exported(models, "@forge/api", "asApp").returns.attributes.at("identity") == "app");
  CHECK(exported(models, "@forge/api", "asUser").returns.attributes.at("identity") == "user");
  CHECK(exported(models, "@forge/api", "route").intrinsic == "route-template");
  CHECK(exported(models, "@forge/api", "routeFromAbsolute").intrinsic == "url-path-and-query");
  CHECK(exported(models, "@forge/api", "assumeTrustedRoute").returns.value.from == From::Argument);
  check_request(exported(models, "@forge/api", "requestJira"), "jira", "unknown");
  check_request(exported(models, "@forge/api", "requestBitbucket"), "bitbucket", "unknown");
  check_method_default_get(member(models, "forge-api", "Client", "requestConfluence"), 1);
  check_request(member(models, "forge-api", "Client", "requestConfluence"), "confluence", "self");
  check_request(member(models, "forge-api", "Client", "requestGraph"), "graph", "self");
  CHECK(exported(models, "@forge/api", "storage").on_use);
  CHECK(exported(models, "@forge/api", "storage").need->what == "@forge/api#storage");
  CHECK(exported(models, "@forge/api", "storage").need->fact == "member");
  const Effect& set = member(models, "forge-api", "IssueProperties", "set");
  check_request(set, "jira", "app");
  CHECK(set.api->method.text == "PUT");
  CHECK(set.api->url.text == "/rest/api/3/issue/{}/properties/{}");
  CHECK(member(models, "forge-api", "PageProperties", "set").api->also.size() == 2);
  CHECK(member(models, "forge-api", "JiraPermissions", "*").api->url.text == "/rest/api/3/permissions/check");
  CHECK(member(models, "forge-api", "Privacy", "reportPersonalData").need->kind == "privacy");
  CHECK(member(models, "forge-api", "ExternalAuth", "fetch").api->governed == "no");
  check_request(exported(models, "@forge/bridge", "requestJira"), "jira", "user");
  CHECK(exported(models, "@forge/bridge", "requestJira").api->browser);
  CHECK(exported(models, "@forge/bridge", "invoke").link->to == "resolver");
  CHECK(exported(models, "@forge/bridge", "invoke").returns.kind == Kind::Link);
  CHECK(exported(models, "@forge/bridge", "requestRemote").link->path.keys == std::vector<std::string>{"path"});
  CHECK(exported(models, "@forge/resolver", "default").constructs);
  CHECK(member(models, "forge-resolver", "Resolver", "define").entry->parameters.at(0) ==
        "payload=payload context=opaque");
  CHECK(exported(models, "@forge/kvs", "kvs").need->fact == "package");
  CHECK(exported(models, "@forge/events", "Queue").returns.sources.at("key").keys == std::vector<std::string>{"key"});
  CHECK(member(models, "forge-events", "Queue", "push").link->key.text == "key");
  CHECK(exported(models, "@forge/react", "useIssueProperty").need->what == "useIssueProperty");
  CHECK(exported(models, "@forge/ui-jira", "useIssueProperty").need->what == "useIssueProperty");
  CHECK_FALSE(exported(models, "@forge/react", "useProductContext").need);
  CHECK(member(models, "forge-react", "ForgeReconciler", "render").calls.size() == 1);
  CHECK(member(models, "forge-graphql", "Requests", "*").api->toolkit == "@atlassian/forge-graphql");
}

TEST_CASE("spot checks: HTTP clients") {
  Models models = embedded();
  const LibraryModel* fetch = models.global("window.fetch", "javascript");
  REQUIRE(fetch != nullptr);
  check_request(fetch->exports.at("default"), "by-host", "unknown");
  CHECK(fetch->exports.at("default").api->governed == "by-credentials");
  CHECK(exported(models, "axios", "create").returns.sources.at("base").keys == std::vector<std::string>{"baseURL"});
  CHECK(member(models, "axios", "Axios", "post").api->method.text == "POST");
  CHECK(member(models, "axios", "Axios", "post").api->join == "base");
  CHECK(member(models, "axios", "Axios", "post").api->credentials.argument == 2);
  CHECK(member(models, "axios", "Axios", "get").api->credentials.argument == 1);
  CHECK(member(models, "axios", "Axios", "defaults.baseURL").sets.count("base") == 1);
  CHECK(member(models, "got", "Client", "extend").returns.sources.at("base").keys ==
        std::vector<std::string>{"prefixUrl"});
  CHECK(member(models, "request", "Request", "del").api->method.text == "DELETE");
  CHECK(member(models, "superagent", "Agent", "get").returns.type == "Call");
  CHECK(models.package("node:https", "javascript") == models.library("node-https"));
  CHECK(member(models, "node-https", "Http", "get").api->method.text == "GET");
  CHECK(member(models, "node-https", "Http", "request").api->host.from == From::FirstOf);
  CHECK(member(models, "jquery", "JQuery", "ajax").calls.size() == 4);
  CHECK(member(models, "jquery", "JQuery", "post").api->method.text == "POST");
  CHECK(member(models, "xmlhttprequest", "Xhr", "open").api->url.argument == 1);
}

TEST_CASE("spot checks: Connect, Slack, servers, derived clients") {
  Models models = embedded();
  const Effect& client = member(models, "atlassian-connect-express", "Addon", "httpClient");
  CHECK(client.returns.attributes.at("identity") == "user");
  CHECK(client.next->next->returns.attributes.at("identity") == "app");
  CHECK(member(models, "atlassian-connect-express", "Host", "asUserByAccountId").need->kind == "impersonation");
  const Effect& get = member(models, "atlassian-connect-express", "Host", "get");
  CHECK(get.api->governed == "no");
  CHECK(get.next->next->api->governed == "yes");
  CHECK(get.next->next->api->method.text == "upper");
  CHECK(member(models, "atlassian-connect-express", "Host", "del").next->next->api->method.text == "DELETE");
  CHECK(member(models, "atlassian-connect-express", "Addon", "on").entry->only_if.at(0) == "host_settings_saved");
  const LibraryModel* ap = models.global("window.AP", "javascript");
  REQUIRE(ap != nullptr);
  check_request(ap->exports.at("request"), "descriptor", "user");
  CHECK(ap->exports.at("request").api->browser);
  CHECK(member(models, "slack-web-api", "Slack", "**").api->url.text == "dotted");
  check_request(member(models, "slack-web-api", "BotSlack", "**"), "slack", "app");
  CHECK(member(models, "slack-web-api", "Slack", "files.uploadV2").api->also.at(0) ==
        "SLACK files.completeUploadExternal");
  CHECK(member(models, "express", "App", "post").entry->method.text == "POST");
  CHECK(member(models, "express", "App", "get").max_arguments == 1);
  CHECK(exported(models, "@nestjs/common", "Get").entry->function.from == From::Receiver);
  CHECK(exported(models, "react", "useCallback").returns.kind == Kind::Value);
  CHECK(member(models, "jira-js", "Version3Client-issues", "getIssue").api->url.text == "/rest/api/3/issue/{}");
  CHECK(member(models, "jira-js", "Version3Client-issues", "getIssue").api->url.template_kind == "holes");
  CHECK(member(models, "confluence-js", "ConfluenceClient-content", "getContent").api->url.text ==
        "/wiki/rest/api/content");
  CHECK(member(models, "jira-client", "Jira", "findIssue").api->url.text == "/rest/api/2/issue/{}");
}

TEST_CASE("trigger names hold members, also those of a user's models") {
  std::vector<Problem> problems;
  Models models = Models::load({{"own.yaml",
                                 "library: own\nmatch: {package: own}\ntypes: {T: {members: {'deep.er': {opaque: "
                                 "true}, '*': {opaque: true}}}}\n"}},
                               problems);
  const auto& names = models.trigger_names();
  auto has = [&](const char* name) { return std::binary_search(names.begin(), names.end(), name); };
  for (const char* name : {"requestJira", "httpClient", "deep", "er", "baseURL", "asUserByAccountId", "getIssue"})
    CHECK(has(name));
  for (const char* name : {"*", "**", "default", "product", "library"}) CHECK_FALSE(has(name));
}

TEST_CASE("the JavaScript table: methods, globals, modules; only known intrinsics") {
  std::vector<Problem> problems;
  const fs::path path = fs::path(SOURCE_DIR) / "rules/models/builtins/javascript.yaml";
  Builtins own(read(path), "javascript.yaml", problems);
  for (const Problem& problem : problems) FAIL_CHECK(problem.message);
  Builtins embedded_table;
  for (const Builtins* table : {&own, &embedded_table}) {
    CHECK(table->method("javascript", "string", "replace") == "replace");
    CHECK(table->method("javascript", "string", "trimEnd") == "trim");
    CHECK(table->method("javascript", "list", "slice") == "list-slice");
    CHECK(table->method("javascript", "map", "get") == "map-get");
    CHECK(table->method("javascript", "params", "append") == "params-set");
    CHECK(table->method("javascript", "promise", "finally") == "finally");
    CHECK(table->method("javascript", "any", "map") == "list-map");
    CHECK(table->method("javascript", "any", "get").empty());
    CHECK(table->method("javascript", "list", "hasOwnProperty") == "boolean");
    CHECK(table->method("typescript", "function", "bind") == "bind");
    CHECK(table->method("cobol", "string", "replace").empty());
    CHECK(table->global("javascript", "encodeURIComponent") == "encode");
    CHECK(table->global("javascript", "globalThis.JSON.stringify") == "stringify");
    CHECK(table->global("javascript", "window.URL") == "url-new");
    CHECK(table->global("javascript", "Array.prototype.slice") == "list-slice");
    CHECK(table->global("javascript", "path.join") == "path-join");
    CHECK(table->global("javascript", "node:path.default.join") == "path-join");
    CHECK(table->global("javascript", "util.promisify") == "promisify");
    CHECK(table->global("javascript", "process.env") == "env");
    CHECK(table->global("javascript", "setTimeout") == "timer");
    CHECK(table->global("javascript", "fetch").empty());
    CHECK(table->module("javascript", "node:fs/promises"));
    CHECK_FALSE(table->module("javascript", "axios"));
  }
}
