// The largest app there can be: it calls every operation and declares every scope that its platform grants.
#include <algorithm>
#include <ctime>
#include <map>
#include <random>

#include "needs/needs.h"
#include "needs/universe.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

const Facts& facts() {
  static const Facts instance;
  return instance;
}

/// The template as a pattern: a hole for each placeholder.
std::string pattern_of(std::string_view path) {
  std::string out;
  for (size_t i = 0; i < path.size(); ++i) {
    out += path[i];
    if (path[i] != '{') continue;
    i = path.find('}', i);
    out += '}';
  }
  return out.ends_with("/**") ? out.substr(0, out.size() - 2) + "{+}" : out;
}

NeedsInput every_operation(Platform platform) {
  NeedsInput input;
  input.platform = platform;
  for (uint32_t id = 0; id < facts().operation_count(); ++id) {
    const OperationFact operation = facts().operation(id);
    ApiCall call;
    call.method = operation.method;
    call.path = pattern_of(operation.path);
    call.product = operation.product;
    call.identity = Identity::app;
    input.calls.push_back(std::move(call));
  }
  const Universe universe(facts(), platform);
  for (size_t id = 0; id < universe.size(); ++id) {
    DeclaredScope scope;
    scope.scope = universe.name(id);
    scope.token = universe.token(id);
    input.declared.push_back(std::move(scope));
  }
  return input;
}

std::map<std::string, Verdict> verdicts_of(const NeedsResult& result) {
  std::map<std::string, Verdict> out;
  for (const ScopeVerdict& scope : result.scopes) out[scope.scope] = scope.verdict;
  return out;
}

}  // namespace

TEST_CASE("an app that calls every operation is judged within a second") {
  for (const Platform platform : {Platform::forge, Platform::connect_bitbucket, Platform::connect_jira}) {
    NeedsInput input = every_operation(platform);
    REQUIRE(input.calls.size() > 1200);
    const std::clock_t start = std::clock();  // of the processor: the machine may be busy
    const NeedsResult result = judge(facts(), input);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    WARN(input.calls.size() << " calls, " << input.declared.size() << " scopes: " << seconds << " s");
    CHECK(result.minimal.proved);
    CHECK(result.minimal.recommended.size() > 1);
    CHECK(seconds < 1.0);
  }
}

TEST_CASE("the order of calls and scopes does not change the judgement") {
  NeedsInput input = every_operation(Platform::forge);
  const NeedsResult first = judge(facts(), input);
  std::mt19937 random(5);
  std::shuffle(input.calls.begin(), input.calls.end(), random);
  std::shuffle(input.declared.begin(), input.declared.end(), random);
  const NeedsResult second = judge(facts(), input);
  CHECK(first.minimal.recommended == second.minimal.recommended);
  CHECK(first.minimal.classic == second.minimal.classic);
  CHECK(first.minimal.granular == second.minimal.granular);
  CHECK(verdicts_of(first) == verdicts_of(second));
}
