// What `suggest` says: the sets with their price, the plan's steps, the difference of the descriptor.
#pragma once
#include <string>

#include "checks/plan.h"
#include "output/text_style.h"

namespace leastscope {

/// Where the descriptor is, as the user named it: root and path joined.
std::string descriptor_file(const AppReport& app);
std::string advice_text(const Facts& facts, const AppReport& app, const ScopePlan& plan, const Style& style,
                        unsigned width);
/// The same for programs: one JSON document for all apps ("leastscope/suggest/v1").
std::string advice_json(const Facts& facts, const Report& report, const std::vector<ScopePlan>& plans);
/// What a change of scopes costs on this platform.
std::string_view price_of_change(Platform platform);

}  // namespace leastscope
