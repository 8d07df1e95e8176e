// Pages that the descriptor names and that nothing in the tree seems to be: their front end is built elsewhere, and
// what it calls is not known. Servers hand pages out in many ways, so anything that could be one counts: a route, a
// file of that name, a text in code that spells the name (a bundler's output, a template, a router in the browser).
// What is left is a page of which there is no trace.
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"
#include "descriptor/page_names.h"

namespace leastscope {

namespace {

using Segments = std::vector<std::string>;

/// Whether a route can answer for a page. Routers are mounted somewhere, so a route may be the end of the page's path;
/// what has a star answers everything below, and `below` says that of all (middleware).
bool serves(const Segments& route, const Segments& page, bool below) {
  for (size_t i = 0; i <= route.size() && i <= page.size(); ++i) {
    if (i < route.size() && route[i].find('*') != std::string::npos) return true;
    if (i == route.size() || i == page.size()) break;
    if (!is_open_segment(route[i]) && route[i] != page[i]) break;
  }
  if (route.empty() || route.size() > page.size()) return false;
  const size_t skip = below ? 0 : page.size() - route.size();
  bool literal = false;
  for (size_t i = 0; i < route.size(); ++i) {
    if (is_open_segment(route[i]) || is_open_segment(page[skip + i])) continue;
    if (route[i] != page[skip + i]) return false;
    literal = true;
  }
  return literal || (skip == 0 && route.size() == page.size());
}

std::string stem_of(std::string_view name) { return lower(name.substr(0, name.size() - path_extension(name).size())); }

/// A file that may be the page, or hold it: markup and components of that name anywhere, scripts in folders whose files
/// are pages or handlers.
bool is_file_of(const SourceFile& file, const std::string& page) {
  const std::string folder = path_name(path_folder(file.path)), stem = stem_of(path_name(file.path));
  const std::string wanted = stem_of(page), extension = lower(path_extension(file.path));
  if (stem != wanted) return (stem == "index" || stem == "page" || stem == "route") && lower(folder) == wanted;
  for (std::string_view known : {".jsx", ".tsx", ".vue", ".svelte", ".astro"})
    if (extension == known) return true;
  if (file.language == "html") return true;
  for (std::string_view known : {"functions", "pages", "api", "routes", "views", "public", "static"})
    if (lower(folder) == known) return true;
  return false;
}

}  // namespace

bool Machine::page_is_there(const EntryPoint& entry) const {
  const Segments page = url_segments(entry.path);
  const std::string name = page_name(entry.path);
  if (name.empty()) return true;  // the start page, or all of it is filled in later
  for (const Root& root : roots_) {
    const bool below = root.kind == EntryKind::listener;
    const bool route = root.kind == EntryKind::route || root.kind == EntryKind::page || below;
    if (route && root.key.starts_with("/") && serves(url_segments(root.key), page, below)) return true;
    if (route && root.key.starts_with("*")) return true;
  }
  for (const SourceFile& file : program_.files)
    if (is_file_of(file, name)) return true;
  return std::any_of(program_.modules.begin(), program_.modules.end(), [&](const ir::Module& m) {
    return m.path != descriptor_.path && m.language != "json" && m.language != "html" && spells(m.text, name);
  });
}

void Machine::add_missing_pages() {
  for (const SourceFile& file : program_.files)  // may serve them; it is a blind spot already
    if (!file.read_language && file.skipped.empty() && file.language != "shell" && file.language != "css") return;
  const EntryPoint* first = nullptr;
  std::set<std::string> missing;
  for (const EntryPoint& entry : descriptor_.entries) {
    if (entry.kind != EntryKind::page || page_is_there(entry)) continue;
    if (!first) first = &entry;
    missing.insert(entry.path);
  }
  if (!first) return;
  std::string which = "the page " + first->path;
  if (missing.size() > 1) which += " and " + std::to_string(missing.size() - 1) + " more";
  add_blind_spot(which + " that the descriptor names " + (missing.size() > 1 ? "are" : "is") +
                     " not in the tree, nor anything that makes or serves " + (missing.size() > 1 ? "them" : "it"),
                 first->at, Phase::run, Identity::user, true);
}

}  // namespace leastscope
