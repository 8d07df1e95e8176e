#include "cli/cli.h"

int main(int argc, char** argv) { return leastscope::run_command_line(argc, argv); }
