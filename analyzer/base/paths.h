// Paths inside a file source: relative, `/`, no `.` or `..` segments.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace leastscope {

std::string path_join(std::string_view folder,
                      std::string_view relative);  ///< normalised; leading ".." beyond the root are kept
std::string path_folder(std::string_view path);    ///< "" for a top-level file
std::string path_name(std::string_view path);
std::string path_extension(std::string_view path);  ///< with the dot, of the last one; "" if none
std::string path_relative(std::string_view path, std::string_view folder);  ///< path below folder, or path itself
bool path_below(std::string_view path, std::string_view folder);
std::vector<std::string> split(std::string_view text, char separator);
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool is_name_letter(char c);  ///< of a name in JavaScript and its like: ASCII letters, digits, _ and $
bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes);

}  // namespace leastscope
