// load_program(): choose files, lower them in parallel, follow imports into files that were set aside.
#include <algorithm>
#include <mutex>
#include <optional>

#include "base/parallel.h"
#include "base/paths.h"
#include "descriptor/descriptor.h"
#include "program/javascript/lower.h"
#include "program/load/loaded.h"
#include "program/load/select.h"

namespace leastscope {
namespace {

constexpr uint64_t kJsonBytes = 256u << 10;

struct Candidate {
  SourceFile file;
  bool wanted = false;    // to be lowered in the next wave
  bool imported = false;  // live code imports it: being minified or built does not matter
  std::optional<ir::Module> module;
  std::vector<javascript::PageScript> scripts;
  std::optional<Problem> problem;
};

class Loader {
 public:
  Loader(const FileSource& source, std::string_view root, const std::vector<std::string>& foreign,
         const ProgramOptions& options)
      : source_(source), root_(root), foreign_(foreign), options_(options) {}

  std::unique_ptr<Program> run() {
    std::vector<Problem> problems;
    auto entries = source_.list(problems);
    auto outputs = find_outputs(source_, entries, root_, options_.front_ends);
    program_ = std::make_unique<LoadedProgram>(source_, entries, find_tops(outputs));
    program_->outputs = std::move(outputs);
    program_->problems = std::move(problems);
    for (const FileEntry& entry : entries) choose(entry);
    mark_built();
    for (int wave = 0; wave < 64 && lower_wave(); ++wave) follow_imports();
    finish();
    return std::move(program_);
  }

 private:
  static constexpr std::string_view kTooLarge = "too large";
  bool too_large(const SourceFile& file) const { return file.bytes > options_.max_file_bytes; }

