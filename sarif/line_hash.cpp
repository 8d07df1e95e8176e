// GitHub recognises an alert again after an edit by a hash of the text around its line. To be recognised, our hashes
// must be GitHub's.
//
// The file is read as UTF-16 code units. Spaces and tabs do not count; a carriage return, alone or with a line feed,
// counts as one line feed; after the last unit comes one unit 65535. A window of 100 units slides over this stream, and
// its polynomial hash (base 37, wrapping at 64 bits) is kept up to date by adding the unit that enters and taking away
// the one that leaves.
//
// The hash of a line is that of the window which begins with the line's first unit: it is known once 100 more units
// have come in, or at the end, where the window is fed with zeros. It is written in hexadecimal, then a colon, then how
// often this value has occurred so far, so that equal lines in equal surroundings stay apart.
#include <array>
#include <unordered_map>

#include "sarif/sarif.h"

namespace sarif {
namespace {

constexpr size_t kWindow = 100;
constexpr uint64_t kBase = 37;
constexpr uint32_t kNoLine = 0;

std::string hex(uint64_t value) {
  if (value == 0) return "0";
  std::string out;
  for (; value != 0; value >>= 4) out.insert(out.begin(), "0123456789abcdef"[value & 15]);
  return out;
}

/// Decodes one code point; a byte that is no UTF-8 becomes U+FFFD, as Node's reader has it.
uint32_t next_code_point(std::string_view text, size_t& i) {
  auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  unsigned char first = byte(i++);
  if (first < 0x80) return first;
  int more = first >= 0xC2 && first <= 0xDF   ? 1
             : first >= 0xE0 && first <= 0xEF ? 2
             : first >= 0xF0 && first <= 0xF4 ? 3
                                              : 0;
  if (more == 0) return 0xFFFD;
  uint32_t value = first & (0x3Fu >> more);
  for (int k = 0; k < more; ++k) {
    if (i >= text.size() || (byte(i) & 0xC0) != 0x80) return 0xFFFD;
    // The second byte decides about overlong forms, surrogates and values beyond U+10FFFF.
    if (k == 0 && ((first == 0xE0 && byte(i) < 0xA0) || (first == 0xED && byte(i) > 0x9F) ||
                   (first == 0xF0 && byte(i) < 0x90) || (first == 0xF4 && byte(i) > 0x8F))) {
      return 0xFFFD;
    }
    value = value << 6 | (byte(i++) & 0x3Fu);
  }
  return value;
}

class Hasher {
 public:
  Hasher() {
    for (size_t i = 0; i < kWindow; ++i) leaving_factor_ *= kBase;
  }

  void unit(uint32_t u) {
    if (u == ' ' || u == '\t' || (after_return_ && u == '\n')) {
      after_return_ = false;
      return;
    }
    after_return_ = u == '\r';
    if (u == '\r') u = '\n';
    finish_line();
    if (at_line_start_) {
      at_line_start_ = false;
      lines_[at_] = ++line_;
    }
    if (u == '\n') at_line_start_ = true;
    push(u);
  }

  std::vector<std::string> finish() {
    unit(65535);
    for (size_t i = 0; i < kWindow; ++i) {
      finish_line();
      push(0);
    }
    return std::move(out_);
  }

 private:
  /// If a line began where the next unit will be written, the window is now exactly its hash.
  void finish_line() {
    uint32_t line = lines_[at_];
    if (line == kNoLine) return;
    lines_[at_] = kNoLine;
    std::string value = hex(hash_);
    if (out_.size() < line) out_.resize(line);
    out_[line - 1] = value + ":" + std::to_string(++seen_[value]);
  }

  void push(uint32_t u) {
    hash_ = hash_ * kBase + u - leaving_factor_ * window_[at_];
    window_[at_] = u;
    at_ = (at_ + 1) % kWindow;
  }

  std::array<uint32_t, kWindow> window_{};
  std::array<uint32_t, kWindow> lines_{};  // which line begins at this unit of the window
  uint64_t leaving_factor_ = 1, hash_ = 0;
  size_t at_ = 0;
  uint32_t line_ = 0;
  bool at_line_start_ = true, after_return_ = false;
  std::unordered_map<std::string, unsigned> seen_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> line_hashes(std::string_view text) {
  // A byte order mark stays: a stream that is read as UTF-8 keeps it as one unit.
  Hasher hasher;
  for (size_t i = 0; i < text.size();) {
    uint32_t c = next_code_point(text, i);
    if (c >= 0x10000) {
      hasher.unit(0xD800 + ((c - 0x10000) >> 10));
      hasher.unit(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      hasher.unit(c);
    }
  }
  return hasher.finish();
}

}  // namespace sarif
