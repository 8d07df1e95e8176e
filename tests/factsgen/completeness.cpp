// Every operation of every document is in a table or on the list of exclusions. Written without the generator's own
// rules of paths.
#include <filesystem>
#include <fstream>
#include <set>

#include <nlohmann/json.hpp>

#include "committed.h"

namespace {

using namespace committed;
using leastscope::generate::operation_key;
using leastscope::generate::starts_with;

std::set<std::string> keys_of_tables() {
  std::set<std::string> keys;
  for (const std::string& api : apis()) {
    for (const auto& row : table("operations." + api).rows) keys.insert(operation_key(row[0], row[1]));
  }
  return keys;
}

std::string prefix_of(const std::string& document) {
  if (document == "confluence-v2.json") return "/wiki/api/v2";
  if (document == "assets.json") return "/jsm/assets/workspace/{w}/v1";
  if (document == "bitbucket.json") return "/2.0";
  return document == "admin-organization.json" ? "/admin" : "";
}

TEST_CASE("Every operation of every document is in a table or excluded with a reason") {
  std::string folder = documents();
  if (folder.empty()) {
    WARN("skipped: no documents; set LEASTSCOPE_FACTS");
    return;
  }
  std::set<std::string> keys = keys_of_tables(), excluded;
  for (const auto& row : table("excluded").rows) {
    CHECK(row[3].size() > 10);
    excluded.insert(row[0] + " " + row[1] + " " + row[2]);
  }
  size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/openapi")) {
    std::string file = entry.path().filename().string();
    std::ifstream in(entry.path());
    nlohmann::json root = nlohmann::json::parse(in);
    for (const auto& [path, item] : root["paths"].items()) {
      for (const char* method : {"get", "put", "post", "delete", "patch", "head", "options", "trace"}) {
        if (!item.contains(method)) continue;
        std::string upper = method;
        for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
        INFO(file << " " << upper << " " << path);
        bool listed = excluded.count(file + " " + upper + " " + path) != 0;
        CHECK((listed || keys.count(operation_key(upper, prefix_of(file) + path)) != 0));
        ++seen;
      }
    }
  }
  CHECK(seen >= 2224);
}

TEST_CASE("Every Slack method of every document is in the table") {
  std::string folder = documents();
  if (folder.empty()) {
    WARN("skipped: no documents; set LEASTSCOPE_FACTS");
    return;
  }
  std::set<std::string> keys, seen;
  for (const auto& row : table("slack-methods").rows) keys.insert(row[0]);
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/slack/methods")) {
    seen.insert(entry.path().stem().string());
  }
  std::ifstream in(folder + "/slack/web-api-2021.json");
  const nlohmann::json root = nlohmann::json::parse(in);
  for (const auto& [path, item] : root["paths"].items()) seen.insert(path.substr(1));
  for (const std::string& method : seen) {
    INFO(method);
    CHECK(keys.count(method) == 1);
  }
  CHECK(seen.size() >= 332);
}

}  // namespace
