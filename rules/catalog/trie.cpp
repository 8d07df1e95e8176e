#include "rules/catalog/trie.h"

#include <algorithm>

#include "rules/catalog/path_pattern.h"

namespace leastscope {
namespace {

using Children = std::vector<std::pair<std::string_view, uint32_t>>;

Children::const_iterator find(const Children& children, std::string_view text) {
  return std::lower_bound(children.begin(), children.end(), text,
                          [](const auto& pair, std::string_view wanted) { return pair.first < wanted; });
}

/// Whether `text` is another name of the version `version` of an API: Jira serves one set of operations as 2, 3 and
/// latest.
bool alias(std::string_view version, std::string_view text) {
  if (version == "3") return text == "2" || text == "latest";
  return version == "1.0" && text == "latest";
}

}  // namespace

uint32_t Trie::child(uint32_t node, std::string_view segment) {
  auto fresh = [&] { return static_cast<uint32_t>(nodes_.size()); };
  if (segment == "**" || whole_placeholder(segment)) {
    uint32_t& place = segment == "**" ? nodes_[node].rest : nodes_[node].placeholder;
    if (place != kNoNode) return place;
    uint32_t made = place = fresh();
    nodes_.emplace_back();
    return made;
  }
  bool partial = segment.find('{') != std::string_view::npos;
  Children& children = partial ? nodes_[node].partials : nodes_[node].literals;
  auto found = find(children, segment);
  if (found != children.end() && found->first == segment) return found->second;
  uint32_t made = fresh();
  children.insert(found, {segment, made});
  nodes_.emplace_back();
  return made;
}

void Trie::add(const std::vector<std::string_view>& segments, uint32_t operation) {
  uint32_t node = 0, before = 0;
  std::string_view last, parent;
  for (std::string_view segment : segments) {
    before = node;
    node = child(node, segment);
    bool versioned = (last == "api" && parent == "rest" && segment == "3") || (last == "agile" && segment == "1.0");
    if (versioned) nodes_[before].version = segment;
    parent = last;
    last = segment;
  }
  nodes_[node].operations.push_back(operation);
  if (last == "{path}") {  // the path of a file: its slashes are not encoded
    uint32_t rest = child(before, "**");
    nodes_[rest].at_least_one.push_back(operation);
  }
}

uint32_t Trie::literal(uint32_t node, std::string_view text) const {
  const TrieNode& at = nodes_[node];
  auto found = find(at.literals, text);
  if (found != at.literals.end() && found->first == text) return found->second;
  if (at.version.empty() || !alias(at.version, text)) return kNoNode;
  return find(at.literals, at.version)->second;
}

}  // namespace leastscope
