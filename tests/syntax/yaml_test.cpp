#include <string>

#include "support/catch.h"
#include "syntax/config_tree.h"

using namespace leastscope;
using Kind = ConfigNode::Kind;

namespace {

ConfigDocument read(const std::string& text) {
  auto document = parse_yaml(text, "manifest.yml");
  INFO(text.substr(0, 200));
  if (!document) FAIL(document.problem().kind + ": " + document.problem().message);
  return std::move(*document);
}

Problem refused(const std::string& text) {
  auto document = parse_yaml(text, "manifest.yml");
  INFO(text.substr(0, 200));
  REQUIRE_FALSE(document);
  return document.problem();
}

std::string slice(const std::string& text, Span span) { return text.substr(span.begin, span.end - span.begin); }

/// What the value at `path` looks like in the file.
std::string written(const std::string& text, const std::string& path) {
  const auto document = read(text);
  const ConfigNode* node = document.root.find(path);
  REQUIRE(node);
  return slice(text, node->span);
}

}  // namespace

TEST_CASE("a manifest as people write it") {
  const std::string text =
      "app:\n"
      "  id: ari:cloud:ecosystem::app/1   # comment\n"
      "permissions:\n"
      "  scopes:\n"
      "    - read:jira-work\n"
      "    - 'write:jira-work'  # why\n"
      "    - \"manage:jira-\\x77\"\n"
      "  external: {fetch: {backend: ['*.example.com', b]}}\n"
      "empty:\n"
      "count: 3\n"
      "on: true\n"
      "word: yes\n";
  const auto document = read(text);
  const auto& root = document.root;
  CHECK(document.notes.empty());
  CHECK(root.string("app.id") == "ari:cloud:ecosystem::app/1");
  const auto* scopes = root.find("permissions.scopes");
  REQUIRE(scopes);
  REQUIRE(scopes->is_list());
  REQUIRE(scopes->items.size() == 3);
  CHECK(scopes->items[0].text == "read:jira-work");
  CHECK_FALSE(scopes->items[0].quoted);
  CHECK(slice(text, scopes->items[0].span) == "read:jira-work");
  CHECK(scopes->items[1].quoted);
  CHECK(slice(text, scopes->items[1].span) == "'write:jira-work'");
  CHECK(scopes->items[2].text == "manage:jira-w");
  CHECK(slice(text, scopes->items[2].span) == "\"manage:jira-\\x77\"");
  CHECK(slice(text, scopes->span).starts_with("- read"));
  CHECK(slice(text, scopes->span).ends_with("\\x77\""));
  CHECK(written(text, "permissions.external") == "{fetch: {backend: ['*.example.com', b]}}");
  CHECK(written(text, "permissions.external.fetch.backend") == "['*.example.com', b]");
  CHECK(root.find("empty")->kind == Kind::Null);
  CHECK(root.find("count")->kind == Kind::Number);
  CHECK(root.find("on")->kind == Kind::Bool);
  CHECK(root.find("word")->kind == Kind::String);
  CHECK(slice(text, root.entries[1].key_span) == "permissions");
  CHECK(root.find("permissions.none") == nullptr);
  CHECK(root.string("permissions.none", "x") == "x");
}

TEST_CASE("spans are bytes, also after wide characters") {
  const std::string text = "ünï: wért\n漢: [😀, \"é😀\", z]\nk: v\n";
  CHECK(written(text, "ünï") == "wért");
  CHECK(written(text, "漢") == "[😀, \"é😀\", z]");
  CHECK(written(text, "k") == "v");
  const auto document = read(text);
  CHECK(slice(text, document.root.find("漢")->items[1].span) == "\"é😀\"");
}

TEST_CASE("spans with a byte order mark and CRLF") {
  const std::string text =
      "\xEF\xBB\xBF"
      "a: 1\r\nlist:\r\n  - x\r\n  - 'y'\r\nlast: {b: c}\r\n";
  CHECK(written(text, "a") == "1");
  CHECK(written(text, "last") == "{b: c}");
  const auto document = read(text);
  CHECK(document.root.find("list")->items[0].text == "x");
  CHECK(slice(text, document.root.find("list")->items[1].span) == "'y'");
  CHECK(slice(text, document.root.entries[0].key_span) == "a");
}

