// The way of an app through the house: open → discover → load → calls → requirements → judgement → checks → Report.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/fetch.h"
#include "calls/engine.h"
#include "checks/report.h"
#include "cli/config.h"
#include "program/program.h"

namespace leastscope {

class Progress;

struct AnalysisOptions {
  std::vector<std::string> paths = {"."};  ///< folders, descriptor files, archives, addresses of descriptors
  std::string models;                      ///< folder of the user's library models; "" = none
  unsigned threads = 0;
  FetchOptions fetch;  ///< for addresses
  ConfigChoice configuration;
  EngineOptions engine;
  Progress* progress = nullptr;  ///< told what the run is at
  size_t number = 0, count = 0;  ///< for progress: which app of how many
};

/// Analyses every app under the paths. Never fails: what went wrong is among the report's problems.
Report analyze(const Facts& facts, const AnalysisOptions& options);

/// One app whose descriptor is known. Used by analyze() and by tests that have their files in memory.
AppReport analyze_app(const Facts& facts, Models& models, const Builtins& builtins, const FileSource& source,
                      const Descriptor& descriptor, const AnalysisOptions& options, Settings settings = {});

/// The hosts the app talks to, beside those its descriptor names.
std::vector<EgressUse> egress_of(const Descriptor& descriptor, const std::vector<HostUse>& used);

}  // namespace leastscope
