#include "base/stable_vector.h"

#include <memory>
#include <string>
#include <vector>

#include "support/catch.h"

using namespace leastscope;

TEST_CASE("elements of a stable vector stay where they are") {
  StableVector<std::string> texts;
  CHECK(texts.empty());
  std::vector<const std::string*> places;
  for (size_t i = 0; i < 1000; ++i) {
    places.push_back(&texts.emplace_back(std::to_string(i)));
    CHECK(&texts.back() == places.back());
  }
  CHECK(texts.size() == 1000);
  for (size_t i = 0; i < 1000; ++i) {
    CHECK(&texts[i] == places[i]);
    CHECK(texts[i] == std::to_string(i));
  }
}

TEST_CASE("a stable vector holds what cannot be copied") {
  StableVector<std::unique_ptr<int>> numbers;
  for (int i = 0; i < 300; ++i) numbers.push_back(std::make_unique<int>(i));
  CHECK(*numbers[299] == 299);
  const auto& fixed = numbers;
  CHECK(*fixed.back() == 299);
}
