// Errors are values: what went wrong, where, and what to do about it.
#pragma once
#include <string>
#include <utility>
#include <variant>

#include "base/place.h"

namespace leastscope {

/// `kind` is a stable kebab-case word of the JSON report: no-descriptor, unreadable-file, bad-yaml, bad-json,
/// file-too-large, link-loop, outside-root, no-permission, bad-archive, bad-model, bad-config, generated-descriptor,
/// limit …
struct Problem {
  std::string kind;
  std::string message;  ///< says what, why and what to do; ends with a period
  Place at;             ///< file empty: the run as a whole
  auto operator<=>(const Problem&) const = default;
};

/// A value or the problem that prevented it.
template <class T>
class Result {
 public:
  Result(T value) : v_(std::move(value)) {}
  Result(Problem p) : v_(std::move(p)) {}
  explicit operator bool() const { return v_.index() == 0; }
  T& operator*() { return std::get<0>(v_); }
  const T& operator*() const { return std::get<0>(v_); }
  T* operator->() { return &std::get<0>(v_); }
  const T* operator->() const { return &std::get<0>(v_); }
  const Problem& problem() const { return std::get<1>(v_); }

 private:
  std::variant<T, Problem> v_;
};

}  // namespace leastscope
