// docs/commands.md and docs/configuration.md against the program: every command and option stands in the tables, and
// the tables name nothing that does not exist.
#include <algorithm>
#include <regex>
#include <set>

#include "checks/report.h"
#include "cli/config.h"
#include "cli/table.h"
#include "run.h"
#include "support/catch.h"

namespace {

std::vector<std::string> commands() {
  std::vector<std::string> out;
  for (const auto& row : leastscope::command_table()) out.emplace_back(row.name);
  return out;
}

std::set<std::string> found(const std::string& text, const std::string& pattern) {
  std::set<std::string> out;
  const std::regex expression(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) out.insert((*it)[1]);
  return out;
}

}  // namespace

TEST_CASE("every option of every command stands in the table of options", "[docs]") {
  const std::string page = run::slurp(SOURCE_DIR "/docs/commands.md");
  std::set<std::string> real;
  for (const auto& command : commands()) {
    CHECK(run::has(page, "| `" + command));
    const auto help = run::leastscope(command + " --help");
    CHECK(help.code == 0);
    for (const auto& option : found(help.out, "\\n +(?:-[a-z],)?(--[a-z-]+)")) {
      real.insert(option);
      // The row names the command, or all.
      std::smatch row;
      INFO(command << " " << option);
      const bool there = std::regex_search(page, row, std::regex("\\| [^|]*`" + option + "` \\| ([^|]*) \\|"));
      CHECK(there);
      if (there) CHECK((row[1] == "all" || std::regex_search(row[1].str(), std::regex("\\b" + command + "\\b"))));
    }
  }
  for (const auto& option : found(page, "\\| (?:`-[a-z]`, )?`(--[a-z-]+)` \\|")) {
    INFO(option);
    CHECK(real.contains(option));
  }
}

TEST_CASE("the example of the configuration is a configuration", "[docs]") {
  const std::string page = run::slurp(SOURCE_DIR "/docs/configuration.md");
  const size_t begin = page.find("```toml\n") + 8, end = page.find("```", begin);
  REQUIRE(end != std::string::npos);
  auto read = ::leastscope::parse_config(page.substr(begin, end - begin), "leastscope.toml");
  INFO((read ? std::string() : read.problem().message));
  CHECK(static_cast<bool>(read));
}
