// Risk: a dispatch that we do not see makes live code dead, and a needed scope is called removable. On every fixture
// every plain call is rewritten into each indirect form; no verdict may claim more than before, and no call may vanish
// without something unknown that stands for it.
#include "safety/mutate.h"
#include "support/catch.h"

using namespace safety;

TEST_CASE("an indirect call never makes a scope removable", "[mutations]") {
  std::map<std::string, size_t> places;
  size_t apps = 0;
  for (const auto& app : fixture_apps()) {
    const auto before = analyse(app.files);
    ++apps;
    for (const auto& how : mutations()) {
      auto mutated = mutate(app.files, how);
      if (mutated.places == 0) continue;
      places[how.name] += mutated.places;
      const auto after = analyse(mutated.files);
      INFO(app.name << ", " << how.name);
      auto claims = bolder(before, after);
      auto lost = vanished(before, after);
      INFO("claims" << lines(claims));
      INFO("lost" << lines(lost));
      if (!claims.empty() || !lost.empty()) {
        if (known_violation(app.name, how.name)) {
          WARN("known violation: " << app.name << ", " << how.name);
          continue;
        }
      }
      CHECK(claims.empty());
      CHECK(lost.empty());
    }
  }
  if (apps > 20) {
    for (const auto& how : mutations()) {
      INFO(how.name);
      CHECK(places[how.name] >= 20);
    }
  }
}
