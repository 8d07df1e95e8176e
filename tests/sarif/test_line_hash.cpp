#include "sarif/sarif.h"
#include "support/catch.h"

// Values computed by hand from the definition: for a text shorter than the window, the hash of a line is the sum of
// unit * 37^(99 - i).
namespace {

std::string by_definition(const std::vector<uint32_t>& units, size_t from) {
  uint64_t hash = 0;
  for (size_t i = 0; i < 100; ++i) hash = hash * 37 + (from + i < units.size() ? units[from + i] : 0);
  std::string out;
  for (; hash != 0; hash >>= 4) out.insert(out.begin(), "0123456789abcdef"[hash & 15]);
  return out;
}

}  // namespace

TEST_CASE("each line has the hash of the window that starts with it", "[line-hash]") {
  auto hashes = sarif::line_hashes(" a b\r\n\tc\n");
  std::vector<uint32_t> units{'a', 'b', '\n', 'c', '\n', 65535};
  REQUIRE(hashes.size() == 3);
  CHECK(hashes[0] == by_definition(units, 0) + ":1");
  CHECK(hashes[1] == by_definition(units, 3) + ":1");
  CHECK(hashes[2] == by_definition(units, 5) + ":1");
}

TEST_CASE("the window slides", "[line-hash]") {
  std::string text;
  std::vector<uint32_t> units;
  std::vector<size_t> starts;
  for (int line = 0; line < 40; ++line) {
    starts.push_back(units.size());
    for (int i = 0; i < 7 + line % 5; ++i) {
      char c = static_cast<char>('a' + (line * 3 + i) % 26);
      text += c;
      units.push_back(static_cast<uint32_t>(c));
    }
    text += '\n';
    units.push_back('\n');
  }
  starts.push_back(units.size());
  units.push_back(65535);
  auto hashes = sarif::line_hashes(text);
  REQUIRE(hashes.size() == starts.size());
  for (size_t i = 0; i < starts.size(); ++i) {
    INFO(i);
    CHECK(hashes[i].substr(0, hashes[i].find(':')) == by_definition(units, starts[i]));
  }
}

TEST_CASE("equal lines are counted", "[line-hash]") {
  std::string block(120, 'x');
  std::string text;
  for (int i = 0; i < 3; ++i) text += block + "\n";
  auto hashes = sarif::line_hashes(text);
  REQUIRE(hashes.size() == 4);
  auto value = hashes[0].substr(0, hashes[0].find(':'));
  CHECK(hashes[0] == value + ":1");
  CHECK(hashes[1] == value + ":2");
  CHECK(hashes[2] == value + ":3");
}

TEST_CASE("characters beyond the basic plane are two units", "[line-hash]") {
  CHECK(sarif::line_hashes("é漢😀")[0] == by_definition({0xE9, 0x6F22, 0xD83D, 0xDE00, 65535}, 0) + ":1");
  CHECK(sarif::line_hashes("")[0] == by_definition({65535}, 0) + ":1");
}

TEST_CASE("carriage returns alone end lines too", "[line-hash]") {
  CHECK(sarif::line_hashes("a\rb").size() == 2);
  CHECK(sarif::line_hashes("a\r\nb") == sarif::line_hashes("a\nb"));
}

TEST_CASE("paths are percent-encoded", "[uri]") {
  CHECK(sarif::encode_uri("src/a b#é.js") == "src/a%20b%23%C3%A9.js");
  CHECK(sarif::encode_uri("plain-_.~/x") == "plain-_.~/x");
}
