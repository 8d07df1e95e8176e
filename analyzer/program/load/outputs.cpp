// From a front end's folder that a build elsewhere in the repository writes to what it is made of. A manifest names the
// folder that is served; who writes it stands in `outDir` and its likes of a bundler's configuration, in the options
// and copies of a command, in a build script, or follows from a workspace's own rules. A copy leads on: what is copied
// may be another build's output.
#include "program/load/outputs.h"

#include <algorithm>
#include <set>

#include "base/paths.h"
#include "program/load/loaded.h"
#include "program/load/select.h"
#include "syntax/config_tree.h"

namespace leastscope {
namespace {

constexpr uint64_t kBuildFileBytes = 256u << 10;

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_javascript(std::string_view path) {
  const std::string language = language_of(path);
  return language == "javascript" || language == "typescript";
}

void add(std::vector<std::string>& to, std::string path) {
  if (std::find(to.begin(), to.end(), path) == to.end()) to.push_back(std::move(path));
}

enum class BuildFile { None, Package, Workspace, Script, Commands };

/// `below`: relative to the source's root.
BuildFile kind_of(std::string_view below) {
  const std::string name = lower(path_name(below));
  if (name == "package.json") return BuildFile::Package;
  if (one_of(name, {"project.json", "angular.json", "workspace.json"})) return BuildFile::Workspace;
  if (one_of(name, {"makefile", "justfile", "taskfile.yml", "bitbucket-pipelines.yml", ".gitlab-ci.yml", ".env",
                    ".env.production", ".env.local"}) ||
      language_of(name) == "shell" || below.find(".github/workflows/") != std::string_view::npos)
    return BuildFile::Commands;
  if (!is_javascript(name)) return BuildFile::None;
  for (std::string_view start :
       {"vite.",          "webpack",      "rollup.",           "rspack.",   "esbuild",    "build",
        "bundle",         "craco.",       "config-overrides.", "copy",      "rolldown.",  "tsup.",
        "next.config.",   "vue.config.",  "farm.config.",      "gulpfile.", "gruntfile.", "postbuild",
        "svelte.config.", "nuxt.config.", "astro.config.",     "parcel",    "deploy",     "package"})
    if (name.starts_with(start)) return BuildFile::Script;
  return BuildFile::None;
}

struct Text {
  std::string path;
  BuildFile kind;
  std::vector<std::string> texts;  ///< Script: its texts; Commands: its lines
  ConfigNode json;                 ///< Package, Workspace
};

class Search {
 public:
  Search(const FileSource& source, const std::vector<FileEntry>& entries, std::string_view root)
      : source_(source), root_(root) {
    for (const FileEntry& e : entries) {
      files_.insert(e.path);
      const std::string name = path_name(e.path);
      if (name == "package.json" || name == "project.json") projects_.insert(path_folder(e.path));
    }
    for (const FileEntry& e : entries) read(e);
  }

  Output writers(const std::string& path) {
    Output out;
    by_place(path, out);
    for (const Text& one : texts_) {
      const std::string folder = path_folder(one.path);
      if (one.kind == BuildFile::Package) {
        if (const ConfigNode* scripts = one.json.find("scripts"))
          for (const auto& script : scripts->entries) command(folder, script.value.text, path, out);
      } else if (one.kind == BuildFile::Workspace) {
        std::string project = path_name(one.path) == "project.json" ? folder : "";
        targets(one.json, path_name(one.path) == "project.json" ? workspace_above(folder) : folder, project, path, out);
      } else if (one.kind == BuildFile::Commands) {
        for (const std::string& line : one.texts) command(folder, line, path, out);
      } else {
        script(one, path, out);
      }
    }
    return out;
  }

 private:
  void read(const FileEntry& e) {
    const BuildFile kind = kind_of(e.path);
    const std::string below = path_below(e.path, root_) ? path_relative(e.path, root_) : e.path;
    if (kind == BuildFile::None || !skip_reason(below).empty() || e.bytes > kBuildFileBytes) return;
    auto text = source_.read(e.path, kBuildFileBytes);
    if (!text) return;
    Text one{e.path, kind, {}, {}};
    if (kind == BuildFile::Script) {
      one.texts = texts_of_script(*text);
    } else if (kind == BuildFile::Commands) {
      one.texts = split(*text, '\n');
      if (language_of(e.path) == "shell") {  // `cd` holds for the lines that follow
        std::string all;
        for (const std::string& line : one.texts)
          if (size_t start = line.find_first_not_of(" \t"); start != std::string::npos && line[start] != '#')
            all += line + " ; ";
        one.texts = {all};
      }
    } else {
      auto json = parse_json(*text, e.path);
      if (!json) return;
      one.json = std::move(json->root);
    }
    texts_.push_back(std::move(one));
  }

