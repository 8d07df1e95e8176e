// Colours, wrapping and width of text on a terminal.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "checks/report.h"

namespace leastscope {

enum class Paint { plain, bold, red, yellow, cyan, blue, green, dim };

class Style {
 public:
  explicit Style(bool color) : color_(color) {}
  std::string operator()(Paint paint, std::string_view text) const;

 private:
  bool color_;
};

Paint paint_of(Level level);
Paint paint_of(Verdict verdict);

/// Columns that a UTF-8 text takes on a terminal: wide East Asian characters and emoji count two, combining marks none.
size_t display_width(std::string_view text);
std::string pad(std::string_view text, size_t width);
/// Cut to `width` columns, with "…" where something is missing.
std::string cut(std::string_view text, size_t width);
/// Breaks prose at spaces into lines of at most `width` columns (a longer word stays whole).
std::vector<std::string> wrapped(std::string_view text, size_t width);
/// Control characters (escape sequences in file names or source lines) made harmless; a tab becomes one space.
std::string harmless(std::string_view text);

}  // namespace leastscope
