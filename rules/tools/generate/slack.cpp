// slack-methods.tsv and slack-companions.tsv.
//
// A method's scopes are alternatives: which one counts depends on the token (bot, user) and on the kind of
// conversation. The last official machine-readable list is of 2020/21 and names scopes of classic apps; where today's
// scope is another, the old one stays an alternative, for those who still hold it. Methods that the newer list shows
// without scope are read with the help of slack-special.tsv.
#include <algorithm>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "tables.h"

namespace leastscope::generate {
namespace {

using Json = nlohmann::ordered_json;

struct Method {
  Groups bot, user;
  std::set<std::string> flags;
  std::string kinds;
};
using Methods = std::map<std::string, Method>;

Groups alternatives(const Json& scope, const char* token) {
  std::vector<std::string> names;
  if (auto found = scope.find(token); found != scope.end()) {
    for (const Json& name : *found) {
      if (name.is_string()) names.push_back(name.get<std::string>());
    }
  }
  std::sort(names.begin(), names.end());
  return any_of(names);
}

/// "channels groups im mpim", as far as the alternatives differ by kind of conversation.
std::string kinds_of(const Method& method) {
  std::vector<std::string> kinds;
  for (const char* kind : {"channels", "groups", "im", "mpim"}) {
    bool there = false;
    for (const Groups* groups : {&method.bot, &method.user}) {
      for (const Group& group : *groups) {
        for (const std::string& scope : group) there = there || starts_with(scope, std::string(kind) + ":");
      }
    }
    if (there) kinds.emplace_back(kind);
  }
  return kinds.size() < 2 ? std::string() : join(kinds, " ");
}

Method read_method(const std::string& path, Problems& problems) {
  Method method;
  Json root = Json::parse(read_file(path, problems), nullptr, false);
  if (root.is_discarded()) {
    problems.push_back(path + " is no JSON");
    return method;
  }
  if (root.contains("deprecated") && root["deprecated"] != false && !root["deprecated"].is_null())
    method.flags.insert("deprecated");
  const Json scope = root.value("scope", Json());
  if (scope.is_string() && scope == "none") {
    method.bot = method.user = {{}};
    return method;
  }
  if (!scope.is_object() || scope.empty()) {
    method.flags.insert("no-scope-data");
    return method;
  }
  method.bot = alternatives(scope, "bot");
  method.user = alternatives(scope, "user");
  if (scope.contains("configuration")) {
    method.bot = method.user = {{}};
    method.flags.insert("config-token");
  }
  return method;
}

void read_current(const Sources& sources, Methods& methods, Problems& problems) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(sources.facts + "/slack/methods", error)) {
    std::string file = entry.path().filename().string();
    if (ends_with(file, ".json"))
      methods[file.substr(0, file.size() - 5)] = read_method(entry.path().string(), problems);
  }
  if (methods.empty()) problems.push_back("no Slack methods under " + sources.facts + "/slack/methods");
}

/// The hand-written list: a method that needs nothing, or only a token of another kind.
void read_special(const Sources& sources, Methods& methods, Problems& problems) {
  for (const auto& row : read_table(sources.mapping + "/slack-special.tsv", problems).rows) {
    auto found = methods.find(row[0]);
    if (found == methods.end() || found->second.flags.count("no-scope-data") == 0) {
      problems.push_back("slack-special.tsv speaks of " + row[0] +
                         ", for which the documents state scopes themselves (or which is gone)");
      continue;
    }
    found->second.bot = parse_groups(row[1]);
    found->second.user = parse_groups(row[2]);
    if (row[3] != "unsure") found->second.flags.erase("no-scope-data");
    if (!row[3].empty() && row[3] != "unsure") found->second.flags.insert(row[3]);
  }
  for (const auto& [name, method] : methods) {
    if (method.flags.count("no-scope-data") != 0 && method.bot.empty() && method.user.empty()) {
      problems.push_back("Slack's " + name + " is listed without scopes: say in slack-special.tsv what it needs");
    }
  }
}

