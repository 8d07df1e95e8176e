// diff OLD NEW: between folders, descriptors, archives, reports and git revisions.
#include <nlohmann/json.hpp>

#include "needs/compare.h"
#include "run.h"
#include "support/catch.h"

using namespace run;
using namespace ::leastscope;

namespace {

using Strings = std::vector<std::string>;

/// "scope-added write:jira-work !+" with ! = escalation, + = approval.
Strings shown(const std::vector<Change>& changes) {
  Strings out;
  for (const auto& c : changes)
    out.push_back(c.kind + " " + c.what + (c.escalation ? " !" : "") + (c.approval ? " +" : ""));
  return out;
}

Surface surface(Platform platform, const Strings& scopes) {
  Surface s;
  s.platform = platform;
  for (const auto& scope : scopes) s.scopes.push_back({scope, platform == Platform::slack ? "bot" : "", false});
  return s;
}

const Facts& facts() {
  static const Facts instance;
  return instance;
}

Strings between(const Surface& a, const Surface& b) { return shown(compare(facts(), a, b)); }

Surface::Call call(const std::string& what, Identity identity = Identity::app, Phase phase = Phase::run) {
  return {what, identity, phase, false, {}};
}

}  // namespace

TEST_CASE("scopes: what is more, and what is only different", "[compare]") {
  const auto forge = Platform::forge;
  CHECK(between(surface(forge, {"read:jira-work"}), surface(forge, {"read:jira-work"})).empty());
  CHECK(between(surface(forge, {"read:jira-work"}), surface(forge, {"read:jira-work", "write:jira-work"})) ==
        Strings{"scope-added write:jira-work ! +"});
  CHECK(between(surface(forge, {"write:jira-work"}), surface(forge, {"read:jira-work", "write:jira-work"})) ==
        Strings{"scope-added read:jira-work +"});
  CHECK(between(surface(forge, {"read:jira-work", "write:jira-work"}), surface(forge, {"read:jira-work"})) ==
        Strings{"scope-removed write:jira-work +"});
  CHECK(between(surface(forge, {"read:jira-work"}), surface(forge, {"read:jira-work", "read:page:confluence"})) ==
        Strings{"scope-added read:page:confluence ! +"});
  CHECK(between(surface(forge, {"read:jira-work"}), surface(forge, {"read:jira-work", "storage:app"})) ==
        Strings{"scope-added storage:app +"});
}

TEST_CASE("levels: height counts", "[compare]") {
  const auto jira = Platform::connect_jira;
  CHECK(between(surface(jira, {"READ"}), surface(jira, {"READ", "WRITE"})) == Strings{"scope-added WRITE ! +"});
  CHECK(between(surface(jira, {"ADMIN"}), surface(jira, {"WRITE"})) ==
        Strings{"scope-added WRITE", "scope-removed ADMIN"});
  CHECK(between(surface(jira, {"READ"}), surface(jira, {"read"})).empty());
}

TEST_CASE("from Connect to Forge: what the level allowed is no escalation", "[compare]") {
  const auto changes =
      compare(facts(), surface(Platform::connect_jira, {"DELETE"}),
              surface(Platform::forge, {"read:jira-work", "write:jira-work", "manage:jira-configuration"}));
  REQUIRE(changes.size() == 4);
  CHECK(changes[0].kind == "platform-changed");
  for (const auto& c : changes) {
    INFO(c.what);
    if (c.kind == "scope-added") CHECK(c.escalation == (c.what == "manage:jira-configuration"));
  }
}

TEST_CASE("impersonation, calls, identities, phases, hosts", "[compare]") {
  Surface a = surface(Platform::forge, {"read:jira-work"}), b = a;
  b.scopes[0].impersonation = true;
  a.calls = {call("GET /a", Identity::user), call("GET /b"), call("GET /gone")};
  b.calls = {call("GET /a"), call("GET /b"), call("POST /c", Identity::app, Phase::install), call("GET /d")};
  b.calls.push_back({"ANY to an unknown address", Identity::app, Phase::run, true, {}});
  a.hosts_declared = {"a.example"};
  b.hosts_declared = {"b.example"};
  b.hosts_used = {"b.example"};
  CHECK(between(a, b) == Strings{"impersonation-added read:jira-work ! +", "operation-added GET /d",
                                 "operation-added POST /c", "operation-removed GET /gone", "install-call-added POST /c",
                                 "app-identity-added GET /a", "unclear-call-added ANY to an unknown address",
                                 "host-opened b.example ! +", "host-closed a.example", "host-contacted b.example"});
  CHECK(between(b, b).empty());
}

