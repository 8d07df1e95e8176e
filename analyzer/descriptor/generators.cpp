// Descriptors that are not there because a program writes them: manifest.dhall, manifest.jsonnet, a script that writes
// manifest.yml, a template of it. They are named, so that nobody takes their absence for an app without scopes. What
// they would write is not guessed.
#include "descriptor/generators.h"

#include <algorithm>
#include <set>

#include "base/paths.h"
#include "descriptor/roots.h"

namespace leastscope {
namespace {

constexpr uint64_t kMaxBytes = 1u << 20;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_language_of_data(std::string_view extension) {
  return one_of(extension, {".dhall", ".jsonnet", ".libsonnet", ".cue", ".pkl", ".ncl", ".nix", ".kcl"});
}
bool is_template(std::string_view extension) {
  return one_of(extension, {".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".mustache", ".hbs",
                            ".handlebars", ".ejs", ".erb", ".gotmpl", ".in", ".liquid", ".njk"});
}
bool is_script(std::string_view extension) {
  return one_of(extension, {".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".py", ".rb", ".sh", ".go", ".kts"});
}

bool forge_words(std::string_view text) {
  return has(text, "ari:cloud:ecosystem") || (has(text, "modules") && has(text, "permissions") && has(text, "scopes"));
}

/// The name that the written file would have; "" when this file writes no descriptor.
std::string written(std::string_view name, std::string_view text) {
  const std::string extension = lower(path_extension(name));
  const std::string small = lower(name);
  if (is_language_of_data(extension) || is_template(extension))
    return has(small, "manifest") && forge_words(text) ? "manifest.yml" : "";
  if (!is_script(extension) || !has(small, "manifest")) return {};
  for (std::string_view target : {"manifest.yml", "manifest.yaml"}) {
    const bool writes = has(text, "writeFile") || has(text, "createWriteStream") || has(text, "Bun.write") ||
                        has(text, "write_text") || has(text, "open(") || has(text, "File.write") ||
                        has(text, "WriteFile") || has(text, "writeText") || has(text, "> ");
    if (has(text, target) && writes) return std::string(target);
  }
  return forge_words(text) && has(text, "ari:cloud:ecosystem") ? "manifest.yml" : "";
}

}  // namespace

std::vector<Generator> find_generators(const FileSource& source, const std::vector<FileEntry>& files,
                                       const std::string& top, const std::vector<Descriptor>& apps) {
  std::vector<Generator> out;
  for (const auto& file : files) {
    if (!path_below(file.path, top) || file.bytes > kMaxBytes) continue;
    const std::string extension = lower(path_extension(file.path));
    if (!has(lower(path_name(file.path)), "manifest")) continue;
    if (!is_language_of_data(extension) && !is_template(extension) && !is_script(extension)) continue;
    if (!listed_reason(top.empty() ? file.path : path_relative(file.path, top)).empty()) continue;
    auto text = source.read(file.path, kMaxBytes);
    if (!text) continue;
    std::string target = written(path_name(file.path), *text);
    if (!target.empty()) out.push_back({file.path, std::move(target)});
  }
  // The main file of several (manifest.dhall beside manifest.dev.dhall) speaks for all in its folder.
  std::stable_sort(out.begin(), out.end(), [](const Generator& a, const Generator& b) {
    const auto key = [](const Generator& g) {
      return std::tuple(path_folder(g.file), path_name(g.file).size(), g.file);
    };
    return key(a) < key(b);
  });
  std::set<std::string> folders;
  for (const auto& app : apps) folders.insert(path_folder(app.path));
  std::erase_if(out, [&](const Generator& g) {
    std::string folder = path_folder(g.file);
    const bool beside = std::any_of(apps.begin(), apps.end(), [&](const Descriptor& app) {
      return path_below(g.file, app.root) && app.platform == Platform::forge;
    });
    return beside || !folders.insert(folder).second;
  });
  return out;
}

Problem generated_elsewhere(const Generator& generator) {
  return {"generated-descriptor",
          "There is no " + generator.target + " here, but " + generator.file +
              " seems to write one. Run it, then check the descriptor that it makes.",
          {generator.file, {1, 1}, {}}};
}

}  // namespace leastscope
