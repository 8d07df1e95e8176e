// Path patterns and templates as segments.
//
// In a pattern `{}` is a hole that never holds `/` and `{+}` one that may hold anything; in a template `{name}` is a
// placeholder. Here is what the two have in common: splitting, prefixes that requests carry in front of the documented
// path, and whether a pattern's segment and a template's segment can be the same text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace leastscope {

inline constexpr std::string_view kHole = "{}";
inline constexpr std::string_view kOpenHole = "{+}";

/// The segments between slashes, empty ones left out.
std::vector<std::string_view> path_segments(std::string_view path);
/// `{name}` and nothing else.
bool whole_placeholder(std::string_view segment);
/// No hole inside.
bool literal_segment(std::string_view segment);
bool has_open_hole(std::string_view segment);
/// Whether some text fits both: every `{…}` of either stands for any text.
bool segments_fit(std::string_view a, std::string_view b);

struct RequestPath {
  std::string product;                     ///< narrowed by the prefix when the caller did not know it
  std::vector<std::string_view> segments;  ///< pointing into the path given, or literals
};
/// Drops query and fragment, /gateway/api, /ex/jira/{cloudId} and the like; adds a missing /wiki when product is
/// confluence.
RequestPath request_path(std::string_view product, std::string_view path);

}  // namespace leastscope
