// What Connect means for values: names under which apps keep the address of the site that installed them.
#pragma once
#include <string_view>

namespace leastscope {

/// Is this the name of a member that holds the address of an installation?
bool is_installation_base(std::string_view name);

}  // namespace leastscope
