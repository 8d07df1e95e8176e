// Which operations a path pattern can be.
//
// Two questions, two walks over the trie. *Best*: the operation a reader of the code would name. Every `{+}` gets a
// fixed number of segments (one; two or three only if that does not do), then all ways through the trie are ranked
// segment by segment from the left: for literal text a literal beats a placeholder, for a hole a placeholder beats its
// literal siblings, because data is not called `search`. *Possible*: every operation that some text of the pattern
// could reach when `{+}` may be anything, slashes included; a verdict that must not be wrong asks this. There a literal
// segment rules out the placeholder beside it only if the literal's own subtree answers every text that the rest of the
// pattern can stand for.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "rules/catalog/impl.h"
#include "rules/catalog/path_pattern.h"

namespace leastscope {
namespace {

struct Wanted {
  const std::vector<OperationFact>& operations;
  const Trie& trie;
  std::string_view product;
  std::string_view method;

  bool accepts(uint32_t id, bool version_2) const {
    const OperationFact& fact = operations[id];
    if (!product.empty() && fact.product != product) return false;
    if (version_2 && fact.v3_only) return false;
    return method == "ANY" || fact.method == method || fact.method == "ANY";
  }
  /// Whether going to the literal child `segment` of `node` means version 2 of the API.
  bool version_2(uint32_t node, std::string_view segment) const {
    return segment == "2" && trie.node(node).version == "3";
  }
};

// Ranks of one aligned segment; higher wins.
enum Rank : char {
  kSwallowedByRest = 1,
  kHoleIsSibling,  ///< of a placeholder
  kHoleIsLiteral,
  kHoleIsPartial,
  kSwallowed,
  kHoleInRest,
  kLiteralInPartial,
  kEqual
};

/// The best operations for a pattern without `{+}`.
class BestSearch {
 public:
  BestSearch(const Wanted& wanted, const std::vector<std::string>& segments) : wanted_(wanted), segments_(segments) {
    walk(0, 0, false);
  }
  std::vector<uint32_t> found() && { return std::move(found_); }
  bool empty() const { return found_.empty(); }
  /// Literal segments that only a placeholder took.
  size_t swallowed() const {
    return static_cast<size_t>(std::count_if(best_.begin(), best_.end(),
                                             [](char rank) { return rank == kSwallowed || rank == kSwallowedByRest; }));
  }

 private:
  void accept(const std::vector<uint32_t>& operations, Rank rank, bool version_2) {
    bool any =
        std::any_of(operations.begin(), operations.end(), [&](uint32_t id) { return wanted_.accepts(id, version_2); });
    if (!any) return;
    score_.push_back(rank);
    if (found_.empty() || score_ >= best_) {
      if (score_ > best_) found_.clear();
      best_ = score_;
      for (uint32_t id : operations)
        if (wanted_.accepts(id, version_2)) found_.push_back(id);
    }
    score_.pop_back();
  }

  void step(uint32_t child, size_t next, Rank rank, bool version_2) {
    if (child == kNoNode) return;
    score_.push_back(rank);
    walk(child, next, version_2);
    score_.pop_back();
  }

  /// A `**` node that takes the segments from `i` to any later one.
  void rest(uint32_t node, size_t i, bool version_2) {
    size_t before = score_.size();
    for (size_t next = i;; ++next) {
      if (next > i && next == segments_.size())
        accept(wanted_.trie.node(node).at_least_one, kSwallowedByRest, version_2);
      if (next == segments_.size())
        accept(wanted_.trie.node(node).operations, kSwallowedByRest, version_2);
      else
        walk(node, next, version_2);
      if (next == segments_.size()) break;
      score_.push_back(literal_segment(segments_[next]) ? kSwallowedByRest : kHoleInRest);
    }
    score_.resize(before);
  }

