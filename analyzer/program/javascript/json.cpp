#include <charconv>

#include "program/javascript/lower.h"
#include "syntax/config_tree.h"

namespace leastscope {
namespace {

class JsonLowering {
 public:
  JsonLowering(Interner& names, ir::Module& module) : names_(names), module_(module) {}

  ir::NodeId value(const ConfigNode& node, unsigned depth) {
    using ir::ConstKind;
    if (depth > 200) return make(ir::Kind::Unknown, 0, kNoSymbol, node.span.begin, {});
    switch (node.kind) {
      case ConfigNode::Kind::Null:
        return constant(ConstKind::Null, node);
      case ConfigNode::Kind::Bool:
        return constant(node.text == "true" ? ConstKind::True : ConstKind::False, node);
      case ConfigNode::Kind::Number:
        return constant(ConstKind::Number, node);
      case ConfigNode::Kind::String:
        return constant(ConstKind::String, node);
      case ConfigNode::Kind::List: {
        std::vector<ir::NodeId> items;
        for (const ConfigNode& item : node.items)
          if (items.size() < 60000) items.push_back(value(item, depth + 1));
        return make(ir::Kind::List, 0, kNoSymbol, node.span.begin, items);
      }
      case ConfigNode::Kind::Map: {
        std::vector<ir::NodeId> entries;
        for (const ConfigNode::Entry& entry : node.entries) {
          if (entries.size() >= 60000) break;
          ir::NodeId inner = value(entry.value, depth + 1);
          entries.push_back(make(ir::Kind::Op, static_cast<uint8_t>(ir::OpKind::Entry), names_.intern(entry.key),
                                 entry.key_span.begin, {inner}));
        }
        return make(ir::Kind::Record, 0, kNoSymbol, node.span.begin, entries);
      }
    }
    return make(ir::Kind::Unknown, 0, kNoSymbol, node.span.begin, {});
  }

  ir::NodeId make(ir::Kind kind, uint8_t op, Symbol symbol, uint32_t at, const std::vector<ir::NodeId>& kids,
                  uint8_t flags = 0) {
    ir::Node node;
    node.kind = kind;
    node.op = op;
    node.flags = flags;
    node.symbol = symbol;
    node.at = at;
    node.first = static_cast<uint32_t>(module_.children.size());
    node.count = static_cast<uint16_t>(kids.size());
    module_.children.insert(module_.children.end(), kids.begin(), kids.end());
    module_.nodes.push_back(node);
    return static_cast<ir::NodeId>(module_.nodes.size() - 1);
  }

  uint32_t slot(Symbol name, uint32_t at) {
    ir::Slot made;
    made.name = name;
    made.constant = true;
    made.last_write = at;
    module_.functions[0].slots.push_back(made);
    return static_cast<uint32_t>(module_.functions[0].slots.size() - 1);
  }

  ir::NodeId name(uint32_t slot) {
    ir::NodeId made = make(ir::Kind::Name, 0, module_.functions[0].slots[slot].name, 0, {});
    module_.nodes[made].first = slot;
    return made;
  }

 private:
  ir::NodeId constant(ir::ConstKind kind, const ConfigNode& node) {
    bool text = kind == ir::ConstKind::String || kind == ir::ConstKind::Number;
    return make(ir::Kind::Const, static_cast<uint8_t>(kind), text ? names_.intern(node.text) : kNoSymbol,
                node.span.begin, {});
  }

  Interner& names_;
  ir::Module& module_;
};

}  // namespace

ir::Module lower_json(Interner& names, const std::string& path, std::string_view text) {
  ir::Module module;
  module.path = path;
  module.language = "json";
  module.bytes = static_cast<uint32_t>(text.size());
  module.text = text;
  module.lines = LineIndex(text);
  module.functions.emplace_back();
  module.functions[0].span = {0, module.bytes};
  JsonLowering lowering(names, module);
  std::vector<ir::NodeId> body;
  auto document = parse_json(text, path);
  Symbol standard = names.intern("default");
  uint32_t data = lowering.slot(standard, 0);
  ir::NodeId value =
      document ? lowering.value(document->root, 0) : lowering.make(ir::Kind::Unknown, 0, kNoSymbol, 0, {});
  if (!document) module.errors.push_back({0, module.bytes});
  body.push_back(lowering.make(ir::Kind::Bind, 0, kNoSymbol, 0, {lowering.name(data), value}, ir::kDeclare));
  module.exports.push_back({standard, data, kNoSymbol, kNoSymbol, false, 0});
  module.module_slot = lowering.slot(names.intern("module"), 0);
  ir::NodeId target = lowering.make(ir::Kind::Get, 0, names.intern("exports"), 0, {lowering.name(module.module_slot)});
  body.push_back(lowering.make(ir::Kind::Set, 0, kNoSymbol, 0, {target, lowering.name(data)}));
  if (document && document->root.is_map()) {
    for (const ConfigNode::Entry& entry : document->root.entries) {
      if (module.exports.size() > 500 || entry.key == "default") continue;
      Symbol key = names.intern(entry.key);
      uint32_t slot = lowering.slot(key, entry.key_span.begin);
      ir::NodeId read = lowering.make(ir::Kind::Get, 0, key, entry.key_span.begin, {lowering.name(data)});
      body.push_back(
          lowering.make(ir::Kind::Bind, 0, kNoSymbol, entry.key_span.begin, {lowering.name(slot), read}, ir::kDeclare));
      module.exports.push_back({key, slot, kNoSymbol, kNoSymbol, false, entry.key_span.begin});
    }
  }
  ir::NodeId block = lowering.make(ir::Kind::Block, 0, kNoSymbol, 0, body);
  module.functions[0].body = block;
  return module;
}

}  // namespace leastscope
