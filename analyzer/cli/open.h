// From a PATH of the command line to files: a folder, an archive, the folder of a descriptor file, or one descriptor
// from the network.
#pragma once
#include <memory>
#include <string>

#include "base/fetch.h"
#include "base/source.h"

namespace leastscope {

struct OpenedPath {
  std::unique_ptr<FileSource> source;  ///< null: see problem
  std::string root;                    ///< PATH, or the folder of the descriptor file (or address) that it names
  std::string inside;                  ///< what discover() looks at: "" or the descriptor's name
  Problem problem;
  bool folder = true;  ///< false: an archive, or from the network
};
OpenedPath open_path(const std::string& path, const FetchOptions& fetch = {});

/// Path from the root of the repository that holds `path` (the nearest folder with `.git` upward) to `path`; "" when it
/// is the root. Where there is no repository, from the current folder, if `path` is below that.
std::string repository_prefix(const std::string& path);

}  // namespace leastscope
