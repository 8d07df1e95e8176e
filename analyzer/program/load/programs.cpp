// Programs that the descriptor does not name: package.json, Procfile, Dockerfile, serverless.yml.
#include <algorithm>

#include "base/paths.h"
#include "program/load/loaded.h"
#include "program/load/select.h"

namespace leastscope {
namespace {

bool is_runner(std::string_view word) {
  for (std::string_view known :
       {"node", "nodejs", "nodemon", "ts-node", "ts-node-dev", "tsnd", "tsx", "babel-node", "bun", "deno", "pm2",
        "pm2-runtime", "forever", "node-dev", "vite-node", "esr", "sucrase-node", "supervisor", "ts-node-esm"})
    if (word == known) return true;
  return false;
}

}  // namespace

std::vector<std::string> words_of(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool any = false;
  for (char c : command) {
    if (quote) {
      if (c == quote)
        quote = 0;
      else
        word.push_back(c);
      continue;
    }
    if (c == '"' || c == '\'') {
      quote = c;
      any = true;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (!word.empty() || any) words.push_back(word);
      word.clear();
      any = false;
    } else if (c == ';' || c == '&' || c == '|') {
      if (!word.empty()) words.push_back(word);
      word.clear();
      if (words.empty() || words.back() != ";") words.push_back(";");
    } else {
      word.push_back(c);
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

void LoadedProgram::add_file(std::string_view path, std::set<ModuleId>& found) const {
  std::string clean = path_join("", path);
  ModuleId module = module_without_extension(clean);
  if (module == ir::kNone || built.count(module))
    if (std::string source = resolver.source_of_output(clean); !source.empty())
      if (ModuleId better = module_of(source); better != ir::kNone) module = better;
  if (module == ir::kNone && !path_extension(clean).empty()) {
    std::string file = resolver.file(clean);
    if (!file.empty()) module = module_of(file);
  }
  if (module != ir::kNone && modules[module].language != "json") found.insert(module);
}

// Any word after a program that runs JavaScript that names a file of the app.
void LoadedProgram::command_programs(std::string_view folder, std::string_view command,
                                     std::set<ModuleId>& found) const {
  bool runs = false;
  for (const std::string& word : words_of(command)) {
    if (word == ";") {
      runs = false;
      continue;
    }
    if (is_runner(path_name(word))) {
      runs = true;
      continue;
    }
    if (!runs || word.empty()) continue;
    if (word[0] == '-') {
      size_t value = word.find('=');
      if (value == std::string::npos || word.find("require") == std::string::npos) continue;
      add_file(path_join(folder, word.substr(value + 1)), found);
      continue;
    }
    if (word.find(' ') != std::string::npos) {
      command_programs(folder, word, found);  // nodemon --exec "node x.js"
      continue;
    }
    bool path = word.find('/') != std::string::npos || !language_of(word).empty() ||
                module_without_extension(path_join(folder, word)) != ir::kNone;
    if (path) add_file(path_join(folder, word), found);
  }
}

void LoadedProgram::package_programs(const Package& package, std::set<ModuleId>& found) const {
  if (std::string_view main = package.json.string("main"); !main.empty())
    add_file(path_join(package.folder, main), found);
  if (const ConfigNode* bin = package.json.find("bin")) {
    if (bin->is_scalar()) add_file(path_join(package.folder, bin->text), found);
    for (const auto& entry : bin->entries) add_file(path_join(package.folder, entry.value.text), found);
  }
  const ConfigNode* scripts = package.json.find("scripts");
  if (!scripts) return;
  for (const auto& entry : scripts->entries)
    if (!entry.key.starts_with("test") && !entry.key.starts_with("lint"))
      command_programs(package.folder, entry.value.text, found);
}

void LoadedProgram::find_programs(const FileSource& source) {
  std::set<ModuleId> found;
  for (const Package& package : resolver.packages()) {
    std::string path = path_join(package.folder, "package.json");
    if (path_below(path, root_) && skip_reason(path_relative(path, root_)).empty()) package_programs(package, found);
  }
  for (const std::string& path : resolver.files()) {
    if (!path_below(path, root_) || !skip_reason(path_relative(path, root_)).empty()) continue;
    std::string name = path_name(path);
    std::string folder = path_folder(path);
    bool procfile = name == "Procfile" || name.starts_with("Procfile.");
    bool docker = name == "Dockerfile" || name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile");
    bool serverless = name == "serverless.yml" || name == "serverless.yaml";
    if (!procfile && !docker && !serverless) continue;
    auto text = source.read(path, 1u << 20);
    if (!text) continue;
    if (serverless) {
      auto yaml = parse_yaml(*text, path);
      const ConfigNode* functions = yaml ? yaml->root.find("functions") : nullptr;
      if (!functions) continue;
      for (const auto& entry : functions->entries) {
        std::string handler(entry.value.string("handler"));
        size_t dot = handler.rfind('.');
        if (dot != std::string::npos) add_file(path_join(folder, handler.substr(0, dot)), found);
      }
      continue;
    }
    for (std::string line : split(*text, '\n')) {
      size_t start = line.find_first_not_of(" \t");
      if (start == std::string::npos || line[start] == '#') continue;
      line = line.substr(start);
      if (procfile) {
        if (size_t colon = line.find(':'); colon != std::string::npos)
          command_programs(folder, line.substr(colon + 1), found);
        continue;
      }
      std::string word = upper(line.substr(0, line.find_first_of(" \t[")));
      if (word != "CMD" && word != "ENTRYPOINT") continue;
      for (char& c : line)
        if (c == '[' || c == ']' || c == ',' || c == '"') c = ' ';
      command_programs(folder, line, found);
    }
  }
  programs_.assign(found.begin(), found.end());
}

}  // namespace leastscope