void add_alternative(Groups& groups, const std::string& scope) {
  if (groups.empty() || std::find(groups.begin(), groups.end(), Group{}) != groups.end()) return;
  if (std::find(groups.begin(), groups.end(), Group{scope}) == groups.end()) groups.push_back({scope});
}

/// What classic apps hold: the renamed scopes of 2020/21 and the umbrella `bot` (its content is not published; every
/// method that a bot could call then counts as inside).
void add_classic(Method& method, const Json& old) {
  std::set<std::string> names;
  for (const Json& alternative : old) {
    if (!alternative.contains("slackAuth")) continue;
    for (const Json& name : alternative["slackAuth"]) {
      if (name.is_string()) names.insert(name.get<std::string>());
    }
  }
  for (const char* renamed : {"chat:write:bot", "chat:write:user", "files:write:user", "identity.basic"}) {
    if (names.count(renamed) == 0) continue;
    if (!ends_with(renamed, ":user") && std::string(renamed) != "identity.basic") add_alternative(method.bot, renamed);
    if (!ends_with(renamed, ":bot")) add_alternative(method.user, renamed);
  }
  if (names.count("chat:write:user") != 0) add_alternative(method.user, "post");
  add_alternative(method.bot, "bot");
}

void read_old(const Sources& sources, Methods& methods, Problems& problems) {
  Json root = Json::parse(read_file(sources.facts + "/slack/web-api-2021.json", problems), nullptr, false);
  if (root.is_discarded() || !root.contains("paths")) return;
  for (const auto& [path, item] : root["paths"].items()) {
    std::string name = path.substr(1);
    for (const auto& [verb, operation] : item.items()) {
      if (!operation.is_object() || !operation.contains("security")) continue;
      auto found = methods.find(name);
      if (found != methods.end()) {
        add_classic(found->second, operation["security"]);
        continue;
      }
      Method& removed = methods[name];
      removed.flags.insert("removed");
      for (const Json& alternative : operation["security"]) {
        for (const Json& scope : alternative.value("slackAuth", Json::array())) {
          if (scope.is_string()) removed.bot.push_back(scope == "none" ? Group{} : Group{scope.get<std::string>()});
        }
      }
      removed.user = removed.bot;
    }
  }
}

void make_companions(const Sources& sources, Tables& tables, Problems& problems) {
  Table& table = tables["slack-companions.tsv"];
  table.comment = {"Slack scopes that can only be asked for together with another. Written by leastscope_facts."};
  table.columns = {"scope", "needs"};
  for (const auto& row : read_table(sources.facts + "/slack_scopes.tsv", problems).rows) {
    if (!row[3].empty()) table.rows.push_back({row[0], row[3]});
  }
}

}  // namespace

void make_slack(const Sources& sources, Tables& tables, Problems& problems) {
  Methods methods;
  read_current(sources, methods, problems);
  read_special(sources, methods, problems);
  for (auto& [name, method] : methods) method.kinds = kinds_of(method);
  read_old(sources, methods, problems);
  Table& table = tables["slack-methods.tsv"];
  table.comment = {
      "Slack Web API methods: alternatives by token. Written by leastscope_facts; docs/facts.md explains it.",
      "() callable without scope; - not with this token. kinds: the alternatives differ by kind of conversation.",
      "flags: deprecated, removed, no-scope-data, config-token, app-token, no-token (called with another token, or "
      "with none).",
      "Scopes of classic apps (bot, post, chat:write:user …) are alternatives only for who holds them already."};
  table.columns = {"method", "bot", "user", "kinds", "flags"};
  for (const auto& [name, method] : methods) {
    table.rows.push_back({name, groups_text(method.bot), groups_text(method.user), method.kinds,
                          join({method.flags.begin(), method.flags.end()}, ",")});
  }
  make_companions(sources, tables, problems);
}

}  // namespace leastscope::generate