  // The app's root and the folders outside of it that its front ends are made of.
  std::vector<std::string> find_tops(const std::map<std::string, Output, std::less<>>& outputs) {
    auto add = [&](const std::string& folder) {
      if (!path_below(folder, root_) && folder != root_ &&
          std::find(elsewhere_.begin(), elsewhere_.end(), folder) == elsewhere_.end())
        elsewhere_.push_back(folder);
    };
    for (const auto& [path, output] : outputs) {
      for (const std::string& folder : output.builders) add(folder);
      for (const std::string& file : output.sources) add(path_folder(file));
    }
    std::stable_sort(elsewhere_.begin(), elsewhere_.end(),
                     [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    std::vector<std::string> tops{root_};
    tops.insert(tops.end(), elsewhere_.begin(), elsewhere_.end());
    return tops;
  }

  // In a package of a front end outside the app's root. A package that holds the app too has only its own files.
  bool stands_elsewhere(const std::string& path, bool foreign) const {
    for (const std::string& folder : elsewhere_) {
      if (!path_below(path, folder)) continue;
      if (!path_below(root_, folder)) return true;
      const Package* owner = program_->resolver.package_above(path);
      return !foreign && owner && owner->folder == folder;
    }
    return false;
  }

  void choose(const FileEntry& entry) {
    bool foreign = false;
    for (const std::string& folder : foreign_) foreign = foreign || path_below(entry.path, folder);
    const bool elsewhere = !path_below(entry.path, root_) && stands_elsewhere(entry.path, foreign);
    if (elsewhere) foreign = false;
    if (!path_below(entry.path, root_) && !foreign && !elsewhere) {
      // A workspace's package above the root may still be imported.
      std::string language = language_of(entry.path);
      if (language != "javascript" && language != "typescript") return;
      foreign = true;
    }
    SourceFile file;
    file.path = entry.path;
    file.bytes = entry.bytes;
    file.language = language_of(entry.path);
    bool json = path_extension(entry.path) == ".json";
    if (json) file.language = "json";
    if (file.language.empty()) return;
    file.read_language = reads_language(file.language);
    std::string below = program_->below_top(entry.path);
    file.skipped = skip_reason(below);
    for (const std::string& pattern : options_.exclude)
      if (glob_match(pattern, below) || glob_match(pattern + "/**", below)) file.skipped = "excluded";
    if (foreign) file.skipped = "other app";
    if (file.skipped.empty() && too_large(file)) file.skipped = kTooLarge;
    Candidate candidate;
    candidate.wanted = file.skipped.empty() && file.read_language && !json;
    candidate.file = std::move(file);
    index_.emplace(candidate.file.path, candidates_.size());
    candidates_.push_back(std::move(candidate));
  }

  /// What stands before below_top() of a path.
  std::string top_of(const std::string& path) const {
    return path.substr(0, path.size() - program_->below_top(path).size());
  }

  // A build folder is output only when the folder that holds it has sources beside it.
  void mark_built() {
    std::map<std::string, bool> has_source;
    std::vector<std::pair<size_t, std::string>> outputs;
    for (size_t i = 0; i < candidates_.size(); ++i) {
      const SourceFile& file = candidates_[i].file;
      if ((!file.skipped.empty() && file.skipped != kTooLarge) || file.language == "json") continue;
      std::string output = output_folder(program_->below_top(file.path));
      if (!output.empty()) outputs.emplace_back(i, top_of(file.path) + output);
    }
    for (const auto& [i, output] : outputs) {
      auto [known, added] = has_source.try_emplace(output, false);
      if (added) {
        std::string holder = path_folder(output);
        for (const Candidate& other : candidates_) {
          const SourceFile& file = other.file;
          if (!file.skipped.empty() || (file.language != "javascript" && file.language != "typescript")) continue;
          if (!path_below(file.path, holder) || !output_folder(program_->below_top(file.path)).empty()) continue;
          std::string name = path_name(file.path);
          if (name.find(".config.") != std::string::npos) continue;
          known->second = true;
          break;
        }
      }
      if (!known->second) continue;
      candidates_[i].file.skipped = "built bundle";
      candidates_[i].wanted = false;
    }
  }

  /// A file in a folder that a front end is served from and that a build writes: its source is in the tree, as far as
  /// the folder of the build has what a bundler starts from.
  bool is_written(const std::string& path) const {
    for (const auto& [served, output] : program_->outputs) {
      if (!path_below(path, served)) continue;
      for (const std::string& builder : output.builders)
        for (std::string_view start : {"index.html", "src/index.html", "src/index", "src/main"})
          if (const std::string source = path_join(builder, start);
              !path_below(source, served) && !program_->resolver.file(source).empty())
            return true;
    }
    return false;
  }

  void lower_one(Candidate& candidate) {
    SourceFile& file = candidate.file;
    auto text = source_.read(file.path, options_.max_file_bytes);
    if (!text) {
      file.skipped = "unreadable";
      candidate.problem = text.problem();
      return;
    }
    if (file.language == "html") {
      candidate.scripts = javascript::page_scripts(*text, javascript::page_syntax(file.path));
      bool inline_code = false;
      for (const auto& script : candidate.scripts)
        inline_code = inline_code || (script.source.empty() && script.is_script);
      if (inline_code) candidate.module = lower_page(program_->names, file.path, *text);
      return;
    }
    if (is_component(file.language)) {
      candidate.module = lower_page(program_->names, file.path, *text);
      return;
    }
    if (file.language == "json") {
      candidate.module = lower_json(program_->names, file.path, *text);
      return;
    }
    if (!candidate.imported && is_vendored(*text)) {
      file.skipped = "dependency";
      return;
    }
    if (is_minified(*text) && (!candidate.imported || is_written(file.path))) {
      file.skipped = candidate.imported ? "built bundle" : "minified";
      return;
    }
    candidate.module = lower_javascript(program_->names, file.path, *text);
    if (candidate.module->unread) {
      file.skipped = "unreadable";
      candidate.problem = Problem{"unreadable-file",
                                  "The parser gave up on " + file.path + "; what this file does is not known.",
                                  {file.path, {}, {}}};
    }
  }

  bool lower_wave() {
    fresh_.clear();
    for (size_t i = 0; i < candidates_.size(); ++i)
      if (candidates_[i].wanted) fresh_.push_back(i);
    parallel_for(fresh_.size(), options_.threads, [this](size_t i) { lower_one(candidates_[fresh_[i]]); });
    for (size_t i : fresh_) candidates_[i].wanted = false;
    return !fresh_.empty();
  }

  void follow_imports() {
    for (size_t i : fresh_) {
      const Candidate& from = candidates_[i];
      if (from.module)
        for (const std::string& path : program_->imported_paths(*from.module)) want(path);
      for (const auto& script : from.scripts)
        if (!script.source.empty() && script.module) {
          Resolution found = program_->resolver.resolve(
              from.file.path, script.source.starts_with(".") ? script.source : "./" + script.source);
          if (found.kind == Resolution::Kind::File) want(found.path);
        }
    }
  }

  /// Third-party code that was copied into the tree is the app's own as soon as the app imports it by its path.
  static bool is_copied_in(const std::string& path) {
    for (const std::string& part : split(path, '/'))
      for (std::string_view installed :
           {"node_modules", "bower_components", "jspm_packages", "site-packages", ".yarn", ".pnp"})
        if (lower(part) == installed) return false;
    return true;
  }

  void want(const std::string& path) {
    auto found = index_.find(path);
    if (found == index_.end()) return;
    Candidate& target = candidates_[found->second];
    SourceFile& file = target.file;
    if (target.module || target.wanted || !file.read_language || file.language == "html") return;
    if (too_large(file)) {  // whatever it was set aside for: it is part of the app, and nobody can read it
      if (file.skipped != "excluded" && file.skipped != "type declarations") file.skipped = kTooLarge;
      return;
    }
    if (file.skipped == "unreadable" || file.skipped == "type declarations" || file.skipped == "excluded") return;
    if ((file.skipped == "dependency" && !is_copied_in(path)) ||
        (file.skipped == "minified" && path_name(path).find(".min.") != std::string::npos))
      return;
    if (file.language == "json" && file.bytes > kJsonBytes) return;
    target.imported = true;
    target.wanted = true;
    file.skipped.clear();
  }

  void finish() {
    for (Candidate& candidate : candidates_) {
      SourceFile& file = candidate.file;
      bool lowered = candidate.module.has_value();
      if (candidate.problem) program_->problems.push_back(*candidate.problem);
      if (file.language == "html") program_->pages[file.path] = std::move(candidate.scripts);
      if (lowered) program_->modules.push_back(std::move(*candidate.module));
      if (file.language == "json" && !lowered) continue;
      if (file.skipped == "other app" && !path_below(file.path, root_)) continue;
      program_->files.push_back(file);
    }
    auto& modules = program_->modules;
    std::stable_sort(modules.begin(), modules.end(),
                     [](const ir::Module& a, const ir::Module& b) { return a.path < b.path; });
    std::stable_sort(program_->files.begin(), program_->files.end(),
                     [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    for (ModuleId id = 0; id < modules.size(); ++id)
      if (!output_folder(program_->below_top(modules[id].path)).empty()) program_->built.insert(id);
    program_->complete(source_);
  }

  const FileSource& source_;
  std::string root_;
  const std::vector<std::string>& foreign_;
  const ProgramOptions& options_;
  std::vector<std::string> elsewhere_;  ///< packages of front ends outside the app's root
  std::unique_ptr<LoadedProgram> program_;
  std::vector<Candidate> candidates_;
  std::map<std::string, size_t, std::less<>> index_;
  std::vector<size_t> fresh_;
};

}  // namespace

std::vector<std::string> served_folders(const Descriptor& descriptor) {
  std::vector<std::string> out;
  for (const EntryPoint& entry : descriptor.entries)
    if (entry.kind == EntryKind::resource && !entry.path.empty()) out.push_back(entry.path);
  return out;
}

std::unique_ptr<Program> load_program(const FileSource& source, std::string_view root,
                                      const std::vector<std::string>& foreign, const ProgramOptions& options) {
  return Loader(source, root, foreign, options).run();
}

}  // namespace leastscope
