// A check looks at one judged app and says what it finds. One file per rule; registry.cpp names each in one line.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/report.h"
#include "checks/words.h"

namespace leastscope {

class CheckContext {
 public:
  CheckContext(const Facts& f, AppReport& a, std::string_view rule, Level level)
      : facts(f), app(a), needs(a.needs), descriptor(a.descriptor), rule_(rule), level_(level) {}

  const Facts& facts;
  const AppReport& app;
  const NeedsResult& needs;
  const Descriptor& descriptor;
  std::vector<Finding> found;

  /// Starts a finding of this rule; `at` without a file becomes the descriptor. `key` names it across versions of the
  /// app.
  Finding& add(std::string message, Place at, std::string key);
  /// A finding about a declared scope, at its declaration.
  Finding& add_scope(const ScopeVerdict& scope, std::string message);
  /// Adds the evidence as related places, and the first call's trace as the flow.
  void show(Finding& finding, const std::vector<size_t>& calls, const std::vector<size_t>& requirements = {}) const;
  /// The edit that takes a declared scope out; none when the descriptor does not tell where it stands.
  void offer_removal(Finding& finding, const ScopeVerdict& scope) const;
  /// The edit that writes another scope in its place.
  void offer_replacement(Finding& finding, const ScopeVerdict& scope, const std::string& by) const;
  const DeclaredScope* declared(const ScopeVerdict& scope) const;

 private:
  std::string_view rule_;
  Level level_;
};

struct Check {
  std::string_view rule;
  Level level;
  void (*run)(CheckContext&);
};
std::span<const Check> all_checks();

}  // namespace leastscope
