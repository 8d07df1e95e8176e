// What the readers of this room share: the text of one descriptor with its places, and small walks over its tree.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/descriptor.h"
#include "syntax/config_tree.h"

namespace leastscope {

/// One descriptor's text. `text` must outlive it.
struct DescriptorText {
  std::string_view text;
  std::string file;
  LineIndex lines;

  DescriptorText(std::string_view t, std::string f) : text(t), file(std::move(f)), lines(t) {}
  Place place(Span span) const { return {file, lines.position(text, span.begin), lines.position(text, span.end)}; }
};

/// Calls `visit(dotted path, node)` for every scalar below `node`, in order; list items count from 0 ("events.0").
using ScalarVisit = std::function<void(const std::string& path, const ConfigNode& value)>;
void walk_scalars(const ConfigNode& node, const ScalarVisit& visit, const std::string& prefix = {}, int depth = 0);

/// The last part of a dotted path, list positions left out: "actions.0.function" -> "function".
std::string_view last_name(std::string_view dotted);
/// The part before last_name: "view.resolver.function" -> "view.resolver".
std::string_view parent_path(std::string_view dotted);

/// The items of a list; the node itself when it is a map (people forget the dash); nothing otherwise.
std::vector<const ConfigNode*> items_of(const ConfigNode* node);
/// The strings of a list, or the one string.
std::vector<const ConfigNode*> strings_of(const ConfigNode* node);
/// The entry with this key (the last one wins), or null.
const ConfigNode::Entry* entry_of(const ConfigNode& map, std::string_view key);
bool is_true(const ConfigNode* node);

/// A module with all its scalar leaves.
DeclaredModule make_module(const DescriptorText& source, std::string type, const ConfigNode& node);

/// The path of a URL below a base URL: no scheme and host, no query, no fragment, one leading slash. An absolute URL of
/// another host is returned whole.
std::string url_path(std::string_view url, std::string_view base_url);

// The readers, one per platform. `root` is the parsed tree.
void read_forge(const DescriptorText& source, const ConfigNode& root, Descriptor& into);
void read_connect(const DescriptorText& source, const ConfigNode& root, Descriptor& into);
void read_bitbucket(const DescriptorText& source, const ConfigNode& root, Descriptor& into);
void read_slack(const DescriptorText& source, const ConfigNode& root, Descriptor& into);

// Parts of the Forge reader that stand in files of their own.
void read_forge_permissions(const DescriptorText& source, const ConfigNode& root, Descriptor& into);
void read_forge_connect(const DescriptorText& source, const ConfigNode& root, Descriptor& into);
/// Connect's modules of one kind: entry points for their URLs and one DeclaredModule each.
void read_connect_modules(const DescriptorText& source, const std::string& type, const ConfigNode& list,
                          Descriptor& into);
/// One of installed, enabled, disabled, uninstalled …: an entry point for its URL.
void add_lifecycle(const DescriptorText& source, const std::string& event, const ConfigNode& url,
                   const std::string& module, Descriptor& into);

// Scopes with exact spans.
/// Adds the scopes of a list (or a map: Forge's form with options). `key` is the span of the key that holds them.
void read_scopes(const DescriptorText& source, Span key, const ConfigNode& scopes, const std::string& token,
                 Descriptor& into);

}  // namespace leastscope