TEST_CASE("diff between folders, archives, reports and revisions says the same", "[diff]") {
  Folder f;
  clean_app(f, "old/");
  clean_app(f, "new/");
  f.file("new/manifest.yml", manifest_with("    - write:jira-work\n"));
  const std::string expected = run::leastscope("diff --format json " + f.path("old") + " " + f.path("new")).out;
  auto json = nlohmann::json::parse(expected);
  CHECK(json["schema"] == "leastscope/diff/v1");
  REQUIRE(json["apps"].size() == 1);
  CHECK(json["apps"][0]["approval"] == true);
  CHECK(json["apps"][0]["changes"][0]["what"] == "write:jira-work");

  run::leastscope("check --format json:" + f.path("old.json") + " " + f.path("old"));
  run::leastscope("check --format json:" + f.path("new.json") + " " + f.path("new"));
  REQUIRE(std::system(("cd '" + f.path() + "' && tar czf old.tgz -C old . && tar czf new.tgz -C new .").c_str()) == 0);
  for (const std::string how : {".json", ".tgz"})
    CHECK(run::leastscope("diff --format json " + f.path("old" + how) + " " + f.path("new" + how)).out == expected);

  auto text = run::leastscope("diff " + f.path("old") + " " + f.path("new"));
  CHECK(text.code == 1);
  CHECK(has(text.out, "write:jira-work (write) [escalation] [approval needed]"));
  CHECK(run::leastscope("diff --fail-on never " + f.path("old") + " " + f.path("new")).code == 0);
  CHECK(run::leastscope("diff --fail-on escalation " + f.path("new") + " " + f.path("old")).code == 0);
  CHECK(run::leastscope("diff " + f.path("new") + " " + f.path("old")).code == 1);
  CHECK(run::leastscope("diff " + f.path("new") + " " + f.path("new")).code == 0);
  CHECK(has(run::leastscope("diff --format markdown " + f.path("old") + " " + f.path("new")).out, "| Scopes added |"));
  CHECK(run::leastscope("diff " + f.path("old")).code == 2);
  CHECK(run::leastscope("diff " + f.path("old") + " " + f.path("nowhere")).code == 3);
}

TEST_CASE("diff reads git revisions without a shell", "[diff]") {
  Folder f;
  clean_app(f, "app/");
  const std::string git = "cd '" + f.path() + "' && git -c user.email=a@example.com -c user.name=a ";
  if (std::system((git + "init -q . && git add . && git -c user.email=a@example.com -c user.name=a commit -q -m one")
                      .c_str()) != 0) {
    WARN("git is not there");
    return;
  }
  f.file("app/manifest.yml", manifest_with("    - write:jira-work\n"));
  REQUIRE(std::system((git + "commit -q -a -m two").c_str()) == 0);
  auto in_repository = [&](const std::string& arguments) {
    Folder scratch;
    const int status = std::system(("cd '" + f.path() + "' && '" LEASTSCOPE_BIN "' " + arguments + " >'" +
                                    scratch.path("out") + "' 2>'" + scratch.path("err") + "'")
                                       .c_str());
    return std::pair(WEXITSTATUS(status), slurp(scratch.path("out")) + slurp(scratch.path("err")));
  };
  auto o = in_repository("diff HEAD~1:app HEAD:app");
  INFO(o.second);
  CHECK(o.first == 1);
  CHECK(has(o.second, "write:jira-work"));
  CHECK(in_repository("diff HEAD~1: .").first == 1);
  CHECK(in_repository("diff HEAD:app app").first == 0);
  o = in_repository("diff HEAD~7:app app");
  CHECK(o.first == 3);
  CHECK(has(o.second, "REVISION:PATH"));
  CHECK(in_repository("diff 'x;touch pwned:y' app").first == 3);
  CHECK_FALSE(fs::exists(f.path("pwned")));
}
