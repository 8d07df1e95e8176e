// A folder on disk, read as the platform would pack it: nothing outside the folder, no link followed in circles, and a
// word about everything that was left out. Links to files inside the folder are files; a link to a folder inside it is
// entered once, because sources may import through it, and never when it leads back to a folder we are in.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>

#include "base/paths.h"
#include "base/source.h"

namespace leastscope {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxDepth = 128;
constexpr size_t kMaxFiles = 500'000;

Problem problem(std::string kind, const std::string& path, std::string message) {
  return {std::move(kind), std::move(message), {path, {}, {}}};
}

Problem access_problem(const std::string& path, const std::error_code& error, std::string_view what) {
  if (error == std::errc::permission_denied) {
    return problem(
        "no-permission", path,
        fmt::format("The {} {} may not be read by this user; what it holds is unknown. Grant read permission.", what,
                    path));
  }
  return problem("unreadable-file", path,
                 fmt::format("The {} {} cannot be read ({}); what it holds is unknown.", what, path, error.message()));
}

/// Whether the canonical path `path` is `root` or lies in it.
bool inside(const fs::path& path, const fs::path& root) {
  const std::string& whole = path.native();
  const std::string& base = root.native();
  if (base == "/") return true;
  return whole == base || (whole.starts_with(base) && whole[base.size()] == '/');
}

class Walk {
 public:
  Walk(const fs::path& root, std::vector<Problem>& problems) : root_(root), problems_(problems) {}

  std::vector<FileEntry> run() {
    enter(root_, "");
    std::sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return std::move(entries_);
  }

 private:
  void enter(const fs::path& real, const std::string& path) {
    if (open_.size() >= kMaxDepth) {
      problems_.push_back(
          problem("limit", path, fmt::format("The folder {} is nested too deeply; it was not read.", path)));
      return;
    }
    std::error_code error;
    std::vector<std::string> names;
    fs::directory_iterator it(real, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error))
      names.push_back(it->path().filename().native());
    if (error) problems_.push_back(access_problem(path.empty() ? "." : path, error, "folder"));
    std::sort(names.begin(), names.end());
    open_.push_back(real);
    const std::string folder = path.empty() ? "" : path + "/";
    for (const auto& name : names) {
      if (name == ".git" || name == "node_modules") continue;
      visit(real / name, folder + name);
    }
    open_.pop_back();
  }

  void visit(const fs::path& at, const std::string& path) {
    std::error_code error;
    const auto status = fs::symlink_status(at, error);
    if (error) {
      problems_.push_back(access_problem(path, error, "file"));
    } else if (fs::is_symlink(status)) {
      follow(at, path);
    } else if (fs::is_directory(status)) {
      enter(at, path);
    } else if (fs::is_regular_file(status)) {
      add(at, path);
    } else {
      problems_.push_back(
          problem("unreadable-file", path, fmt::format("{} is no regular file; it was not read.", path)));
    }
  }

  void follow(const fs::path& at, const std::string& path) {
    std::error_code error;
    const fs::path real = fs::canonical(at, error);
    if (error == std::errc::too_many_symbolic_link_levels) return loop(path);
    if (error) {
      problems_.push_back(problem("broken-link", path,
                                  fmt::format("The link {} leads nowhere; what it stood for was not read. Restore its "
                                              "target or remove the link.",
                                              path)));
      return;
    }
    if (!inside(real, root_)) {
      problems_.push_back(problem("outside-root", path,
                                  fmt::format("The link {} leaves the app's folder; it was not followed. Copy what the "
                                              "app needs into the folder.",
                                              path)));
      return;
    }
    if (fs::is_directory(real, error)) {
      for (const auto& open : open_) {
        if (inside(open, real)) return loop(path);
      }
      if (!followed_.insert(real.native()).second) return loop(path);
      enter(real, path);
    } else if (fs::is_regular_file(real, error)) {
      add(real, path);
    }
  }

  void loop(const std::string& path) {
    problems_.push_back(problem("link-loop", path,
                                fmt::format("The link {} leads to a folder that is already being read; it was not "
                                            "followed again.",
                                            path)));
  }

  void add(const fs::path& at, const std::string& path) {
    if (entries_.size() >= kMaxFiles) {
      if (entries_.size() == kMaxFiles && !full_) {
        full_ = true;
        problems_.push_back(
            problem("limit", path,
                    fmt::format("There are more than {} files; the rest, from {} on, was not read.", kMaxFiles, path)));
      }
      return;
    }
    std::error_code error;
    const auto bytes = fs::file_size(at, error);
    entries_.push_back({path, error ? 0 : static_cast<uint64_t>(bytes)});
  }

  const fs::path root_;
  std::vector<Problem>& problems_;
  std::vector<FileEntry> entries_;
  std::vector<fs::path> open_;      ///< real paths of the folders from the root to here
  std::set<std::string> followed_;  ///< real paths of the folders entered through a link
  bool full_ = false;
};

class FolderSource final : public FileSource {
 public:
  explicit FolderSource(fs::path root) : root_(std::move(root)) {}

  std::vector<FileEntry> list(std::vector<Problem>& problems) const override { return Walk(root_, problems).run(); }

  Result<std::string> read(std::string_view path, uint64_t limit) const override {
    const std::string name(path);
    std::error_code error;
    const fs::path real = fs::canonical(root_ / name, error);
    if (error) return access_problem(name, error, "file");
    if (name.starts_with("/") || !inside(real, root_)) {
      return problem("outside-root", name, fmt::format("{} lies outside the app's folder; it was not read.", name));
    }
    const auto status = fs::status(real, error);
    if (error || !fs::is_regular_file(status)) {
      return problem("unreadable-file", name, fmt::format("{} is no regular file; it was not read.", name));
    }
    const uint64_t bytes = fs::file_size(real, error);
    if (error) return access_problem(name, error, "file");
    if (bytes > limit) return too_large(name, bytes, limit);
    errno = 0;
    std::ifstream in(real, std::ios::binary);
    if (!in) return access_problem(name, std::error_code(errno ? errno : EIO, std::generic_category()), "file");
    std::string text(static_cast<size_t>(bytes), '\0');
    in.read(text.data(), static_cast<std::streamsize>(bytes));
    if (in.bad()) return access_problem(name, std::error_code(EIO, std::generic_category()), "file");
    text.resize(static_cast<size_t>(in.gcount()));
    return text;
  }

  bool exists(std::string_view path) const override {
    std::error_code error;
    const fs::path real = fs::canonical(root_ / std::string(path), error);
    return !error && !path.starts_with("/") && inside(real, root_) && fs::is_regular_file(real, error);
  }

 private:
  static Problem too_large(const std::string& name, uint64_t bytes, uint64_t limit) {
    return problem("file-too-large", name,
                   fmt::format("{} has {} bytes, more than the limit of {}; it was not read.", name, bytes, limit));
  }

  const fs::path root_;
};

}  // namespace

Result<std::unique_ptr<FileSource>> open_folder(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (error) return access_problem(path, error, "folder");
  if (!fs::is_directory(real, error)) {
    return problem("unreadable-file", path, fmt::format("{} is no folder. Give the folder of an app.", path));
  }
  fs::directory_iterator readable(real, error);
  if (error) return access_problem(path, error, "folder");
  return std::unique_ptr<FileSource>(std::make_unique<FolderSource>(real));
}

}  // namespace leastscope
