// All source of one app: lowered modules, and who imports whom.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/intern.h"
#include "base/problem.h"
#include "base/source.h"
#include "program/ir.h"

namespace leastscope {

struct Descriptor;

using ModuleId = uint32_t;

/// Where an import leads.
struct ImportTarget {
  enum class Kind { Module, Package, Missing } kind = Kind::Missing;
  ModuleId module = ir::kNone;  ///< Module: an index into Program::modules
  std::string package;          ///< Package: its name ("@forge/api"); node built-ins without `node:`
  std::string subpath;          ///< Package: what follows the name ("out/api")
};

/// A source file that was found; it may not have been lowered.
struct SourceFile {
  std::string path;
  uint64_t bytes = 0;
  std::string language;  ///< "" when it is not source code
  std::string
      skipped;  ///< why it is not analysed: "dependency", "built bundle", "minified", "type declarations", "test",
                ///< "documentation", "example", "other app", "too large", "unreadable"; empty when it is
  bool read_language = true;  ///< false: a language that we do not analyse
};

/// One app's source code. Made by load_program(); immutable afterwards, safe to read from several threads.
class Program {
 public:
  Interner names;
  std::vector<ir::Module> modules;  ///< sorted by path
  std::vector<SourceFile> files;    ///< every file that counts or was skipped, sorted by path
  std::vector<Problem> problems;

  virtual ~Program() = default;
  /// The module of a path (exact), or kNone.
  ModuleId module_of(std::string_view path) const;
  /// Follows an import as Node, TypeScript and Forge's bundler do.
  virtual ImportTarget resolve(ModuleId from, std::string_view specifier) const = 0;
  /// Modules that a dynamic import with a partly known specifier could mean (`prefix` + anything + `suffix`, relative
  /// to `from`).
  virtual std::vector<ModuleId> matching(ModuleId from, std::string_view prefix, std::string_view suffix) const = 0;
  /// The module that a path without extension names ("src/index" -> src/index.ts), with the bundler's order of
  /// extensions.
  virtual ModuleId module_without_extension(std::string_view path) const = 0;
  /// The source entry modules of a front end whose descriptor names `path` (a folder such as static/ui/build, or a
  /// file): found through index.html's scripts, package.json and the bundler's configuration. `complete` is false when
  /// a script that belongs to the app could not be found or read: then code may run that we do not see.
  struct FrontEnd {
    std::vector<ModuleId> entries;
    bool complete = true;
    std::string why;  ///< what is missing
  };
  virtual FrontEnd front_end(std::string_view path) const = 0;
  /// The sources of a page's script elements as written (template markup included), one per line; "" if it is no page.
  virtual std::string script_sources(std::string_view page) const = 0;
  /// Modules that run without being named by the descriptor: package.json main, bin and scripts, Procfile, Dockerfile
  /// CMD …
  virtual std::vector<ModuleId> programs() const = 0;
};

struct ProgramOptions {
  unsigned threads = 0;
  uint64_t max_file_bytes = 8u << 20;
  std::vector<std::string> exclude;     ///< glob patterns from the configuration
  std::vector<std::string> front_ends;  ///< served_folders(): what writes them belongs to the app
};

/// The folders and files that the descriptor serves as front ends.
std::vector<std::string> served_folders(const Descriptor& descriptor);

/// Finds, parses and lowers the source files of an app. `root` is the app's root inside `source`; `foreign` are folders
/// of other apps below it. Never fails: what could not be read is in `problems` and `files`.
std::unique_ptr<Program> load_program(const FileSource& source, std::string_view root,
                                      const std::vector<std::string>& foreign, const ProgramOptions& options);

}  // namespace leastscope