TEST_CASE("flow lists over several lines, with comments and trailing comma") {
  const std::string text = "scopes: [\n  a,   # first ]\n  \"b]\",\n  {c: d},\n]\nnext: x\n";
  CHECK(written(text, "scopes") == "[\n  a,   # first ]\n  \"b]\",\n  {c: d},\n]");
  CHECK(written(text, "next") == "x");
  CHECK(written("e: []\nf: {}\n", "e") == "[]");
  CHECK(written("e: []\nf: { }\n", "f") == "{ }");
  CHECK(written("e: [a: b, c]\n", "e") == "[a: b, c]");
}

TEST_CASE("multi-line scalars end where they end") {
  const std::string text =
      "a: one\n  two\n\n  three   # c\nb: |\n  x # no comment\n   y\n\nc: >-\n  f\n  g\nd: \"q\n  r\"\ne: 'it''s'\n";
  CHECK(written(text, "a") == "one\n  two\n\n  three");
  CHECK(written(text, "b") == "|\n  x # no comment\n   y");
  CHECK(written(text, "c") == ">-\n  f\n  g");
  CHECK(written(text, "d") == "\"q\n  r\"");
  CHECK(written(text, "e") == "'it''s'");
  CHECK(read(text).root.string("e") == "it's");
  CHECK(read(text).root.string("c") == "f g");
  CHECK(written("a: |\nb: 1\n", "a") == "|");
}

TEST_CASE("null has a place") {
  const std::string text = "a:\nb: ~\nc: null\nd: # nothing\nl:\n  -\n  - x\n";
  CHECK(written(text, "b") == "~");
  CHECK(written(text, "c") == "null");
  const auto document = read(text);
  CHECK(document.root.find("a")->span == Span{2, 2});
  CHECK(document.root.find("d")->span.begin == text.find("d:") + 2);
  const auto* list = document.root.find("l");
  REQUIRE(list->items.size() == 2);
  CHECK(list->items[0].kind == Kind::Null);
  CHECK(list->items[0].span.begin == text.find("  -\n") + 3);
  CHECK(slice(text, list->items[1].span) == "x");
}

TEST_CASE("anchors, aliases, tags") {
  const std::string text = "base: &b\n  - read:x\n  - read:y\nuse: *b\nown: &s !!str 12\nagain: [*s, *s]\n";
  const auto document = read(text);
  const auto* use = document.root.find("use");
  REQUIRE(use);
  CHECK(use->from_alias);
  CHECK(slice(text, use->span) == "*b");
  REQUIRE(use->items.size() == 2);
  CHECK(use->items[1].from_alias);
  CHECK(slice(text, use->items[1].span) == "read:y");
  CHECK_FALSE(document.root.find("base")->from_alias);
  CHECK(written(text, "base") == "- read:x\n  - read:y");
  CHECK(written(text, "own") == "12");
  CHECK(document.root.find("own")->kind == Kind::String);
  CHECK(written(text, "again") == "[*s, *s]");
}

TEST_CASE("merges: what the map says itself wins, earlier maps win over later ones") {
  const auto document = read(
      "one: &one {a: 1, b: 1}\n"
      "two: &two {b: 2, c: 2}\n"
      "m:\n  <<: [*one, *two]\n  a: 0\n"
      "n:\n  d: 4\n  <<: *two\n"
      "o:\n  <<: plain\n");
  CHECK(document.root.string("m.a") == "0");
  CHECK(document.root.string("m.b") == "1");
  CHECK(document.root.string("m.c") == "2");
  CHECK(document.root.find("m")->entries.size() == 3);
  CHECK(document.root.string("n.c") == "2");
  CHECK(document.root.string("n.d") == "4");
  CHECK(document.root.string("o.<<") == "plain");
  CHECK(document.notes.empty());
}

TEST_CASE("duplicate keys stay, are noted, and the last counts") {
  const auto document = read("scopes: [a]\nx: 1\nscopes: [b]\n");
  CHECK(document.root.entries.size() == 3);
  CHECK(document.root.find("scopes")->items[0].text == "b");
  REQUIRE(document.notes.size() == 1);
  CHECK(document.notes[0].kind == "duplicate-key");
  CHECK(document.notes[0].at.at == Position{3, 1});
  CHECK(document.notes[0].at.end == Position{3, 7});
}

