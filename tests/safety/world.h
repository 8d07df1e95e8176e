// Apps in memory: the fixtures as maps of files, analysed with whatever options a test wants, and what of the result
// the safety tests compare.
#pragma once
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "cli/pipeline.h"

namespace safety {

using Files = std::map<std::string, std::string>;

struct App {
  std::string name;
  Files files;
};

/// Every case of fixtures/apps. LEASTSCOPE_ONLY names one of them.
const std::vector<App>& fixture_apps();

/// A Forge app with one web trigger, src/index.js `run`, and the given scopes.
Files trigger_app(const std::string& index, const std::vector<std::string>& scopes, Files more = {});

leastscope::AppReport analyse(const Files& files, const leastscope::EngineOptions& engine = {});
std::string as_json(const leastscope::AppReport& app);

/// How much a verdict claims: 0 keeps the scope, 1 says that it is only needed at install, 2 says that it may go.
int claim(const leastscope::ScopeVerdict& verdict);

/// Scopes about which `after` claims more than `before`, in words.
std::vector<std::string> bolder(const leastscope::AppReport& before, const leastscope::AppReport& after);

/// Live calls of `before` that are neither in `after` nor covered by something unknown there, in words.
std::vector<std::string> vanished(const leastscope::AppReport& before, const leastscope::AppReport& after);

/// "METHOD path identity phase status" of every call.
std::set<std::string> call_names(const leastscope::AppReport& app);

/// Is "APP, WHAT" in known-violations.txt? Then the test tells it instead of failing. `*` stands for any app or any
/// what.
bool known_violation(const std::string& app, const std::string& what);

/// One string per element, for messages.
std::string lines(const std::vector<std::string>& list);

}  // namespace safety
