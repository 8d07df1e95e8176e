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

// Where a page's script lies: beside the page, in the package, in a folder that servers hand out, or wherever in the
// app its whole path ends like that.
std::string LoadedProgram::page_script(const std::string& page, const std::string& source, bool anywhere) const {
  const std::string below = source[0] == '/' ? source.substr(1) : source;
  if (std::string file = resolver.file(path_join(path_folder(page), below)); !file.empty()) return file;
  const Package* package = resolver.package_above(page);
  std::vector<std::string> tops{package ? package->folder : root_, root_};
  static constexpr std::string_view kPublic[] = {"",
                                                 "public",
                                                 "static",
                                                 "src/main/resources/static",
                                                 "src/main/resources/public",
                                                 "src/main/webapp",
                                                 "www",
                                                 "web",
                                                 "assets",
                                                 "client",
                                                 "src/public",
                                                 "src/static",
                                                 "wwwroot",
                                                 "resources"};
  if (source[0] == '/' || anywhere)
    for (const std::string& top : tops)
      for (std::string_view folder : kPublic)
        if (std::string path = path_join(path_join(top, folder), below); resolver.has(path)) return path;
  if ((source[0] != '/' && !anywhere) || below.find('/') == std::string::npos) return {};
  for (const std::string& file : resolver.files())
    if (file.ends_with("/" + below) && path_below(file, root_) && skip_reason(below_top(file)).empty()) return file;
  return {};
}

// A published library, by its own banner and not by where it lies.
bool LoadedProgram::is_library(const std::string& path) const {
  if (!skip_reason(below_top(path)).empty()) return false;
  auto found = std::lower_bound(files.begin(), files.end(), path,
                                [](const SourceFile& file, const std::string& wanted) { return file.path < wanted; });
  return found != files.end() && found->path == path && found->skipped == "dependency";
}

// The scripts of one page: those of other hosts are libraries; a local one that is missing is what a bundler makes of
// sources that its configuration names, or code that we do not see.
void LoadedProgram::page_entries(const std::string& page, FrontEnd& found) const {
  auto known = pages.find(page);
  if (known == pages.end()) return;
  if (ModuleId inline_code = module_of(page); inline_code != ir::kNone) add_entry(inline_code, found);
  for (const auto& script : known->second) {
    if (script.source.empty() || !script.is_script) continue;
    std::string source = script.source;
    if (source.starts_with("%PUBLIC_URL%")) source = source.substr(12);
    const std::string literal = javascript::literal_source(source);
    const bool written_by_template = literal != source;
    source = literal.substr(0, literal.find_first_of("?#"));
    if (source.empty() || source.find("://") != std::string::npos || source.starts_with("//")) continue;
    if (written_by_template && language_of(source).empty()) continue;
    if (source.find("/atlassian-connect/all") != std::string::npos) continue;  // the site's own script
    std::string file = page_script(page, source, written_by_template);
    ModuleId module = file.empty() ? ir::kNone : module_of(file);
    if (module != ir::kNone) {
      add_entry(module, found);
      continue;
    }
    if (path_name(source).find(".min.") != std::string::npos || is_library(file))
      continue;  // a library beside the page
    if (bundle_entries(page, source, found)) continue;
    found.complete = false;
    if (found.why.empty())
      found.why =
          "the script " + source + " of " + page + (file.empty() ? " is not in the source" : " is not readable source");
  }
}

void LoadedProgram::config_entries(const Package& package, FrontEnd& found) const {
  for (const Bundle& bundle : bundles_) {
    if (bundle.folder != package.folder || !bundle.configured) continue;
    for (const std::string& page : bundle.pages) page_entries(page, found);
    for (ModuleId module : bundle.entries) add_entry(module, found);
  }
}

void LoadedProgram::package_entries(const Package& package, std::string_view path, bool shared, FrontEnd& found) const {
  config_entries(package, found);
  // Pages of the package that are no output: Vite's index.html, Parcel's, several inputs.
  for (const auto& [page, scripts] : pages) {
    const Package* owner = resolver.package_above(page);
    if (!path_below(page, package.folder) || (owner && owner->folder.size() > package.folder.size())) continue;
    std::string below = path_relative(page, package.folder);
    if (!output_folder(below).empty() || !skip_reason(below_top(page)).empty()) continue;
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
  const ConfigNode* used = package.json.find("dependencies");
  const ConfigNode* built_with = package.json.find("devDependencies");
  bool by_convention = false;  // tools whose entry is always src/index or src/main
  for (std::string_view tool : {"react-scripts", "@craco/craco", "react-app-rewired", "@vue/cli-service", "preact-cli"})
    for (const ConfigNode* list : {used, built_with}) by_convention = by_convention || (list && list->find(tool));
  if (found.entries.empty() && (!shared || by_convention)) {
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

// What a build elsewhere writes into `path`: the entries of what is copied there and of the packages that build it.
void LoadedProgram::written_entries(const std::string& path, unsigned depth, FrontEnd& found) const {
  auto known = outputs.find(path);
  for (std::string above = path; known == outputs.end() && !above.empty() && above != root_;
       known = outputs.find(above))
    above = path_folder(above);
  if (known == outputs.end() || depth > 4) return;
  auto take = [&](const FrontEnd& part) {
    for (ModuleId module : part.entries) add_entry(module, found);
    if (part.complete) return;
    found.complete = false;
    if (found.why.empty()) found.why = part.why;
  };
  const Output& output = known->second;
  for (const std::string& file : output.sources) {
    FrontEnd part;
    if (pages.count(file))
      page_entries(file, part);
    else if (ModuleId module = module_of(file); module != ir::kNone)
      add_entry(module, part);
    take(part);
  }
  const bool named = !found.entries.empty();
  for (const std::string& folder : output.builders) {
    Package bare{folder, "", {}};
    const Package* package = resolver.package_above(folder);
    if (!package || package->folder != folder) package = &bare;
    FrontEnd part;
    package_entries(*package, path, folder == root_, part);
    if (!named || !part.entries.empty()) take(part);
  }
  for (const std::string& folder : output.copies) take(front_end_of(folder, depth + 1));
}

Program::FrontEnd LoadedProgram::front_end(std::string_view raw) const { return front_end_of(path_join("", raw), 0); }

Program::FrontEnd LoadedProgram::front_end_of(const std::string& path, unsigned depth) const {
  FrontEnd found;
  if (ModuleId module = module_of(path); module != ir::kNone && !pages.count(path)) {
    found.entries.push_back(module);
    return found;
  }
  std::string page = pages.count(path) ? path : path.empty() ? "index.html" : path + "/index.html";
  bool output = !output_folder(below_top(page)).empty();
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
  FrontEnd written;
  written_entries(path, depth, written);
  const bool whole_page = pages.count(page) && found.complete;  // it loads nothing of the app that we do not see
  const Package* package = resolver.package_above(path);
  if (package && path_below(root_, package->folder) && package->folder != root_ && !package->folder.empty())
    package = nullptr;
  bool shared = package && (package->folder == root_ || !path_below(path, package->folder));
  if (!written.entries.empty() && (!package || shared)) return written;
  if (package) {
    FrontEnd sources;
    package_entries(*package, path, shared, sources);
    for (ModuleId module : written.entries) add_entry(module, sources);
    if (!sources.entries.empty()) return sources;
    if (by_page.entries.empty() && !whole_page) return sources;
  }
  if (!by_page.entries.empty() || whole_page) return by_page;
  found.complete = false;
  if (found.why.empty()) found.why = "the source of " + path + " was not found";
  return found;
}

}  // namespace leastscope
