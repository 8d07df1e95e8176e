// YAML and JSON as one tree with byte spans. Bounded: depth and node budgets hold for hostile input; aliases are
// resolved, but a cycle or an expansion beyond the budget ends as a problem. Nothing here throws.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/place.h"
#include "base/problem.h"

namespace leastscope {

struct ConfigNode {
  enum class Kind { Null, Bool, Number, String, List, Map } kind = Kind::Null;
  std::string text;  ///< scalars, as text (unquoted, unescaped)
  bool quoted = false;
  Span span;  ///< of the value as written, quotes included; an alias: the alias's own place
  bool from_alias = false;
  struct Entry;
  std::vector<ConfigNode> items;  ///< List
  std::vector<Entry> entries;  ///< Map, in order; `<<` merges are applied (explicit keys win); duplicate keys all stay

  /// The value of the last entry with this key, or null. Paths are dotted: find("permissions.scopes").
  const ConfigNode* find(std::string_view dotted) const;
  std::string_view string(std::string_view dotted, std::string_view otherwise = {}) const;
  bool is_map() const { return kind == Kind::Map; }
  bool is_list() const { return kind == Kind::List; }
  bool is_scalar() const { return kind != Kind::List && kind != Kind::Map && kind != Kind::Null; }
};

struct ConfigNode::Entry {
  std::string key;
  Span key_span;
  ConfigNode value;
};

struct ConfigDocument {
  ConfigNode root;
  std::vector<Problem> notes;  ///< duplicate keys and the like: readable all the same
};

/// `file` names the problem's place. Only the first document of a YAML stream is read.
Result<ConfigDocument> parse_yaml(std::string_view text, const std::string& file);
/// JSON with comments and a BOM allowed; bare {{placeholders}} outside strings are read as strings.
Result<ConfigDocument> parse_json(std::string_view text, const std::string& file);

}  // namespace leastscope
