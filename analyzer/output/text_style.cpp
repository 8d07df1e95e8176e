#include "output/text_style.h"

namespace leastscope {
namespace {

std::string_view code(Paint paint) {
  switch (paint) {
    case Paint::bold:
      return "1";
    case Paint::red:
      return "1;31";
    case Paint::yellow:
      return "1;33";
    case Paint::cyan:
      return "1;36";
    case Paint::blue:
      return "1;34";
    case Paint::green:
      return "32";
    case Paint::dim:
      return "2";
    case Paint::plain:
      break;
  }
  return "";
}

/// The code point at `i`, which moves on; bytes that are no UTF-8 count as one character each.
char32_t next(std::string_view text, size_t& i) {
  auto first = static_cast<unsigned char>(text[i++]);
  int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  char32_t value = more == 0 ? first : first & (0x3Fu >> more);
  for (; more > 0 && i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80; --more, ++i) {
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  return value;
}

size_t columns(char32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
              (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) ||
              (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

std::string Style::operator()(Paint paint, std::string_view text) const {
  if (!color_ || paint == Paint::plain || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code(paint)) + "m" + std::string(text) + "\x1b[0m";
}

Paint paint_of(Level level) {
  if (level == Level::error) return Paint::red;
  return level == Level::warning ? Paint::yellow : Paint::cyan;
}

Paint paint_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::needed:
      return Paint::green;
    case Verdict::over_requested:
    case Verdict::install_only:
    case Verdict::unknown_scope:
      return Paint::yellow;
    default:
      return Paint::cyan;
  }
}

size_t display_width(std::string_view text) {
  size_t n = 0;
  for (size_t i = 0; i < text.size();) n += columns(next(text, i));
  return n;
}

std::string pad(std::string_view text, size_t width) {
  std::string out(text);
  size_t have = display_width(text);
  if (have < width) out.append(width - have, ' ');
  return out;
}

std::string cut(std::string_view text, size_t width) {
  if (display_width(text) <= width) return std::string(text);
  size_t n = 0, i = 0;
  while (i < text.size()) {
    size_t before = i;
    n += columns(next(text, i));
    if (n + 1 > width) return std::string(text.substr(0, before)) + "…";
  }
  return std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, size_t width) {
  std::vector<std::string> out;
  std::string line;
  size_t have = 0;
  while (!text.empty()) {
    auto end = text.find(' ');
    auto word = text.substr(0, end);
    size_t w = display_width(word);
    if (!line.empty() && have + 1 + w > width) {
      out.push_back(line);
      line.clear();
      have = 0;
    }
    if (!line.empty()) {
      line += ' ';
      ++have;
    }
    line += word;
    have += w;
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  if (!line.empty() || out.empty()) out.push_back(line);
  return out;
}

std::string harmless(std::string_view text) {
  std::string out;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '\t') {
      out += ' ';
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\xEF\xBF\xBD";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace leastscope
