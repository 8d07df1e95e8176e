#include "cli/open.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/paths.h"

namespace leastscope {
namespace fs = std::filesystem;
namespace {

bool is_archive(std::string_view path) {
  std::string name = lower(path);
  for (std::string_view end : {".zip", ".jar", ".obr", ".tgz", ".tar.gz", ".tar"}) {
    if (name.size() > end.size() && name.ends_with(end)) return true;
  }
  return false;
}

OpenedPath opened(Result<std::unique_ptr<FileSource>> source, std::string root, std::string inside) {
  OpenedPath out;
  out.root = std::move(root);
  out.inside = std::move(inside);
  if (source) {
    out.source = std::move(*source);
  } else {
    out.problem = source.problem();
  }
  return out;
}

/// What an address answers with is one file; it has the code of the app as little as a descriptor alone has.
OpenedPath open_address(const std::string& url, const FetchOptions& options) {
  OpenedPath out;
  const AddressName name = address_name(url);
  out.root = name.folder;
  out.folder = false;
  auto text = fetch(url, options);
  if (!text) {
    out.problem = text.problem();
    return out;
  }
  const std::string extension = lower(path_extension(name.file));
  const bool yaml = extension == ".yml" || extension == ".yaml";
  // Servers answer with pages where they mean "not found" or "log in first".
  const size_t first = text->find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (!yaml && (first == std::string::npos || (*text)[first] != '{')) {
    out.problem = {"unreachable-url",
                   fmt::format("{}/{} answers with something that is no JSON ({} bytes). Give the address of the "
                               "descriptor itself.",
                               name.folder, name.file, text->size()),
                   {}};
    return out;
  }
  out.inside = yaml || extension == ".json" ? name.file : "atlassian-connect.json";
  out.source = std::make_unique<MemorySource>(std::map<std::string, std::string>{{out.inside, std::move(*text)}});
  return out;
}

}  // namespace

OpenedPath open_path(const std::string& path, const FetchOptions& fetch) {
  if (is_address(path)) return open_address(path, fetch);
  std::error_code error;
  auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    OpenedPath out;
    out.root = path;
    out.problem = {
        "no-such-path",
        fmt::format("'{}' does not exist or cannot be reached. Give a folder, a descriptor file or an archive.", path),
        {}};
    return out;
  }
  if (fs::is_directory(status)) return opened(open_folder(path), path, {});
  if (is_archive(path)) {
    auto out = opened(open_archive(path), path, {});
    out.folder = false;
    return out;
  }
  fs::path file(path);
  std::string folder = file.has_parent_path() ? file.parent_path().generic_string() : ".";
  return opened(open_folder(folder), folder, file.filename().generic_string());
}

std::string repository_prefix(const std::string& path) {
  std::error_code error;
  fs::path here = fs::weakly_canonical(path, error);
  if (error) return {};
  auto below = [&](const fs::path& top) {
    auto relative = here.lexically_relative(top).generic_string();
    return relative == "." ? std::string() : relative;
  };
  for (fs::path up = here; !up.empty(); up = up.parent_path()) {
    if (fs::exists(up / ".git", error)) return below(up);
    if (up == up.root_path()) break;
  }
  auto relative = below(fs::current_path(error));
  return relative.starts_with("..") ? std::string() : relative;
}

}  // namespace leastscope
