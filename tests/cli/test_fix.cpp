// suggest and fix on small apps, and on every fixture: afterwards nothing is left to fix, and only scope lines changed.
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/pipeline.h"
#include "cli/unified_diff.h"
#include "run.h"
#include "support/catch.h"

using namespace run;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

void app(Folder& f, const std::string& scopes, const std::string& code = kCode) {
  clean_app(f);
  f.file("manifest.yml", manifest(scopes)).file("src/index.js", code);
}

const std::string kActsAsBoth =
    "import api, { route } from '@forge/api';\nexport const run = () => [\n"
    "  api.asApp().requestJira(route`/rest/api/3/issue/A-1`),\n"
    "  api.asUser('a').requestJira(route`/rest/api/3/myself`),\n];\n";

const std::string kWrites =
    "import api, { route } from '@forge/api';\nexport const run = () => "
    "api.asApp().requestJira(route`/rest/api/3/issue/A-1/comment`, { method: 'POST' });\n";

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size() - 1);
    out.push_back(text.substr(at, end + 1 - at));
    at = end + 1;
  }
  return out;
}

/// Applies a unified diff of one file, strictly.
std::string patched(const std::string& text, const std::string& diff) {
  const auto old = lines(text), steps = lines(diff);
  std::string out;
  size_t at = 0;
  for (size_t i = 2; i < steps.size(); ++i) {
    std::string step = steps[i];
    if (step.rfind("@@", 0) == 0) {
      size_t line = std::stoul(step.substr(4));
      const bool empty = step.find(",0 ") != std::string::npos && step.find(",0 ") < step.find('+');
      if (!empty) --line;
      while (at < line) out += old.at(at++);
      continue;
    }
    if (i + 1 < steps.size() && steps[i + 1][0] == '\\') step.pop_back();
    if (step[0] == '\\') continue;
    if (step[0] != '+') {
      CHECK(old.at(at) == step.substr(1));
      ++at;
    }
    if (step[0] != '-') out += step.substr(1);
  }
  while (at < old.size()) out += old[at++];
  return out;
}

}  // namespace

