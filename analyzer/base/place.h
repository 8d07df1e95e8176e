// Places in files. Inside the analyzer a place is a byte offset; outside (reports, SARIF) it is a line and a column in
// UTF-16 code units, both counted from 1. LineIndex converts; nothing else may.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leastscope {

/// Bytes [begin, end) of one file.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  auto operator<=>(const Span&) const = default;
};

/// Line and column, both from 1; the column in UTF-16 code units. Line 0: no place inside the file.
struct Position {
  uint32_t line = 0;
  uint32_t column = 0;
  auto operator<=>(const Position&) const = default;
};

/// A place as reports show it. `file` is relative to the app's root, with `/`.
struct Place {
  std::string file;
  Position at;
  Position end;  ///< exclusive; line 0 when only the start is known
  auto operator<=>(const Place&) const = default;
};

/// The place of a file as a whole: its start.
inline Place start_of(std::string file) { return {std::move(file), {1, 1}, {}}; }

/// Maps byte offsets of one text to positions. Lines end with \n, \r\n or \r. A BOM takes no column.
class LineIndex {
 public:
  LineIndex() = default;
  explicit LineIndex(std::string_view text);
  /// `text` must be the text the index was made from. Offsets past the end give the end.
  Position position(std::string_view text, uint32_t byte) const;
  /// The text of a line (from 1) without its line end; empty when there is none.
  std::string_view line(std::string_view text, uint32_t line) const;
  uint32_t lines() const { return static_cast<uint32_t>(starts_.size()); }

 private:
  std::vector<uint32_t> starts_;
};

}  // namespace leastscope
