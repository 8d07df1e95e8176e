#include <atomic>
#include <string>
#include <vector>

#include "base/intern.h"
#include "base/parallel.h"
#include "base/paths.h"
#include "base/problem.h"
#include "support/catch.h"

using namespace leastscope;

TEST_CASE("equal strings have equal symbols") {
  Interner interner;
  const Symbol a = interner.intern("read:jira-work");
  CHECK(a != kNoSymbol);
  CHECK(interner.intern(std::string("read:") + "jira-work") == a);
  CHECK(interner.intern("write:jira-work") != a);
  CHECK(interner.text(a) == "read:jira-work");
  CHECK(interner.find("read:jira-work") == a);
  CHECK(interner.find("never seen") == kNoSymbol);
  CHECK(interner.intern("") == kNoSymbol);
  CHECK(interner.text(4711).empty());
}

TEST_CASE("interning from many threads keeps the texts apart") {
  Interner interner;
  std::vector<Symbol> symbols(2000);
  parallel_for(symbols.size(), 8, [&](size_t i) { symbols[i] = interner.intern("s" + std::to_string(i % 500)); });
  for (size_t i = 0; i < symbols.size(); ++i) {
    REQUIRE(interner.text(symbols[i]) == "s" + std::to_string(i % 500));
    REQUIRE(symbols[i] == symbols[i % 500]);
  }
}

TEST_CASE("parallel_for does every piece once") {
  for (unsigned threads : {0u, 1u, 3u, 16u}) {
    std::vector<std::atomic<int>> done(1000);
    parallel_for(done.size(), threads, [&](size_t i) { ++done[i]; });
    for (const auto& count : done) REQUIRE(count == 1);
  }
  parallel_for(0, 4, [](size_t) { FAIL("no work was given"); });
}

TEST_CASE("paths are joined and normalised") {
  CHECK(path_join("src/ui", "../api.js") == "src/api.js");
  CHECK(path_join("", "./a//b/./c") == "a/b/c");
  CHECK(path_join("a", "b/..") == "a");
  CHECK(path_join("a", "../..") == "..");
  CHECK(path_join("", "../../x") == "../../x");
  CHECK(path_join("a/", "") == "a");
}

TEST_CASE("parts of paths") {
  CHECK(path_folder("a/b/c.js") == "a/b");
  CHECK(path_folder("c.js").empty());
  CHECK(path_name("a/b/c.js") == "c.js");
  CHECK(path_extension("a/b/c.d.ts") == ".ts");
  CHECK(path_extension("a.b/c").empty());
  CHECK(path_extension(".gitignore").empty());
  CHECK(path_below("a/b", "a"));
  CHECK(path_below("a/b", ""));
  CHECK_FALSE(path_below("ab/c", "a"));
  CHECK_FALSE(path_below("a", "a"));
  CHECK(path_relative("a/b/c", "a") == "b/c");
  CHECK(path_relative("x/b", "a") == "x/b");
}

TEST_CASE("small string helpers know ASCII only") {
  CHECK(lower("GeT É") == "get É");
  CHECK(upper("get") == "GET");
  CHECK(split("a,,b", ',') == std::vector<std::string>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(starts_with_any("/rest/api", {"/wiki", "/rest"}));
  CHECK_FALSE(starts_with_any("/rest/api", {"rest"}));
}

TEST_CASE("a result is a value or a problem") {
  Result<int> good = 3;
  Result<int> bad = Problem{"bad-yaml", "No.", {}};
  CHECK(static_cast<bool>(good));
  CHECK(*good == 3);
  CHECK_FALSE(static_cast<bool>(bad));
  CHECK(bad.problem().kind == "bad-yaml");
}
