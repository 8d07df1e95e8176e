#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "layering/repository.h"
#include "support/catch.h"

using namespace leastscope::layering;

namespace {

const std::vector<std::string> kSources = {".h", ".cpp", ".cc"};

std::vector<std::string> sources() {
  std::vector<std::string> found;
  for (const auto& path : project_files()) {
    if (ends_with_any(path, kSources)) found.push_back(path);
  }
  return found;
}

/// "src/a/../b" without the dots.
std::string plain(const std::string& path) { return std::filesystem::path(path).lexically_normal().generic_string(); }

/// Where the compiler would find the header: beside the file, below analyzer/, or below the top.
std::string resolve(const std::string& from, const std::string& include) {
  const std::string folder = std::filesystem::path(from).parent_path().generic_string();
  for (const auto& candidate : {plain(folder + "/" + include), plain("analyzer/" + include), plain(include)}) {
    if (std::filesystem::exists(std::filesystem::path(SOURCE_DIR) / candidate)) return candidate;
  }
  return {};
}

size_t line_count(const std::string& text) { return static_cast<size_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

TEST_CASE("rooms link only downward") {
  const auto all = rooms();
  REQUIRE(all.size() >= 10);
  std::set<std::string> known;
  for (const auto& room : all) {
    for (const auto& below : room.below) {
      INFO(room.name << " uses " << below << ", which CMakeLists.txt names later or never");
      CHECK(known.contains(below));
    }
    known.insert(room.name);
  }
}

TEST_CASE("files include only their own room and rooms below it") {
  const auto all = rooms();
  size_t checked = 0;
  for (const auto& path : sources()) {
    const Room* own = room_of(all, path);
    if (!own) continue;
    for (const auto& include : includes(read_file(path))) {
      const std::string target = resolve(path, include);
      const Room* other = target.empty() ? nullptr : room_of(all, target);
      if (!other) continue;
      ++checked;
      INFO(path << " includes " << include << ": " << own->name << " may not use " << other->name);
      CHECK((other->name == own->name || own->below.contains(other->name)));
    }
  }
  CHECK(checked > 20);
}

TEST_CASE("a library is used only by the rooms that link it") {
  const std::map<std::string, std::string> libraries = {{"archive", "ARCHIVE"},   {"tree_sitter", "ts_grammars"},
                                                        {"yaml-cpp", "YAML_CPP"}, {"nlohmann", "nlohmann_json"},
                                                        {"CLI", "CLI11"},         {"toml++", "toml_headers"}};
  const std::regex include(R"(#include <(archive|tree_sitter|yaml-cpp|nlohmann|CLI|toml\+\+))");
  const auto all = rooms();
  size_t checked = 0;
  for (const auto& path : sources()) {
    const Room* own = room_of(all, path);
    if (!own) continue;
    const std::string text = read_file(path);
    for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) {
      ++checked;
      INFO(path << " includes " << (*it)[1] << ", which " << own->name << " does not link");
      CHECK(own->linked.find(libraries.at((*it)[1])) != std::string::npos);
    }
  }
  CHECK(checked > 8);
}

TEST_CASE("headers that cost seconds stay out of headers") {
  for (const auto& path : sources()) {
    if (!path.ends_with(".h") || path.starts_with("tests/") || path.starts_with("rules/tools/")) continue;
    const std::string text = read_file(path);
    INFO(path);
    CHECK(text.find("#include <nlohmann/json.hpp>") == std::string::npos);
    CHECK(text.find("#include <yaml-cpp/") == std::string::npos);
    CHECK(text.find("#pragma once") != std::string::npos);
  }
}

TEST_CASE("files stay short") {
  for (const auto& path : sources()) {
    INFO(path << " holds more than one idea: split it");
    CHECK(line_count(read_file(path)) < 600);
  }
}

TEST_CASE("nothing of one machine or one registry is committed") {
  const std::regex machine(R"((^|[\s"'=:(])/(work|root|farm|home/[a-z]+)/[A-Za-z0-9_.])");
  for (const auto& path : project_files()) {
    const std::string text = read_file(path);
    if (text.find('\0') != std::string::npos) continue;
    INFO(path);
    if (path.ends_with("package-lock.json")) CHECK(text.find("\"resolved\": \"http") == std::string::npos);
    if (path.starts_with("tests/layering/")) continue;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.size() > 2000 || line.find('/') == std::string::npos) continue;
      if (!std::regex_search(line, machine)) continue;
      FAIL_CHECK(path << " names a folder of one machine: " << line.substr(0, 200));
    }
  }
}

TEST_CASE("results never depend on the order of a hash table") {
  // A range-for over an unordered container, seen by the names that the room's files declare with such a type.
  const std::regex declared(R"(unordered_(?:multi)?(?:map|set)<[^;(){}]*>&?\s+(\w+))");
  const std::vector<std::string> folders = {"analyzer/calls/", "analyzer/needs/", "analyzer/checks/",
                                            "analyzer/output/", "analyzer/descriptor/"};
  for (const auto& folder : folders) {
    std::set<std::string> names;
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& path : sources()) {
      if (!path.starts_with(folder)) continue;
      texts.emplace_back(path, read_file(path));
      const std::string& text = texts.back().second;
      for (std::sregex_iterator it(text.begin(), text.end(), declared), end; it != end; ++it) names.insert((*it)[1]);
    }
    const std::regex loop(R"(for\s*\([^;)]*:\s*(?:\w+(?:\.|->))*(\w+)\s*\))");
    for (const auto& [path, text] : texts) {
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (line.find("for") == std::string::npos || !std::regex_search(line, match, loop)) continue;
        if (line.find("order does not matter") != std::string::npos) continue;
        INFO(path << ": iterates over an unordered container: " << line);
        CHECK_FALSE(names.contains(match[1]));
      }
    }
  }
}

TEST_CASE("no clock, no randomness, no locale in the analysis") {
  const std::regex banned(R"(\b(system_clock|steady_clock|random_device|std::rand|setlocale|std::time)\b)");
  for (const auto& path : sources()) {
    if (!path.starts_with("analyzer/") || path.starts_with("analyzer/cli/")) continue;
    std::istringstream lines(read_file(path));
    for (std::string line; std::getline(lines, line);) {
      if (line.find("clock") == std::string::npos && line.find("rand") == std::string::npos &&
          line.find("locale") == std::string::npos && line.find("time") == std::string::npos) {
        continue;
      }
      INFO(path << ": " << line);
      CHECK_FALSE(std::regex_search(line, banned));
    }
  }
}