TEST_CASE("placeholders of templates are strings") {
  const std::string plain = "app:\n  id: {{APP_ID}}\n  name: x\n";
  CHECK(read(plain).root.string("app.id") == "{{APP_ID}}");
  CHECK(written(plain, "app.id") == "{{APP_ID}}");
  CHECK(read(plain).root.string("app.name") == "x");
  const std::string mixed = "app:\n  id: {{ID}}-dev\n  url: \"https://{{HOST}}/x\"\n  b: plain\n";
  CHECK(read(mixed).root.string("app.id") == "{{ID}}-dev");
  CHECK(read(mixed).root.string("app.url") == "https://{{HOST}}/x");
  CHECK(read(mixed).root.string("app.b") == "plain");
}

TEST_CASE("keys with dots, complex keys, many documents, nothing at all") {
  CHECK(read("a.b: 1\nc:\n  d.e: 2\n").root.string("a.b") == "1");
  CHECK(read("a.b: 1\nc:\n  d.e: 2\n").root.string("c.d.e") == "2");
  CHECK(read("? [q, r]\n: 2\n").root.entries[0].key == "[q, r]");
  CHECK(read("a: 1\n---\na: 2\n").root.string("a") == "1");
  CHECK(read("").root.kind == Kind::Null);
  CHECK(read("# only a comment\n").root.kind == Kind::Null);
}

TEST_CASE("faults carry their place") {
  const Problem tab = refused("app:\n\tid: x\n");
  CHECK(tab.kind == "bad-yaml");
  CHECK(tab.at.file == "manifest.yml");
  CHECK(tab.at.at.line == 2);
  CHECK(refused("a: [1, 2\nb: 3\n").kind == "bad-yaml");
  CHECK(refused("a: 'x\n").kind == "bad-yaml");
  CHECK(refused("a: *nobody\n").kind == "bad-yaml");
}

TEST_CASE("hostile: control characters do not hide the rest of a file") {
  CHECK(refused(std::string("a: 1\n\x04\nb: 2\n")).kind == "bad-yaml");
  CHECK(refused(std::string("a: 1\0b", 6)).kind == "bad-yaml");
  CHECK(refused("\xFF\xFE"
                "a:")
            .kind == "bad-yaml");
}

TEST_CASE("hostile: a billion laughs") {
  std::string text = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    text += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) text += std::string(i ? ", " : "") + "*" + static_cast<char>(c - 1);
    text += "]\n";
  }
  CHECK(refused(text).kind == "limit");
}

TEST_CASE("hostile: one long text and many aliases") {
  std::string text = "a: &a \"" + std::string(1'000'000, 'x') + "\"\nb: [";
  for (int i = 0; i < 10'000; ++i) text += "*a, ";
  CHECK(refused(text + "]\n").kind == "limit");
}

TEST_CASE("hostile: references to oneself") {
  CHECK(refused("a: &a {b: *a}\n").kind == "bad-yaml");
  CHECK(refused("a: &a [*a]\n").kind == "bad-yaml");
  CHECK(refused("&a ? *a\n: x\n").kind == "bad-yaml");
  CHECK(refused("a: &a\n  <<: *a\n").kind == "bad-yaml");
}

TEST_CASE("hostile: deep nesting") {
  CHECK_FALSE(parse_yaml(std::string(100'000, '['), "f"));
  std::string maps, items, flow;
  for (int i = 0; i < 100'000; ++i) flow += "{a: ";
  for (int i = 0; i < 600; ++i) maps += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  for (int i = 0; i < 5'000; ++i) items += "- ";
  CHECK_FALSE(parse_yaml(flow, "f"));
  CHECK(refused(maps).kind == "limit");
  CHECK(refused(items + "x\n").kind == "limit");
  std::string fine;
  for (int i = 0; i < 150; ++i) fine += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  read(fine);
}

TEST_CASE("hostile: aliases that make the tree deep") {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 1'000; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }
  CHECK(refused(text).kind == "limit");
}

TEST_CASE("a long honest list is read") {
  std::string text = "scopes:\n";
  for (int i = 0; i < 20'000; ++i) text += "  - read:thing:" + std::to_string(i) + "\n";
  const auto document = read(text);
  const auto& items = document.root.find("scopes")->items;
  REQUIRE(items.size() == 20'000);
  CHECK(slice(text, items[19'999].span) == "read:thing:19999");
}
