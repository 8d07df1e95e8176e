// From a bundler's output to the sources it is made of. Pages name outputs, which are seldom committed; what they are
// made of stands in the configuration of the bundler (`entry`, `input`, `entryPoints`), in the scripts of package.json
// (`esbuild src/a.js --outfile=public/a.js`) and in the tasks of gulp and grunt.
#include <algorithm>

#include "base/paths.h"
#include "program/load/loaded.h"
#include "program/load/select.h"

namespace leastscope {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_config(std::string_view name) {
  for (std::string_view start : {"webpack.", "vite.config", "rollup.config", "rspack.config", "esbuild", "build.",
                                 "craco.config", "tsup.config", "rolldown.config", "farm.config", "vue.config"})
    if (name.starts_with(start)) return true;
  return false;
}

bool is_text(const ir::Node& node) {
  return node.kind == ir::Kind::Const && node.op == static_cast<uint8_t>(ir::ConstKind::String);
}

bool is_entry(const ir::Node& node) {
  return node.kind == ir::Kind::Op && node.op == static_cast<uint8_t>(ir::OpKind::Entry) && node.count > 0;
}

}  // namespace

// The texts in an expression; the arguments of one call (path.join, path.resolve) are one path.
void LoadedProgram::strings_below(const ir::Module& module, ir::NodeId node, std::vector<std::string>& found) const {
  if (node == ir::kNone || found.size() > 200) return;
  const ir::Node& value = module.node(node);
  if (is_text(value)) {
    found.emplace_back(names.text(value.symbol));
    return;
  }
  if (value.kind == ir::Kind::Name || value.kind == ir::Kind::Func || value.kind == ir::Kind::Class) return;
  if (value.kind == ir::Kind::Call || value.kind == ir::Kind::Concat) {
    std::string joined;
    unsigned texts = 0;
    for (unsigned i = 0; i < value.count; ++i) {
      ir::NodeId child = module.child(node, i);
      if (child == ir::kNone || !is_text(module.node(child))) continue;
      std::string_view text = names.text(module.node(child).symbol);
      joined += (joined.empty() || value.kind == ir::Kind::Concat ? "" : "/") + std::string(text);
      ++texts;
    }
    if (texts > 1) found.push_back(joined);
  }
  for (unsigned i = 0; i < value.count; ++i) strings_below(module, module.child(node, i), found);
}

void LoadedProgram::bundle_source(const std::string& folder, const std::string& written, Bundle& bundle) const {
  if (written.empty()) return;
  std::string clean = written[0] == '/' ? written.substr(1) : written;
  for (const std::string& base : {folder, path_join(folder, "src")}) {
    std::string path = path_join(base, clean);
    if (path.empty() || path == folder) continue;
    if (language_of(path) == "html") {
      if (pages.count(path)) return bundle.pages.push_back(path);
      continue;
    }
    ModuleId module = module_without_extension(path);
    if (module == ir::kNone || built.count(module) || modules[module].language == "json") continue;
    if (std::find(bundle.entries.begin(), bundle.entries.end(), module) == bundle.entries.end())
      bundle.entries.push_back(module);
    return;
  }
}

// `entry: {app: './src/app.js'}` gives a bundle for each name, everything else one.
void LoadedProgram::config_bundles(const Package& package, const ir::Module& module) {
  std::string output;
  for (const ir::Node& node : module.nodes)
    if (is_entry(node) && one_of(names.text(node.symbol), {"outfile", "file", "filename"}))
      if (ir::NodeId value = module.children[node.first]; value != ir::kNone && is_text(module.node(value)))
        if (std::string_view text = names.text(module.node(value).symbol); text.find('[') == std::string_view::npos)
          output = std::string(text);
  for (ir::NodeId n = 0; n < module.nodes.size(); ++n) {
    if (!is_entry(module.nodes[n])) continue;
    if (!one_of(names.text(module.nodes[n].symbol), {"entry", "input", "entryPoints", "template"})) continue;
    ir::NodeId value = module.child(n, 0);
    if (value == ir::kNone) continue;
    auto add = [&](ir::NodeId what, std::string name) {
      Bundle bundle;
      bundle.folder = package.folder;
      bundle.name = std::move(name);
      bundle.output = bundle.name.empty() ? output : "";
      bundle.configured = true;
      std::vector<std::string> texts;
      strings_below(module, what, texts);
      for (const std::string& text : texts) bundle_source(package.folder, text, bundle);
      if (!bundle.entries.empty() || !bundle.pages.empty()) bundles_.push_back(std::move(bundle));
    };
    const ir::Node& record = module.node(value);
    bool named = record.kind == ir::Kind::Record && record.count > 0;
    if (!named) {
      add(value, "");
      continue;
    }
    for (unsigned i = 0; i < record.count; ++i) {
      ir::NodeId item = module.child(value, i);
      if (item != ir::kNone && is_entry(module.node(item)))
        add(module.child(item, 0), std::string(names.text(module.node(item).symbol)));
      else
        add(item, "");
    }
  }
}

