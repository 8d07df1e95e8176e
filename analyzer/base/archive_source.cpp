// An archive, read into memory whole. An archive is a stranger's file: names that leave the root are refused, sizes are
// counted while reading (never believed), links are only aliases of entries of the same archive. A damaged or oversized
// archive fails as a whole, because half an app would make needed scopes look unused.
#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/paths.h"
#include "base/source.h"

namespace leastscope {

namespace {

constexpr size_t kMaxEntries = 200'000;
constexpr uint64_t kMaxFileBytes = 64u << 20;
constexpr uint64_t kMaxTotalBytes = 1u << 30;
constexpr int kMaxLinkSteps = 8;

Problem problem(std::string kind, const std::string& path, std::string message) {
  return {std::move(kind), std::move(message), {path, {}, {}}};
}

class ArchiveSource final : public FileSource {
 public:
  ArchiveSource(std::map<std::string, std::string> files, std::vector<Problem> problems)
      : files_(std::move(files)), problems_(std::move(problems)) {}

  std::vector<FileEntry> list(std::vector<Problem>& problems) const override {
    problems.insert(problems.end(), problems_.begin(), problems_.end());
    return files_.list(problems);
  }
  Result<std::string> read(std::string_view path, uint64_t limit) const override { return files_.read(path, limit); }
  bool exists(std::string_view path) const override { return files_.exists(path); }

 private:
  MemorySource files_;
  std::vector<Problem> problems_;
};

/// The entry's path below the root, or empty when it names the root or leaves it.
std::string safe_path(std::string name) {
  if (name.find('/') == std::string::npos) std::replace(name.begin(), name.end(), '\\', '/');
  if (name.starts_with("/") || (name.size() > 1 && name[1] == ':')) return {};
  std::string path = path_join("", name);
  return path == ".." || path.starts_with("../") ? std::string() : path;
}

bool skipped_folder(const std::string& path) {
  const auto parts = split(path, '/');
  return std::any_of(parts.begin(), parts.end(),
                     [](const auto& part) { return part == ".git" || part == "node_modules"; });
}

std::string either(const char* utf8, const char* raw) { return utf8 ? utf8 : raw ? raw : ""; }

class Unpacking {
 public:
  explicit Unpacking(const std::string& path) : path_(path), archive_(archive_read_new(), archive_read_free) {}

  Result<std::unique_ptr<FileSource>> run() {
    archive* a = archive_.get();
    if (!a) return bad("there is not enough memory");
    archive_read_support_format_zip(a);
    archive_read_support_format_tar(a);
    archive_read_support_filter_gzip(a);
    if (archive_read_open_filename(a, path_.c_str(), 1 << 16) != ARCHIVE_OK) return bad(archive_error_string(a));
    for (;;) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(a, &entry);
      if (status == ARCHIVE_EOF) break;
      if (status < ARCHIVE_WARN) return bad(archive_error_string(a));
      if (++entries_ > kMaxEntries) return limit(fmt::format("has more than {} entries", kMaxEntries));
      if (auto failed = take(entry); failed) return *failed;
    }
    resolve_links();
    return std::unique_ptr<FileSource>(std::make_unique<ArchiveSource>(std::move(files_), std::move(problems_)));
  }

 private:
  std::unique_ptr<Problem> take(archive_entry* entry) {
    const std::string name = either(archive_entry_pathname_utf8(entry), archive_entry_pathname(entry));
    const std::string path = safe_path(name);
    const auto type = archive_entry_filetype(entry);
    if (path.empty()) {
      if (type != AE_IFDIR) {
        problems_.push_back(
            problem("outside-root", name,
                    fmt::format("The archive's entry {} leaves the archive's root; it was not read.", name)));
      }
      return nullptr;
    }
    if (skipped_folder(path)) return nullptr;
    if (archive_entry_hardlink(entry)) {
      links_[path] = safe_path(either(archive_entry_hardlink_utf8(entry), archive_entry_hardlink(entry)));
    } else if (type == AE_IFLNK) {
      const std::string target = either(archive_entry_symlink_utf8(entry), archive_entry_symlink(entry));
      links_[path] = target.starts_with("/") ? std::string() : safe_path(path_join(path_folder(path), target));
    } else if (type == AE_IFREG) {
      return unpack(path);
    }
    return nullptr;
  }

  std::unique_ptr<Problem> unpack(const std::string& path) {
    std::string text;
    char block[1 << 16];
    bool large = false;
    for (;;) {
      const la_ssize_t got = archive_read_data(archive_.get(), block, sizeof block);
      if (got < 0) return std::make_unique<Problem>(bad(archive_error_string(archive_.get())));
      if (got == 0) break;
      total_ += static_cast<uint64_t>(got);
      if (total_ > kMaxTotalBytes) {
        return std::make_unique<Problem>(limit(fmt::format("unpacks to more than {} MiB", kMaxTotalBytes >> 20)));
      }
      large = large || text.size() + static_cast<size_t>(got) > kMaxFileBytes;
      if (!large) text.append(block, static_cast<size_t>(got));
    }
    if (large) {
      problems_.push_back(problem("file-too-large", path,
                                  fmt::format("{} has more than {} MiB; it was not read.", path, kMaxFileBytes >> 20)));
    } else {
      files_[path] = std::move(text);
    }
    return nullptr;
  }

  void resolve_links() {
    std::map<std::string, std::string> aliases;
    for (const auto& [path, first] : links_) {
      std::string target = first;
      for (int step = 0; step < kMaxLinkSteps && links_.contains(target); ++step) target = links_.at(target);
      if (auto file = files_.find(target); file != files_.end()) {
        total_ += file->second.size();
        if (total_ <= kMaxTotalBytes) {
          aliases[path] = file->second;
          continue;
        }
      }
      const bool outside = target.empty();
      problems_.push_back(problem(outside                   ? "outside-root"
                                  : links_.contains(target) ? "link-loop"
                                                            : "broken-link",
                                  path,
                                  fmt::format("The archive's link {} leads to {}; it was not followed.", path,
                                              outside ? "a place outside the archive" : "no file of the archive")));
    }
    files_.merge(aliases);
  }

  Problem bad(const char* why) const {
    return problem("bad-archive", path_,
                   fmt::format("The archive {} cannot be read ({}). Pack it again as .zip, .tar or .tar.gz.", path_,
                               why ? why : "damaged"));
  }
  Problem limit(const std::string& what) const {
    return problem("limit", path_,
                   fmt::format("The archive {} {}; unpack it and give the folder instead.", path_, what));
  }

  const std::string path_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
  std::map<std::string, std::string> files_;
  std::map<std::string, std::string> links_;
  std::vector<Problem> problems_;
  size_t entries_ = 0;
  uint64_t total_ = 0;
};

}  // namespace

Result<std::unique_ptr<FileSource>> open_archive(const std::string& path) { return Unpacking(path).run(); }

}  // namespace leastscope
