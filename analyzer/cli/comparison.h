// How `diff` shows what has changed between two versions.
#pragma once
#include <string>
#include <vector>

#include "needs/compare.h"
#include "output/text_style.h"

namespace leastscope {

/// Two versions of one app; either may be missing.
struct ComparedApp {
  std::string name;  ///< the descriptor's path
  bool in_old = true, in_new = true;
  std::vector<Change> changes;
};

std::string comparison_text(const std::vector<ComparedApp>& apps, const Style& style, unsigned width);
std::string comparison_markdown(const std::vector<ComparedApp>& apps);
/// "leastscope/diff/v1".
std::string comparison_json(const std::vector<ComparedApp>& apps);

}  // namespace leastscope
