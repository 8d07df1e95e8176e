#include "syntax/config_tree.h"

namespace leastscope {

namespace {

const ConfigNode* entry(const ConfigNode& map, std::string_view key) {
  for (auto it = map.entries.rbegin(); it != map.entries.rend(); ++it) {
    if (it->key == key) return &it->value;
  }
  return nullptr;
}

}  // namespace

const ConfigNode* ConfigNode::find(std::string_view dotted) const {
  const ConfigNode* node = this;
  for (;;) {
    if (const ConfigNode* whole = entry(*node, dotted)) return whole;  // a key may hold dots itself
    const size_t dot = dotted.find('.');
    if (dot == std::string_view::npos) return nullptr;
    node = entry(*node, dotted.substr(0, dot));
    if (!node) return nullptr;
    dotted.remove_prefix(dot + 1);
  }
}

std::string_view ConfigNode::string(std::string_view dotted, std::string_view otherwise) const {
  const ConfigNode* node = find(dotted);
  return node && node->is_scalar() ? std::string_view(node->text) : otherwise;
}

}  // namespace leastscope
