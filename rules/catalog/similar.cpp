// "Did you mean": closest words and closest operations.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

#include "rules/catalog/impl.h"
#include "rules/catalog/path_pattern.h"

namespace leastscope {
namespace {

/// No fewer edits than this lead from `a` to `b`: each mends at most one letter on either side. Letters count by their
/// last five bits, which can only make them more alike.
size_t least_distance(std::string_view a, std::string_view b) {
  std::array<int, 32> more{};
  for (char c : a) ++more[static_cast<unsigned char>(c) & 31u];
  for (char c : b) --more[static_cast<unsigned char>(c) & 31u];
  size_t only_a = 0, only_b = 0;
  for (int n : more) (n > 0 ? only_a : only_b) += static_cast<size_t>(std::abs(n));
  return std::max(only_a, only_b);
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      bool swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swap) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::move(last);
    last = row;
  }
  return last[b.size()];
}

/// How far `known` is from what was written; a known word that goes on where the written one ends is close.
size_t word_distance(std::string_view word, std::string_view known) {
  size_t distance = edit_distance(word, known);
  bool longer = word.size() > 3 && known.size() > word.size() && known.starts_with(word);
  if (longer && std::string_view(":-.").find(known[word.size()]) != std::string_view::npos)
    return std::min<size_t>(distance, 2);
  return distance;
}

constexpr size_t kSegmentCost = 8;  ///< of a segment that is missing or wholly different

/// 0 for equal segments, up to kSegmentCost for different ones.
size_t segment_cost(std::string_view written, std::string_view segment) {
  if (written == segment) return 0;
  if (segment.starts_with('{')) return literal_segment(written) ? 1 : 0;
  if (!literal_segment(written)) return 4;
  if (2 * least_distance(written, segment) >= kSegmentCost) return kSegmentCost;
  size_t distance = edit_distance(written, segment);
  return std::min(kSegmentCost, 2 * distance + (3 * distance > std::max(written.size(), segment.size()) ? 4u : 0u));
}

/// Edit distance over segments.
size_t path_cost(const std::vector<std::string_view>& written, const std::vector<std::string_view>& known) {
  std::vector<size_t> last(known.size() + 1), row(known.size() + 1);
  for (size_t j = 0; j <= known.size(); ++j) last[j] = j * kSegmentCost;
  for (size_t i = 1; i <= written.size(); ++i) {
    row[0] = i * kSegmentCost;
    for (size_t j = 1; j <= known.size(); ++j)
      row[j] = std::min({last[j] + kSegmentCost, row[j - 1] + kSegmentCost,
                         last[j - 1] + segment_cost(written[i - 1], known[j - 1])});
    std::swap(row, last);
  }
  return last[known.size()];
}

}  // namespace

std::vector<std::string_view> closest(std::string_view word, std::span<const std::string_view> known, size_t most) {
  size_t limit = std::max<size_t>(2, word.size() / 4);
  std::vector<std::pair<size_t, size_t>> ranked;
  for (size_t i = 0; i < known.size(); ++i)
    if (size_t distance = word_distance(word, known[i]); distance <= limit) ranked.emplace_back(distance, i);
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string_view> out;
  for (const auto& [distance, i] : ranked)
    if (out.size() < most && std::find(out.begin(), out.end(), known[i]) == out.end()) out.push_back(known[i]);
  return out;
}

std::vector<std::string_view> Facts::similar_scopes(std::string_view name, size_t most) const {
  std::vector<std::string_view> names;
  for (const ScopeFact& fact : scopes()) names.push_back(fact.name);
  return closest(name, names, most);
}

std::vector<uint32_t> Facts::similar(std::string_view method, std::string_view path, size_t most) const {
  auto written = request_path({}, path).segments;
  if (written.size() > 2 && written[0] == "rest" && written[1] == "api" &&
      (written[2] == "2" || written[2] == "latest"))
    written[2] = "3";
  std::vector<std::pair<size_t, uint32_t>> ranked;
  size_t limit = std::max<size_t>(kSegmentCost, written.size() * kSegmentCost / 3);
  for (const OperationFact& fact : impl_->operations()) {
    // a path of another length lacks or adds segments: no need to look at them
    const auto length = static_cast<size_t>(std::count(fact.path.begin(), fact.path.end(), '/'));
    const size_t apart = std::max(length, written.size()) - std::min(length, written.size());
    if (apart > 1 && (apart - 1) * kSegmentCost > limit) continue;
    size_t cost = path_cost(written, request_path(fact.product, fact.path).segments) +
                  (method == fact.method || method == "ANY" ? 0 : 3);
    if (cost <= limit) ranked.emplace_back(cost + (fact.removed ? 2 : 0), fact.id);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<uint32_t> out;
  for (size_t i = 0; i < std::min(most, ranked.size()); ++i) out.push_back(ranked[i].second);
  return out;
}

}  // namespace leastscope
