// Risks: a prune on a value that is not exact, a bound reached in silence, a budget spent in silence, an order that
// matters. The engine's switches, on every fixture.
#include "descriptor/descriptor.h"
#include "program/program.h"
#include "safety/mutate.h"
#include "support/catch.h"

using namespace leastscope;
using namespace safety;

namespace {

void check_weaker(const App& app, const AppReport& before, const EngineOptions& engine, const std::string& what) {
  const auto after = analyse(app.files, engine);
  INFO(app.name << ", " << what);
  auto claims = bolder(before, after);
  auto lost = vanished(before, after);
  INFO("claims" << lines(claims));
  INFO("lost" << lines(lost));
  if ((!claims.empty() || !lost.empty()) && known_violation(app.name, what)) {
    WARN("known violation: " << app.name << ", " << what);
    return;
  }
  CHECK(claims.empty());
  CHECK(lost.empty());
}

}  // namespace

TEST_CASE("without pruning the calls only grow", "[bounds]") {
  for (const auto& app : fixture_apps()) {
    EngineOptions engine;
    engine.prune = false;
    check_weaker(app, analyse(app.files), engine, "no pruning");
  }
}

TEST_CASE("a bound that is reached leaves a trace", "[bounds]") {
  for (const auto& app : fixture_apps()) {
    const auto before = analyse(app.files);
    for (unsigned scale : {1u, 10u, 50u}) {
      EngineOptions engine;
      engine.bound_scale = scale;
      check_weaker(app, before, engine, "bounds at " + std::to_string(scale) + " %");
    }
  }
}

TEST_CASE("a budget that is spent leaves a trace", "[bounds]") {
  for (const auto& app : fixture_apps()) {
    const auto before = analyse(app.files);
    for (uint64_t budget : {1u, 20u, 100u, 500u, 2000u}) {
      EngineOptions engine;
      engine.budget = budget;
      check_weaker(app, before, engine, "budget " + std::to_string(budget));
    }
  }
}

TEST_CASE("the order of independent work changes nothing", "[order]") {
  for (const auto& app : fixture_apps()) {
    const auto before = as_json(analyse(app.files));
    for (unsigned seed : {1u, 2u, 3u}) {
      EngineOptions engine;
      engine.shuffle = seed;
      INFO(app.name << ", seed " << seed);
      CHECK(before == as_json(analyse(app.files, engine)));
    }
  }
}

TEST_CASE("the order of files and functions changes no call", "[order]") {
  for (const auto& app : fixture_apps()) {
    const auto before = analyse(app.files);
    for (bool late : {false, true}) {
      INFO(app.name << (late ? ", files renamed to come late" : ", files renamed to come early"));
      CHECK(call_names(before) == call_names(analyse(rename_files(app.files, late))));
    }
    INFO(app.name << ", functions in reverse order");
    CHECK(call_names(before) == call_names(analyse(permute_functions(app.files))));
  }
}

TEST_CASE("the same program evaluated twice gives the same", "[order]") {
  Facts facts;
  std::vector<Problem> problems;
  auto models = Models::load({}, problems);
  Builtins builtins;
  for (const auto& app : fixture_apps()) {
    MemorySource source(app.files);
    auto found = discover(source, "");
    if (found.apps.empty()) continue;
    const auto& descriptor = found.apps.front();
    ProgramOptions options;
    options.threads = 1;
    options.front_ends = served_folders(descriptor);
    auto program = load_program(source, descriptor.root, descriptor.foreign, options);
    auto words = [&] {
      std::vector<std::string> out;
      for (const auto& c : find_calls(facts, models, builtins, *program, descriptor).calls) {
        std::string text = c.method + " " + c.path + " " + c.reason;
        for (const auto& at : c.at) text += " " + at.file + ":" + std::to_string(at.at.line);
        for (const auto& step : c.trace) text += " " + step.note;
        out.push_back(text);
      }
      return out;
    };
    INFO(app.name);
    CHECK(words() == words());
  }
}
