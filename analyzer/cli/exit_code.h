// What the process says to whoever started it. The only list of exit codes.
#pragma once
#include "checks/report.h"

namespace leastscope {

enum class ExitCode : int {
  clean = 0,       ///< nothing at or above the threshold
  findings = 1,    ///< something at or above the threshold
  usage = 2,       ///< the command line or the configuration is wrong
  incomplete = 3,  ///< no descriptor, unreadable input, or --strict and unresolved calls or no code; wins over
                   ///< findings
};

/// The threshold of --fail-on: the lowest level that fails; off = never. Without one, each app's configuration says it,
/// and `warning` where that is silent.
ExitCode exit_code(const Report& report, std::optional<Level> fail_on, bool strict);

/// Whether a problem of this kind means that part of the input was not analysed.
bool makes_incomplete(const Problem& problem);

}  // namespace leastscope
