// From the folder that a descriptor names (mostly build output that is not committed) to the sources behind it.
#include <algorithm>

#include "base/paths.h"
#include "program/load/loaded.h"
#include "program/load/select.h"

namespace leastscope {

void LoadedProgram::add_entry(ModuleId module, FrontEnd& found) const {
  if (std::find(found.entries.begin(), found.entries.end(), module) == found.entries.end())
    found.entries.push_back(module);
}

std::string LoadedProgram::script_sources(std::string_view page) const {
  std::string out;
  if (auto known = pages.find(std::string(page)); known != pages.end())
    for (const auto& script : known->second) out += script.source + "\n";
  return out;
}

// The scripts of one page: those of other hosts are libraries; a local one that is missing may be code we do not see.
void LoadedProgram::page_entries(const std::string& page, FrontEnd& found) const {
  auto known = pages.find(page);
  if (known == pages.end()) return;
  if (ModuleId inline_code = module_of(page); inline_code != ir::kNone) add_entry(inline_code, found);
  for (const auto& script : known->second) {
    std::string source = script.source.substr(0, script.source.find_first_of("?#"));
    if (source.empty() || !script.is_script) continue;
    if (source.find("://") != std::string::npos || source.starts_with("//")) continue;
    if (source.find("{{") != std::string::npos || source.find("<%") != std::string::npos) continue;
    std::string folder = path_folder(page);
    std::string path = source[0] == '/' ? path_join(folder, source.substr(1)) : path_join(folder, source);
    std::string file = resolver.file(path);
    if (file.empty() && source[0] == '/')
      if (const Package* package = resolver.package_above(page))
        file = resolver.file(path_join(package->folder, source.substr(1)));
    ModuleId module = file.empty() ? ir::kNone : module_of(file);
    if (module != ir::kNone) {
      add_entry(module, found);
      continue;
    }
    if (!file.empty() && path_name(file).find(".min.") != std::string::npos) continue;  // a library beside the page
    found.complete = false;
    if (found.why.empty())
      found.why =
          "the script " + source + " of " + page + (file.empty() ? " is not in the source" : " is not readable source");
  }
}

// `entry`, `input` and the like in the configuration of a bundler, wherever a string there names a file of the app.
void LoadedProgram::config_entries(const Package& package, FrontEnd& found) const {
  for (ModuleId id = 0; id < modules.size(); ++id) {
    const ir::Module& module = modules[id];
    std::string name = path_name(module.path);
    if (path_folder(module.path) != package.folder && path_folder(path_folder(module.path)) != package.folder) continue;
    bool bundler = name.starts_with("webpack.") || name.starts_with("vite.config") ||
                   name.starts_with("rollup.config") || name.starts_with("rspack.config") ||
                   name.starts_with("esbuild") || name.starts_with("build.") || name.starts_with("craco.config");
    if (!bundler) continue;
    for (ir::NodeId n = 0; n < module.nodes.size(); ++n) {
      const ir::Node& entry = module.nodes[n];
      if (entry.kind != ir::Kind::Op || entry.op != static_cast<uint8_t>(ir::OpKind::Entry) || entry.count == 0)
        continue;
      std::string_view key = names.text(entry.symbol);
      if (key != "entry" && key != "input" && key != "entryPoints" && key != "template") continue;
      std::vector<ir::NodeId> open{module.child(n, 0)};
      while (!open.empty()) {
        ir::NodeId part = open.back();
        open.pop_back();
        if (part == ir::kNone) continue;
        const ir::Node& value = module.node(part);
        if (value.kind == ir::Kind::Const && value.op == static_cast<uint8_t>(ir::ConstKind::String)) {
          std::string path = path_join(package.folder, names.text(value.symbol));
          if (lower(path_extension(path)) == ".html")
            page_entries(path, found);
          else if (ModuleId target = module_without_extension(path); target != ir::kNone && !built.count(target))
            add_entry(target, found);
        } else if (value.kind != ir::Kind::Name && value.kind != ir::Kind::Func && value.kind != ir::Kind::Class) {
          for (unsigned i = value.count; i-- > 0;) open.push_back(module.child(part, i));
        }
      }
    }
  }
}

void LoadedProgram::package_entries(const Package& package, std::string_view path, bool shared, FrontEnd& found) const {
  config_entries(package, found);
  // Pages of the package that are no output: Vite's index.html, Parcel's, several inputs.
  for (const auto& [page, scripts] : pages) {
    if (!path_below(page, package.folder) || resolver.package_above(page) != &package) continue;
    std::string below = path_relative(page, package.folder);
    if (!output_folder(below).empty() || !skip_reason(path_relative(page, root_)).empty()) continue;
    // A package that is also the back end's: only pages near the folder that the descriptor names, or of the whole app.
    bool near_path = !path_folder(path).empty() && path_below(page, path_folder(path));
    if (shared && !near_path && below.find('/') != std::string::npos && !below.starts_with("src/")) continue;
    FrontEnd one;
    page_entries(page, one);
    bool template_page = below.starts_with("public/");  // of create-react-app: no script tags of its own
    if (template_page && one.entries.empty()) continue;
    for (ModuleId module : one.entries) add_entry(module, found);
    if (!one.complete && found.why.empty()) {
      found.complete = false;
      found.why = one.why;
    }
  }
  auto by_field = [&](std::string_view field) {
    std::string_view value = package.json.string(field);
    if (value.empty()) return;
    std::string named = path_join(package.folder, value);
    if (lower(path_extension(named)) == ".html") return page_entries(named, found);
    ModuleId module = module_without_extension(named);
    if (module != ir::kNone && !built.count(module)) add_entry(module, found);
  };
  by_field("source");
  if (found.entries.empty() && !shared) {
    for (std::string_view stem : {"src/index", "src/main", "src/App", "src/app", "index", "main"}) {
      ModuleId module = module_without_extension(path_join(package.folder, stem));
      if (module == ir::kNone || built.count(module)) continue;
      add_entry(module, found);
      break;
    }
    if (found.entries.empty()) by_field("main");
  }
  if (!found.entries.empty() || !found.why.empty()) return;
  found.complete = false;
  found.why = "no entry of the front end was found in " +
              (package.folder.empty() ? std::string("the app's folder") : package.folder);
}

Program::FrontEnd LoadedProgram::front_end(std::string_view raw) const {
  FrontEnd found;
  std::string path = path_join("", raw);
  if (ModuleId module = module_of(path); module != ir::kNone && !pages.count(path)) {
    found.entries.push_back(module);
    return found;
  }
  std::string page = pages.count(path) ? path : path.empty() ? "index.html" : path + "/index.html";
  bool output = !output_folder(path_relative(page, root_)).empty();
  if (pages.count(page)) {
    page_entries(page, found);
    bool sources = !found.entries.empty() && found.complete;
    for (ModuleId module : found.entries) sources = sources && !built.count(module);
    if (sources && !output) return found;
    // Without a package above there is no other source than what the page loads.
  } else if (!resolver.has_folder(path) || path.empty()) {
    if (ModuleId module = module_without_extension(path); module != ir::kNone && !path.empty()) {
      found.entries.push_back(module);
      return found;
    }
  }
  FrontEnd by_page = found;
  const Package* package = resolver.package_above(path);
  if (package && path_below(root_, package->folder) && package->folder != root_ && !package->folder.empty())
    package = nullptr;
  if (package) {
    FrontEnd sources;
    bool shared = package->folder == root_ || !path_below(path, package->folder);
    package_entries(*package, path, shared, sources);
    if (!sources.entries.empty()) return sources;
    if (by_page.entries.empty()) return sources;
  }
  if (!by_page.entries.empty()) return by_page;
  found.complete = false;
  if (found.why.empty()) found.why = "the source of " + path + " was not found";
  return found;
}

}  // namespace leastscope
