// Writing scopes: for every layout the descriptor afterwards declares the old ones and the new ones, nothing else has
// changed, and the new ones look like their neighbours.
#include <algorithm>

#include "helpers.h"

using namespace leastscope;
using namespace leastscope::test;

namespace {

const std::string kModules = "modules:\n  function:\n    - key: f\n      handler: index.f\n";

std::string manifest(const std::string& permissions) {
  return "app:\n  id: ari:cloud:ecosystem::app/1\n" + kModules + permissions;
}

std::string added(const std::string& text, const std::vector<NewScope>& scopes,
                  const std::string& file = "manifest.yml") {
  const auto d = read(text, file);
  REQUIRE(d.readable);
  const auto edits = additions(text, d, scopes);
  INFO(text);
  if (!edits) return "problem " + edits.problem().kind;
  for (size_t i = 1; i < edits->size(); ++i) CHECK((*edits)[i - 1].span.end <= (*edits)[i].span.begin);
  const std::string out = apply_edits(text, *edits);
  INFO(out);
  const auto after = read(out, file);
  REQUIRE(after.readable);
  auto wanted = names(d);
  for (const auto& s : scopes) wanted.push_back(s.token.empty() ? s.scope : s.token + " " + s.scope);
  auto got = names(after);
  std::sort(wanted.begin(), wanted.end());
  std::sort(got.begin(), got.end());
  CHECK(got == wanted);
  CHECK(after.modules.size() == d.modules.size());
  CHECK(after.egress.size() == d.egress.size());
  // Nothing of the old text went away.
  size_t at = 0;
  for (char c : out)
    if (at < text.size() && c == text[at]) ++at;
  CHECK(at == text.size());
  return out;
}

const std::vector<NewScope> kTwo = {{"n:one", ""}, {"n:two", ""}};

}  // namespace

TEST_CASE("additions: block lists keep indentation, quotes, comments and line ends") {
  auto body = [](const std::string& scopes) { return manifest("permissions:\n  scopes:\n" + scopes); };
  CHECK(added(body("    - a:b # c\n"), kTwo) == body("    - a:b # c\n    - n:one\n    - n:two\n"));
  CHECK(added(body("  - a:b\nresources: []\n"), kTwo) == body("  - a:b\n  - n:one\n  - n:two\nresources: []\n"));
  CHECK(added(body("    -   'a:b'\n    # end\n"), kTwo) ==
        body("    -   'a:b'\n    -   'n:one'\n    -   'n:two'\n    # end\n"));
  CHECK(added(body("    - \"a:b\""), kTwo) == body("    - \"a:b\"\n    - \"n:one\"\n    - \"n:two\""));
  CHECK(added(body("    -\n      a:b\n"), kTwo) == body("    -\n      a:b\n    - n:one\n    - n:two\n"));
  CHECK(added(body("    - a:b\r\n"), kTwo) == body("    - a:b\r\n    - n:one\r\n    - n:two\r\n"));
  std::string windows;
  for (char c : body("    - a:b\n  external:\n    scripts: [x]\n")) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(added(windows, kTwo).find("    - a:b\r\n    - n:one\r\n    - n:two\r\n  external") != std::string::npos);
}

TEST_CASE("additions: flow lists keep commas, gaps and comments") {
  auto body = [](const std::string& scopes) { return manifest("permissions:\n  scopes: " + scopes + "\n"); };
  CHECK(added(body("[a:b, c:d]"), kTwo) == body("[a:b, c:d, n:one, n:two]"));
  CHECK(added(body("['a:b','c:d']"), kTwo) == body("['a:b','c:d','n:one','n:two']"));
  CHECK(added(body("[ a:b ]"), kTwo) == body("[ a:b, n:one, n:two ]"));
  CHECK(added(body("[]"), kTwo) == body("[n:one, n:two]"));
  CHECK(added(body("[\n    a:b,\n    c:d\n  ]"), kTwo) == body("[\n    a:b,\n    c:d,\n    n:one,\n    n:two\n  ]"));
  CHECK(added(body("[\n    a:b,\n  ]"), kTwo) == body("[\n    a:b,\n    n:one,\n    n:two,\n  ]"));
  CHECK(added(body("[\n    a:b, # one\n    c:d # two\n  ]"), kTwo) ==
        body("[\n    a:b, # one\n    c:d, # two\n    n:one,\n    n:two\n  ]"));
  CHECK(added(body("[\n    a:b, # one\n  ]"), kTwo) == body("[\n    a:b, # one\n    n:one,\n    n:two,\n  ]"));
}