TEST_CASE("fix removes what nothing needs and leaves everything else as it is", "[fix]") {
  Folder f;
  app(f, "    # first\n    - 'manage:jira-configuration' # why?\n    - read:jira-work   # reads\n");
  chmod(f.path("manifest.yml").c_str(), 0640);
  auto o = run::leastscope("fix " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 0);
  CHECK(slurp(f.path("manifest.yml")) == manifest("    # first\n    - read:jira-work   # reads\n"));
  CHECK(has(o.out, "removed manage:jira-configuration"));
  CHECK(has(o.out, "approve"));
  struct stat about {};
  REQUIRE(stat(f.path("manifest.yml").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0640);
  CHECK(std::distance(fs::directory_iterator(f.path()), fs::directory_iterator()) == 3);  // no temporary file
  CHECK(run::leastscope("check " + f.path()).code == 0);
}

TEST_CASE("fix adds what is missing in the style of the list", "[fix]") {
  Folder f;
  app(f, "    - \"read:jira-work\"\n",
      kCode + replaced(kWrites, "import api, { route } from '@forge/api';\n", "").replace(0, 16, "run.x ="));
  f.file("src/index.js",
         kCode + "export const other = 1;\napi.asApp().requestJira(route`/rest/api/3/issue`, { method: 'POST' });\n");
  auto o = run::leastscope("fix " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 0);
  CHECK(slurp(f.path("manifest.yml")) == manifest("    - \"read:jira-work\"\n    - \"write:jira-work\"\n"));
}

TEST_CASE("fix --diff writes nothing and gives a patch", "[fix]") {
  Folder f;
  app(f, "    - read:jira-work\n    - storage:app\n    - manage:jira-project\n");
  const std::string before = slurp(f.path("manifest.yml"));
  auto o = run::leastscope("fix --diff " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 1);
  CHECK(slurp(f.path("manifest.yml")) == before);
  CHECK(patched(before, o.out) == manifest("    - read:jira-work\n"));
  CHECK(run::leastscope("fix " + f.path()).code == 0);
  CHECK(slurp(f.path("manifest.yml")) == manifest("    - read:jira-work\n"));
  o = run::leastscope("fix --diff " + f.path());
  CHECK(o.code == 0);
  CHECK(o.out.empty());
}

TEST_CASE("fix leaves what cannot be decided, and says why", "[fix]") {
  Folder f;
  app(f, "    - read:jira-work\n    - manage:jira-configuration\n",
      "import api, { route, assumeTrustedRoute } from '@forge/api';\nimport { url } from 'somewhere';\nexport const "
      "run = async () => {\n  "
      "await api.asApp().requestJira(route`/rest/api/3/issue/A-1`);\n  await "
      "api.asApp().requestJira(assumeTrustedRoute(url));\n};\n");
  const std::string before = slurp(f.path("manifest.yml"));
  auto o = run::leastscope("fix " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 0);
  CHECK(slurp(f.path("manifest.yml")) == before);
  CHECK(has(o.err, "'manage:jira-configuration' stays. Whether it is needed cannot be decided"));
}

TEST_CASE("fix refuses what is shared through an anchor", "[fix]") {
  Folder f;
  app(f, "    - read:jira-work\n    - &x storage:app\n");
  f.file("manifest.yml", slurp(f.path("manifest.yml")) + "  name: *x\n");
  const std::string before = slurp(f.path("manifest.yml"));
  auto o = run::leastscope("fix " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 1);
  CHECK(slurp(f.path("manifest.yml")) == before);
  CHECK(has(o.err, "by hand"));
}

TEST_CASE("fix does not touch apps that were not read completely, nor accepted scopes", "[fix]") {
  Folder f;
  app(f, "    - read:jira-work\n    - storage:app # leastscope: ignore[over-requested-scope] used from March on\n");
  const std::string before = slurp(f.path("manifest.yml"));
  CHECK(run::leastscope("fix " + f.path()).code == 0);
  CHECK(slurp(f.path("manifest.yml")) == before);

  Folder big;
  app(big, "    - read:jira-work\n    - storage:app\n");
  big.file("src/huge.js", std::string(9u << 20, ' '));
  auto o = run::leastscope("fix " + big.path());
  INFO(o.out + o.err);
  CHECK(o.code == 3);
  CHECK(has(o.err, "not changed"));
  CHECK(has(slurp(big.path("manifest.yml")), "storage:app"));
}

TEST_CASE("fix switches off impersonation that nothing uses, and nothing else", "[fix]") {
  const std::string before =
      "    # as whom\r\n"
      "    read:jira-work:   # reads\r\n"
      "      # allowImpersonation: true was asked for once\r\n"
      "      allowImpersonation:  true   # why?\r\n"
      "    \"read:jira-user\": { allowImpersonation: true }\r\n";
  const std::string after = replaced(before, ":  true   # why", ":  false   # why");
  const auto in_windows = [](std::string text) {
    for (size_t i = 0; (i = text.find('\n', i)) != std::string::npos; ++i)
      if (i == 0 || text[i - 1] != '\r') text.insert(i++, 1, '\r');
    return text;
  };
  Folder f;
  clean_app(f);
  f.file("manifest.yml", in_windows(manifest(before))).file("src/index.js", kActsAsBoth);
  auto o = run::leastscope("fix " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 0);
  CHECK(slurp(f.path("manifest.yml")) == in_windows(manifest(after)));
  CHECK(has(o.out, "switched off allowImpersonation of read:jira-work"));
  CHECK_FALSE(has(o.out, "allowImpersonation of read:jira-user"));
  CHECK_FALSE(has(run::leastscope("check " + f.path()).out, "unused-impersonation"));
  CHECK(run::leastscope("fix --diff " + f.path()).out.empty());
}

TEST_CASE("fix refuses to switch off impersonation that another scope shares", "[fix]") {
  const std::string scopes = "    read:jira-work: &away\n      allowImpersonation: true\n    read:jira-user: *away\n";
  Folder f;
  clean_app(f);
  f.file("manifest.yml", manifest(scopes)).file("src/index.js", kActsAsBoth);
  auto o = run::leastscope("fix " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 1);
  CHECK(slurp(f.path("manifest.yml")) == manifest(scopes));
  CHECK(has(o.err, "'read:jira-work' is left"));
}

TEST_CASE("suggest shows sets, steps, price and a diff", "[suggest]") {
  Folder f;
  app(f, "    - read:jira-work\n    - storage:app\n");
  auto o = run::leastscope("suggest " + f.path());
  INFO(o.out + o.err);
  CHECK(o.code == 0);
  for (const char* part : {"remove", "storage:app", "recommended", "classic", "granular", "-    - storage:app",
                           "Atlassian recommends classic", "approve", "50"})
    CHECK(has(o.out, part));
  o = run::leastscope("suggest --format json " + f.path());
  auto json = nlohmann::json::parse(o.out);
  CHECK(json["schema"] == "leastscope/suggest/v1");
  const auto& one = json["apps"][0];
  CHECK(one["remove"][0]["scope"] == "storage:app");
  CHECK(one["sets"]["declared"]["count"] == 2);
  CHECK(one["sets"]["after"]["scopes"] == nlohmann::json::array({"read:jira-work"}));
  CHECK(one["advised-limit"] == 50);
  CHECK_FALSE(one["diff"].get<std::string>().empty());
}

TEST_CASE("after fix nothing is left to fix, on every fixture", "[fix][fixtures]") {
  ::leastscope::Facts facts;
  size_t changed = 0;
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/fixtures/apps")) {
    if (!fs::exists(entry.path() / "app")) continue;
    INFO(entry.path().filename().string());
    Folder f;
    fs::copy(entry.path() / "app", f.path("app"), fs::copy_options::recursive);
    ::leastscope::AnalysisOptions options;
    options.paths = {f.path("app")};
    const auto first = ::leastscope::analyze(facts, options);
    std::map<std::string, std::string> before;
    for (const auto& a : first.apps) before[a.descriptor.path] = slurp(f.path("app/" + a.descriptor.path));
    const auto o = run::leastscope("fix -q " + f.path("app"));
    INFO(o.out + o.err);
    if (o.code == 3) continue;
    CHECK(o.code == 0);
    const auto second = ::leastscope::analyze(facts, options);
    REQUIRE(second.apps.size() == first.apps.size());
    for (const auto& a : second.apps) {
      for (const auto& finding : a.findings) {
        INFO(finding.message);
        for (const char* rule : {"over-requested-scope", "redundant-scope", "dead-code-only-scope", "missing-scope"})
          CHECK(finding.rule != rule);
        CHECK((finding.rule != "broader-scope" || !finding.fix.has_value()));
      }
      // Only lines that hold scopes have come or gone.
      const std::string& old = before[a.descriptor.path];
      const std::string now = slurp(f.path("app/" + a.descriptor.path));
      changed += old != now ? 1 : 0;
      for (const auto& line : lines(::leastscope::unified_diff(old, now, "a", "b"))) {
        if (line[0] == ' ' || line.rfind("---", 0) == 0 || line.rfind("+++", 0) == 0 || line[0] == '@') continue;
        INFO(line);
        const bool scope = has(line, ":") || has(line, "scopes") || has(line, "READ") || has(line, "WRITE") ||
                           has(line, "ADMIN") || has(line, "DELETE") || has(line, "ACT_AS_USER") || line[0] == '\\';
        CHECK(scope);
      }
    }
  }
  CHECK(changed >= 5);
}

