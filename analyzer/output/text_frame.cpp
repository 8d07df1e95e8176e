#include "output/text_frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace leastscope {
namespace {

/// Byte offset of a UTF-16 column (from 1) in a line.
size_t byte_of(std::string_view line, uint32_t column) {
  size_t i = 0;
  for (uint32_t at = 1; at < column && i < line.size();) {
    auto first = static_cast<unsigned char>(line[i]);
    at += first >= 0xF0 ? 2 : 1;
    i += first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  }
  return std::min(i, line.size());
}

bool word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         (c & 0x80) != 0;
}

struct Marked {
  std::string line;
  size_t before = 0, marked = 1;  // columns left of the caret, and under it
};

/// The part of a long line that has the place in it.
Marked mark(const std::string& raw, const Place& at, size_t room) {
  size_t begin = byte_of(raw, at.at.column), end = begin;
  if (at.end.line == at.at.line && at.end.column > at.at.column) {
    end = byte_of(raw, at.end.column);
  } else {
    while (end < raw.size() && word_byte(raw[end])) ++end;
  }
  size_t from = 0;
  std::string prefix;
  if (display_width(raw.substr(0, end)) > room && begin > 20) {
    from = begin - 20;
    while (from < begin && (static_cast<unsigned char>(raw[from]) & 0xC0) == 0x80) ++from;
    prefix = "…";
  }
  Marked out;
  out.line = cut(prefix + harmless(raw.substr(from)), room);
  out.before = display_width(prefix) + display_width(harmless(raw.substr(from, begin - from)));
  out.marked = std::max<size_t>(1, display_width(harmless(raw.substr(begin, end - begin))));
  if (out.before + out.marked > room) out.marked = out.before < room ? room - out.before : 1;
  return out;
}

}  // namespace

size_t gutter_of(const Place& at) { return std::max<size_t>(2, fmt::format("{}", at.at.line).size()); }

std::string code_frame(const AppReport& app, const Place& at, Paint paint, const Style& style, unsigned width,
                       size_t gutter) {
  std::string out =
      fmt::format("{}{} {}\n", std::string(gutter, ' '), style(Paint::blue, "-->"), harmless(shown_place(app, at)));
  if (at.at.line == 0 || !source_text(app, at.file)) return out;
  std::string raw = source_line(app, at);
  if (raw.find_first_not_of(" \t") == std::string::npos) return out;
  size_t room = width > gutter + 4 ? width - gutter - 4 : 40;
  auto marked = mark(raw, at, room);
  std::string bar = style(Paint::blue, "|"), space(gutter, ' ');
  std::string number = fmt::format("{:>{}}", at.at.line, gutter);
  out += fmt::format("{} {}\n{} {} {}\n{} {} {}{}\n", space, bar, style(Paint::blue, number), bar, marked.line, space,
                     bar, std::string(marked.before, ' '), style(paint, std::string(marked.marked, '^')));
  return out;
}

}  // namespace leastscope
