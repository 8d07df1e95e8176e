// Files that users give beside an app, and that may come from a stranger's repository: leastscope.toml, an earlier
// report as a baseline (JSON or SARIF), a model of a client library. Each is read or told as a problem. The first byte
// chooses.
#include <cstdint>
#include <cstdlib>

#include "calls/model_parse.h"
#include "cli/config.h"

using namespace leastscope;

namespace {

/// A problem says what is wrong, in which file.
void check(const Problem& problem, const std::string& file) {
  if (problem.message.empty() || problem.kind.empty()) std::abort();
  if (!problem.at.file.empty() && problem.at.file != file) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(data + 1, data + size);
  switch (data[0]) {
    case 'b':
      if (auto known = read_baseline(text, "report.json"); !known) check(known.problem(), "report.json");
      break;
    case 'm':
    case 'n': {
      const std::string file = data[0] == 'm' ? "model.yaml" : "model.json";
      std::vector<Problem> problems;
      const auto model = parse_model(text, file, data[0] == 'n', problems);
      if (!model && problems.empty()) std::abort();
      for (const auto& problem : problems) check(problem, file);
      break;
    }
    default:
      if (auto settings = parse_config(text, "leastscope.toml"); !settings)
        check(settings.problem(), "leastscope.toml");
  }
  return 0;
}
