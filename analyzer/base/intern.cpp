#include "base/intern.h"

namespace leastscope {

Interner::Interner() { intern({}); }

Symbol Interner::intern(std::string_view text) {
  std::lock_guard lock(mutex_);
  if (auto found = symbols_.find(text); found != symbols_.end()) return found->second;
  const Symbol symbol = size_;
  if (symbol / kBlock >= kBlocks) return kNoSymbol;  // 67 million different texts do not fit into memory anyway
  auto& block = blocks_[symbol / kBlock];
  if (!block) block = std::make_unique<std::string[]>(kBlock);
  std::string& place = block[symbol % kBlock];
  place = text;
  ++size_;
  symbols_.emplace(place, symbol);
  return symbol;
}

Symbol Interner::find(std::string_view text) const {
  std::lock_guard lock(mutex_);
  auto found = symbols_.find(text);
  return found == symbols_.end() ? kNoSymbol : found->second;
}

}  // namespace leastscope
