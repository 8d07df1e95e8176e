// Exact places of scopes, and what deleting them leaves: for every layout, deleting any one `item`, and any subset
// through removals(), yields a descriptor that declares exactly the other scopes.
#include <algorithm>

#include "helpers.h"

using namespace leastscope;
using namespace leastscope::test;

namespace {

const std::string kModules = "modules:\n  function:\n    - key: f\n      handler: index.f\n";

std::string manifest(const std::string& permissions) {
  return "app:\n  id: ari:cloud:ecosystem::app/1\n" + kModules + permissions;
}

struct Layout {
  const char* name;
  const char* file;
  std::string text;
};

std::vector<Layout> layouts() {
  const char* yml = "manifest.yml";
  std::vector<Layout> all = {
      {"block list", yml,
       manifest("permissions:\n  scopes:\n    - read:jira-work\n    - write:jira-work\n    - storage:app\n")},
      {"block list at the parent's indentation", yml,
       manifest("permissions:\n  scopes:\n  - read:jira-work\n  - write:jira-work\n")},
      {"no newline at the end", yml, manifest("permissions:\n  scopes:\n    - read:jira-work\n    - write:jira-work")},
      {"something follows", yml,
       manifest("permissions:\n  scopes:\n    - a:b\n    - c:d\n  external:\n    scripts: [x]\nresources: []\n")},
      {"first in the file", yml, "permissions:\n  scopes:\n    - a:b\n    - c:d\n" + manifest("")},
      {"comments", yml,
       manifest("permissions: # p\n  scopes: # s\n    # first\n    - a:b # why [x, y]\n\n    # second\n    - c:d#e\n   "
                " - f:g    # f\n    # end\n")},
      {"quoted", yml, manifest("permissions:\n  scopes:\n    - 'a:b'\n    - \"c:d\"   # x\n    -   e:f\n")},
      {"quoted keys", yml, manifest("\"permissions\":\n  'scopes' :\n    - 'a:b'\n    - c:d\n")},
      {"dash alone", yml, manifest("permissions:\n  scopes:\n    -\n      a:b\n    - # why\n      c:d\n    - e:f\n")},
      {"flow list", yml, manifest("permissions:\n  scopes: [a:b, c:d, e:f]\n")},
      {"flow list, tight and quoted", yml, manifest("permissions:\n  scopes: ['a:b',\"c:d\",'e:f']\n")},
      {"flow list, wrapped", yml,
       manifest("permissions:\n  scopes: [\n    a:b,\n    c:d, # two\n    'e:f' ,\n  ]\n  enforcement: x\n")},
      {"flow list, spaces", yml, manifest("permissions:\n  scopes: [ a:b , c:d ]  # end\n")},
      {"flow list, one", yml, manifest("permissions:\n  scopes: [ a:b ]\n")},
      {"block list, one", yml, manifest("permissions:\n  scopes:\n    - a:b\n")},
      {"flow in flow", yml, manifest("permissions: {scopes: [a:b, c:d], external: {scripts: [x, y]}}\n")},
      {"list in a flow map, flow", yml, manifest("permissions: {\"scopes\":[\"a:b\",\"c:d\"]}\n")},
      {"map", yml,
       manifest("permissions:\n  scopes:\n    read:jira-work:\n      allowImpersonation: true\n    write:jira-work: "
                "{}\n    storage:app:\n    z:z: {allowImpersonation: false} # z\n")},
      {"map, quoted keys", yml,
       manifest("permissions:\n  scopes:\n    'a:b':\n      allowImpersonation: true\n    \"c:d\":\n      "
                "allowImpersonation: false\n")},
      {"flow map", yml,
       manifest("permissions:\n  scopes: {'a:b': {allowImpersonation: true}, 'c:d': {}, 'e:f': {allowImpersonation: "
                "false}}\n")},
      {"list of maps", yml,
       manifest("permissions:\n  scopes:\n    - a:b\n    - c:d:\n        allowImpersonation: true\n    - 'e:f': "
                "{allowImpersonation: true}\n")},
      {"anchored list", yml, manifest("permissions:\n  scopes: &all\n    - a:b\n    - c:d\n")},
      {"anchored items without aliases", yml,
       manifest("permissions:\n  scopes:\n    - &one a:b\n    - !!str c:d\n    - e:f\n")},
      {"anchored flow items without aliases", yml, manifest("permissions:\n  scopes: [&one a:b, !!str c:d, e:f]\n")},
      {"aliases as items", yml, "x: &s a:b\n" + manifest("permissions:\n  scopes:\n    - *s\n    - c:d\n")},
      {"scope named twice", yml, manifest("permissions:\n  scopes:\n    - a:b\n    - c:d\n    - a:b\n")},
      {"key named twice", yml, manifest("permissions:\n  scopes:\n    - x:y\n  scopes:\n    - a:b\n    - c:d\n")},
      {"document start and end", yml, "---\n" + manifest("permissions:\n  scopes:\n    - a:b\n    - c:d\n...\n")},
      {"after other characters", yml, "# ünï 😀\n" + manifest("permissions:\n  scopes: [ 'a:b', c:d ] # ü\n")},
      {"Connect", "atlassian-connect.json",
       "{\"key\": \"k\", \"baseUrl\": \"https://x.example\", \"authentication\": {\"type\": \"jwt\"},\n \"scopes\": "
       "[\n  \"READ\",\n  \"WRITE\",\n  "
       "\"act_as_user\"\n ], \"modules\": {}}"},
      {"Connect, one line", "atlassian-connect.json",
       "{\"key\":\"k\",\"baseUrl\":\"https://"
       "x.example\",\"authentication\":{\"type\":\"jwt\"},\"scopes\":[\"READ\",\"WRITE\"],\"modules\":{}}"},
      {"Connect with comments", "atlassian-connect.json",
       "{\"key\": \"k\", \"baseUrl\": \"https://x.example\", // c\n \"apiVersion\": 1, \"modules\": {},\n \"scopes\": "
       "[/* a */ \"READ\", // r\n  "
       "\"WRITE\" /* w */]}"},
      {"Slack JSON", "manifest.json",
       "{\"display_information\": {\"name\": \"x\"}, \"oauth_config\": {\"scopes\": {\"user\": [\"a:b\", \"c:d\"], "
       "\"bot\": [\n\t\"chat:write\",\n\t"
       "\"commands\"\n]}}}"},
      {"Slack YAML", "slack.yaml",
       "display_information:\n  name: x\noauth_config:\n  scopes:\n    bot:\n      - chat:write\n      - commands\n    "
       "user: [search:read, "
       "users:read]\n    bot_optional:\n      - files:read\n"},
  };
  const size_t plain = all.size();
  for (size_t i = 0; i < plain; ++i) {  // the same with Windows line ends, and with a byte order mark
    std::string windows;
    for (char c : all[i].text) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    all.push_back({all[i].name, all[i].file, windows});
    all.push_back({all[i].name, all[i].file, "\xEF\xBB\xBF" + windows});
  }
  return all;
}

Lines except(Lines all, const std::vector<size_t>& gone) {
  Lines left;
  for (size_t i = 0; i < all.size(); ++i)
    if (std::find(gone.begin(), gone.end(), i) == gone.end()) left.push_back(all[i]);
  return left;
}

}  // namespace

