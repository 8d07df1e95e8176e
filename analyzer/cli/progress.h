// A line on the terminal that says what a long run is at. It comes only after a second, only on a terminal, on standard
// error, and leaves nothing behind. Results never depend on it.
#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace leastscope {

class Progress {
 public:
  /// `show`: false makes every call do nothing. `width`: columns of the terminal.
  Progress(bool show, unsigned width);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// What happens now: "reading the sources"; `app` is its descriptor, the `number`th of `count`.
  void at(const std::string& what, const std::string& app = {}, size_t number = 0, size_t count = 0);

 private:
  void run();
  unsigned width_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::string text_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace leastscope
