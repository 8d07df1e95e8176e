#include "program/load/loaded.h"

#include <algorithm>

#include "base/paths.h"
#include "program/load/select.h"

namespace leastscope {

ModuleId Program::module_of(std::string_view path) const {
  auto found = std::lower_bound(modules.begin(), modules.end(), path,
                                [](const ir::Module& module, std::string_view wanted) { return module.path < wanted; });
  return found != modules.end() && found->path == path ? static_cast<ModuleId>(found - modules.begin()) : ir::kNone;
}

std::vector<std::string> specifiers(const Interner& names, const ir::Module& module) {
  std::vector<std::string> found;
  for (const ir::ImportBinding& binding : module.imports)
    if (!binding.type_only) found.emplace_back(names.text(binding.specifier));
  for (const ir::ExportBinding& binding : module.exports)
    if (!binding.type_only && binding.specifier) found.emplace_back(names.text(binding.specifier));
  for (ir::NodeId id = 0; id < module.nodes.size(); ++id) {
    const ir::Node& node = module.nodes[id];
    if (node.kind != ir::Kind::Import || node.count == 0) continue;
    const ir::Node& specifier = module.node(module.child(id, 0));
    if (specifier.kind == ir::Kind::Const && specifier.op == static_cast<uint8_t>(ir::ConstKind::String))
      found.emplace_back(names.text(specifier.symbol));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<std::string> LoadedProgram::imported_paths(const ir::Module& module) const {
  std::vector<std::string> paths;
  for (const std::string& specifier : specifiers(names, module)) {
    Resolution found = resolver.resolve(module.path, specifier);
    if (found.kind == Resolution::Kind::File) paths.push_back(found.path);
  }
  return paths;
}

ImportTarget LoadedProgram::target_of(const std::string& from, std::string_view specifier) const {
  Resolution found = resolver.resolve(from, specifier);
  ImportTarget target;
  switch (found.kind) {
    case Resolution::Kind::File:
      target.module = module_of(found.path);
      if (target.module != ir::kNone)
        target.kind = ImportTarget::Kind::Module;
      else if (language_of(found.path).empty() || path_extension(found.path) == ".json")
        target.kind = ImportTarget::Kind::Package;
      target.subpath = found.path;
      break;
    case Resolution::Kind::Asset:
      target.kind = ImportTarget::Kind::Package;  // a style sheet or picture: a package without a name
      target.subpath = found.path;
      break;
    case Resolution::Kind::Package:
      target.kind = ImportTarget::Kind::Package;
      target.package = found.package;
      target.subpath = found.subpath;
      break;
    case Resolution::Kind::Missing:
      break;
  }
  return target;
}

ImportTarget LoadedProgram::resolve(ModuleId from, std::string_view specifier) const {
  if (from < imports_.size()) {
    auto known = imports_[from].find(specifier);
    if (known != imports_[from].end()) return known->second;
  }
  return target_of(from < modules.size() ? modules[from].path : root_, specifier);
}

std::vector<ModuleId> LoadedProgram::matching(ModuleId from, std::string_view prefix, std::string_view suffix) const {
  std::vector<ModuleId> found;
  std::string folder = from < modules.size() ? path_folder(modules[from].path) : root_;
  bool relative = prefix.starts_with(".") || prefix.starts_with("/");
  if (!relative && !prefix.empty()) {  // an alias or a package: try what its folder part means
    size_t slash = prefix.rfind('/');
    if (slash == std::string_view::npos) return found;
  }
  std::string start(prefix);
  if (relative || prefix.empty()) {
    bool ends_folder = prefix.empty() || prefix.ends_with("/");
    start = prefix.starts_with("/") ? std::string(prefix.substr(1)) : path_join(folder, prefix);
    if (prefix.empty()) {
      const Package* package = from < modules.size() ? resolver.package_above(modules[from].path) : nullptr;
      start = package ? package->folder : root_;
    }
    if (ends_folder && !start.empty()) start += "/";
  } else {
    for (std::string_view alias : {"@/", "~/"})
      if (start.starts_with(alias)) start = "src/" + start.substr(alias.size());
  }
  for (ModuleId id = 0; id < modules.size(); ++id) {
    const std::string& path = modules[id].path;
    if (id == from || modules[id].language == "json") continue;
    size_t at = relative || prefix.empty() ? (path.starts_with(start) ? 0 : std::string::npos) : path.find(start);
    if (at == std::string::npos) continue;
    if (!suffix.empty()) {
      std::string stem = path.substr(0, path.size() - path_extension(path).size());
      std::string index = stem.ends_with("/index") ? stem.substr(0, stem.size() - 6) : stem;
      bool fits = path.ends_with(suffix) || stem.ends_with(suffix) || index.ends_with(suffix);
      if (!fits && suffix.ends_with(".js")) fits = stem.ends_with(suffix.substr(0, suffix.size() - 3));
      if (!fits) continue;
    }
    found.push_back(id);
  }
  return found;
}

ModuleId LoadedProgram::module_without_extension(std::string_view path) const {
  std::string clean = path_join("", path);
  for (std::string_view extension : {".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ""})
    if (ModuleId id = module_of(clean + std::string(extension)); id != ir::kNone) return id;
  std::string found = resolver.file(clean);
  return found.empty() ? ir::kNone : module_of(found);
}

std::string LoadedProgram::below_top(const std::string& path) const {
  for (const std::string& top : tops_)
    if (path_below(path, top)) return path_relative(path, top);
  return path;
}

void LoadedProgram::complete(const FileSource& source) {
  // Aliases in the configuration of webpack and Vite: `alias: {key: <something that ends in a path>}`.
  Symbol alias = names.find("alias");
  for (const ir::Module& module : modules) {
    std::string name = path_name(module.path);
    if (alias == kNoSymbol || name.find(".config.") == std::string::npos) continue;
    for (ir::NodeId id = 0; id < module.nodes.size(); ++id) {
      const ir::Node& entry = module.nodes[id];
      if (entry.kind != ir::Kind::Op || entry.op != static_cast<uint8_t>(ir::OpKind::Entry) || entry.symbol != alias)
        continue;
      const ir::Node& record = module.node(module.child(id, 0));
      if (record.kind != ir::Kind::Record) continue;
      for (unsigned i = 0; i < record.count; ++i) {
        ir::NodeId item = module.child(module.child(id, 0), i);
        const ir::Node& one = module.node(item);
        if (one.kind != ir::Kind::Op || one.op != static_cast<uint8_t>(ir::OpKind::Entry)) continue;
        std::string last;  // children are made before parents: the value's strings have smaller numbers
        for (ir::NodeId n = module.child(item, 0), low = n > 12 ? n - 12 : 0; n >= low && n != ir::kNone; --n) {
          const ir::Node& text = module.node(n);
          if (text.kind == ir::Kind::Const && text.op == static_cast<uint8_t>(ir::ConstKind::String)) {
            last = std::string(names.text(text.symbol));
            break;
          }
        }
        std::string folder = path_folder(module.path);
        if (!last.empty()) resolver.add_alias(folder, std::string(names.text(one.symbol)), path_join(folder, last));
      }
    }
  }
  imports_.resize(modules.size());
  for (ModuleId id = 0; id < modules.size(); ++id)
    for (const std::string& specifier : specifiers(names, modules[id]))
      imports_[id].emplace(specifier, target_of(modules[id].path, specifier));
  find_bundles();
  find_programs(source);
}

}  // namespace leastscope
