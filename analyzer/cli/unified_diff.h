// A unified diff of two texts, as `diff -u` and `git apply` know it.
#pragma once
#include <string>
#include <string_view>

namespace leastscope {

/// Three lines of context; line ends are kept as they are; a missing one at the end is told. "" when nothing differs.
std::string unified_diff(std::string_view before, std::string_view after, std::string_view old_name,
                         std::string_view new_name);

}  // namespace leastscope
