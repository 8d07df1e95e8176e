// Entry points that stand in no descriptor and in no call: pages with their scripts, components, and files that a
// framework runs because of their place.
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
/// The URL that a file of a framework with routes by folder answers ("src/app/api/installed/route.ts" ->
/// "/api/installed"), or "" when the file is none. `front` tells pages from handlers.
std::string route_of_file(std::string_view path, std::string_view top, bool& front) {
  if (!path_below(path, top)) return {};
  std::string below = path_relative(path, top);
  if (below.starts_with("src/")) below = below.substr(4);
  const std::string stem = below.substr(0, below.size() - path_extension(below).size());
  const std::string name = path_name(stem);
  auto url = [](const std::string& folder) { return "/" + folder; };
  for (std::string_view folder : {"server/api/", "server/routes/", "server/middleware/"}) {  // Nuxt
    if (!below.starts_with(folder)) continue;
    front = false;
    std::string route = stem.substr(folder == "server/api/" ? 7 : folder.size());
    for (std::string_view method : {".get", ".post", ".put", ".patch", ".delete"})
      if (route.ends_with(method)) route.resize(route.size() - method.size());
    if (route.ends_with("/index")) route = path_folder(route);
    return url(route);
  }
  if (below.starts_with("pages/")) {
    std::string route = stem.substr(6);
    front = !route.starts_with("api/");
    if (route == "index" || route.ends_with("/index")) route = path_folder(route);
    return url(route);
  }
  if (!below.starts_with("app/")) return {};
  for (std::string_view known : {"page", "layout", "route", "template", "loading", "error"})
    if (name == known) {
      front = known != "route";
      return url(path_folder(stem.substr(4)));
    }
  return {};
}
/// The same for Nuxt, whose server, pages, plugins and middleware stand in folders of their own; what it imports
/// everywhere by itself (components, composables, utilities) may run as soon as it is there.
std::string nuxt_route_of_file(std::string_view path, std::string_view top, bool& front) {
  if (!path_below(path, top)) return {};
  std::string below = path_relative(path, top);
  for (std::string_view source : {"src/", "app/"})
    if (below.starts_with(source)) below = below.substr(source.size());
  std::string stem = below.substr(0, below.size() - path_extension(below).size());
  front = !stem.starts_with("server/");
  if (front) {
    if (stem == "app" || stem == "error") return "/";
    for (std::string_view folder :
         {"pages/", "layouts/", "plugins/", "middleware/", "components/", "composables/", "utils/"})
      if (stem.starts_with(folder)) return "/" + stem;
    return {};
  }
  for (std::string_view method : {".get", ".post", ".put", ".delete", ".patch", ".head", ".options"})
    if (stem.ends_with(method)) stem.resize(stem.size() - method.size());
  if (stem.starts_with("server/api/")) return stem.substr(6);
  if (stem.starts_with("server/routes/")) return stem.substr(13);
  for (std::string_view folder : {"server/middleware/", "server/plugins/", "server/utils/"})
    if (stem.starts_with(folder)) return "/" + stem;
  return {};
}
}  // namespace

/// Files that a framework runs because of their place: pages, layouts and route handlers of Next and Nuxt.
void Machine::add_conventions() {
  std::vector<std::pair<std::string, bool>> tops;  // folder, is it Nuxt's?
  for (const Module& m : program_.modules)
    for (std::string_view config : {"next.config.", "nuxt.config."})
      if (path_name(m.path).starts_with(config)) tops.emplace_back(path_folder(m.path), config[1] == 'u');
  for (const auto& [top, nuxt] : tops)
    for (ModuleId m = 0; m < program_.modules.size(); ++m) {
      const Module& module = program_.modules[m];
      bool front = true;
      const std::string route =
          nuxt ? nuxt_route_of_file(module.path, top, front) : route_of_file(module.path, top, front);
      if (route.empty() || module.functions.empty() || module.language == "json") continue;
      ContextId id = pseudo(m, [this, m](Frame& f, Environment& env) { call_exports(f, env, m); });
      if (front) browser_contexts_.insert(id);
      EntryEffect as_route;
      as_route.kind = "route";
      add_root(front ? EntryKind::page : EntryKind::route, (front ? "page " : "route ") + route, route,
               install_path(route, as_route) ? Phase::install : Phase::run, start_of(module.path), id);
      evaluate_pseudo(id);
    }
}

/// Scripts of a page that are no modules share their top level: what one declares, the others and the page's handlers
/// find by its name.
void Machine::publish_globals(Frame& f, ModuleId module) {
  const Module& m = program_.modules[module];
  if (!m.imports.empty() || !m.exports.empty() || m.exports_slot != kNone || m.module_slot != kNone) return;
  for (uint32_t slot = 0; slot < m.functions[0].slots.size(); ++slot)
    if (Symbol name = m.functions[0].slots[slot].name; name != kNoSymbol)
      write(cell(9, name, 0), read(&f, cell(1, info_[module].init, slot)));
}

/// The markup of a Vue, Svelte or Astro file calls what its script declares, and what it exports is a component.
void Machine::call_component(Frame& f, Environment& env) {
  std::string_view path = f.m->path;
  if (!path.ends_with(".vue") && !path.ends_with(".svelte") && !path.ends_with(".astro")) return;
  for (size_t slot = 0; slot < env.slots.size(); ++slot)
    call_unknown(f, env, v_.filter(env.slots[slot], AtomKind::Fun), 0, 0, Values::kBottom);
  call_unknown(f, env, export_value(&f, f.module, s_default_, 0), 0, 0, Values::kBottom);
}

/// Pages and templates that the app's server hands out, and the scripts that they name. Their addresses are often made
/// by the server, so every page counts, and so does every script whose file name some page mentions.
void Machine::add_pages() {
  std::string markup;
  std::set<ModuleId> scripts;
  std::string missing;
  for (const SourceFile& file : program_.files) {
    if (file.language != "html" || !file.skipped.empty()) continue;
    Program::FrontEnd front = program_.front_end(file.path);
    if (!front.complete && missing.empty()) missing = front.why;
    scripts.insert(front.entries.begin(), front.entries.end());
    if (ModuleId page = program_.module_of(file.path); page != kNone) {
      scripts.insert(page);
      markup += program_.modules[page].text;
    }
    markup += program_.script_sources(file.path);
  }
  for (ModuleId m = 0; m < program_.modules.size(); ++m) {
    std::string_view path = program_.modules[m].path;
    std::string_view name = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
    const std::vector<ModuleId> programs = program_.programs();
    if (std::find(programs.begin(), programs.end(), m) != programs.end()) continue;  // the server's, named alike
    if (!markup.empty() && markup.find(name) != std::string::npos) scripts.insert(m);
  }
  for (ModuleId m : scripts) {
    if (program_.modules[m].functions.empty()) continue;
    ContextId id = pseudo(m, [this, m](Frame& f, Environment&) {
      load(m, &f, 0);
      publish_globals(f, m);
    });
    browser_contexts_.insert(id);
    add_root(EntryKind::page, "page script " + program_.modules[m].path, program_.modules[m].path, Phase::run,
             start_of(program_.modules[m].path), id);
    evaluate_pseudo(id);
  }
  if (!missing.empty()) {
    add_blind_spot("a page loads a script of the app that is not in the source: " + missing, start_of(descriptor_.path),
                   Phase::run, Identity::user, true);
  }
}

}  // namespace leastscope