  bool has_folder(const std::string& path) const {
    if (path.empty()) return true;
    auto found = files_.lower_bound(path + "/");
    return found != files_.end() && found->starts_with(path + "/");
  }

  /// The nearest package or project that holds `path`; `path` itself when there is none.
  std::string project_above(const std::string& path) const {
    for (std::string folder = path;; folder = path_folder(folder)) {
      if (projects_.count(folder)) return folder;
      if (folder.empty()) return path;
    }
  }

  std::string workspace_above(const std::string& path) const {
    for (std::string folder = path; !folder.empty(); folder = path_folder(folder))
      if (files_.count(path_join(folder, "nx.json"))) return folder;
    return {};
  }

  /// What follows from where the folder stands: beside the app, or by the rules of an Nx workspace.
  void by_place(const std::string& path, Output& out) const {
    if (!path_below(path, root_) && path != root_) {
      const std::string project = project_above(path);
      if (!path_below(root_, project) || files_.count(path_join(project, "package.json"))) add(out.builders, project);
    }
    // the packager of a Forge app copies the output of the project that is named like the folder
    const std::string holder = path_folder(path);
    if (!files_.count(path_join(holder, "project.json")) && !files_.count(path_join(workspace_above(path), "nx.json")))
      return;
    for (const Text& one : texts_) {
      if (path_name(one.path) != "project.json") continue;
      const std::string project = path_folder(one.path);
      std::string name(one.json.string("name"));
      if (name.empty()) name = path_name(project);
      const bool by_name = name == path_name(path) && files_.count(path_join(holder, "project.json"));
      const bool by_folder = path == path_join(workspace_above(project), "dist/" + project);
      if (project == path || (!by_name && !by_folder)) continue;
      add(out.builders, project);
      add_sources(one.json, workspace_above(project), project, out);
    }
  }

  bool names(const std::string& named, const std::string& path) const {
    return named == path || (path_below(named, path) && is_javascript(named));
  }

  /// The source files that the options of a target name, wherever they stand below `node`.
  void add_sources(const ConfigNode& node, const std::string& workspace, const std::string& project,
                   Output& out) const {
    for (const ConfigNode& item : node.items) add_sources(item, workspace, project, out);
    for (const auto& entry : node.entries) {
      add_sources(entry.value, workspace, project, out);
      if (!one_of(entry.key, {"main", "browser", "index"}) || !node.find("outputPath")) continue;
      const std::string_view file = entry.value.is_map() ? entry.value.string("input") : entry.value.text;
      for (const std::string& from : {workspace, project})
        if (std::string one = path_join(from, file); !file.empty() && files_.count(one)) {
          add(out.sources, one);
          break;
        }
    }
  }

  /// Options of a target, `{outputPath: …, main: …, index: …}`, wherever they stand.
  void targets(const ConfigNode& node, const std::string& workspace, std::string project, const std::string& path,
               Output& out) {
    if (node.is_list())
      for (const ConfigNode& item : node.items) targets(item, workspace, project, path, out);
    if (!node.is_map()) return;
    if (node.find("architect") || (node.find("targets") && node.find("root")))
      project = path_join(workspace, node.string("root"));
    std::string cwd = path_join(workspace, node.string("cwd"));
    for (const auto& entry : node.entries) {
      if (entry.key == "command") command(cwd, entry.value.text, path, out);
      if (entry.key == "commands")
        for (const ConfigNode& one : entry.value.items)
          command(cwd, one.is_scalar() ? one.text : std::string(one.string("command")), path, out);
      if (one_of(entry.key, {"outputPath", "outputDir", "outDir"})) {
        std::string named(entry.value.is_map() ? entry.value.string("base") : std::string_view(entry.value.text));
        for (auto [mark, meant] : {std::pair<std::string_view, std::string>{"{workspaceRoot}", ""},
                                   {"{projectRoot}", path_relative(project, workspace)}})
          if (size_t at = named.find(mark); at != std::string::npos) named.replace(at, mark.size(), meant);
        for (const std::string& base : {workspace, project}) {
          const std::string folder = path_join(base, named);
          if (folder != path && path_join(folder, "browser") != path) continue;
          add(out.builders, project);
          add_sources(node, workspace, project, out);
        }
      }
      targets(entry.value, workspace, project, path, out);
    }
  }

