// Where `diff` gets a version from: a folder, descriptor, archive, JSON report or git revision.
#pragma once
#include <string>
#include <vector>

#include "cli/pipeline.h"
#include "needs/compare.h"

namespace leastscope {

struct Version {
  std::vector<Surface> apps;
  std::vector<Problem> problems;
  bool incomplete = false;
};

/// `options` without its paths.
Version read_version(const Facts& facts, const std::string& what, const AnalysisOptions& options);
Surface surface_of(const AppReport& app);
/// From a JSON report; fails when it is none.
Result<std::vector<Surface>> read_surfaces(const std::string& text, const std::string& file);

}  // namespace leastscope
