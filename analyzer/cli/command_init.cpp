// init [PATH]: a configuration that changes nothing yet, with every key explained.
#include <fmt/format.h>

#include <filesystem>

#include "cli/commands.h"
#include "cli/init_text.h"
#include "cli/terminal.h"

namespace leastscope {

ExitCode command_init(const Options& options) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path folder = options.words.empty() ? "." : options.words.front();
  if (!fs::is_directory(folder, error)) {
    write_error(fmt::format("leastscope: '{}' is no folder. Give the folder that leastscope.toml should stand in.\n",
                            folder.generic_string()));
    return ExitCode::usage;
  }
  for (const char* name : {"leastscope.toml", ".github/leastscope.toml"}) {
    if (!fs::exists(folder / name, error)) continue;
    write_error(
        fmt::format("leastscope: {} is there already and was not touched.\n", (folder / name).generic_string()));
    return ExitCode::usage;
  }
  const std::string file = (folder / "leastscope.toml").generic_string();
  if (!write_file(file, std::string(kInitText))) {
    write_error(fmt::format("leastscope: '{}' cannot be written. Check that you may write there.\n", file));
    return ExitCode::usage;
  }
  return write_out(fmt::format("{} written.\n", file)) ? ExitCode::clean : ExitCode::usage;
}

}  // namespace leastscope
