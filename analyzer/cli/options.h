// What the command line said, after parsing.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "calls/engine.h"
#include "checks/report.h"
#include "output/output.h"

namespace leastscope {

struct OutputRequest {
  Format format = Format::text;
  std::string file;  ///< "" = standard output
};

struct Options {
  std::string command = "check";
  std::vector<std::string> words;  ///< positional arguments
  std::vector<std::string> formats;
  std::vector<OutputRequest> outputs;
  std::string fail_on;  ///< "": as the configuration says
  bool strict = false;
  bool accepted = false;  ///< SARIF also holds what is accepted
  std::string models;
  std::string color = "auto";
  bool quiet = false, verbose = false;
  unsigned jobs = 0;
  std::string config, category, policy, baseline;
  bool no_config = false;
  std::string ca_file;         ///< certificates to trust for PATHs that are addresses; "": the system's
  unsigned timeout = 20;       ///< seconds for such a PATH
  std::string shown = "text";  ///< format of suggest and diff
  std::string to;              ///< suggest --to: "forge" or ""
  bool diff_only = false;      ///< fix --diff
};

struct AnalysisOptions;
/// What every command that analyses apps takes from the command line; PATHs are its words.
AnalysisOptions analysis_options(const Options& options);

}  // namespace leastscope
