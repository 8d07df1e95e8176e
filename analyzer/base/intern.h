// Strings of one app, stored once. A Symbol is an index; equal strings have equal symbols.
#pragma once
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace leastscope {

using Symbol = uint32_t;
inline constexpr Symbol kNoSymbol = 0;  ///< the empty string

/// Thread-safe. Symbols depend on the order of interning: never let their numeric order reach a result.
class Interner {
 public:
  Interner();
  Symbol intern(std::string_view text);
  std::string_view text(Symbol symbol) const;
  /// The symbol of `text` if it was interned, else kNoSymbol.
  Symbol find(std::string_view text) const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, Symbol> symbols_;
};

}  // namespace leastscope
