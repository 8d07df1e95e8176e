#include <fmt/format.h>

#include "base/source.h"

namespace leastscope {

std::vector<FileEntry> MemorySource::list(std::vector<Problem>&) const {
  std::vector<FileEntry> entries;
  entries.reserve(files_.size());
  for (const auto& [path, text] : files_) entries.push_back({path, text.size()});
  return entries;
}

Result<std::string> MemorySource::read(std::string_view path, uint64_t limit) const {
  auto found = files_.find(std::string(path));
  if (found == files_.end()) {
    return Problem{"unreadable-file", fmt::format("There is no file {}.", path), {std::string(path), {}, {}}};
  }
  if (found->second.size() > limit) {
    return Problem{
        "file-too-large",
        fmt::format("{} has {} bytes, more than the limit of {}; it was not read.", path, found->second.size(), limit),
        {std::string(path), {}, {}}};
  }
  return found->second;
}

bool MemorySource::exists(std::string_view path) const { return files_.contains(std::string(path)); }

}  // namespace leastscope
