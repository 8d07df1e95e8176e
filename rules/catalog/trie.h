// The operations' templates as a trie of path segments. A node has literal children (sorted), children with a
// placeholder inside a segment (`{repo}-issues-{task}.zip`), one placeholder child and one `**` child (any number of
// further segments).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leastscope {

inline constexpr uint32_t kNoNode = 0;  ///< the root is nobody's child

struct TrieNode {
  std::vector<std::pair<std::string_view, uint32_t>> literals;  ///< sorted by text
  std::vector<std::pair<std::string_view, uint32_t>> partials;  ///< template segment with placeholders and text
  uint32_t placeholder = kNoNode;
  uint32_t rest = kNoNode;
  std::vector<uint32_t> operations;    ///< those whose template ends here
  std::vector<uint32_t> at_least_one;  ///< on a `**` node: those that need one segment at least ({path})
  std::string_view version;            ///< the literal child that stands for its aliases (`3` below /rest/api)
};

class Trie {
 public:
  Trie() : nodes_(1) {}
  /// `segments` as a request has them: without the prefixes that request_path() drops.
  void add(const std::vector<std::string_view>& segments, uint32_t operation);
  const TrieNode& node(uint32_t index) const { return nodes_[index]; }
  size_t size() const { return nodes_.size(); }
  /// The literal child of that text, version aliases included; kNoNode if there is none.
  uint32_t literal(uint32_t node, std::string_view text) const;

 private:
  uint32_t child(uint32_t node, std::string_view segment);
  std::vector<TrieNode> nodes_;
};

}  // namespace leastscope
