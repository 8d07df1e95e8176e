// The repository as its own tests see it: tracked files and the rooms that CMakeLists.txt names.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

namespace leastscope::layering {

struct Room {
  std::string name;
  std::string folder;           ///< relative to the top, with `/`
  std::set<std::string> below;  ///< rooms it may use
  std::string linked;           ///< libraries it links, as they stand in CMakeLists.txt
};

/// Files that belong to the project: tracked ones, or, outside a git checkout, all but build/ and node_modules/.
std::vector<std::string> project_files();
std::string read_file(const std::string& path);
/// The rooms, from the calls of leastscope_room() in CMakeLists.txt.
std::vector<Room> rooms();
/// The room a file lies in, or null.
const Room* room_of(const std::vector<Room>& all, const std::string& path);
/// Paths in `#include "…"` lines.
std::vector<std::string> includes(const std::string& text);
bool ends_with_any(const std::string& path, const std::vector<std::string>& endings);

}  // namespace leastscope::layering