  /// A command line: copies, and programs that are told where to write.
  void command(std::string folder, const std::string& line, const std::string& path, Output& out) {
    std::vector<std::string> part;
    auto finish = [&] {
      if (!part.empty()) one_command(folder, part, path, out);
      if (part.size() > 1 && one_of(part[0], {"cd", "pushd"})) folder = path_join(folder, part[1]);
      part.clear();
    };
    for (std::string& word : words_of(line)) {
      if (word == ";")
        finish();
      else if (!word.empty() && word != "(" && word != "run:" && word != "-")
        part.push_back(word[0] == '(' || word[0] == '@' ? word.substr(1) : std::move(word));
    }
    finish();
  }

  /// What the options of a command name as places to write to.
  static std::vector<std::string> told_to_write(const std::vector<std::string>& words) {
    std::vector<std::string> out;
    for (size_t i = 0; i < words.size(); ++i) {
      const size_t value = words[i].find('=');
      if (value == std::string::npos && (words[i][0] != '-' || i + 1 == words.size())) continue;
      std::string key = lower(words[i].substr(0, value));
      key.erase(std::remove(key.begin(), key.end(), '-'), key.end());
      key.erase(std::remove(key.begin(), key.end(), '_'), key.end());
      if (!one_of(key, {"o", "d", "out", "outdir", "outfile", "outputpath", "output", "distdir", "dest", "dir", "file",
                        "buildpath", "outputdir", "targetdir", "builddir"}))
        continue;
      if (std::string what = value == std::string::npos ? words[i + 1] : words[i].substr(value + 1); !what.empty())
        out.push_back(std::move(what));
    }
    return out;
  }

  void one_command(const std::string& folder, const std::vector<std::string>& words, const std::string& path,
                   Output& out) {
    for (size_t i = 0; i < words.size(); ++i)
      if (one_of(path_name(words[i]), {"cp", "mv", "rsync", "copyfiles", "cpx", "cpx2", "cpy", "ncp", "copy", "move",
                                       "xcopy", "robocopy", "ln", "copyup", "cpr", "cpy-cli"}))
        return copy(folder, {words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end()}, path, out);
    const std::vector<std::string> targets = told_to_write(words);
    if (targets.empty()) return;
    std::vector<std::string> bases{folder}, sources;
    for (const std::string& word : words) {
      const std::string named = path_join(folder, word);
      if (word[0] != '-' && is_javascript(named) && files_.count(named)) sources.push_back(named);
      if (word[0] != '-' && word.find('=') == std::string::npos && has_folder(named) && named != folder)
        bases.push_back(named);
    }
    bool writes = false;
    std::string builder;
    for (const std::string& what : targets)
      for (const std::string& base : bases)
        if (!writes && names(path_join(base, what), path)) {
          writes = true;
          builder = base;
        }
    if (!writes) return;
    add(out.builders, files_.count(path_join(builder, "index.html")) ? builder : project_above(builder));
    for (std::string& one : sources) add(out.sources, std::move(one));
  }

  /// The last word is where the others are copied to.
  void copy(const std::string& folder, const std::vector<std::string>& words, const std::string& path, Output& out) {
    std::vector<std::string> paths;
    for (size_t i = 0; i < words.size(); ++i) {
      if (one_of(words[i], {"-u", "--up", "-e", "--exclude"}))
        ++i;  // with a value
      else if (words[i][0] != '-')
        paths.push_back(words[i]);
    }
    if (paths.size() < 2) return;
    const std::string target = path_join(folder, paths.back());
    for (size_t i = 0; i + 1 < paths.size(); ++i) {
      std::string from = paths[i];
      const bool pattern = from.find('*') != std::string::npos;
      if (pattern) {
        from = from.substr(0, from.find('*'));
        from = from.substr(0, from.rfind('/') == std::string::npos ? 0 : from.rfind('/'));
      }
      from = path_join(folder, from);
      const bool whole = names(target, path) || (path_below(target, path) && language_of(target).empty());
      const bool as_named = !pattern && path_join(target, path_name(from)) == path;
      if (whole || as_named) copied(from, path, out);
    }
  }

  void copied(const std::string& from, const std::string& path, Output& out) const {
    if (from.starts_with("..") || from == path || path_below(path, from)) return;
    if (files_.count(from)) {
      if (is_javascript(from)) add(out.sources, from);
    } else if (is_javascript(from)) {
      add(out.copies, path_folder(from));  // an output that is not committed
    } else if (path_extension(from).empty() || has_folder(from)) {
      add(out.copies, from);
    }
  }

