#include <algorithm>

#include "output/output.h"

namespace leastscope {

const std::vector<std::string_view>& format_names() {
  static const std::vector<std::string_view> names = {"text", "json", "sarif", "github", "markdown", "junit"};
  return names;
}

std::optional<Format> format_of(std::string_view name) {
  const auto& names = format_names();
  auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) return std::nullopt;
  return static_cast<Format>(it - names.begin());
}

}  // namespace leastscope
