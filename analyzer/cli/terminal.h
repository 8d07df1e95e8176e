// What the world outside tells us: is there a terminal, does it want colour, how wide is it. Read once per command.
#pragma once
#include <string>

namespace leastscope {

struct Terminal {
  bool color = false;
  unsigned width = 100;
  bool interactive = false;  ///< standard output is a terminal
  bool watched = false;      ///< standard error is one: somebody sees what the program is at
  unsigned watched_width = 80;
};

/// `choice` is auto, always or never. auto: not with NO_COLOR; else as FORCE_COLOR says ("0": never); else on a
/// terminal that is not TERM=dumb. An empty variable says nothing.
Terminal look_at_terminal(const std::string& choice);

/// Writes all bytes; false when that fails (closed pipe, full disk).
bool write_out(const std::string& text);
bool write_file(const std::string& path, const std::string& text);
void write_error(const std::string& text);

}  // namespace leastscope
