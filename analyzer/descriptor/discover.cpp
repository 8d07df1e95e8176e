// Finds every descriptor below a path. Names only narrow the search; contents decide (recognise.cpp).
#include <algorithm>
#include <set>

#include "base/paths.h"
#include "descriptor/code_text.h"
#include "descriptor/descriptor.h"
#include "descriptor/generators.h"
#include "descriptor/page_names.h"
#include "descriptor/roots.h"

namespace leastscope {
namespace {

constexpr uint64_t kMaxBytes = 4u << 20;  // no platform accepts a descriptor anywhere near this

bool well_known(std::string_view name) {
  return name == "manifest.yml" || name == "manifest.yaml" || name == "atlassian-connect.json";
}

/// Files whose contents are looked at.
bool candidate(const FileEntry& file) {
  const std::string name = lower(path_name(file.path));
  if (well_known(name)) return true;
  for (std::string_view noise :
       {"package.json", "package-lock.json", "composer.json", "composer.lock", "pnpm-lock.yaml", "angular.json",
        "docker-compose.yml", "docker-compose.yaml", "manifest.webmanifest"})
    if (name == noise) return false;
  if (name.starts_with("tsconfig") || name.starts_with(".")) return false;
  if (name.ends_with(".yml") || name.ends_with(".yaml") || name.ends_with(".json")) return file.bytes <= kMaxBytes;
  const bool connect = name.starts_with("atlassian-connect") || name.starts_with("atlassian_connect");
  if (!connect && name.find(".json.") == std::string::npos) return false;
  for (std::string_view extension :
       {".js", ".ts", ".mjs", ".py", ".rb", ".md", ".map", ".php", ".snap", ".java", ".go", ".html"})
    if (name.ends_with(extension)) return false;
  return file.bytes <= kMaxBytes;
}

Problem none_found(std::string_view path, size_t listed, const std::vector<Generator>& generators) {
  std::string message = "No app descriptor was found";
  if (!path.empty()) message += " in '" + std::string(path) + "'";
  message +=
      ": no Forge manifest.yml, Atlassian Connect descriptor or Slack app manifest. Give the folder or the descriptor "
      "of an app.";
  if (listed > 0)
    message +=
        " Descriptors in tests, documentation, examples and build output were left aside; name one of them to have it "
        "analysed.";
  for (const auto& g : generators)
    message += " " + g.file + " seems to write " + g.target + ": run it, then check the descriptor that it makes.";
  return {"no-descriptor", message, {}};
}

Problem too_large(const std::string& file) {
  return {"file-too-large",
          "This descriptor is larger than 4 MB, more than any platform accepts. Check that it is the right file.",
          {file, {}, {}}};
}

Descriptor broken(const std::string& file, Problem problem) {
  Descriptor descriptor;
  const std::string extension = lower(path_extension(file));
  descriptor.platform = extension == ".json" ? Platform::connect_jira : Platform::forge;
  descriptor.path = file;
  descriptor.readable = false;
  descriptor.scopes_declared = false;
  if (problem.at.file.empty()) problem.at.file = file;
  descriptor.problems.push_back(std::move(problem));
  return descriptor;
}

/// Reads one candidate; nothing when it is no descriptor. A file that cannot be read is one only if its name says so.
std::optional<Descriptor> look_at(const FileSource& source, const FileEntry& file, bool named) {
  const bool certain = named || well_known(lower(path_name(file.path)));
  if (file.bytes > kMaxBytes) return certain ? std::optional(broken(file.path, too_large(file.path))) : std::nullopt;
  auto text = source.read(file.path, kMaxBytes);
  if (!text) return certain ? std::optional(broken(file.path, text.problem())) : std::nullopt;
  return read_descriptor(*text, file.path, named);
}

/// Other manifests beside manifest.yml (for stages, or the template it is made from) describe the same app.
void drop_variants(Discovery& found) {
  std::set<std::string> main_folders;
  auto is_main = [](const Descriptor& app) {
    const std::string name = lower(path_name(app.path));
    return app.platform == Platform::forge && (name == "manifest.yml" || name == "manifest.yaml");
  };
  for (const auto& app : found.apps)
    if (is_main(app)) main_folders.insert(path_folder(app.path));
  std::erase_if(found.apps, [&](const Descriptor& app) {
    const bool variant =
        app.platform == Platform::forge && !is_main(app) && main_folders.contains(path_folder(app.path));
    if (variant) found.listed.emplace_back(app.path, "variant of manifest.yml");
    return variant;
  });
}

/// Without a descriptor file there may be one in code: one for each folder, the first in order.
void look_into_code(const FileSource& source, const std::vector<FileEntry>& files, const std::string& top,
                    Discovery& found) {
  constexpr uint64_t kMaxCode = 512u << 10;
  std::set<std::string> folders;
  for (const auto& file : files) {
    if (!top.empty() && !path_below(file.path, top)) continue;
    if (!may_hold_descriptor(file.path) || file.bytes > kMaxCode || folders.contains(path_folder(file.path))) continue;
    if (!listed_reason(top.empty() ? file.path : path_relative(file.path, top)).empty()) continue;
    auto text = source.read(file.path, kMaxCode);
    if (!text || text->find("baseUrl") == std::string::npos) continue;
    auto app = read_descriptor(*text, file.path, false);
    if (!app || !app->readable) continue;
    folders.insert(path_folder(file.path));
    found.apps.push_back(std::move(*app));
  }
}

}  // namespace

Discovery discover(const FileSource& source, std::string_view path) {
  Discovery found;
  const std::string top = path_join("", path);
  const std::vector<FileEntry> files = source.list(found.problems);
  const bool is_folder = top.empty() || std::any_of(files.begin(), files.end(),
                                                    [&](const FileEntry& file) { return path_below(file.path, top); });
  if (!is_folder && source.exists(top)) {
    auto at = std::find_if(files.begin(), files.end(), [&](const FileEntry& file) { return file.path == top; });
    auto app = look_at(source, at == files.end() ? FileEntry{top, 0} : *at, true);
    if (app) {
      found.apps.push_back(std::move(*app));
    } else {
      found.problems.push_back(
          {"no-descriptor",
           "This file is no descriptor that leastscope knows: no Forge manifest, Atlassian Connect descriptor or "
           "Slack app manifest. Give the folder or the descriptor of an app.",
           {top, {}, {}}});
    }
    find_roots(files, "", found.apps);
    for (auto& one : found.apps) drop_pages_of_neighbours(source, files, one);
    return found;
  }
  for (const auto& file : files) {
    if (!top.empty() && !path_below(file.path, top)) continue;
    if (!candidate(file)) continue;
    auto app = look_at(source, file, false);
    if (!app) continue;
    const std::string reason = listed_reason(top.empty() ? file.path : path_relative(file.path, top));
    if (reason.empty()) {
      found.apps.push_back(std::move(*app));
    } else {
      found.listed.emplace_back(file.path, reason);
    }
  }
  if (found.apps.empty()) look_into_code(source, files, top, found);
  drop_variants(found);
  std::sort(found.listed.begin(), found.listed.end());
  find_roots(files, top, found.apps);
  for (auto& app : found.apps) drop_pages_of_neighbours(source, files, app);
  const auto generators = find_generators(source, files, top, found.apps);
  if (found.apps.empty()) {
    found.problems.push_back(none_found(path, found.listed.size(), generators));
  } else {
    for (const auto& g : generators) found.problems.push_back(generated_elsewhere(g));
  }
  return found;
}

}  // namespace leastscope