  void walk(uint32_t at, size_t i, bool version_2) {
    const TrieNode& node = wanted_.trie.node(at);
    if (i == segments_.size()) {
      accept(node.operations, kEqual, version_2);
    } else if (const std::string& segment = segments_[i]; literal_segment(segment)) {
      bool two = version_2 || wanted_.version_2(at, segment);
      step(wanted_.trie.literal(at, segment), i + 1, kEqual, two);
      for (const auto& [text, child] : node.partials)
        if (segments_fit(text, segment)) step(child, i + 1, kLiteralInPartial, version_2);
      // Data taken for known text and then known text for data: nobody writes that.
      if (score_.find(kHoleIsSibling) == std::string::npos) step(node.placeholder, i + 1, kSwallowed, version_2);
    } else {
      step(node.placeholder, i + 1, kEqual, version_2);
      for (const auto& [text, child] : node.partials)
        if (segments_fit(text, segment)) step(child, i + 1, kHoleIsPartial, version_2);
      for (const auto& [text, child] : node.literals)
        if (segment == kHole || segments_fit(text, segment))
          step(child, i + 1, node.placeholder == kNoNode ? kHoleIsLiteral : kHoleIsSibling, version_2);
    }
    if (node.rest != kNoNode) rest(node.rest, i, version_2);
  }

  const Wanted& wanted_;
  const std::vector<std::string>& segments_;
  std::string score_, best_;  ///< ranks by segment, compared from the left
  std::vector<uint32_t> found_;
};

std::string close_holes(std::string_view segment) {
  std::string text;
  for (size_t at = 0; at < segment.size();) {
    bool open = segment.substr(at).starts_with(kOpenHole);
    text += open ? kHole : segment.substr(at, 1);
    at += open ? kOpenHole.size() : 1;
  }
  return text;
}

/// `segment`, which holds `{+}`, as `count` segments without: its text before the first hole stays in front, that after
/// the last one at the end.
void spread(std::string_view segment, size_t count, std::vector<std::string>& out) {
  if (count == 1) return out.push_back(close_holes(segment));
  size_t first = segment.find(kOpenHole), last = segment.rfind(kOpenHole) + kOpenHole.size();
  out.push_back(std::string(segment.substr(0, first)) + std::string(kHole));
  for (size_t i = 2; i < count; ++i) out.emplace_back(kHole);
  out.push_back(std::string(kHole) + std::string(segment.substr(last)));
}

/// All numbers of segments (1 to 3) for `holes` open holes, fewest segments first.
std::vector<std::vector<size_t>> spreads(size_t holes) {
  std::vector<std::vector<size_t>> all{{}};
  for (size_t hole = 0; hole < holes; ++hole) {
    std::vector<std::vector<size_t>> longer;
    for (const auto& counts : all)
      for (size_t count = 1; count <= (hole < 3 ? 3u : 1u); ++count) {
        longer.push_back(counts);
        longer.back().push_back(count);
      }
    all = std::move(longer);
  }
  auto total = [](const std::vector<size_t>& counts) {
    size_t sum = 0;
    for (size_t count : counts) sum += count;
    return sum;
  };
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return total(a) < total(b); });
  return all;
}

std::vector<uint32_t> best_operations(const Wanted& wanted, std::vector<std::string_view> segments) {
  // A hole in front hides the base address at most; one behind the text of the last segment is an unknown remainder.
  if (!segments.empty() && segments.front() == kOpenHole) segments.erase(segments.begin());
  if (segments.empty()) return {};
  if (auto& last = segments.back(); last != kOpenHole && last.ends_with(kOpenHole))
    last.remove_suffix(kOpenHole.size());
  auto holes = static_cast<size_t>(std::count_if(segments.begin(), segments.end(), has_open_hole));
  std::vector<uint32_t> best;
  size_t fewest = SIZE_MAX;
  for (const auto& counts : spreads(holes)) {
    std::vector<std::string> fixed;
    size_t hole = 0;
    for (std::string_view segment : segments) {
      if (has_open_hole(segment))
        spread(segment, counts[hole++], fixed);
      else
        fixed.emplace_back(segment);
    }
    BestSearch search(wanted, fixed);
    // More segments for a hole only if known text would else be taken for data: repositories/{+}/pullrequests.
    if (search.empty() || search.swallowed() >= fewest) continue;
    fewest = search.swallowed();
    best = std::move(search).found();
    if (fewest == 0) break;
  }
  auto removed = [&](uint32_t id) { return wanted.operations[id].removed; };
  if (!std::all_of(best.begin(), best.end(), removed)) std::erase_if(best, removed);
  return best;
}

