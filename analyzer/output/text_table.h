// The closing parts of the text: scopes with their verdicts, calls, the summary.
#pragma once
#include <array>
#include <string>

#include "output/lookup.h"
#include "output/text_style.h"

namespace leastscope {

/// Of one scope: its name, the verdict, on whose behalf, when, and what it rests on.
std::array<std::string, 5> scope_cells(const AppReport& app, const ScopeVerdict& scope);
std::string scope_table(const AppReport& app, const Style& style, unsigned width);
std::string call_list(const AppReport& app, const Style& style);
/// One line: the app, its verdicts and its findings in numbers.
std::string summary(const AppReport& app, const Style& style);
/// "3 calls, 1 event": what a verdict rests on.
std::string evidence_counts(const AppReport& app, const ScopeVerdict& scope);

}  // namespace leastscope
