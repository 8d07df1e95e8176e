// Every rule in one line, in the order in which outputs list them. Levels: docs/report-format.md; the pages in
// rules/checks repeat them for readers, and a test compares.
#include <algorithm>
#include <array>
#include <tuple>

#include "checks/check.h"
#include "checks/rules.h"

namespace leastscope {

std::string_view level_name(Level level) {
  switch (level) {
    case Level::off:
      return "off";
    case Level::note:
      return "note";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "off";
}

std::span<const Check> all_checks() {
  static constexpr std::array<Check, 24> checks = {{
      {"missing-scope", Level::error, rules::missing_scope},
      {"policy-violation", Level::error, rules::policy_violation},
      {"over-requested-scope", Level::warning, rules::over_requested_scope},
      {"install-only-scope", Level::warning, rules::install_only_scope},
      {"broader-scope", Level::warning, rules::broader_scope},
      {"unknown-scope", Level::warning, rules::unknown_scope},
      {"partial-granular-set", Level::warning, rules::partial_granular_set},
      {"inaccessible-operation", Level::warning, rules::inaccessible_operation},
      {"not-grantable-operation", Level::warning, rules::not_grantable_operation},
      {"implicit-all-scopes", Level::warning, rules::implicit_all_scopes},
      {"redundant-scope", Level::note, rules::redundant_scope},
      {"dead-code-only-scope", Level::note, rules::dead_code_only_scope},
      {"user-only-scope", Level::note, rules::user_only_scope},
      {"undecidable-scope", Level::note, rules::undecidable_scope},
      {"unresolved-call", Level::note, rules::unresolved_call},
      {"unknown-endpoint", Level::note, rules::unknown_endpoint},
      {"deprecated-scope", Level::note, rules::deprecated_scope},
      {"deprecated-endpoint", Level::note, rules::deprecated_endpoint},
      {"removed-endpoint", Level::note, rules::removed_endpoint},
      {"too-many-scopes", Level::note, rules::too_many_scopes},
      {"unused-impersonation", Level::note, rules::unused_impersonation},
      {"unused-egress", Level::note, rules::unused_egress},
      {"undeclared-egress", Level::note, rules::undeclared_egress},
      {"undocumented-scope", Level::off, rules::undocumented_scope},
  }};
  return checks;
}

void run_checks(const Facts& facts, AppReport& app) {
  std::vector<Finding> all;
  for (const auto& check : all_checks()) {
    const auto own = app.settings.levels.find(std::string(check.rule));
    const Level level = own == app.settings.levels.end() ? check.level : own->second;
    if (level == Level::off) continue;
    CheckContext context(facts, app, check.rule, level);
    check.run(context);
    std::move(context.found.begin(), context.found.end(), std::back_inserter(all));
  }
  auto sort = [](std::vector<Finding>& findings) {
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.at, a.rule, a.key) < std::tie(b.at, b.rule, b.key);
    });
  };
  sort(all);
  app.findings = std::move(all);
  apply_suppressions(app);
  std::erase_if(app.findings, [](const Finding& f) { return f.level == Level::off; });
  sort(app.findings);
}

}  // namespace leastscope
