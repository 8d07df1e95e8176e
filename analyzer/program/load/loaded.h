// The Program that load_program() makes.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "program/javascript/page.h"
#include "program/load/outputs.h"
#include "program/load/resolve.h"
#include "program/program.h"

namespace leastscope {

/// What a bundler makes of sources.
struct Bundle {
  std::string folder;              ///< of the package
  std::string name;                ///< the entry's name, when it has one
  std::string output;              ///< file or folder that is written, as far as it is known
  std::vector<ModuleId> entries;   ///< source modules
  std::vector<std::string> pages;  ///< source pages (Parcel, Vite)
  bool configured = false;         ///< from a bundler's configuration, not from a command
  std::vector<std::string> texts;  ///< tasks of gulp and grunt: every text; only an output named there counts
};

class LoadedProgram final : public Program {
 public:
  /// `tops`: the app's root, then the folders of front ends that stand elsewhere.
  LoadedProgram(const FileSource& source, const std::vector<FileEntry>& entries, const std::vector<std::string>& tops)
      : resolver(source, entries, tops), root_(tops[0]), tops_(tops) {}

  ImportTarget resolve(ModuleId from, std::string_view specifier) const override;
  std::vector<ModuleId> matching(ModuleId from, std::string_view prefix, std::string_view suffix) const override;
  ModuleId module_without_extension(std::string_view path) const override;
  FrontEnd front_end(std::string_view path) const override;
  std::string script_sources(std::string_view page) const override;
  std::vector<ModuleId> programs() const override { return programs_; }

  Resolver resolver;
  std::map<std::string, std::vector<javascript::PageScript>, std::less<>>
      pages;                                           ///< script elements of every HTML file
  std::set<ModuleId> built;                            ///< modules that are build output
  std::map<std::string, Output, std::less<>> outputs;  ///< who writes the folders of front ends

  /// A path relative to the app's root, or to the folder of the front end elsewhere that it stands in.
  std::string below_top(const std::string& path) const;

  /// Fills in what needs all modules: cached imports, aliases of bundlers, programs.
  void complete(const FileSource& source);
  /// The paths that a module's imports with a constant specifier lead to, types excepted.
  std::vector<std::string> imported_paths(const ir::Module& module) const;

 private:
  ImportTarget target_of(const std::string& from, std::string_view specifier) const;
  void page_entries(const std::string& page, FrontEnd& found) const;
  std::string page_script(const std::string& page, const std::string& source, bool anywhere) const;
  bool is_library(const std::string& path) const;
  bool bundle_entries(const std::string& page, std::string_view source, FrontEnd& found) const;
  void find_bundles();
  void config_bundles(const Package& package, const ir::Module& module);
  void command_bundles(const Package& package, std::string_view command);
  void task_bundles(const Package& package, const ir::Module& module);
  void bundle_source(const std::string& folder, const std::string& written, struct Bundle& bundle) const;
  void strings_below(const ir::Module& module, ir::NodeId node, std::vector<std::string>& found) const;
  void package_entries(const Package& package, std::string_view path, bool shared, FrontEnd& found) const;
  FrontEnd front_end_of(const std::string& path, unsigned depth) const;
  void written_entries(const std::string& path, unsigned depth, FrontEnd& found) const;
  void config_entries(const Package& package, FrontEnd& found) const;
  void find_programs(const FileSource& source);
  void package_programs(const Package& package, std::set<ModuleId>& found) const;
  void command_programs(std::string_view folder, std::string_view command, std::set<ModuleId>& found) const;
  void add_file(std::string_view path, std::set<ModuleId>& found) const;
  void add_entry(ModuleId module, FrontEnd& found) const;

  std::string root_;
  std::vector<std::string> tops_;
  std::vector<std::map<std::string, ImportTarget, std::less<>>> imports_;  // by module
  std::vector<ModuleId> programs_;
  std::vector<Bundle> bundles_;
};

/// The words of a shell command; a lone ";" stands between commands.
std::vector<std::string> words_of(std::string_view command);

/// The specifiers of a module's static imports, re-exports, and of `import()` and `require()` of a constant.
std::vector<std::string> specifiers(const Interner& names, const ir::Module& module);

}  // namespace leastscope
