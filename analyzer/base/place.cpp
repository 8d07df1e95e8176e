#include "base/place.h"

#include <algorithm>

namespace leastscope {

namespace {

bool continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

LineIndex::LineIndex(std::string_view text) {
  starts_.push_back(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  const bool returns = text.find('\r') != std::string_view::npos;
  auto next = [&](size_t from) { return returns ? text.find_first_of("\r\n", from) : text.find('\n', from); };
  for (size_t i = next(starts_[0]); i != std::string_view::npos; i = next(i + 1)) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    starts_.push_back(static_cast<uint32_t>(i + 1));
  }
}

Position LineIndex::position(std::string_view text, uint32_t byte) const {
  if (starts_.empty()) return {1, 1};
  size_t at = std::min<size_t>(byte, text.size());
  // A byte inside a character belongs to that character.
  for (int back = 0; back < 3 && at > 0 && at < text.size() && continuation(text[at]); ++back) --at;
  auto next = std::upper_bound(starts_.begin(), starts_.end(), at);
  if (next == starts_.begin()) return {1, 1};  // inside the BOM
  const auto line = static_cast<uint32_t>(next - starts_.begin());
  uint32_t column = 1;
  for (size_t i = *(next - 1); i < at; ++i) {
    if (continuation(text[i])) continue;
    column += static_cast<unsigned char>(text[i]) >= 0xF0 ? 2 : 1;  // four bytes of UTF-8 are a surrogate pair
  }
  return {line, column};
}

std::string_view LineIndex::line(std::string_view text, uint32_t line) const {
  if (line == 0 || line > starts_.size()) return {};
  const size_t begin = starts_[line - 1];
  size_t end = line < starts_.size() ? starts_[line] : text.size();
  while (end > begin && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
  return text.substr(begin, end - begin);
}

}  // namespace leastscope
