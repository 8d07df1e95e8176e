// Small questions that several writers ask about a report.
#pragma once
#include <string>
#include <string_view>

#include "checks/report.h"

namespace leastscope {

/// The text of a file of the app, or null when the report did not keep it.
const std::string* source_text(const AppReport& app, std::string_view file);
/// A line (from 1) without its end.
std::string source_line(const AppReport& app, const Place& at);
/// "src/index.js:12:5", "manifest.yml", "".
std::string place_text(const Place& at);
/// The same as whoever gave PATH can open it: "services/app/src/index.js:12:5".
std::string shown_place(const AppReport& app, const Place& at);
/// The path of an app's file from the root of the repository: what code scanning, annotations and comments name.
std::string repository_path(const AppReport& app, const std::string& file);
/// "3 calls", "1 call".
std::string counted(size_t n, std::string_view one, std::string_view many = {});

struct LevelCounts {
  size_t errors = 0, warnings = 0, notes = 0;
};
LevelCounts count_levels(const AppReport& app);

}  // namespace leastscope
