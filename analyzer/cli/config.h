// leastscope.toml: where it is looked for, and what it may say. See docs/configuration.md.
#pragma once
#include <map>
#include <string>

#include "base/problem.h"
#include "base/source.h"
#include "checks/settings.h"

namespace leastscope {

/// Reads the text of a configuration. `file` names places. The problem's kind is `bad-config`.
Result<Settings> parse_config(const std::string& text, const std::string& file);

/// What the command line says about configuration.
struct ConfigChoice {
  std::string config;  ///< this file, whatever lies beside the apps
  bool no_config = false;
  std::string policy;    ///< [policy] and [levels] of this file come before the app's own
  std::string baseline;  ///< an earlier JSON or SARIF report
};

/// Finds and reads the settings of apps; every file once.
class Configuration {
 public:
  explicit Configuration(ConfigChoice choice);
  /// Of the app whose descriptor lies in `folder` of a source opened at `root` ("" when the source is an archive, whose
  /// own configuration nobody should trust). Looks at folder, its parents, then the folders above `root` up to that of
  /// the repository; in each at leastscope.toml and .github/leastscope.toml.
  Result<Settings> of_app(const FileSource& source, const std::string& root, const std::string& folder);
  /// What is wrong with --config, --policy or --baseline, told once.
  std::vector<Problem> problems() const { return problems_; }

 private:
  Result<Settings> find(const FileSource& source, const std::string& root, const std::string& folder);
  ConfigChoice choice_;
  std::vector<Problem> problems_;
  Settings given_, policy_;
  std::map<std::string, size_t> baseline_;
};

/// The findings that a report holds, by identity_of(), with how often each occurs.
Result<std::map<std::string, size_t>> read_baseline(const std::string& text, const std::string& file);

}  // namespace leastscope
