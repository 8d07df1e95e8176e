// The README shows what the program really writes.
#include "cli/run.h"
#include "support/catch.h"

TEST_CASE("the sample of the README is the program's own output", "[readme]") {
  const std::string readme = run::slurp(SOURCE_DIR "/README.md");
  const std::string start = "```text\n$ leastscope ";
  const size_t block = readme.find(start);
  REQUIRE(block != std::string::npos);
  const size_t line = block + start.size();
  const size_t text = readme.find('\n', line) + 1;
  const std::string arguments = readme.substr(line, text - 1 - line);
  const std::string shown = readme.substr(text, readme.find("```", text) - text);
  const auto outcome = run::leastscope_in(SOURCE_DIR, arguments);
  INFO(outcome.err);
  CHECK(outcome.code == 1);
  CHECK(outcome.out == shown);
  // The commands that set everything up name the same example.
  CHECK(run::has(readme, "\n./dev " + arguments + "\n"));
  CHECK(run::has(readme, "\n./dev test\n"));
}
