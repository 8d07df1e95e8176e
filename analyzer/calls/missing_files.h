// Files of the app that its code imports and nobody could read: generated and not committed, or in a language that is
// not analysed. What is called there is called for all we know.
#pragma once
#include <string>
#include <vector>

#include "program/program.h"

namespace leastscope {

struct MissingFile {
  uint32_t at = 0;  ///< where it is imported
  std::string why;
};

/// The files that this module imports as code. Settings and other data, of which only values are read, do not count,
/// nor do types, pictures and style sheets.
std::vector<MissingFile> missing_files(const Program& program, ModuleId module);

}  // namespace leastscope
