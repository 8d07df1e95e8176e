// A vector whose elements never move, so that a reference stays good while more are added, and that is indexed by a
// shift and a mask. (std::deque keeps references too, but divides by the number of elements in 512 bytes at each
// access; an eighth of the evaluation's time went there.)
#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace leastscope {

template <class T>
class StableVector {
 public:
  T& operator[](size_t i) { return blocks_[i >> kShift].data()[i & kMask]; }
  const T& operator[](size_t i) const { return blocks_[i >> kShift].data()[i & kMask]; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& back() { return blocks_.back().back(); }
  const T& back() const { return blocks_.back().back(); }
  void push_back(T value) { emplace_back(std::move(value)); }
  template <class... Args>
  T& emplace_back(Args&&... args) {
    if ((size_ & kMask) == 0) blocks_.emplace_back().reserve(kMask + 1);
    ++size_;
    return blocks_.back().emplace_back(std::forward<Args>(args)...);
  }

 private:
  static constexpr size_t kShift = 8, kMask = (size_t{1} << kShift) - 1;
  std::vector<std::vector<T>> blocks_;  // each reserved whole: its elements stay where they are
  size_t size_ = 0;
};

}  // namespace leastscope
