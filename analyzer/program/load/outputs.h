// Who writes the folder that a front end is served from.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace leastscope {

/// What writes one folder of a front end; all paths relative to the source's root.
struct Output {
  std::vector<std::string> copies;    ///< folders and files that are copied there
  std::vector<std::string> builders;  ///< folders of the packages and projects whose build writes there
  std::vector<std::string> sources;   ///< source files that are named as what it is built from
  bool empty() const { return copies.empty() && builders.empty() && sources.empty(); }
};

/// The writers of each of `served` and of what is copied there, as far as package scripts, bundlers' configurations,
/// build scripts and the files of workspaces (Nx, Angular) tell; only a text that names exactly that folder, or a file
/// in it, counts. A folder outside of `root` belongs to the package that it stands in.
std::map<std::string, Output, std::less<>> find_outputs(const FileSource& source, const std::vector<FileEntry>& entries,
                                                        std::string_view root, const std::vector<std::string>& served);

/// The texts of a script or configuration in JavaScript; those that follow one another in a call are joined too, as
/// `path.resolve(__dirname, '..', 'app')` does. Comments are left out; `${…}` stays as written.
std::vector<std::string> texts_of_script(std::string_view text);

}  // namespace leastscope
