#include "layering/repository.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace leastscope::layering {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> tracked_files() {
  std::vector<std::string> files;
  FILE* git = popen("git -C '" SOURCE_DIR "' ls-files 2>/dev/null", "r");
  if (!git) return files;
  std::string line;
  for (int c = fgetc(git); c != EOF; c = fgetc(git)) {
    if (c != '\n') {
      line += static_cast<char>(c);
      continue;
    }
    if (fs::exists(fs::path(SOURCE_DIR) / line)) files.push_back(line);  // not the ones deleted but not yet committed
    line.clear();
  }
  pclose(git);
  return files;
}

std::vector<std::string> found_files() {
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator it(SOURCE_DIR), end; it != end; ++it) {
    const std::string name = it->path().filename().string();
    if (it->is_directory() && (name == "build" || name == "node_modules" || name == ".git")) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file()) {
      files.push_back(fs::relative(it->path(), SOURCE_DIR).generic_string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<std::string> project_files() {
  auto files = tracked_files();
  return files.empty() ? found_files() : files;
}

std::string read_file(const std::string& path) {
  std::ifstream in(fs::path(SOURCE_DIR) / path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Room> rooms() {
  const std::string text = read_file("CMakeLists.txt");
  const std::regex call(R"(\nleastscope_room\(([^)]*)\))");
  std::vector<Room> all;
  for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) {
    std::istringstream words((*it)[1].str());
    Room room;
    words >> room.name >> room.folder;
    bool rooms_follow = false;
    for (std::string word; words >> word;) {
      if (word == "ROOMS" || word == "LINK") {
        rooms_follow = word == "ROOMS";
      } else if (rooms_follow) {
        room.below.insert(word);
      } else {
        room.linked += word + " ";
      }
    }
    all.push_back(room);
  }
  return all;
}

const Room* room_of(const std::vector<Room>& all, const std::string& path) {
  for (const auto& room : all) {
    if (path.starts_with(room.folder + "/")) return &room;
  }
  return nullptr;
}

std::vector<std::string> includes(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  const std::regex include(R"re(^\s*#\s*include\s*"([^"]+)")re");
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (line.find("include") != std::string::npos && std::regex_search(line, match, include)) found.push_back(match[1]);
  }
  return found;
}

bool ends_with_any(const std::string& path, const std::vector<std::string>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](const auto& ending) { return path.ends_with(ending); });
}

}  // namespace leastscope::layering
