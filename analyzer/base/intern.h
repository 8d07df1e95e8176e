// Strings of one app, stored once. A Symbol is an index; equal strings have equal symbols.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <tsl/robin_map.h>

namespace leastscope {

using Symbol = uint32_t;
inline constexpr Symbol kNoSymbol = 0;  ///< the empty string

/// Thread-safe. Symbols depend on the order of interning: never let their numeric order reach a result. Reading a text
/// takes no lock: it stands where it was put, and whoever has its symbol got it after that.
class Interner {
 public:
  Interner();
  Symbol intern(std::string_view text);
  std::string_view text(Symbol symbol) const {
    const size_t block = symbol / kBlock;
    return block < kBlocks && blocks_[block] ? std::string_view(blocks_[block][symbol % kBlock]) : std::string_view();
  }
  /// The symbol of `text` if it was interned, else kNoSymbol.
  Symbol find(std::string_view text) const;

 private:
  static constexpr size_t kBlock = 4096, kBlocks = 16384;
  mutable std::mutex mutex_;
  Symbol size_ = 0;
  std::array<std::unique_ptr<std::string[]>, kBlocks> blocks_;
  tsl::robin_map<std::string_view, Symbol> symbols_;
};

}  // namespace leastscope
