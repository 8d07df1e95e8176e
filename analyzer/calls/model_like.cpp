// `like:` copies another member and overrides it key by key. It works on the tree, before anything is interpreted: the
// copied parts keep their own lines, so that messages stay true. `api`, `entry` and `link` are merged one level deep,
// everything else is replaced; a copied list of overloads takes the override in each of its entries.
#include <set>

#include "calls/model_parse.h"

namespace leastscope {
namespace {

ConfigNode* entry_of(ConfigNode& map, std::string_view key) {
  if (!map.is_map()) return nullptr;
  for (auto it = map.entries.rbegin(); it != map.entries.rend(); ++it)
    if (it->key == key) return &it->value;
  return nullptr;
}

bool merged_deeply(std::string_view key) { return key == "api" || key == "entry" || key == "link"; }

void put(ConfigNode& map, const ConfigNode::Entry& entry) {
  if (ConfigNode* there = entry_of(map, entry.key)) {
    if (merged_deeply(entry.key) && there->is_map() && entry.value.is_map()) {
      for (const auto& inner : entry.value.entries) put(*there, inner);
    } else {
      *there = entry.value;
    }
  } else {
    map.entries.push_back(entry);
  }
}

void override_with(ConfigNode& base, const ConfigNode& over) {
  if (base.is_list()) {
    for (ConfigNode& item : base.items) override_with(item, over);
    return;
  }
  for (const auto& entry : over.entries)
    if (entry.key != "like") put(base, entry);
}

class Likes {
 public:
  Likes(ConfigNode& root, ModelErrors& errors) : errors_(errors) {
    exports_ = entry_of(root, "exports");
    if (exports_ == nullptr) exports_ = entry_of(root, "members");
    types_ = entry_of(root, "types");
  }

  void run() {
    if (exports_ != nullptr && exports_->is_map())
      for (auto& entry : exports_->entries) resolve(entry.value, exports_, "exports." + entry.key);
    if (types_ == nullptr || !types_->is_map()) return;
    for (auto& type : types_->entries) {
      ConfigNode* members = entry_of(type.value, "members");
      const std::string path = "types." + type.key;
      if (members != nullptr && members->is_map())
        for (auto& entry : members->entries) resolve(entry.value, members, path + ".members." + entry.key);
      for (std::string_view own : {"call", "new"})
        if (ConfigNode* node = entry_of(type.value, own)) resolve(*node, members, path + "." + std::string(own));
    }
  }

 private:
  /// export.x, Type.member (with * and dotted members), or a member of the same type.
  ConfigNode* target(const std::string& name, ConfigNode* siblings, ConfigNode*& siblings_there) {
    siblings_there = siblings;
    if (siblings != nullptr)
      if (ConfigNode* node = entry_of(*siblings, name)) return node;
    const size_t dot = name.find('.');
    if (dot == std::string::npos) return nullptr;
    const std::string head = name.substr(0, dot), tail = name.substr(dot + 1);
    if (head == "export") {
      siblings_there = exports_;
      return exports_ != nullptr ? entry_of(*exports_, tail) : nullptr;
    }
    ConfigNode* type = types_ != nullptr ? entry_of(*types_, head) : nullptr;
    if (type == nullptr) return nullptr;
    siblings_there = entry_of(*type, "members");
    if (tail == "call" || tail == "new")
      if (ConfigNode* node = entry_of(*type, tail)) return node;
    return siblings_there != nullptr ? entry_of(*siblings_there, tail) : nullptr;
  }

  void resolve(ConfigNode& node, ConfigNode* siblings, const std::string& path) {
    if (node.is_list()) {
      for (ConfigNode& item : node.items) resolve(item, siblings, path);
      return;
    }
    if (!node.is_map()) return;
    if (ConfigNode* inner = entry_of(node, "new")) resolve(*inner, siblings, path + ".new");
    const ConfigNode* like = entry_of(node, "like");
    if (like == nullptr) return;
    const Span at = like->span;
    const std::string name = like->text;
    ConfigNode* siblings_there = nullptr;
    ConfigNode* base = target(name, siblings, siblings_there);
    if (base == nullptr || base == &node) {
      errors_.add(at, path + ".like", "there is no '" + name + "'",
                  "a member of the same type, export.<name> or <Type>.<member>");
      drop(node);
      return;
    }
    if (!open_.insert(&node).second) {
      errors_.add(at, path + ".like", "copies itself in a circle", "a member that does not lead back here");
      drop(node);
      return;
    }
    resolve(*base, siblings_there, path);
    open_.erase(&node);
    ConfigNode copy = *base;
    override_with(copy, node);
    copy.span = node.span;
    node = std::move(copy);
  }

  static void drop(ConfigNode& node) {
    std::erase_if(node.entries, [](const auto& entry) { return entry.key == "like"; });
  }

  ConfigNode* exports_ = nullptr;
  ConfigNode* types_ = nullptr;
  ModelErrors& errors_;
  std::set<const ConfigNode*> open_;
};

}  // namespace

void resolve_likes(ConfigNode& root, ModelErrors& errors) { Likes(root, errors).run(); }

}  // namespace leastscope
