#include "base/paths.h"

#include <algorithm>

namespace leastscope {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  size_t begin = 0;
  for (;;) {
    const size_t end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::string path_join(std::string_view folder, std::string_view relative) {
  std::string joined;
  joined.reserve(folder.size() + relative.size() + 1);
  auto take = [&](std::string_view path) {
    for (size_t begin = 0; begin <= path.size();) {
      const size_t end = std::min(path.find('/', begin), path.size());
      const std::string_view part = path.substr(begin, end - begin);
      begin = end + 1;
      if (part.empty() || part == ".") continue;
      const size_t slash = joined.rfind('/');  // before the last part so far
      const size_t last = slash == std::string::npos ? 0 : slash + 1;
      if (part == ".." && !joined.empty() && std::string_view(joined).substr(last) != "..") {
        joined.resize(last == 0 ? 0 : slash);
        continue;
      }
      if (!joined.empty()) joined += '/';
      joined += part;
    }
  };
  take(folder);
  take(relative);
  return joined;
}

std::string path_folder(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

std::string path_name(std::string_view path) {
  const size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string path_extension(std::string_view path) {
  const std::string name = path_name(path);
  const size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? std::string() : name.substr(dot);
}

bool path_below(std::string_view path, std::string_view folder) {
  if (folder.empty() || folder == ".") return true;
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::string path_relative(std::string_view path, std::string_view folder) {
  if (folder.empty() || folder == "." || !path_below(path, folder)) return std::string(path);
  return std::string(path.substr(folder.size() + 1));
}

// ASCII only, on purpose: the result must not depend on a locale.
std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

}  // namespace leastscope
