// Archives of strangers: they open or are told as a problem; no path leaves the root, every listed file can be read and
// has the size that the list says.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/paths.h"
#include "base/source.h"

using namespace leastscope;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int file = memfd_create("archive", 0);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
  auto source = open_archive("/proc/self/fd/" + std::to_string(file));
  close(file);
  if (!source) {
    if (source.problem().message.empty()) std::abort();
    return 0;
  }
  std::vector<Problem> problems;
  for (const FileEntry& entry : (*source)->list(problems)) {
    if (entry.path.empty() || entry.path[0] == '/') std::abort();
    for (const auto& part : split(entry.path, '/'))
      if (part.empty() || part == "." || part == "..") std::abort();
    auto text = (*source)->read(entry.path);
    if (!text || text->size() != entry.bytes || !(*source)->exists(entry.path)) std::abort();
  }
  return 0;
}
