// Which files belong to which app.
#pragma once
#include <string>
#include <vector>

#include "descriptor/descriptor.h"

namespace leastscope {

/// Fills root and foreign of every app. `files` is the source's list, `top` the folder that no root lies above.
void find_roots(const std::vector<FileEntry>& files, const std::string& top, std::vector<Descriptor>& apps);

/// Why a descriptor at this path (relative to the folder that was asked for) is listed only: "test", "documentation",
/// "example", "build output", "dependency"; empty: it is analysed.
std::string listed_reason(std::string_view path);

}  // namespace leastscope
