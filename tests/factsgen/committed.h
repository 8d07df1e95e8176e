// The committed tables of rules/apis, for the tests.
#pragma once
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "document.h"
#include "support/catch.h"
#include "table.h"

namespace committed {

using leastscope::generate::Group;
using leastscope::generate::Groups;
using leastscope::generate::Problems;
using leastscope::generate::Table;

inline const Table& table(const std::string& name) {
  static std::map<std::string, Table> tables;
  auto [found, fresh] = tables.try_emplace(name);
  if (fresh) {
    Problems problems;
    found->second =
        leastscope::generate::read_table(std::string(SOURCE_DIR) + "/rules/apis/" + name + ".tsv", problems);
    REQUIRE(problems.empty());
  }
  return found->second;
}

/// The rows whose first cells are these; a row of a table without that column is an error of the test.
inline std::vector<std::map<std::string, std::string>> rows(const std::string& name,
                                                            const std::vector<std::string>& key) {
  std::vector<std::map<std::string, std::string>> result;
  const Table& all = table(name);
  for (const auto& row : all.rows) {
    bool same = true;
    for (size_t i = 0; i < key.size(); ++i) same = same && row[i] == key[i];
    if (!same) continue;
    std::map<std::string, std::string> named;
    for (size_t i = 0; i < all.columns.size(); ++i) named[all.columns[i]] = row[i];
    result.push_back(named);
  }
  return result;
}

inline std::map<std::string, std::string> one(const std::string& name, const std::vector<std::string>& key) {
  auto found = rows(name, key);
  INFO(name << ": " << leastscope::generate::join(key, " "));
  REQUIRE(found.size() == 1);
  return found[0];
}

inline const std::vector<std::string>& apis() {
  static const std::vector<std::string> names = {"jira-platform", "jira-software", "jira-service-management",
                                                 "assets",        "confluence-v1", "confluence-v1-removed",
                                                 "confluence-v2", "bitbucket",     "jsm-ops",
                                                 "admin",         "compass-rest"};
  return names;
}

inline std::map<std::string, std::string> operation(const std::string& api, const std::string& method,
                                                    const std::string& path) {
  return one("operations." + api, {method, path});
}

/// How many rows fit.
template <typename Predicate>
int count(const std::string& name, Predicate fits) {
  int number = 0;
  const Table& all = table(name);
  for (const auto& row : all.rows) {
    std::map<std::string, std::string> named;
    for (size_t i = 0; i < all.columns.size(); ++i) named[all.columns[i]] = row[i];
    if (fits(named)) ++number;
  }
  return number;
}

inline bool has(const std::string& list, const std::string& word) {
  return leastscope::generate::contains("," + list + ",", "," + word + ",");
}

/// The folder of the published documents, "" if there is none.
inline std::string documents() {
  const char* given = std::getenv("LEASTSCOPE_FACTS");
  std::string folder = given != nullptr ? given : std::string(SOURCE_DIR) + "/../shared/facts";
  return leastscope::generate::file_exists(folder + "/scopes.tsv") ? folder : std::string();
}

}  // namespace committed
