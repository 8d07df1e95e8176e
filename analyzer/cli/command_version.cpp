#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/terminal.h"

namespace leastscope {

ExitCode command_version(const Options& options) {
  std::string out = fmt::format("leastscope {}\n", LEASTSCOPE_VERSION);
  if (options.verbose) {
    Facts facts;
    out += fmt::format("API facts of {}, sha256 {}\n", facts.date(), facts.sha256());
    for (const auto& s : facts.sources())
      out += fmt::format("  {}  version {}  {}  {}{}\n", s.name, s.version, s.date,
                         s.sha256.empty() ? "" : fmt::format("sha256 {}  ", s.sha256), s.origin);
  }
  return write_out(out) ? ExitCode::clean : ExitCode::usage;
}

}  // namespace leastscope
