// Replacing a file so that nobody ever sees half of it.
#pragma once
#include <string>

namespace leastscope {

/// Writes a temporary file in the same folder and renames it over `path`; mode and, where allowed, owner stay. A link
/// is followed to the file it names. Nothing is written when the file no longer holds `expected`. Returns "" or what
/// went wrong.
std::string replace_file(const std::string& path, const std::string& expected, const std::string& text);

}  // namespace leastscope
