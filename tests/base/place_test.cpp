#include "base/place.h"

#include "support/catch.h"

using namespace leastscope;

namespace {

Position at(std::string_view text, std::string_view needle) {
  return LineIndex(text).position(text, static_cast<uint32_t>(text.find(needle)));
}

}  // namespace

TEST_CASE("columns count UTF-16 code units from one") {
  const std::string text = "a\né漢😀z\n";
  CHECK(at(text, "a") == Position{1, 1});
  CHECK(at(text, "é") == Position{2, 1});
  CHECK(at(text, "漢") == Position{2, 2});
  CHECK(at(text, "😀") == Position{2, 3});
  CHECK(at(text, "z") == Position{2, 5});  // the emoji is a surrogate pair
}

TEST_CASE("a byte inside a character belongs to it") {
  const std::string text = "é😀x";
  const LineIndex lines(text);
  CHECK(lines.position(text, 1) == Position{1, 1});
  CHECK(lines.position(text, 4) == Position{1, 2});
  CHECK(lines.position(text, 6) == Position{1, 4});
}

TEST_CASE("lines end with LF, CRLF or CR") {
  const std::string text = "one\r\ntwo\nthree\rfour";
  const LineIndex lines(text);
  CHECK(lines.lines() == 4);
  CHECK(at(text, "two") == Position{2, 1});
  CHECK(at(text, "three") == Position{3, 1});
  CHECK(at(text, "four") == Position{4, 1});
  CHECK(lines.line(text, 1) == "one");
  CHECK(lines.line(text, 2) == "two");
  CHECK(lines.line(text, 4) == "four");
  CHECK(lines.line(text, 5).empty());
  CHECK(lines.line(text, 0).empty());
}

TEST_CASE("a byte order mark takes no column") {
  const std::string text =
      "\xEF\xBB\xBF"
      "ab\nc";
  const LineIndex lines(text);
  CHECK(lines.position(text, 0) == Position{1, 1});
  CHECK(lines.position(text, 3) == Position{1, 1});
  CHECK(lines.position(text, 4) == Position{1, 2});
  CHECK(lines.line(text, 1) == "ab");
}

TEST_CASE("offsets past the end give the end") {
  const std::string text = "ab\ncd";
  const LineIndex lines(text);
  CHECK(lines.position(text, 5) == Position{2, 3});
  CHECK(lines.position(text, 4'000'000'000u) == Position{2, 3});
  CHECK(LineIndex("").position("", 0) == Position{1, 1});
  CHECK(LineIndex("").lines() == 1);
}

TEST_CASE("a text that is no UTF-8 still has positions") {
  const std::string text = "a\x80\x80\x80\x80\x80z";
  const LineIndex lines(text);
  CHECK(lines.position(text, 6).line == 1);
  CHECK(lines.position(text, 6).column >= 2);
}