/// A pattern's segment, or a gap: any number of segments.
struct Token {
  std::string text;
  bool gap = false;
};
using Tokens = std::vector<Token>;

/// The pattern as lists of tokens; several when a `{+}` inside a segment may or may not hold a slash.
std::vector<Tokens> token_lists(const std::vector<std::string_view>& segments) {
  std::vector<Tokens> lists{{}};
  auto add = [&](const Token& token) {
    for (Tokens& tokens : lists) tokens.push_back(token);
  };
  for (std::string_view segment : segments) {
    if (!has_open_hole(segment) || segment == kOpenHole) {
      add({std::string(segment), segment == kOpenHole});
      continue;
    }
    size_t first = segment.find(kOpenHole), last = segment.rfind(kOpenHole) + kOpenHole.size();
    std::string before = std::string(segment.substr(0, first)), after = std::string(segment.substr(last));
    std::string whole = close_holes(segment), hole(kHole);
    if (before.empty()) add({{}, true});
    if (before.empty() || after.empty()) {
      add({whole, false});
    } else {
      auto closed = lists;
      for (Tokens& tokens : closed) tokens.push_back({whole, false});
      add({before + hole, false});
      add({{}, true});
      add({hole + after, false});
      if (lists.size() < 8) lists.insert(lists.end(), closed.begin(), closed.end());
    }
    if (after.empty()) add({{}, true});
  }
  return lists;
}

/// Every operation that fits a list of tokens. Behind a gap, known text that some operation has as literal text is not
/// taken for data as well: of `{+}/pullrequests` the operations that end in `pullrequests` are possible, not those that
/// end in any name.
class PossibleSearch {
 public:
  PossibleSearch(const Wanted& wanted, const Tokens& tokens) : wanted_(wanted), tokens_(tokens) {
    gaps_ = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.gap; });
    if (gaps_) seen_.resize(wanted.trie.size() * (tokens.size() + 1) * 2);
    walk(0, 0, {});
  }
  void add_to(std::vector<uint32_t>& ids) const {
    size_t fewest = SIZE_MAX;
    if (gaps_)
      for (const auto& [id, swallowed] : found_) fewest = std::min(fewest, swallowed);
    for (const auto& [id, swallowed] : found_)
      if (swallowed <= fewest) ids.push_back(id);
  }

 private:
  /// What was decided on the way from the root.
  struct Way {
    bool version_2 = false;
    size_t swallowed = 0;  ///< literal tokens that a placeholder took
    bool sibling = false;  ///< a hole was taken for literal text beside a placeholder
  };

  bool accept(const std::vector<uint32_t>& operations, Way way) {
    size_t before = found_.size();
    for (uint32_t id : operations)
      if (wanted_.accepts(id, way.version_2)) found_.emplace_back(id, way.swallowed);
    return found_.size() > before;
  }

  bool step(uint32_t child, size_t next, Way way) { return child != kNoNode && walk(child, next, way); }

  /// A `**` node that takes the tokens from `i` to any later one.
  bool rest(uint32_t node, size_t i, Way way) {
    bool covered = false;
    for (size_t next = i; next <= tokens_.size(); ++next) {
      covered |= walk(node, next, way);
      if (next > i && next == tokens_.size()) covered |= accept(wanted_.trie.node(node).at_least_one, way);
      if (next < tokens_.size() && !tokens_[next].gap && literal_segment(tokens_[next].text)) ++way.swallowed;
    }
    return covered;
  }

  /// Whether the same place was reached before with no more swallowed.
  bool seen(uint32_t at, size_t i, Way way) {
    if (!gaps_) return false;
    uint8_t& best = seen_[(at * (tokens_.size() + 1) + i) * 2 + (way.version_2 ? 1 : 0)];
    auto now = static_cast<uint8_t>(std::min<size_t>(way.swallowed, 200) + 1);
    if (best != 0 && best <= now) return true;
    best = now;
    return false;
  }

  /// True if whatever text the tokens from `i` on stand for reaches an operation below `at`.
  bool walk(uint32_t at, size_t i, Way way) {
    if (seen(at, i, way)) return false;
    const TrieNode& node = wanted_.trie.node(at);
    bool covered = i == tokens_.size() ? accept(node.operations, way) : children(at, i, way);
    if (!covered && node.rest != kNoNode) covered = rest(node.rest, i, way);
    return covered;
  }

  bool children(uint32_t at, size_t i, Way way) {
    const TrieNode& node = wanted_.trie.node(at);
    const Token& token = tokens_[i];
    if (token.gap) {
      walk(at, i + 1, way);
      for (const auto* all : {&node.literals, &node.partials})
        for (const auto& [text, child] : *all) walk(child, i, way);
      step(node.placeholder, i, way);
      return false;
    }
    if (!literal_segment(token.text)) {
      bool covered = step(node.placeholder, i + 1, way);
      way.sibling |= node.placeholder != kNoNode;
      for (const auto* siblings : {&node.literals, &node.partials})
        for (const auto& [text, child] : *siblings)
          if (segments_fit(text, token.text)) walk(child, i + 1, way);
      return covered;
    }
    Way literal = way;
    literal.version_2 |= wanted_.version_2(at, token.text);
    if (step(wanted_.trie.literal(at, token.text), i + 1, literal)) return true;
    bool covered = false;
    for (const auto& [text, child] : node.partials)
      if (segments_fit(text, token.text)) covered |= walk(child, i + 1, way);
    if (covered || way.sibling) return covered;
    ++way.swallowed;
    return step(node.placeholder, i + 1, way);
  }

  const Wanted& wanted_;
  const Tokens& tokens_;
  bool gaps_ = false;
  std::vector<std::pair<uint32_t, size_t>> found_;
  std::vector<uint8_t> seen_;
};

