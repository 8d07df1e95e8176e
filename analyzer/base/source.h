// The only way to files: a real folder, an archive, or a map in a test.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"

namespace leastscope {

/// One file of a source: path relative to the source's root, with `/`, no leading `./`.
struct FileEntry {
  std::string path;
  uint64_t bytes = 0;
};

class FileSource {
 public:
  virtual ~FileSource() = default;
  /// All regular files, sorted by path. Links to folders are not followed twice (loops), links that leave the root are
  /// not followed at all; both, and unreadable folders, are added to `problems`. `.git` and `node_modules` are not
  /// entered.
  virtual std::vector<FileEntry> list(std::vector<Problem>& problems) const = 0;
  /// The bytes of a file; fails when unreadable or larger than `limit` bytes.
  virtual Result<std::string> read(std::string_view path, uint64_t limit = 64u << 20) const = 0;
  virtual bool exists(std::string_view path) const = 0;
};

/// A file source in memory, for tests.
class MemorySource final : public FileSource {
 public:
  explicit MemorySource(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  std::vector<FileEntry> list(std::vector<Problem>& problems) const override;
  Result<std::string> read(std::string_view path, uint64_t limit) const override;
  bool exists(std::string_view path) const override;

 private:
  std::map<std::string, std::string> files_;
};

/// A folder on disk. Fails when `path` is no readable folder.
Result<std::unique_ptr<FileSource>> open_folder(const std::string& path);
/// A .zip, .jar, .tgz, .tar.gz or .tar archive, read into memory within limits (entries, total bytes; no path leaves
/// the root).
Result<std::unique_ptr<FileSource>> open_archive(const std::string& path);

}  // namespace leastscope
