// What a configuration file may cost: the same for YAML and JSON. A manifest has some hundred nodes; these bounds only
// ever meet hostile or misplaced files. Depth also bounds the recursion of everybody who walks or copies a tree.
#pragma once
#include <cstddef>
#include <string>

#include "base/problem.h"

namespace leastscope {

inline constexpr size_t kConfigDepth = 200;
inline constexpr size_t kConfigBudget = 500'000;  ///< one per node, aliases expanded, plus one per 64 bytes of text

inline constexpr size_t config_cost(size_t text_bytes) { return 1 + text_bytes / 64; }

inline Problem config_too_deep(const std::string& file, Position at) {
  return {"limit", "The nesting is deeper than 200 levels; the file was not read. Flatten it.", {file, at, {}}};
}
inline Problem config_too_big(const std::string& file, Position at) {
  return {"limit",
          "The file, with its aliases expanded, has more than 500,000 values; it was not read. Make it smaller.",
          {file, at, {}}};
}
inline Problem config_duplicate(const std::string& file, const std::string& key, Position at, Position end) {
  return {"duplicate-key",
          "The key " + key + " stands twice in the same map; the last one counts. Remove one of them.",
          {file, at, end}};
}

}  // namespace leastscope