TEST_CASE("unified diffs: hunks, context, missing line ends", "[diff]") {
  using ::leastscope::unified_diff;
  CHECK(unified_diff("a\n", "a\n", "x", "y").empty());
  CHECK(unified_diff("a\nb\nc\n", "a\nc\n", "x", "y") == "--- x\n+++ y\n@@ -1,3 +1,2 @@\n a\n-b\n c\n");
  CHECK(unified_diff("a", "a\nb", "x", "y") ==
        "--- x\n+++ y\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n");
  CHECK(unified_diff("", "a\n", "x", "y") == "--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n");
  unsigned seed = 7;
  auto next = [&](unsigned n) { return (seed = seed * 1664525u + 1013904223u) >> 8 & 0xffff ? (seed >> 8) % n : 0; };
  for (int round = 0; round < 300; ++round) {
    std::string a, b;
    for (unsigned i = 0, n = next(30); i < n; ++i) {
      const std::string line = std::string(1, static_cast<char>('a' + next(5))) + "\n";
      if (next(6) != 0) a += line;
      if (next(6) != 0) b += line;
      if (next(9) == 0) b += "new\n";
    }
    if (next(4) == 0 && !a.empty()) a.pop_back();
    if (next(4) == 0 && !b.empty()) b.pop_back();
    const auto diff = unified_diff(a, b, "x", "y");
    INFO(a << "\n=>\n" << b << "\n" << diff);
    CHECK((diff.empty() ? a : patched(a, diff)) == b);
  }
}
