#include <algorithm>
#include <filesystem>
#include <fstream>

#include "checks/check.h"
#include "checks/words.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

Place at(uint32_t line) { return {"manifest.yml", {line, 7}, {line, 20}}; }

struct Case {
  AppReport app;
  Case() { app.descriptor.path = "manifest.yml"; }
  ScopeVerdict& scope(const std::string& name, Verdict verdict) {
    DeclaredScope d;
    d.scope = name;
    d.at = at(static_cast<uint32_t>(app.descriptor.scopes.size() + 1));
    d.span = {10, 20};
    d.item = {5, 21};
    app.descriptor.scopes.push_back(d);
    ScopeVerdict v;
    v.scope = name;
    v.verdict = verdict;
    v.at = d.at;
    app.needs.scopes.push_back(v);
    return app.needs.scopes.back();
  }
  ApiCall& call(const std::string& method, const std::string& path, Alternatives alternatives) {
    ApiCall c;
    c.method = method;
    c.path = path;
    c.identity = Identity::app;
    c.alternatives = std::move(alternatives);
    c.alternatives_known = true;
    c.at = {{"src/index.js", {3, 5}, {}}};
    app.needs.calls.push_back(c);
    return app.needs.calls.back();
  }
  std::vector<Finding> run() {
    run_checks(Facts(), app);
    return app.findings;
  }
  std::vector<std::string> rules() {
    std::vector<std::string> out;
    for (const auto& f : run()) out.push_back(f.rule);
    std::sort(out.begin(), out.end());
    return out;
  }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("each verdict has its rule, needed has none", "[checks]") {
  std::vector<std::pair<Verdict, Words>> expected = {
      {Verdict::needed, {}},
      {Verdict::install_only, {"install-only-scope"}},
      {Verdict::redundant, {"redundant-scope"}},
      {Verdict::over_requested, {"over-requested-scope"}},
      {Verdict::dead_code_only, {"dead-code-only-scope"}},
      {Verdict::undecidable, {"undecidable-scope"}},
      {Verdict::unknown_scope, {"unknown-scope"}},
  };
  for (const auto& [verdict, rules] : expected) {
    Case c;
    c.scope("read:jira-work", verdict);
    CHECK(c.rules() == rules);
  }
}

TEST_CASE("only removable verdicts are advised to be removed", "[checks]") {
  for (Verdict verdict : {Verdict::needed, Verdict::install_only, Verdict::undecidable, Verdict::unknown_scope}) {
    Case c;
    c.scope("read:jira-work", verdict);
    for (const auto& f : c.run()) {
      INFO(f.message);
      CHECK(f.message.find("Remove") == std::string::npos);
      CHECK(f.message.find("remove it") == std::string::npos);
      CHECK_FALSE(f.fix.has_value());
    }
  }
  for (Verdict verdict : {Verdict::redundant, Verdict::over_requested, Verdict::dead_code_only}) {
    Case c;
    c.scope("read:jira-work", verdict);
    REQUIRE(c.run().size() == 1);
    const auto& f = c.app.findings[0];
    CHECK(f.message.find("Remove") != std::string::npos);
    REQUIRE(f.fix.has_value());
    CHECK(f.fix->edits[0].span == Span{5, 21});
    CHECK(f.fix->edits[0].text.empty());
  }
}

TEST_CASE("a level with something narrower is replaced, not removed", "[checks]") {
  Case c;
  c.scope("ADMIN", Verdict::over_requested).enough = "READ";
  c.app.descriptor.platform = Platform::connect_jira;
  REQUIRE(c.rules() == Words{"broader-scope"});
  CHECK(c.app.findings[0].fix->edits[0].text == "READ");
}

TEST_CASE("a classic scope that only reads is broader than it must be, unless a call is open", "[checks]") {
  Alternatives field{{"manage:jira-configuration"}, {"read:field:jira"}};
  Case c;
  c.call("GET", "/rest/api/3/x", field);
  c.scope("manage:jira-configuration", Verdict::needed).calls = {0};
  CHECK(c.rules() == Words{"broader-scope"});
  Case open;
  open.call("GET", "/rest/api/3/x", field);
  open.call("ANY", "{+}", {}).status = Status::unresolved;
  open.scope("manage:jira-configuration", Verdict::needed).calls = {0};
  CHECK(open.rules() == Words{"unresolved-call"});
  Case writes;
  writes.call("GET", "/rest/api/3/x", field);
  writes.call("POST", "/rest/api/3/x", {{"manage:jira-configuration"}, {"write:field:jira"}});
  writes.scope("manage:jira-configuration", Verdict::needed).calls = {0, 1};
  CHECK(writes.rules().empty());
}

TEST_CASE("calls: what is live speaks, what is dead or not governed is silent", "[checks]") {
  auto make = [](Case& c) -> ApiCall& {
    auto& call = c.call("GET", "/rest/api/3/x", {{"read:jira-work"}});
    call.deprecated = call.inaccessible = true;
    return call;
  };
  Case live;
  make(live);
  CHECK(live.rules() == Words{"deprecated-endpoint", "inaccessible-operation"});
  Case dead;
  make(dead).phase = Phase::unreachable;
  CHECK(dead.rules().empty());
  Case own;
  make(own).governed = Governed::no;
  CHECK(own.rules().empty());
  Case removed;
  make(removed).removed = true;
  CHECK(removed.rules() == Words{"inaccessible-operation", "removed-endpoint"});
}

TEST_CASE("missing scopes name what to add and stand at the call", "[checks]") {
  Case c;
  c.call("POST", "/rest/api/3/issue", {{"write:jira-work"}, {"write:issue:jira", "read:issue:jira"}});
  c.app.needs.missing = {{c.app.needs.calls[0].alternatives, {0}, {}, {"write:jira-work"}}};
  REQUIRE(c.rules() == Words{"missing-scope"});
  const auto& f = c.app.findings[0];
  CHECK(f.level == Level::error);
  CHECK(f.at.file == "src/index.js");
  CHECK(f.scopes == Words{"write:jira-work"});
  CHECK(f.message.find("Add 'write:jira-work'.") != std::string::npos);
}

TEST_CASE("users' scopes, impersonation, count, implicit scopes", "[checks]") {
  Case user;
  user.call("POST", "/x", {{"write:jira-work"}}).identity = Identity::user;
  auto& s = user.scope("write:jira-work", Verdict::needed);
  s.identities = {Identity::user};
  s.calls = {0};
  CHECK(user.rules() == Words{"user-only-scope"});
  user.app.needs.scopes[0].identities = {Identity::app, Identity::user};
  CHECK(user.rules().empty());

  Case impersonation;
  impersonation.call("GET", "/x", {{"read:jira-work"}});
  impersonation.scope("read:jira-work", Verdict::needed);
  impersonation.app.descriptor.scopes[0].impersonation = true;
  CHECK(impersonation.rules() == Words{"unused-impersonation"});
  impersonation.app.needs.calls[0].identity = Identity::user;
  CHECK(impersonation.rules().empty());

  Case many;
  for (int i = 0; i < 51; ++i) many.scope("read:jira-work", Verdict::needed);
  CHECK(many.rules() == Words{"too-many-scopes"});
  many.app.descriptor.scopes.pop_back();
  many.app.needs.scopes.pop_back();
  CHECK(many.rules().empty());

  Case implicit;
  implicit.app.descriptor.platform = Platform::connect_bitbucket;
  implicit.app.descriptor.scopes_declared = false;
  CHECK(implicit.rules() == Words{"implicit-all-scopes"});
}

TEST_CASE("every message is a sentence that names its scope in quotes", "[checks]") {
  Case c;
  for (Verdict v : {Verdict::install_only, Verdict::redundant, Verdict::over_requested, Verdict::dead_code_only,
                    Verdict::undecidable, Verdict::unknown_scope}) {
    c.scope("read:jira-work", v);
  }
  for (const auto& f : c.run()) {
    INFO(f.message);
    CHECK(f.message.back() == '.');
    CHECK(f.message.find("'read:jira-work'") != std::string::npos);
    CHECK(f.message.find("  ") == std::string::npos);
    CHECK_FALSE(f.key.empty());
  }
}

TEST_CASE("every rule has a page, and the page repeats level and name", "[pages]") {
  for (const auto& check : all_checks()) {
    std::string id(check.rule);
    INFO(id);
    std::ifstream in(SOURCE_DIR "/rules/checks/" + id + ".md");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    auto page = parse_rule_page(text);
    REQUIRE(page.id == id);
    CHECK(page.level == check.level);
    std::string pascal;
    for (size_t i = 0; i < id.size(); ++i) {
      if (id[i] == '-') continue;
      pascal += i == 0 || id[i - 1] == '-' ? static_cast<char>(id[i] - 32) : id[i];
    }
    CHECK(page.name == pascal);
    CHECK(page.short_text.back() == '.');
    CHECK_FALSE(page.full_text.empty());
    CHECK(std::count(page.tags.begin(), page.tags.end(), "security") == 1);
    CHECK(page.tags.size() <= 10);
    CHECK(std::stod(page.security_severity) > 0);
    Words precisions{"low", "medium", "high", "very-high"};
    CHECK(std::count(precisions.begin(), precisions.end(), page.precision) == 1);
    for (const char* part : {"## What is reported", "## Why", "## How to fix it"})
      CHECK(page.help_markdown.find(part) != std::string::npos);
  }
}

TEST_CASE("words", "[words]") {
  CHECK(listed({"a"}) == "a");
  CHECK(listed({"a", "b", "c"}, "or") == "a, b or c");
  CHECK(listed({"a", "b", "c"}, "and", 1) == "a and 2 more");
  CHECK(alternatives_text({{"x", "y"}, {"z"}}) == "'z', or 'x' and 'y'");
  CHECK(nearest("read:jira-wrok", {"read:jira-work", "write:jira-work", "storage:app"}, 1) == Words{"read:jira-work"});
  CHECK(nearest("zzzzzz", {"read:jira-work"}).empty());
}
