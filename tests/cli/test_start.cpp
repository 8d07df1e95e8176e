// Starting costs nothing: the facts are read in place, not parsed. The aim is 5 ms above an empty process on an idle
// machine (release build); the limit leaves room for debug builds and machines that do other work too.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.h"

namespace {

/// Processor time of the program, which other work on the machine hardly changes.
double milliseconds(std::vector<const char*> arguments) {
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    if (freopen("/dev/null", "w", stdout) == nullptr) _exit(126);
    execv(arguments[0], const_cast<char* const*>(arguments.data()));
    _exit(127);
  }
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
  auto of = [](const timeval& time) {
    return 1e3 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e3;
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

}  // namespace

TEST_CASE("'version' starts about as fast as an empty process", "[start]") {
#if defined(__SANITIZE_ADDRESS__)
  constexpr double limit = 500;  // the sanitizers' own start
#else
  constexpr double limit = 12;
#endif
  std::vector<double> empty, version;
  for (int run = 0; run < 20; ++run) {
    empty.push_back(milliseconds({"/bin/true"}));
    version.push_back(milliseconds({LEASTSCOPE_BIN, "version"}));
  }
  const double above = median(version) - median(empty);
  INFO("median of 20: " << above << " ms above an empty process");
  CHECK(above < limit);
}
