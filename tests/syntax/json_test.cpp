#include <string>

#include "support/catch.h"
#include "syntax/config_tree.h"

using namespace leastscope;
using Kind = ConfigNode::Kind;

namespace {

ConfigDocument read(const std::string& text) {
  auto document = parse_json(text, "atlassian-connect.json");
  INFO(text.substr(0, 200));
  if (!document) FAIL(document.problem().kind + ": " + document.problem().message);
  return std::move(*document);
}

std::string slice(const std::string& text, Span span) { return text.substr(span.begin, span.end - span.begin); }

/// Every span, cut out of the text, reads as the value it stands for.
void check_spans(const std::string& text, const ConfigNode& node) {
  const std::string cut = slice(text, node.span);
  INFO(cut);
  REQUIRE_FALSE(cut.empty());
  switch (node.kind) {
    case Kind::Map:
      CHECK((cut.front() == '{' && cut.back() == '}'));
      break;
    case Kind::List:
      CHECK((cut.front() == '[' && cut.back() == ']'));
      break;
    case Kind::String:
      CHECK((!node.quoted || (cut.size() >= 2 && cut.front() == '"' && cut.back() == '"')));
      break;
    case Kind::Null:
      CHECK(cut == "null");
      break;
    default:
      CHECK(cut == node.text);
  }
  for (const auto& item : node.items) check_spans(text, item);
  for (const auto& entry : node.entries) {
    CHECK(slice(text, entry.key_span).find('"') == 0);
    check_spans(text, entry.value);
  }
}

}  // namespace

TEST_CASE("JSON: every value has its exact span") {
  const std::string text =
      "{ \"a\" : [1, -2.5e+3, true,false , null, \"x\\\"]\\u00e9\", {}],\n"
      "  \"é😀\":{\"b\\n\": \"漢\", \"c\":[\n]} , \"d\":0}\n";
  const auto document = read(text);
  check_spans(text, document.root);
  const auto& list = document.root.find("a")->items;
  REQUIRE(list.size() == 7);
  CHECK(list[1].text == "-2.5e+3");
  CHECK(slice(text, list[3].span) == "false");
  CHECK(list[5].text == "x\"]é");
  CHECK(slice(text, list[5].span) == "\"x\\\"]\\u00e9\"");
  CHECK(slice(text, document.root.find("é😀.c")->span) == "[\n]");
  CHECK(document.root.string("d") == "0");
}

TEST_CASE("JSON: comments, byte order mark, CRLF") {
  const std::string text =
      "\xEF\xBB\xBF// head \"quote\r\n{\r\n /* { */ \"scopes\": [ // one\r\n \"READ\", /* , */ \"WRITE\" ] }\r\n// "
      "tail";
  const auto document = read(text);
  check_spans(text, document.root);
  const auto* scopes = document.root.find("scopes");
  REQUIRE(scopes->items.size() == 2);
  CHECK(slice(text, scopes->items[1].span) == "\"WRITE\"");
}

TEST_CASE("JSON: placeholders and trailing commas") {
  const std::string text =
      "{\"key\": {{APP_KEY}}, \"url\": \"https://{{HOST}}/\", \"n\": [1, 2, ], \"{{k}}\": {{ x.y }}, }";
  const auto document = read(text);
  CHECK(document.root.string("key") == "{{APP_KEY}}");
  CHECK_FALSE(document.root.find("key")->quoted);
  CHECK(slice(text, document.root.find("key")->span) == "{{APP_KEY}}");
  CHECK(document.root.string("url") == "https://{{HOST}}/");
  CHECK(document.root.find("n")->items.size() == 2);
  CHECK(document.root.entries.back().value.text == "{{ x.y }}");
}

TEST_CASE("JSON: duplicate keys stay, are noted, and the last counts") {
  const auto document = read("{\"a\": 1,\n \"a\": 2, \"b\": {\"a\": 3}}");
  CHECK(document.root.entries.size() == 3);
  CHECK(document.root.string("a") == "2");
  REQUIRE(document.notes.size() == 1);
  CHECK(document.notes[0].kind == "duplicate-key");
  CHECK(document.notes[0].at.at == Position{2, 2});
}

TEST_CASE("JSON: faults carry their place") {
  const auto bad = parse_json("{\n  \"a\": 1\n  \"b\": 2\n}", "package.json");
  REQUIRE_FALSE(bad);
  CHECK(bad.problem().kind == "bad-json");
  CHECK(bad.problem().at.file == "package.json");
  CHECK(bad.problem().at.at.line == 3);
  CHECK_FALSE(parse_json("", "f"));
  CHECK_FALSE(parse_json("{\"a\": ", "f"));
  CHECK_FALSE(parse_json("{} {}", "f"));
  CHECK_FALSE(parse_json("{\"a\": {{x", "f"));
  CHECK_FALSE(parse_json("\"open", "f"));
  CHECK_FALSE(parse_json("/* open", "f"));
}

TEST_CASE("JSON: hostile sizes") {
  CHECK(parse_json(std::string(100'000, '['), "f").problem().kind == "limit");
  std::string many = "[";
  for (int i = 0; i < 600'000; ++i) many += "1,";
  CHECK(parse_json(many + "1]", "f").problem().kind == "limit");
  std::string deep(150, '[');
  deep += std::string(150, ']');
  CHECK(parse_json(deep, "f"));
}

TEST_CASE("JSON: scalars at the top") {
  CHECK(read("12").root.text == "12");
  CHECK(read(" \"x\" ").root.text == "x");
  CHECK(read("null").root.kind == Kind::Null);
}
