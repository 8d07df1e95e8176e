#include "descriptor/roots.h"

#include <algorithm>
#include <set>

#include "base/paths.h"

namespace leastscope {
namespace {

/// Files that make their folder a package, build or repository root.
bool is_root_file(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "package.json",        "pom.xml",          "build.gradle", "build.gradle.kts", "settings.gradle",
      "settings.gradle.kts", "requirements.txt", "setup.py",     "pyproject.toml",   "Pipfile",
      "composer.json",       "go.mod",           "Gemfile",      "CMakeLists.txt",   "Cargo.toml",
      "build.sbt",           "mix.exs",          "deno.json",    "Makefile",         "Procfile",
      "conanfile.txt"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames) || name.ends_with(".csproj") ||
         name.ends_with(".fsproj") || name.ends_with(".sln") || name.ends_with(".cabal");
}

bool inside(std::string_view folder, std::string_view outer) {
  return outer.empty() || folder == outer || path_below(folder, outer);
}

/// The same app described twice: descriptors in one folder.
bool same_folder(const Descriptor& a, const Descriptor& b) { return path_folder(a.path) == path_folder(b.path); }

bool has_source(const std::vector<FileEntry>& files, const std::string& folder) {
  static constexpr std::string_view kSource[] = {".js", ".mjs",  ".cjs", ".jsx", ".ts",    ".tsx", ".mts",   ".cts",
                                                 ".py", ".java", ".kt",  ".cs",  ".php",   ".go",  ".rb",    ".cpp",
                                                 ".cc", ".cxx",  ".c",   ".vue", ".scala", ".rs",  ".groovy"};
  return std::any_of(files.begin(), files.end(), [&](const FileEntry& file) {
    if (!path_below(file.path, folder)) return false;
    const std::string extension = path_extension(file.path);
    return std::find(std::begin(kSource), std::end(kSource), extension) != std::end(kSource);
  });
}

/// Up to the nearest root, as long as no other descriptor lies below. A descriptor whose folder would then hold no code
/// at all describes code that stands elsewhere in its package (`config/atlassian-connect.json` beside `src`): it shares
/// the package.
std::string widen(const std::vector<FileEntry>& files, const std::set<std::string>& root_folders,
                  const std::string& top, const std::vector<Descriptor>& apps, const Descriptor& app) {
  std::string folder = path_folder(app.path);
  bool alone = true;
  while (!root_folders.contains(folder) && folder != top && !folder.empty()) {
    const std::string parent = path_folder(folder);
    const bool other = std::any_of(apps.begin(), apps.end(), [&](const Descriptor& one) {
      return !same_folder(one, app) && inside(path_folder(one.path), parent);
    });
    if (other && alone && (app.platform == Platform::forge || has_source(files, folder))) break;
    alone = alone && !other;
    folder = parent;
  }
  return folder;
}

/// A folder that this descriptor itself names is its own too.
bool names_folder(const Descriptor& app, const std::string& folder) {
  return std::any_of(app.entries.begin(), app.entries.end(), [&](const EntryPoint& entry) {
    return path_below(entry.file, folder) || (entry.kind == EntryKind::resource && inside(entry.path, folder));
  });
}

}  // namespace

void find_roots(const std::vector<FileEntry>& files, const std::string& top, std::vector<Descriptor>& apps) {
  std::set<std::string> root_folders;
  for (const auto& file : files)
    if (is_root_file(path_name(file.path))) root_folders.insert(path_folder(file.path));
  for (auto& app : apps) app.root = widen(files, root_folders, top, apps, app);
  for (auto& app : apps) {
    std::set<std::string> foreign;
    for (const auto& other : apps)
      if (!same_folder(other, app) && other.root != app.root && inside(other.root, app.root) &&
          !names_folder(app, other.root))
        foreign.insert(other.root);
    app.foreign.assign(foreign.begin(), foreign.end());
  }
}

std::string listed_reason(std::string_view path) {
  const auto parts = split(path, '/');
  auto any = [](const std::string& part, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), part) != words.end();
  };
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const std::string part = lower(parts[i]);
    if (any(part, {"node_modules", "bower_components", "vendor", "site-packages"})) return "dependency";
    if (any(part, {"test", "tests", "__tests__", "spec", "specs", "testdata", "test-data", "test-resources", "fixtures",
                   "__fixtures__", "mocks", "__mocks__", "e2e"}))
      return "test";
    if (any(part, {"doc", "docs", "documentation"})) return "documentation";
    if (any(part, {"example", "examples", "sample", "samples"})) return "example";
    if (any(part, {"dist", "build", "out", "target", "bin", "obj", ".next", ".nuxt", "coverage", ".forge", ".output"}))
      return "build output";
  }
  return "";
}

}  // namespace leastscope
