// Characters and lines of a descriptor's text, for those who edit it.
#pragma once
#include <cstdint>
#include <string_view>

namespace leastscope {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_space(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

/// A place in a text: files are read up to 64 MB (base/source.h), so 32 bits hold it.
constexpr uint32_t offset(size_t at) { return static_cast<uint32_t>(at); }

/// The start of the line that holds `at`; in the first line behind a byte order mark.
constexpr size_t line_begin(std::string_view text, size_t at) {
  while (at > 0 && text[at - 1] != '\n') --at;
  return at == 0 && text.starts_with("\xEF\xBB\xBF") ? 3 : at;
}

/// Behind the line end.
constexpr size_t line_end(std::string_view text, size_t at) {
  const size_t newline = text.find('\n', at);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

}  // namespace leastscope
