#include "rules/catalog/path_pattern.h"

#include <cstdint>

namespace leastscope {
namespace {

/// A segment as characters, -1 for a placeholder or hole.
std::vector<int> symbols(std::string_view segment) {
  std::vector<int> out;
  for (size_t i = 0; i < segment.size(); ++i) {
    size_t end = segment[i] == '{' ? segment.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out.push_back(static_cast<unsigned char>(segment[i]));
    } else {
      if (out.empty() || out.back() != -1) out.push_back(-1);
      i = end;
    }
  }
  return out;
}

}  // namespace

std::vector<std::string_view> path_segments(std::string_view path) {
  std::vector<std::string_view> segments;
  for (size_t at = 0; at < path.size();) {
    size_t end = path.find('/', at);
    if (end == std::string_view::npos) end = path.size();
    if (end > at) segments.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return segments;
}

bool whole_placeholder(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.find('}') == segment.size() - 1;
}

bool literal_segment(std::string_view segment) {
  return segment.find(kHole) == std::string_view::npos && !has_open_hole(segment);
}

bool has_open_hole(std::string_view segment) { return segment.find(kOpenHole) != std::string_view::npos; }

bool segments_fit(std::string_view a, std::string_view b) {
  auto left = symbols(a), right = symbols(b);
  // row[j]: left[i..] and right[j..] have a text in common; filled from the ends.
  std::vector<char> row(right.size() + 1), below(right.size() + 1);
  for (size_t i = left.size() + 1; i-- > 0;) {
    for (size_t j = right.size() + 1; j-- > 0;) {
      bool left_ends = i == left.size(), right_ends = j == right.size();
      if (left_ends && right_ends)
        row[j] = 1;
      else if (!left_ends && left[i] == -1)
        row[j] = below[j] || (!right_ends && row[j + 1]) ? 1 : 0;
      else if (!right_ends && right[j] == -1)
        row[j] = row[j + 1] || (!left_ends && below[j]) ? 1 : 0;
      else
        row[j] = !left_ends && !right_ends && left[i] == right[j] && below[j + 1] ? 1 : 0;
    }
    below = row;
  }
  return below[0] != 0;
}

RequestPath request_path(std::string_view product, std::string_view path) {
  RequestPath request{std::string(product == "assets" ? "jira" : product), {}};
  auto all = path_segments(path.substr(0, path.find_first_of("?#")));
  size_t at = 0;  // the segments before it are a prefix
  auto is = [&](size_t i, std::string_view text) { return at + i < all.size() && all[at + i] == text; };
  if (is(0, "gateway") && is(1, "api")) at += 2;
  if (is(0, "ex") && (is(1, "jira") || is(1, "confluence")) && at + 2 < all.size()) {
    if (request.product.empty()) request.product = all[at + 1];
    bool hidden = all[at + 2] == kOpenHole && at + 3 == all.size();  // the hole hides the path as well
    at += hidden ? 2 : 3;
  }
  if ((is(0, "api") || is(0, "!api")) && is(1, "2.0")) at += 1;
  bool content = is(0, "rest") || (is(0, "api") && is(1, "v2"));
  if (request.product == "confluence" && content) request.segments.push_back("wiki");
  for (; at < all.size(); ++at) request.segments.push_back(all[at]);
  return request;
}

}  // namespace leastscope
