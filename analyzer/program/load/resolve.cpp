#include "program/load/resolve.h"

#include <algorithm>

#include "base/paths.h"
#include "program/load/select.h"

namespace leastscope {
namespace {

constexpr std::string_view kExtensions[] = {".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json"};
constexpr uint64_t kConfigBytes = 1u << 20;

// `./x.js` may mean x.ts: what TypeScript's output names stand for.
std::vector<std::string_view> sources_of(std::string_view extension) {
  if (extension == ".js") return {".ts", ".tsx", ".jsx"};
  if (extension == ".jsx") return {".tsx"};
  if (extension == ".mjs") return {".mts"};
  if (extension == ".cjs") return {".cts"};
  return {};
}

bool is_asset(std::string_view path) {
  std::string e = lower(path_extension(path));
  for (std::string_view known :
       {".css", ".scss", ".sass",  ".less", ".svg",  ".png", ".jpg", ".jpeg",    ".gif", ".webp",
        ".ico", ".woff", ".woff2", ".ttf",  ".md",   ".mdx", ".txt", ".graphql", ".gql", ".html",
        ".yml", ".yaml", ".csv",   ".xml",  ".wasm", ".pdf", ".hbs", ".mp3",     ".mp4", ".json"})
    if (e == known) return true;
  return false;
}

}  // namespace

std::string builtin_module(std::string_view specifier) {
  static constexpr std::string_view kNames[] = {"assert",
                                                "async_hooks",
                                                "buffer",
                                                "child_process",
                                                "cluster",
                                                "console",
                                                "constants",
                                                "crypto",
                                                "dgram",
                                                "diagnostics_channel",
                                                "dns",
                                                "domain",
                                                "events",
                                                "fs",
                                                "http",
                                                "http2",
                                                "https",
                                                "inspector",
                                                "module",
                                                "net",
                                                "os",
                                                "path",
                                                "perf_hooks",
                                                "process",
                                                "punycode",
                                                "querystring",
                                                "readline",
                                                "repl",
                                                "stream",
                                                "string_decoder",
                                                "sys",
                                                "timers",
                                                "tls",
                                                "trace_events",
                                                "tty",
                                                "url",
                                                "util",
                                                "v8",
                                                "vm",
                                                "wasi",
                                                "worker_threads",
                                                "zlib"};
  if (specifier.starts_with("node:")) return std::string(specifier.substr(5));
  std::string_view name = specifier.substr(0, specifier.find('/'));
  for (std::string_view known : kNames)
    if (name == known) return std::string(specifier);
  return {};
}

Resolver::Resolver(const FileSource& source, const std::vector<FileEntry>& files,
                   const std::vector<std::string>& tops) {
  for (const FileEntry& file : files) files_.insert(file.path);
  const bool workspace = in_workspace(source, tops[0]);
  for (const FileEntry& file : files) {
    std::string name = path_name(file.path);
    std::string folder = path_folder(file.path);
    if (file.path.find("node_modules/") != std::string::npos) continue;
    bool near_top = folder.empty();
    for (const std::string& top : tops) near_top = near_top || path_below(file.path, top) || path_below(top, folder);
    if (!near_top && !workspace) continue;
    if (name == "package.json") {
      auto text = source.read(file.path, kConfigBytes);
      if (!text) continue;
      auto json = parse_json(*text, file.path);
      if (!json || !json->root.is_map()) continue;
      Package made{folder, std::string(json->root.string("name")), json->root};
      (near_top ? packages_ : neighbours_).push_back(std::move(made));
    } else if (name == "tsconfig.json" || name == "jsconfig.json" ||
               (name.starts_with("tsconfig.") && name.ends_with(".json"))) {
      PathsConfig config;
      config.folder = folder;
      read_paths(source, file.path, config, 0);
      if (config.has_base || !config.paths.empty()) configs_.push_back(std::move(config));
    }
  }
  for (auto* list : {&packages_, &neighbours_}) {
    std::stable_sort(list->begin(), list->end(),
                     [](const Package& a, const Package& b) { return a.folder < b.folder; });
    for (const Package& package : *list)
      if (!package.name.empty()) by_name_.emplace(package.name, &package);
  }
}

bool Resolver::in_workspace(const FileSource& source, std::string_view root) const {
  for (std::string folder = path_folder(root); !root.empty(); folder = path_folder(folder)) {
    for (std::string_view mark : {"pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json", "rush.json"})
      if (has(path_join(folder, mark))) return true;
    if (auto text = source.read(path_join(folder, "package.json"), kConfigBytes))
      if (auto json = parse_json(*text, folder); json && json->root.find("workspaces")) return true;
    if (folder.empty()) break;
  }
  return false;
}

void Resolver::read_paths(const FileSource& source, const std::string& path, PathsConfig& config,
                          unsigned depth) const {
  if (depth > 8 || !has(path)) return;
  auto text = source.read(path, kConfigBytes);
  if (!text) return;
  auto json = parse_json(*text, path);
  if (!json) return;
  std::string folder = path_folder(path);
  auto follow = [&](std::string_view parent) {
    if (!parent.starts_with(".")) return;  // a package's configuration is not in the tree
    std::string target = path_join(folder, parent);
    if (!has(target)) target += ".json";
    read_paths(source, target, config, depth + 1);
  };
  if (const ConfigNode* parent = json->root.find("extends")) {
    if (parent->is_list())
      for (const ConfigNode& one : parent->items) follow(one.text);
    else
      follow(parent->text);
  }
  const ConfigNode* options = json->root.find("compilerOptions");
  if (!options) return;
  if (const ConfigNode* base = options->find("baseUrl")) {
    config.has_base = true;
    config.base = path_join(folder, base->text);
    config.paths_base = config.base;
  }
  if (const ConfigNode* paths = options->find("paths"); paths && paths->is_map()) {
    config.paths.clear();
    if (!options->find("baseUrl")) config.paths_base = config.has_base ? config.base : folder;
    for (const auto& entry : paths->entries) {
      std::vector<std::string> targets;
      for (const ConfigNode& one : entry.value.items) targets.push_back(one.text);
      config.paths.emplace_back(entry.key, std::move(targets));
    }
  }
}

bool Resolver::has_folder(std::string_view path) const {
  if (path.empty()) return true;
  std::string prefix = std::string(path) + "/";
  auto found = files_.lower_bound(prefix);
  return found != files_.end() && found->starts_with(prefix);
}

std::string Resolver::with_extension(const std::string& path) const {
  std::string candidate = path;
  for (std::string_view extension : kExtensions) {
    candidate.resize(path.size());
    candidate += extension;
    if (has(candidate)) return candidate;
  }
  return {};
}

std::string Resolver::file(std::string_view raw) const {
  std::string path(raw);
  if (path.starts_with("..")) return {};
  if (has(path)) return path;
  std::string extension = path_extension(path);
  for (std::string_view other : sources_of(extension)) {
    std::string swapped = path.substr(0, path.size() - extension.size()) + std::string(other);
    if (has(swapped)) return swapped;
  }
  if (std::string found = with_extension(path); !found.empty() && !path.empty()) return found;
  if (!has_folder(path)) return {};
  std::string prefix = path.empty() ? "" : path + "/";
  for (const Package& package : packages_) {
    if (package.folder != path) continue;
    std::string_view main = package.json.string("main");
    if (main.empty()) break;
    std::string target = path_join(path, main);
    if (target == path) break;
    if (has(target)) return target;
    if (std::string found = with_extension(target); !found.empty()) return found;
    if (std::string found = with_extension(target + "/index"); !found.empty()) return found;
    if (std::string found = source_of_output(target); !found.empty()) return found;
  }
  return with_extension(prefix + "index");
}

std::string Resolver::source_of_output(std::string_view path) const {
  std::string folder;
  auto parts = split(path, '/');
  for (size_t i = 0; i < parts.size(); ++i) {
    std::string part = lower(parts[i]);
    if (part == "dist" || part == "build" || part == "out" || part == "lib" || part == "output") {
      std::string rest;
      for (size_t j = i + 1; j < parts.size(); ++j) rest += (rest.empty() ? "" : "/") + parts[j];
      std::string extension = path_extension(rest);
      if (extension == ".js" || extension == ".mjs" || extension == ".cjs")
        rest = rest.substr(0, rest.size() - extension.size());
      for (std::string_view dropped : {"", "esm/", "cjs/", "src/", "es/", "types/"}) {
        if (!rest.starts_with(dropped)) continue;
        std::string kept = rest.substr(dropped.size());
        for (std::string_view base : {"src", "", "lib", "source", "app"}) {
          std::string stem = path_join(path_join(folder, base), kept);
          std::string found = with_extension(stem);
          if (!found.empty() && found != path && output_folder(found).empty()) return found;
        }
      }
    }
    folder += (folder.empty() ? "" : "/") + parts[i];
  }
  return {};
}

const Package* Resolver::package_above(std::string_view path) const {
  const Package* best = nullptr;
  for (const Package& package : packages_)
    if (package.folder == path || path_below(path, package.folder))
      if (!best || package.folder.size() >= best->folder.size()) best = &package;
  return best;
}

void Resolver::add_alias(std::string folder, std::string prefix, std::string target) {
  aliases_.push_back({std::move(folder), std::move(prefix), std::move(target)});
}

// The value that a bundler takes of a conditional export.
const ConfigNode* Resolver::condition(const ConfigNode& node, unsigned depth) const {
  if (node.is_scalar()) return &node;
  if (depth > 8) return nullptr;
  if (node.is_list()) {
    for (const ConfigNode& item : node.items)
      if (const ConfigNode* found = condition(item, depth + 1)) return found;
    return nullptr;
  }
  for (const auto& entry : node.entries)
    for (std::string_view wanted :
         {"source", "development", "import", "module", "browser", "require", "node", "default"})
      if (entry.key == wanted)
        if (const ConfigNode* found = condition(entry.value, depth + 1)) return found;
  return nullptr;
}

// `exports` and `imports` of package.json; `key` is "." or "./x" or "#x".
std::string Resolver::exported(const ConfigNode& exports, const std::string& key, const std::string& folder) const {
  auto target = [&](const ConfigNode& value, std::string_view star) -> std::string {
    const ConfigNode* chosen = condition(value, 0);
    if (!chosen) return {};
    std::string path = chosen->text;
    if (size_t at = path.find('*'); at != std::string::npos) path.replace(at, 1, star);
    path = path_join(folder, path);
    if (std::string found = file(path); !found.empty()) return found;
    return source_of_output(path);
  };
  bool subpaths = exports.is_map() && !exports.entries.empty() &&
                  (exports.entries[0].key[0] == '.' || exports.entries[0].key[0] == '#');
  if (!subpaths) return key == "." ? target(exports, "") : "";
  for (const auto& entry : exports.entries)
    if (entry.key == key) return target(entry.value, "");
  for (const auto& entry : exports.entries) {
    size_t star = entry.key.find('*');
    if (star == std::string::npos) continue;
    std::string before = entry.key.substr(0, star);
    std::string after = entry.key.substr(star + 1);
    if (key.size() < before.size() + after.size() || !key.starts_with(before) || !key.ends_with(after)) continue;
    std::string found = target(entry.value, key.substr(before.size(), key.size() - before.size() - after.size()));
    if (!found.empty()) return found;
  }
  return {};
}

std::string Resolver::package_entry(const Package& package, std::string_view subpath) const {
  if (const ConfigNode* exports = package.json.find("exports")) {
    std::string found = exported(*exports, subpath.empty() ? "." : "./" + std::string(subpath), package.folder);
    if (!found.empty()) return found;
  }
  if (!subpath.empty()) {
    if (std::string found = file(path_join(package.folder, subpath)); !found.empty()) return found;
    if (std::string found = file(path_join(path_join(package.folder, "src"), subpath)); !found.empty()) return found;
    return source_of_output(path_join(package.folder, subpath));
  }
  for (std::string_view field : {"source", "module", "main"}) {
    std::string_view value = package.json.string(field);
    if (value.empty()) continue;
    std::string target = path_join(package.folder, value);
    if (std::string found = file(target); !found.empty() && output_folder(found).empty()) return found;
    if (std::string found = source_of_output(target); !found.empty()) return found;
    if (std::string found = file(target); !found.empty()) return found;
  }
  if (std::string found = with_extension(path_join(package.folder, "index")); !found.empty()) return found;
  return with_extension(path_join(package.folder, "src/index"));
}

std::string Resolver::by_paths(std::string_view from, std::string_view specifier) const {
  std::vector<const PathsConfig*> above;
  for (const PathsConfig& config : configs_)
    if (path_below(from, config.folder)) above.push_back(&config);
  std::stable_sort(above.begin(), above.end(),
                   [](const PathsConfig* a, const PathsConfig* b) { return a->folder.size() > b->folder.size(); });
  for (const PathsConfig* config : above) {
    size_t best = 0;
    std::string found;
    for (const auto& [pattern, targets] : config->paths) {
      size_t star = pattern.find('*');
      std::string before = pattern.substr(0, star);
      std::string after = star == std::string::npos ? "" : pattern.substr(star + 1);
      bool fits = star == std::string::npos ? specifier == pattern
                                            : specifier.size() >= before.size() + after.size() &&
                                                  specifier.starts_with(before) && specifier.ends_with(after);
      if (!fits || (!found.empty() && before.size() <= best)) continue;
      std::string_view middle = star == std::string::npos
                                    ? std::string_view{}
                                    : specifier.substr(before.size(), specifier.size() - before.size() - after.size());
      for (std::string target : targets) {
        if (size_t at = target.find('*'); at != std::string::npos) target.replace(at, 1, middle);
        std::string path = path_join(config->paths_base, target);
        std::string hit = file(path);
        if (hit.empty()) hit = source_of_output(path);
        if (hit.empty()) continue;
        found = hit;
        best = before.size();
        break;
      }
    }
    if (!found.empty()) return found;
    if (config->has_base && specifier[0] != '@')
      if (std::string hit = file(path_join(config->base, specifier)); !hit.empty()) return hit;
    if (config->has_base && specifier.starts_with("@"))
      if (std::string hit = file(path_join(config->base, specifier)); !hit.empty()) return hit;
  }
  return {};
}

std::string Resolver::by_alias(std::string_view from, std::string_view specifier) const {
  for (const Alias& alias : aliases_) {
    if (!path_below(from, alias.folder)) continue;
    bool whole = specifier == alias.prefix;
    std::string prefix = alias.prefix.ends_with("/") ? alias.prefix : alias.prefix + "/";
    if (!whole && !specifier.starts_with(prefix)) continue;
    std::string rest = whole ? "" : std::string(specifier.substr(prefix.size()));
    if (std::string hit = file(path_join(alias.target, rest)); !hit.empty()) return hit;
  }
  for (std::string_view prefix : {"@/", "~/", "@@/", "~~/", "~", "src/", "app/"}) {
    if (!specifier.starts_with(prefix)) continue;
    std::string rest(specifier.substr(prefix.size()));
    const Package* package = package_above(from);
    std::string folder = package ? package->folder : "";
    if (prefix == "src/" || prefix == "app/") {
      if (std::string hit = file(path_join(folder, specifier)); !hit.empty()) return hit;
      continue;
    }
    for (std::string_view base : {"src", "", "app"})
      if (std::string hit = file(path_join(path_join(folder, base), rest)); !hit.empty()) return hit;
  }
  return {};
}

Resolution Resolver::resolve(std::string_view from, std::string_view specifier) const {
  auto to_file = [](std::string path) {
    Resolution made;
    made.kind = Resolution::Kind::File;
    made.path = std::move(path);
    return made;
  };
  if (size_t loader = specifier.rfind('!'); loader != std::string_view::npos) specifier = specifier.substr(loader + 1);
  if (size_t query = specifier.find('?'); query != std::string_view::npos && query > 0)
    specifier = specifier.substr(0, query);
  Resolution made;
  if (specifier.empty()) return made;
  bool relative = specifier == "." || specifier == ".." || specifier.starts_with("./") || specifier.starts_with("../");
  if (relative || specifier[0] == '/') {
    const Package* package = package_above(from);
    std::string path = relative ? path_join(path_folder(from), specifier)
                                : path_join(package ? package->folder : "", specifier.substr(1));
    // `./x/` is the folder even when x.js stands beside it.
    std::string found = specifier.ends_with("/") && !with_extension(path + "/index").empty()
                            ? with_extension(path + "/index")
                            : file(path);
    if (found.empty() && !relative && package)
      found = file(path_join(path_join(package->folder, "public"), specifier.substr(1)));
    if (found.empty()) found = source_of_output(path);
    if (found.empty()) {
      if (is_asset(path)) made.kind = Resolution::Kind::Asset;
      made.path = path;
      return made;
    }
    return to_file(found);
  }
  if (specifier[0] == '#') {
    if (const Package* package = package_above(from))
      if (const ConfigNode* imports = package->json.find("imports"))
        if (std::string hit = exported(*imports, std::string(specifier), package->folder); !hit.empty())
          return to_file(hit);
  }
  if (std::string hit = by_paths(from, specifier); !hit.empty()) return to_file(hit);
  if (std::string name = builtin_module(specifier); !name.empty()) {
    made.kind = Resolution::Kind::Package;
    size_t slash = name.find('/');
    made.package = name.substr(0, slash);
    if (slash != std::string::npos) made.subpath = name.substr(slash + 1);
    return made;
  }
  size_t slash = specifier.find('/');
  if (specifier[0] == '@' && slash != std::string_view::npos) slash = specifier.find('/', slash + 1);
  std::string name(specifier.substr(0, slash));
  std::string subpath = slash == std::string_view::npos ? "" : std::string(specifier.substr(slash + 1));
  if (auto known = by_name_.find(name); known != by_name_.end())
    if (std::string hit = package_entry(*known->second, subpath); !hit.empty()) return to_file(hit);
  if (std::string hit = by_alias(from, specifier); !hit.empty()) return to_file(hit);
  made.kind = Resolution::Kind::Package;
  made.package = name;
  made.subpath = subpath;
  return made;
}

}  // namespace leastscope