TEST_CASE("every layout: spans are exact, one deletion leaves the others") {
  for (const auto& layout : layouts()) {
    INFO(layout.name << "\n" << layout.text);
    const auto d = read(layout.text, layout.file);
    REQUIRE(d.readable);
    REQUIRE_FALSE(d.scopes.empty());
    for (size_t i = 0; i < d.scopes.size(); ++i) {
      const auto& scope = d.scopes[i];
      INFO("removing " << scope.scope);
      if (cut(layout.text, scope.span) != "*s") CHECK(cut(layout.text, scope.span) == scope.scope);
      REQUIRE(scope.item.end > scope.item.begin);
      const std::string rest = without(layout.text, scope.item);
      INFO("left:\n" << rest);
      const auto after = read(rest, layout.file);
      REQUIRE(after.readable);
      CHECK(names(after) == except(names(d), {i}));
      CHECK(after.modules.size() == d.modules.size());
      CHECK(after.egress.size() == d.egress.size());
    }
  }
}

TEST_CASE("every layout: any subset can go, an emptied list stays a list") {
  for (const auto& layout : layouts()) {
    const auto d = read(layout.text, layout.file);
    for (size_t mask = 1; mask < (size_t{1} << d.scopes.size()); ++mask) {
      std::vector<size_t> gone;
      for (size_t i = 0; i < d.scopes.size(); ++i)
        if (mask >> i & 1) gone.push_back(i);
      const auto edits = removals(layout.text, d, gone);
      REQUIRE(static_cast<bool>(edits));
      for (size_t i = 1; i < edits->size(); ++i) CHECK((*edits)[i - 1].span.end <= (*edits)[i].span.begin);
      const std::string rest = apply(layout.text, *edits);
      INFO(layout.name << "\n" << layout.text << "\nleft:\n" << rest);
      const auto after = read(rest, layout.file);
      REQUIRE(after.readable);
      CHECK(names(after) == except(names(d), gone));
      CHECK(after.scopes_declared);
      CHECK(after.modules.size() == d.modules.size());
      if (gone.size() == d.scopes.size()) CHECK(rest.find("scopes") != std::string::npos);
    }
  }
}

