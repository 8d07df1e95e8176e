#include "base/intern.h"

namespace leastscope {

Interner::Interner() {
  texts_.emplace_back();
  symbols_.emplace(texts_.back(), kNoSymbol);
}

Symbol Interner::intern(std::string_view text) {
  std::lock_guard lock(mutex_);
  if (auto found = symbols_.find(text); found != symbols_.end()) return found->second;
  const auto symbol = static_cast<Symbol>(texts_.size());
  texts_.emplace_back(text);  // a deque never moves its elements, so the views in symbols_ stay valid
  symbols_.emplace(texts_.back(), symbol);
  return symbol;
}

std::string_view Interner::text(Symbol symbol) const {
  std::lock_guard lock(mutex_);
  return symbol < texts_.size() ? std::string_view(texts_[symbol]) : std::string_view();
}

Symbol Interner::find(std::string_view text) const {
  std::lock_guard lock(mutex_);
  auto found = symbols_.find(text);
  return found == symbols_.end() ? kNoSymbol : found->second;
}

}  // namespace leastscope