// A bundler, its inputs, its output.
void LoadedProgram::command_bundles(const Package& package, std::string_view command) {
  Bundle bundle;
  bool active = false;
  auto finish = [&] {
    if (active && (!bundle.entries.empty() || !bundle.pages.empty())) bundles_.push_back(bundle);
    bundle = {};
    bundle.folder = package.folder;
    active = false;
  };
  finish();
  std::vector<std::string> words = words_of(command);
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == ";") {
      finish();
    } else if (!active) {
      active = one_of(path_name(word), {"esbuild", "rollup", "browserify", "watchify", "parcel", "webpack", "tsup",
                                        "rolldown", "microbundle", "ncc", "babel", "swc", "uglifyjs", "terser", "bun"});
    } else if (one_of(word, {">", "-o", "--outfile", "--output", "--outdir", "-d", "--out-dir", "--dist-dir", "--file",
                             "--output-path"})) {
      if (i + 1 < words.size()) bundle.output = words[++i];
    } else if (word.starts_with("-")) {
      size_t value = word.find('=');
      if (value == std::string::npos) continue;
      std::string key = word.substr(0, value);
      if (one_of(key,
                 {"--outfile", "--output", "--outdir", "--out-dir", "--dist-dir", "--file", "--output-path", "-o"}))
        bundle.output = word.substr(value + 1);
      else if (one_of(key, {"--entry", "--input"}))
        bundle_source(package.folder, word.substr(value + 1), bundle);
    } else {
      size_t named = word.find('=');  // esbuild: name=src/a.js
      if (named != std::string::npos) bundle.name = word.substr(0, named);
      bundle_source(package.folder, named == std::string::npos ? word : word.substr(named + 1), bundle);
    }
  }
  finish();
}

// Every source that a task names, also by pattern.
void LoadedProgram::task_bundles(const Package& package, const ir::Module& module) {
  Bundle bundle;
  bundle.folder = package.folder;
  for (const ir::Node& node : module.nodes) {
    if (!is_text(node)) continue;
    std::string text(names.text(node.symbol));
    bundle.texts.push_back(path_name(text));
    if (text.find('/') == std::string::npos && language_of(text).empty()) continue;
    if (text.find('*') == std::string::npos) {
      if (!language_of(text).empty()) bundle_source(package.folder, text, bundle);
      continue;
    }
    for (ModuleId id = 0; id < modules.size(); ++id)
      if (!built.count(id) && modules[id].language != "json" && language_of(modules[id].path) != "html" &&
          path_below(modules[id].path, package.folder) &&
          glob_match(path_join("", text), path_relative(modules[id].path, package.folder)) && &modules[id] != &module)
        bundle.entries.push_back(id);
  }
  if (!bundle.entries.empty()) bundles_.push_back(std::move(bundle));
}

void LoadedProgram::find_bundles() {
  for (const Package& package : resolver.packages()) {
    if (!skip_reason(below_top(path_join(package.folder, "package.json"))).empty()) continue;
    if (const ConfigNode* scripts = package.json.find("scripts"))
      for (const auto& script : scripts->entries) command_bundles(package, script.value.text);
    for (const ir::Module& module : modules) {
      std::string folder = path_folder(module.path);
      if (folder != package.folder && (folder.empty() || path_folder(folder) != package.folder)) continue;
      std::string name = lower(path_name(module.path));
      if (is_config(name)) config_bundles(package, module);
      if (name.starts_with("gulpfile.") || name.starts_with("gruntfile.")) task_bundles(package, module);
    }
  }
}

// The sources of an output that a page names: by the file that is written, by the entry's name, else everything that
// the configured bundler of the page's package, or the only one of the app, reads. A page may also name a source that
// is not there: no bundler makes that.
bool LoadedProgram::bundle_entries(const std::string& page, std::string_view source, FrontEnd& found) const {
  const std::string file = path_name(source);
  const std::string stem = file.substr(0, file.find('.'));
  const std::string extension = lower(path_extension(file));
  if ((extension != ".js" && extension != ".mjs") || source.find("src/") != std::string_view::npos) return false;
  std::vector<const Bundle*> by_file, by_name, near_page;
  const Package* package = resolver.package_above(page);
  for (const Bundle& bundle : bundles_) {
    if (path_name(bundle.output) == file ||
        std::find(bundle.texts.begin(), bundle.texts.end(), file) != bundle.texts.end())
      by_file.push_back(&bundle);
    if (!bundle.name.empty() && path_name(bundle.name) == stem) by_name.push_back(&bundle);
    if (!bundle.configured) continue;
    if (package && bundle.folder == package->folder) near_page.push_back(&bundle);
  }
  for (const auto* chosen : {&by_file, &by_name, &near_page}) {
    if (chosen->empty()) continue;
    for (const Bundle* bundle : *chosen) {
      for (ModuleId module : bundle->entries) add_entry(module, found);
      for (const std::string& other : bundle->pages)
        if (other != page)
          if (ModuleId module = module_of(other); module != ir::kNone) add_entry(module, found);
    }
    return true;
  }
  if (std::string of = resolver.source_of_output(path_join(package ? package->folder : root_, source)); !of.empty())
    if (ModuleId module = module_of(of); module != ir::kNone) {
      add_entry(module, found);
      return true;
    }
  return false;
}

}  // namespace leastscope