TEST_CASE("places of scopes in lines and UTF-16 columns") {
  const std::string text = "# 😀\n" + manifest("permissions:\n  scopes: ['ü', \"a:b\", 'c:d'] # 😀\n");
  const auto d = read(text);
  REQUIRE(d.scopes.size() == 3);
  CHECK(d.scopes[1].at.at == Position{9, 18});
  CHECK(d.scopes[1].at.end == Position{9, 21});
  CHECK(d.scopes[2].at.at == Position{9, 25});
  CHECK(d.scopes_at.at == Position{9, 3});
}

TEST_CASE("exact removal spans") {
  auto item = [](const std::string& text, size_t i) {
    const auto d = read(text);
    REQUIRE(i < d.scopes.size());
    return cut(text, d.scopes[i].item);
  };
  CHECK(item(manifest("permissions:\n  scopes:\n    - a:b # c\n    - d:e\n"), 0) == "    - a:b # c\n");
  CHECK(item(manifest("permissions:\n  scopes:\n    - a:b\n    - d:e"), 1) == "    - d:e");
  CHECK(item(manifest("permissions:\n  scopes: [a:b, d:e, f:g]\n"), 0) == "a:b, ");
  CHECK(item(manifest("permissions:\n  scopes: [a:b, d:e, f:g]\n"), 1) == "d:e, ");
  CHECK(item(manifest("permissions:\n  scopes: [a:b, d:e, f:g]\n"), 2) == ", f:g");
  CHECK(item(manifest("permissions:\n  scopes:\n    a:b:\n      allowImpersonation: true\n    d:e: {}\n"), 0) ==
        "    a:b:\n      allowImpersonation: true\n");
}

TEST_CASE("impersonation in the map form") {
  const auto d =
      read(manifest("permissions:\n  scopes:\n    read:jira-work: {allowImpersonation: true}\n    write:jira-work: "
                    "{allowImpersonation: false}\n    a:b:\n"));
  REQUIRE(d.scopes.size() == 3);
  CHECK(d.scopes[0].impersonation);
  CHECK_FALSE(d.scopes[1].impersonation);
  CHECK_FALSE(d.scopes[2].impersonation);
}

TEST_CASE("text shared through an anchor is not deleted") {
  for (const std::string& text :
       {"x-all: &all [a:b, c:d]\n" + manifest("permissions:\n  scopes: *all\n"),
        "x-all: &all\n  a:b: {}\n  c:d: {}\n" + manifest("permissions:\n  scopes:\n    <<: *all\n    e:f: {}\n"),
        manifest("permissions:\n  scopes:\n    - &one a:b\n    - c:d\nresources:\n  - {key: *one, path: x}\n")}) {
    const auto d = read(text);
    INFO(text);
    REQUIRE(d.scopes.size() >= 2);
    bool found = false;
    for (size_t i = 0; i < d.scopes.size(); ++i) {
      if (d.scopes[i].scope != "a:b") continue;
      found = true;
      CHECK(d.scopes[i].item == Span{});
      const auto edits = removals(text, d, {i});
      REQUIRE_FALSE(static_cast<bool>(edits));
      CHECK(edits.problem().kind == "cannot-edit");
    }
    CHECK(found);
  }
}

TEST_CASE("odd values of scopes") {
  CHECK(read(manifest("permissions: {}\n")).scopes_declared == false);
  CHECK(read(manifest("")).scopes_declared == false);
  CHECK(read(manifest("permissions:\n  scopes: []\n")).scopes_declared);
  CHECK(read(manifest("permissions:\n  scopes:\n")).scopes.empty());
  CHECK(names(read(manifest("permissions:\n  scopes: read:jira-work\n"))) == Lines{"read:jira-work"});
  CHECK(names(read(manifest("permissions:\n  scopes: [[a], {b: 1, c: 2}, null, d]\n"))) == Lines{"d"});
}