TEST_CASE("additions: maps") {
  auto body = [](const std::string& scopes) { return manifest("permissions:\n  scopes:" + scopes + "\n"); };
  CHECK(added(body("\n    a:b:\n      allowImpersonation: true"), kTwo) ==
        body("\n    a:b:\n      allowImpersonation: true\n    n:one: {}\n    n:two: {}"));
  CHECK(added(body(" {'a:b': {allowImpersonation: true}}"), kTwo) ==
        body(" {'a:b': {allowImpersonation: true}, 'n:one': {}, 'n:two': {}}"));
  CHECK_FALSE(read(added(body("\n    'a:b':\n      allowImpersonation: true"), kTwo)).scopes[1].impersonation);
}

TEST_CASE("additions: where there is no list yet") {
  CHECK(added(manifest(""), kTwo) == manifest("permissions:\n  scopes:\n    - n:one\n    - n:two\n"));
  CHECK(added(manifest("permissions:\n  scopes:\n"), kTwo) ==
        manifest("permissions:\n  scopes:\n    - n:one\n    - n:two\n"));
  CHECK(added(manifest("permissions:\n  external:\n    scripts: [x]\n"), kTwo) ==
        manifest("permissions:\n  scopes:\n    - n:one\n    - n:two\n  external:\n    scripts: [x]\n"));
  CHECK(added(manifest("permissions: {}\n"), {{"n:one", ""}}) == manifest("permissions: {\"scopes\": [\"n:one\"]}\n"));
  CHECK(added(manifest("permissions: &p\n  scopes: []\n"), kTwo).find("[n:one, n:two]") != std::string::npos);
}

TEST_CASE("additions: JSON descriptors") {
  const std::string file = "atlassian-connect.json";
  auto connect = [](const std::string& scopes) {
    return "{\n  \"key\": \"k\", \"baseUrl\": \"https://x.example\", \"authentication\": {\"type\": \"jwt\"}," +
           scopes + "\n  \"modules\": {}\n}\n";
  };
  CHECK(added(connect("\"scopes\": [\"READ\"],"), {{"WRITE", ""}}, file) ==
        connect("\"scopes\": [\"READ\", \"WRITE\"],"));
  CHECK(added(connect("\"scopes\": [\n    \"READ\"\n  ],"), {{"WRITE", ""}}, file) ==
        connect("\"scopes\": [\n    \"READ\",\n    \"WRITE\"\n  ],"));
  CHECK(added(connect("\"scopes\": [],"), {{"WRITE", ""}}, file) == connect("\"scopes\": [\"WRITE\"],"));
  CHECK(added(connect(""), {{"WRITE", ""}}, file).find("{\n  \"scopes\": [\"WRITE\"],\n  \"key\"") == 0);
}

TEST_CASE("additions: Slack keeps its lists apart") {
  const std::string text =
      "display_information:\n  name: x\noauth_config:\n  scopes:\n    bot_optional:\n      - files:read\n    bot:\n    "
      "  - "
      "chat:write\n";
  CHECK(added(text, {{"users:read", "bot"}}, "slack.yaml") == text + "      - users:read\n");
  CHECK(added(text, {{"search:read", "user"}}, "slack.yaml")
            .find("  scopes:\n    user:\n      - search:read\n    bot_o") != std::string::npos);
}

TEST_CASE("additions: what is shared or no list is left alone") {
  CHECK(added("x-all: &all [a:b, c:d]\n" + manifest("permissions:\n  scopes: *all\n"), kTwo) == "problem cannot-edit");
  CHECK(added(manifest("permissions:\n  scopes: a:b\n"), kTwo) == "problem cannot-edit");
}
