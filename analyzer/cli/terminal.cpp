#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace leastscope {

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? std::string_view(value) : std::string_view();
}

unsigned columns_of(int terminal, unsigned otherwise) {
  winsize size{};
  if (ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return otherwise;
  return std::clamp<unsigned>(size.ws_col, 40, 160);
}

}  // namespace

Terminal look_at_terminal(const std::string& choice) {
  Terminal t;
  t.interactive = isatty(STDOUT_FILENO) == 1;
  const bool dumb = variable("TERM") == "dumb";
  t.watched = isatty(STDERR_FILENO) == 1 && !dumb;
  const std::string_view force = variable("FORCE_COLOR");
  bool automatic = t.interactive && !dumb;
  if (!force.empty()) automatic = force != "0";
  if (!variable("NO_COLOR").empty()) automatic = false;
  t.color = choice == "always" || (choice == "auto" && automatic);
  if (t.interactive) t.width = columns_of(STDOUT_FILENO, t.width);
  if (t.watched) t.watched_width = columns_of(STDERR_FILENO, t.watched_width);
  return t;
}

bool write_out(const std::string& text) {
  bool good = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return std::fflush(stdout) == 0 && good;
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  return out.good();
}

void write_error(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace leastscope
