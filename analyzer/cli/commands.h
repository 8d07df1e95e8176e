// One function per command; each returns the exit code.
#pragma once
#include "cli/exit_code.h"
#include "cli/options.h"

namespace leastscope {

ExitCode command_check(const Options& options);
ExitCode command_suggest(const Options& options);
ExitCode command_fix(const Options& options);
ExitCode command_diff(const Options& options);
ExitCode command_init(const Options& options);
ExitCode command_why(const Options& options);
ExitCode command_explain(const Options& options);
ExitCode command_rules(const Options& options);
ExitCode command_version(const Options& options);

}  // namespace leastscope
