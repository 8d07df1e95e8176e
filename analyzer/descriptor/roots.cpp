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

std::string widen(const std::set<std::string>& root_folders, const std::string& top,
                  const std::vector<Descriptor>& apps, const Descriptor& app) {
  std::string folder = path_folder(app.path);
  while (!root_folders.contains(folder) && folder != top && !folder.empty()) {
    const std::string parent = path_folder(folder);
    const bool other = std::any_of(apps.begin(), apps.end(), [&](const Descriptor& one) {
      return !same_folder(one, app) && inside(path_folder(one.path), parent);
    });
    if (other) break;
    folder = parent;
  }
  return folder;
}

}  // namespace

void find_roots(const std::vector<FileEntry>& files, const std::string& top, std::vector<Descriptor>& apps) {
  std::set<std::string> root_folders;
  for (const auto& file : files)
    if (is_root_file(path_name(file.path))) root_folders.insert(path_folder(file.path));
  for (auto& app : apps) app.root = widen(root_folders, top, apps, app);
  for (auto& app : apps) {
    std::set<std::string> foreign;
    for (const auto& other : apps)
      if (!same_folder(other, app) && other.root != app.root && inside(other.root, app.root))
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
