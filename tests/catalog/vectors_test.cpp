// Operations whose needs were read by hand: the tables must say the same.
#include <set>
#include <utility>

#include "support/catch.h"
#include "tests/catalog/cases.h"

using namespace leastscope;
using namespace leastscope::tests;

namespace {

using Sets = std::set<std::set<std::string>>;

Sets expected(const std::string& cell) {
  Sets sets;
  if (cell.empty()) return sets;
  for (const std::string& group : cut(cell, "|")) {
    auto scopes = group == "()" ? std::vector<std::string>() : cut(group, "+");
    sets.insert(std::set<std::string>(scopes.begin(), scopes.end()));
  }
  return sets;
}

Sets actual(const Groups& groups) {
  Sets sets;
  for (const auto& group : groups) sets.insert(std::set<std::string>(group.begin(), group.end()));
  return sets;
}

}  // namespace

TEST_CASE("what known operations need") {
  Facts facts;
  auto rows = cases("vectors.tsv");
  REQUIRE(rows.size() >= 40);
  for (const auto& row : rows) {
    REQUIRE(row.size() == 4);
    INFO(row[0]);
    auto words = cut(row[0], " ");
    auto match = facts.match("", words[0], words[1]);
    REQUIRE(match.best.size() == 1);
    const OperationFact& fact = facts.operation(match.best[0]);
    CHECK(name_of(fact) == row[0]);
    CHECK(actual(fact.classic) == expected(row[1]));
    CHECK(actual(fact.granular) == expected(row[2]));
    CHECK(std::string(fact.connect) == row[3]);
    CHECK(fact.scope_known);
  }
}
