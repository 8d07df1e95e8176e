// fixtures/needs/<case>/case.json is a question, expected.json the answer that the law gives. Only the keys that
// expected.json names are compared. LEASTSCOPE_UPDATE=1 rewrites them.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "needs/needs.h"
#include "support/case.h"

using namespace leastscope;
using namespace leastscope::tests;
using nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

const Facts& facts() {
  static const Facts instance;
  return instance;
}

NeedsInput read_case(const ordered_json& node) {
  NeedsInput input;
  input.platform = platform_of(node.at("platform"));
  input.scopes_declared = node.value("scopes_declared", true);
  input.no_source = node.value("no_source", false);
  for (const auto& item : node.value("declared", ordered_json::array())) {
    DeclaredScope scope;
    scope.scope = item.is_string() ? item.get<std::string>() : item.at("scope").get<std::string>();
    if (item.is_object()) scope.token = item.value("token", "");
    if (item.is_string() && input.platform == Platform::slack) scope.token = "bot";
    input.declared.push_back(std::move(scope));
  }
  for (const auto& item : node.value("calls", ordered_json::array())) input.calls.push_back(read_call(item));
  for (const auto& item : node.value("requirements", ordered_json::array()))
    input.requirements.push_back(read_requirement(item));
  return input;
}

/// "needed", "install-only (enough READ)", "needed (partial)", "needed (doubt)".
std::string shown(const ScopeVerdict& scope) {
  std::string out(verdict_name(scope.verdict));
  if (!scope.enough.empty()) out += " (enough " + scope.enough + ")";
  if (scope.partial_set) out += " (partial)";
  if (scope.install_doubt) out += " (doubt)";
  return out;
}

ordered_json answer(const NeedsResult& result) {
  ordered_json out;
  out["verdicts"] = ordered_json::object();
  out["identities"] = ordered_json::object();
  out["because"] = ordered_json::object();
  for (const ScopeVerdict& scope : result.scopes) {
    const std::string key = scope.token == "user" ? scope.scope + " (user)" : scope.scope;
    out["verdicts"][key] = shown(scope);
    auto& identities = out["identities"][key] = ordered_json::array();
    for (Identity identity : scope.identities) identities.push_back(identity_name(identity));
    out["because"][key] = {{"calls", scope.calls}, {"requirements", scope.requirements}};
  }
  out["missing"] = ordered_json::array();
  for (const MissingNeed& need : result.missing)
    out["missing"].push_back(
        {{"calls", need.calls}, {"requirements", need.requirements}, {"recommended", need.recommended}});
  out["not_grantable"] = ordered_json::array();
  for (const NotGrantable& need : result.not_grantable)
    out["not_grantable"].push_back({{"calls", need.calls}, {"requirements", need.requirements}});
  out["recommended"] = result.minimal.recommended;
  out["classic"] = result.minimal.classic;
  out["granular"] = result.minimal.granular;
  out["statuses"] = ordered_json::array();
  out["operations"] = ordered_json::array();
  out["alternatives"] = ordered_json::array();
  out["flags"] = ordered_json::array();
  for (const ApiCall& call : result.calls) {
    out["statuses"].push_back(status_name(call.status));
    out["operations"].push_back(call.operation);
    out["alternatives"].push_back(call.alternatives);
    std::string flags;
    for (const auto& [set, name] : {std::pair{call.removed, "removed "}, std::pair{call.deprecated, "deprecated "},
                                    std::pair{call.inaccessible, "inaccessible "}})
      if (set) flags += name;
    out["flags"].push_back(flags.empty() ? flags : flags.substr(0, flags.size() - 1));
  }
  return out;
}

ordered_json read_json(const fs::path& path) {
  std::ifstream in(path);
  return ordered_json::parse(in);
}

