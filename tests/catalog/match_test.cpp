// Which operations a path is: tests/catalog/data holds the cases.
#include <utility>

#include "support/catch.h"
#include "tests/catalog/cases.h"

using namespace leastscope;
using namespace leastscope::tests;

TEST_CASE("the best operations of a path") {
  Facts facts;
  auto rows = cases("match.tsv");
  REQUIRE(rows.size() >= 60);
  for (const auto& row : rows) {
    REQUIRE(row.size() == 4);
    INFO(row[0] << " " << row[1] << " " << row[2]);
    auto match = facts.match(row[0], row[1], row[2]);
    std::vector<std::string> expected = row[3].empty() ? std::vector<std::string>() : cut(row[3], "; ");
    CHECK(names_of(facts, match.best) == expected);
    for (uint32_t id : match.best) CHECK(std::binary_search(match.possible.begin(), match.possible.end(), id));
  }
}

TEST_CASE("the possible operations of a path") {
  Facts facts;
  auto rows = cases("possible.tsv");
  REQUIRE(rows.size() >= 15);
  for (const auto& row : rows) {
    REQUIRE(row.size() == 4);
    auto possible = names_of(facts, facts.match(row[0], row[1], row[2]).possible);
    for (const std::string& wanted : cut(row[3], "; ")) {
      INFO(row[0] << " " << row[1] << " " << row[2] << " : " << wanted);
      CHECK(std::binary_search(possible.begin(), possible.end(), wanted.substr(1)) == (wanted[0] == '+'));
    }
  }
}

TEST_CASE("every operation is found by its own template") {
  Facts facts;
  size_t wrong = 0;
  for (uint32_t id = 0; id < facts.operation_count(); ++id) {
    const OperationFact& fact = facts.operation(id);
    std::string path;
    for (size_t i = 0; i < fact.path.size(); ++i) {
      if (fact.path[i] == '*') continue;
      path += fact.path[i] == '{' ? "{}" : std::string(1, fact.path[i]);
      if (fact.path[i] == '{') i = fact.path.find('}', i);
    }
    auto names = names_of(facts, facts.match(fact.product, fact.method, path).best);
    auto with = [&](std::string name) { return std::find(names.begin(), names.end(), name) != names.end(); };
    size_t gateway = fact.path.starts_with("/gateway/api") ? 12 : 0;  // the same request as without
    bool found = with(name_of(fact)) || with(std::string(fact.method) + " " + std::string(fact.path.substr(gateway)));
    if (!found) UNSCOPED_INFO(name_of(fact) << " as " << path);
    wrong += found ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a hole is not taken for known text while known text is taken for data") {
  Facts facts;  // not PUT /rest/api/3/issue/properties/{propertyKey}
  CHECK(facts.match("jira", "ANY", "/rest/api/3/issue/{}/nothing").possible.empty());
  CHECK(facts.match("jira", "PUT", "/rest/api/3/issue/{}/nothing").best.empty());
}

TEST_CASE("operations that share the longest literal prefix") {
  Facts facts;
  auto all_start_with = [&](const std::vector<uint32_t>& ids, const std::string& prefix) {
    return std::all_of(ids.begin(), ids.end(),
                       [&](uint32_t id) { return facts.operation(id).path.starts_with(prefix); });
  };
  auto issue = facts.sharing_prefix("jira", "/rest/api/3/issue/PROJ-1/nothing");
  CHECK(issue.size() > 50);
  CHECK(all_start_with(issue, "/rest/api/3/issue"));
  CHECK_FALSE(all_start_with(issue, "/rest/api/3/issuetype"));
  auto names = names_of(facts, issue);
  CHECK(std::binary_search(names.begin(), names.end(), "POST /rest/api/3/issue"));
  CHECK(std::binary_search(names.begin(), names.end(), "DELETE /rest/api/3/issue/{issueIdOrKey}"));
  CHECK_FALSE(std::binary_search(names.begin(), names.end(), "GET /rest/api/3/issuetype"));
  CHECK(facts.sharing_prefix("jira", "/rest/api/2/issue/PROJ-1/nothing") == issue);
  CHECK(facts.sharing_prefix("jira", "/ex/jira/{}/rest/api/3/issue/{}/nothing") == issue);

  auto platform = facts.sharing_prefix("jira", "/rest/api/3/nothing");
  CHECK(platform.size() > 500);
  CHECK(all_start_with(platform, "/rest/api/3/"));

  CHECK(facts.sharing_prefix("jira", "/rest/nothing/1.0/x").empty());             // one literal segment only
  CHECK(facts.sharing_prefix("bitbucket", "/2.0/repositories/{}/{}/x").empty());  // two: any scope of the product
  CHECK(facts.sharing_prefix("confluence", "/rest/api/3/issue").size() > 0);      // /wiki/rest/api/…
  CHECK(all_start_with(facts.sharing_prefix("confluence", "/wiki/api/v2/pages/{}/nothing"), "/wiki/api/v2/pages"));
}