  /// The place of `${…}` in a text that is otherwise `path`: {the expression, its value}.
  static std::pair<std::string, std::string> hole(const std::string& text, const std::string& path) {
    const size_t open = text.find("${"), close = text.find('}', open);
    if (open == std::string::npos || close == std::string::npos) return {};
    const std::string before = text.substr(0, open), after = text.substr(close + 1);
    if (after.find("${") != std::string::npos || path.size() <= before.size() + after.size() ||
        !path.starts_with(before) || !path.ends_with(after))
      return {};
    std::string value = path.substr(before.size(), path.size() - before.size() - after.size());
    if (value.find('/') != std::string::npos) return {};
    return {text.substr(open, close + 1 - open), value};
  }

  void script(const Text& one, const std::string& path, Output& out) {
    const std::string folder = path_folder(one.path), package = project_above(folder);
    std::set<std::string> bases{folder, package};
    for (const std::string& text : one.texts)  // `root: 'ui'`: what follows is meant from there
      if (std::string named = path_join(folder, text);
          text.find(' ') == std::string::npos && files_.count(path_join(named, "index.html")))
        bases.insert(named);
    std::vector<std::string> texts = one.texts;
    std::set<std::string> builders;
    for (size_t i = 0, count = texts.size(); i < count; ++i) {
      const std::string text = texts[i];
      if (text.find(' ') != std::string::npos) {
        command(package, text, path, out);
        continue;
      }
      for (const std::string& base : bases) {
        std::string named = path_join(base, text);
        if (text.find("${") != std::string::npos) {
          const auto [expression, value] = hole(named, path);
          if (expression.empty()) continue;
          bool known = false;  // what it is made of must be there for this value too
          for (size_t k = 0; k < count; ++k)
            if (size_t at = texts[k].find(expression); at != std::string::npos) {
              texts.push_back(std::string(texts[k]).replace(at, expression.size(), value));
              for (const std::string& from : bases) {
                const std::string other = path_join(from, texts.back());
                known =
                    known || (other != path && !path_below(other, path) && (files_.count(other) || has_folder(other)));
              }
            }
          if (!known) continue;
          named = path;
        }
        if (names(named, path)) builders.insert(files_.count(path_join(base, "index.html")) ? base : package);
      }
    }
    if (builders.empty()) return;
    // A script of the app itself is no package of a front end: what else it names is copied or built.
    const std::string name = lower(path_name(one.path));
    const bool configuration = name.find("config") != std::string::npos || name.starts_with("webpack") ||
                               name.starts_with("rollup") || name.starts_with("vite");
    bool other = false;
    if (!configuration || path_below(path, package))
      for (const std::string& text : texts) {
        if (text.find(' ') != std::string::npos || text.find('/') == std::string::npos) continue;
        for (const std::string& base : bases) {
          const std::string named = path_join(base, text);
          if (named == path || path_below(named, path) || path_below(path, named)) continue;
          const std::string output = output_folder(named + "/x");
          if (files_.count(named)
                  ? is_javascript(named) && !configuration
                  : !output.empty() && projects_.count(path_folder(output)) && path_folder(output) != package) {
            copied(named, path, out);
            other = true;
          }
        }
      }
    if (!other || configuration)
      for (const std::string& builder : builders) add(out.builders, builder);
  }

  const FileSource& source_;
  const std::string root_;
  std::set<std::string, std::less<>> files_;
  std::set<std::string, std::less<>> projects_;
  std::vector<Text> texts_;
};

}  // namespace

std::map<std::string, Output, std::less<>> find_outputs(const FileSource& source, const std::vector<FileEntry>& entries,
                                                        std::string_view root, const std::vector<std::string>& served) {
  std::map<std::string, Output, std::less<>> found;
  std::vector<std::string> wanted;
  for (const std::string& one : served)
    if (std::string path = path_join("", one); !path.empty() && !path.starts_with("..")) {
      if (lower(path_extension(path)) == ".html") add(wanted, path_folder(path));
      add(wanted, path);
    }
  if (wanted.empty()) return found;
  Search search(source, entries, root);
  for (size_t i = 0; i < wanted.size() && i < 64; ++i) {
    Output out = search.writers(wanted[i]);
    for (const std::string& path : out.copies) add(wanted, path);
    if (!out.empty()) found.emplace(wanted[i], std::move(out));
  }
  return found;
}

}  // namespace leastscope
