#include "cli/progress.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "cli/terminal.h"
#include "output/text_style.h"

namespace leastscope {

Progress::Progress(bool show, unsigned width) : width_(width) {
  if (show) thread_ = std::thread([this] { run(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  done_.notify_all();
  thread_.join();
}

void Progress::at(const std::string& what, const std::string& app, size_t number, size_t count) {
  if (!thread_.joinable()) return;
  std::string text = app.empty() ? what : fmt::format("{}: {}", app, what);
  if (count > 1) text = fmt::format("{} of {} · {}", number, count, text);
  std::lock_guard lock(mutex_);
  text_ = harmless(text);
}

void Progress::run() {
  using namespace std::chrono_literals;
  static constexpr std::array<std::string_view, 4> kTurns = {"|", "/", "-", "\\"};
  const auto begin = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  bool shown = false;
  for (size_t turn = 0; !done_.wait_for(lock, shown ? 200ms : 1000ms, [&] { return stop_; }); ++turn) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
    write_error("\r\x1b[K" +
                cut(fmt::format("{} {} s · {}", kTurns[turn % kTurns.size()], seconds, text_), width_ - 1));
    shown = true;
  }
  if (shown) write_error("\r\x1b[K");
}

}  // namespace leastscope
