// Common lines at both ends are set aside; what is between them is compared by the longest common subsequence. The
// table for that is bounded: beyond the bound the middle is shown as replaced, which is always true, if not short.
#include "cli/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace leastscope {
namespace {

constexpr size_t kContext = 3;
constexpr size_t kTable = 4'000'000;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t newline = text.find('\n');
    const size_t length = newline == std::string_view::npos ? text.size() : newline + 1;
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

struct Line {
  char sign;  // ' ', '-', '+'
  std::string_view text;
};

using Lines = std::vector<std::string_view>;

/// The middle part: removed, added and common lines in order.
void compare(const Lines& a, const Lines& b, std::vector<Line>& out) {
  const size_t n = a.size(), m = b.size();
  std::vector<uint32_t> table;
  const bool fits = (n + 1) * (m + 1) <= kTable;
  auto at = [&](size_t i, size_t j) -> uint32_t& { return table[i * (m + 1) + j]; };
  if (fits) {
    table.assign((n + 1) * (m + 1), 0);
    for (size_t i = n; i-- > 0;)
      for (size_t j = m; j-- > 0;)
        at(i, j) = a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
  }
  size_t i = 0, j = 0;
  while (i < n || j < m) {
    if (fits && i < n && j < m && a[i] == b[j]) {
      out.push_back({' ', a[i++]});
      ++j;
    } else if (i < n && (j == m || !fits || at(i + 1, j) >= at(i, j + 1))) {
      out.push_back({'-', a[i++]});
    } else {
      out.push_back({'+', b[j++]});
    }
  }
}

std::string range(size_t begin, size_t count) {
  if (count == 1) return fmt::format("{}", begin + 1);
  return fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

std::string shown(const Line& line) {
  std::string out = line.sign + std::string(line.text);
  if (!line.text.ends_with('\n')) out += "\n\\ No newline at end of file\n";
  return out;
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view old_name,
                         std::string_view new_name) {
  if (before == after) return {};
  const Lines a = lines_of(before), b = lines_of(after);
  size_t head = 0, tail = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  std::vector<Line> all;
  for (size_t i = 0; i < head; ++i) all.push_back({' ', a[i]});
  compare({a.begin() + static_cast<std::ptrdiff_t>(head), a.end() - static_cast<std::ptrdiff_t>(tail)},
          {b.begin() + static_cast<std::ptrdiff_t>(head), b.end() - static_cast<std::ptrdiff_t>(tail)}, all);
  for (size_t i = a.size() - tail; i < a.size(); ++i) all.push_back({' ', a[i]});

  std::string out = fmt::format("--- {}\n+++ {}\n", old_name, new_name);
  size_t old_line = 0, new_line = 0;
  for (size_t i = 0; i < all.size();) {
    // A hunk: from three lines before a change to three lines after the last change that is near.
    size_t change = i;
    while (change < all.size() && all[change].sign == ' ') ++change;
    if (change == all.size()) break;
    const size_t begin = change - std::min(change - i, kContext);
    old_line += begin - i;
    new_line += begin - i;
    size_t end = change, last = change;
    while (end < all.size() && end <= last + 2 * kContext) {
      if (all[end].sign != ' ') last = end;
      ++end;
    }
    end = std::min(all.size(), last + 1 + kContext);
    size_t olds = 0, news = 0;
    std::string body;
    for (size_t k = begin; k < end; ++k) {
      olds += all[k].sign != '+' ? 1 : 0;
      news += all[k].sign != '-' ? 1 : 0;
      body += shown(all[k]);
    }
    out += fmt::format("@@ -{} +{} @@\n", range(old_line, olds), range(new_line, news)) + body;
    old_line += olds;
    new_line += news;
    i = end;
  }
  return out;
}

}  // namespace leastscope