void tidy(std::vector<uint32_t>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

OperationMatch Facts::match(std::string_view product, std::string_view method, std::string_view path) const {
  static constexpr std::array<std::string_view, 7> kMethods{"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"};
  RequestPath request = request_path(product, path);
  Wanted wanted{impl_->operations(), impl_->trie(), request.product, method};
  OperationMatch match;
  match.best = best_operations(wanted, request.segments);
  match.possible = match.best;
  for (const Tokens& tokens : token_lists(request.segments)) {
    if (method != "ANY") {
      PossibleSearch(wanted, tokens).add_to(match.possible);
      continue;
    }
    for (std::string_view each : kMethods) {
      Wanted one{wanted.operations, wanted.trie, wanted.product, each};
      PossibleSearch(one, tokens).add_to(match.possible);
    }
  }
  tidy(match.best);
  tidy(match.possible);
  if (match.possible.empty() && method == "HEAD") return this->match(product, "GET", path);
  return match;
}

std::vector<uint32_t> Facts::sharing_prefix(std::string_view product, std::string_view path) const {
  RequestPath request = request_path(product, path);
  const Trie& trie = impl_->trie();
  std::vector<uint32_t> way{0};
  for (std::string_view segment : request.segments) {
    uint32_t child = literal_segment(segment) ? trie.literal(way.back(), segment) : kNoNode;
    if (child == kNoNode) break;
    way.push_back(child);
  }
  for (; way.size() > 3; way.pop_back()) {
    std::vector<uint32_t> found;
    std::vector<uint32_t> open{way.back()};
    while (!open.empty()) {
      const TrieNode& node = trie.node(open.back());
      open.pop_back();
      for (uint32_t id : node.operations)
        if (request.product.empty() || impl_->operations()[id].product == request.product) found.push_back(id);
      for (const auto* children : {&node.literals, &node.partials})
        for (const auto& [text, child] : *children) open.push_back(child);
      for (uint32_t child : {node.placeholder, node.rest})
        if (child != kNoNode) open.push_back(child);
    }
    if (found.empty()) continue;
    tidy(found);
    return found;
  }
  return {};
}

}  // namespace leastscope
