// Module resolution: from a specifier in a file to a file or a package, as Node, TypeScript and Forge's bundler do it.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "syntax/config_tree.h"

namespace leastscope {

struct Package {
  std::string folder;
  std::string name;
  ConfigNode json;
};

/// `paths` and `baseUrl` of one tsconfig.json or jsconfig.json, with what it extends.
struct PathsConfig {
  std::string folder;
  bool has_base = false;
  std::string base;  ///< what baseUrl means, relative to the source
  std::string paths_base;
  std::vector<std::pair<std::string, std::vector<std::string>>> paths;
};

struct Resolution {
  enum class Kind { File, Package, Asset, Missing } kind = Kind::Missing;
  std::string path;     ///< File
  std::string package;  ///< Package
  std::string subpath;
};

class Resolver {
 public:
  /// `files`: every path of the source. Reads package.json, tsconfig.json and jsconfig.json files below and above each
  /// of `tops`; of the other packages of a workspace only what they export counts.
  Resolver(const FileSource& source, const std::vector<FileEntry>& files, const std::vector<std::string>& tops);

  Resolution resolve(std::string_view from, std::string_view specifier) const;
  /// A path without or with extension, or a folder: the file it means, or "".
  std::string file(std::string_view path) const;
  /// The file of a built path (dist/a.js): src/a.ts, a.ts …, or "".
  std::string source_of_output(std::string_view path) const;
  bool has(std::string_view path) const { return files_.count(path) > 0; }
  bool has_folder(std::string_view path) const;
  /// The package whose folder is nearest above a path (or is it), or null.
  const Package* package_above(std::string_view path) const;
  const std::vector<Package>& packages() const { return packages_; }
  void add_alias(std::string folder, std::string prefix, std::string target);
  const std::set<std::string, std::less<>>& files() const { return files_; }

 private:
  bool in_workspace(const FileSource& source, std::string_view root) const;
  std::string with_extension(const std::string& path) const;
  std::string package_entry(const Package& package, std::string_view subpath) const;
  std::string exported(const ConfigNode& exports, const std::string& key, const std::string& folder) const;
  const ConfigNode* condition(const ConfigNode& node, unsigned depth) const;
  std::string by_paths(std::string_view from, std::string_view specifier) const;
  std::string by_alias(std::string_view from, std::string_view specifier) const;
  void read_paths(const FileSource& source, const std::string& path, PathsConfig& config, unsigned depth) const;

  std::set<std::string, std::less<>> files_;
  std::vector<Package> packages_;    // sorted by folder
  std::vector<Package> neighbours_;  // packages of the workspace outside of the tops
  std::map<std::string, const Package*, std::less<>> by_name_;
  std::vector<PathsConfig> configs_;
  struct Alias {
    std::string folder, prefix, target;
  };
  std::vector<Alias> aliases_;
};

/// `node:fs`, `fs/promises` … : the name without `node:`; "" for everything else.
std::string builtin_module(std::string_view specifier);

}  // namespace leastscope
