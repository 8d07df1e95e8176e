// Files that write a descriptor which is not there.
#pragma once
#include <string>
#include <vector>

#include "descriptor/descriptor.h"

namespace leastscope {

struct Generator {
  std::string file;    ///< "manifest.dhall"
  std::string target;  ///< what it writes: "manifest.yml"
};

/// Generators of Forge manifests below `top`, at most one a folder, none in the folders of `apps`.
std::vector<Generator> find_generators(const FileSource& source, const std::vector<FileEntry>& files,
                                       const std::string& top, const std::vector<Descriptor>& apps);

Problem generated_elsewhere(const Generator& generator);

}  // namespace leastscope
