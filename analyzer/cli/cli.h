// The command line. Everything that touches the process (arguments, terminal, environment, files to write) is in this
// room.
#pragma once

namespace leastscope {

/// Runs one command; returns the exit code (cli/exit_code.h).
int run_command_line(int argc, char** argv);

}  // namespace leastscope
