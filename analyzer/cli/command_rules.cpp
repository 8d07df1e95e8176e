#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/terminal.h"

namespace leastscope {

ExitCode command_rules(const Options&) {
  std::string out;
  for (const auto& rule : all_rules())
    out += fmt::format("{:<26} {:<8} {}\n", rule.id, level_name(rule.level), rule.short_text);
  return write_out(out) ? ExitCode::clean : ExitCode::usage;
}

}  // namespace leastscope