std::vector<fs::path> cases() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_DIR) / "fixtures" / "needs"))
    if (entry.is_directory()) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("judgement follows the law") {
  REQUIRE(facts().operation_count() > 1000);
  const bool update = std::getenv("LEASTSCOPE_UPDATE") != nullptr;
  const auto folders = cases();
  REQUIRE(folders.size() >= 80);
  for (const fs::path& folder : folders) {
    const ordered_json question = read_json(folder / "case.json");
    INFO(folder.filename().string() << ": " << question.value("law", ""));
    const NeedsResult result = judge(facts(), read_case(question));
    const ordered_json actual = answer(result);
    ordered_json expected = read_json(folder / "expected.json");
    CHECK_FALSE(expected.empty());
    for (auto& [key, value] : expected.items()) {
      if (update) {
        value = actual.at(key);
        continue;
      }
      INFO(key << " should be " << value.dump() << ", is " << actual.at(key).dump());
      CHECK(value == actual.at(key));
    }
    if (update) std::ofstream(folder / "expected.json") << expected.dump(1) << '\n';
    // The same input gives the same answer.
    CHECK(answer(judge(facts(), read_case(question))) == actual);
  }
}

TEST_CASE("what may be removed can be removed all at once; what is needed cannot") {
  for (const fs::path& folder : cases()) {
    INFO(folder.filename().string());
    const NeedsInput input = read_case(read_json(folder / "case.json"));
    const NeedsResult before = judge(facts(), input);
    const auto uncovered = [](const NeedsResult& result) {
      size_t count = 0;
      for (const MissingNeed& need : result.missing) count += need.calls.size() + need.requirements.size();
      return count;
    };
    NeedsInput smaller = input;
    smaller.declared.clear();
    for (size_t i = 0; i < before.scopes.size(); ++i) {
      const ScopeVerdict& scope = before.scopes[i];
      const bool removable = (scope.verdict == Verdict::over_requested && scope.enough.empty()) ||
                             scope.verdict == Verdict::redundant || scope.verdict == Verdict::dead_code_only;
      if (!removable) smaller.declared.push_back(input.declared[i]);
    }
    const NeedsResult after = judge(facts(), smaller);
    CHECK(uncovered(after) == uncovered(before));
    // Nothing that stayed becomes removable by what went: the advice can be followed at once.
    for (const ScopeVerdict& scope : after.scopes) {
      INFO(scope.scope);
      CHECK((scope.verdict != Verdict::redundant || !scope.enough.empty()));
      CHECK(scope.verdict != Verdict::dead_code_only);
    }
    for (size_t i = 0; i < before.scopes.size(); ++i) {
      const ScopeVerdict& scope = before.scopes[i];
      if (scope.verdict != Verdict::needed || scope.partial_set || scope.install_doubt) continue;
      const bool tolerated =
          !scope.requirements.empty() && scope.calls.empty() && input.requirements[scope.requirements[0]].tolerated;
      if (tolerated) continue;
      NeedsInput without = input;
      without.declared.erase(without.declared.begin() + static_cast<std::ptrdiff_t>(i));
      const NeedsResult broken = judge(facts(), without);
      // Either something is no longer allowed, or another scope steps in.
      bool replaced = false;
      for (const ScopeVerdict& other : broken.scopes)
        for (const ScopeVerdict& old : before.scopes)
          // A higher level that steps in is broader than needed from then on.
          replaced = replaced || (other.scope == old.scope && other.token == old.token &&
                                  ((other.verdict == Verdict::needed && old.verdict != Verdict::needed) ||
                                   other.enough != old.enough || other.verdict == Verdict::install_only));
      // Slack: another kind of conversation remains. Connect: a higher level that cannot be judged covers it.
      const bool weaker =
          input.platform == Platform::slack ||
          (input.platform == Platform::connect_jira &&
           std::any_of(broken.scopes.begin(), broken.scopes.end(), [](const ScopeVerdict& other) {
             return other.scope == "ADMIN" && (other.verdict == Verdict::undecidable || other.install_doubt);
           }));
      INFO(scope.scope);
      CHECK((uncovered(broken) > uncovered(before) || replaced || weaker));
    }
  }
}
