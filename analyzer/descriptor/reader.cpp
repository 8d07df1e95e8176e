#include "descriptor/reader.h"

#include "base/paths.h"

namespace leastscope {
namespace {

constexpr int kMaxDepth = 64;  // deeper trees are no descriptor that a platform accepts

bool is_number(std::string_view part) {
  return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

void walk_scalars(const ConfigNode& node, const ScalarVisit& visit, const std::string& prefix, int depth) {
  if (depth > kMaxDepth) return;
  auto below = [&](const std::string& name) { return prefix.empty() ? name : prefix + "." + name; };
  if (node.is_list()) {
    for (size_t i = 0; i < node.items.size(); ++i)
      walk_scalars(node.items[i], visit, below(std::to_string(i)), depth + 1);
  } else if (node.is_map()) {
    for (const auto& entry : node.entries) walk_scalars(entry.value, visit, below(entry.key), depth + 1);
  } else if (node.is_scalar()) {
    visit(prefix, node);
  }
}

std::string_view last_name(std::string_view dotted) {
  while (true) {
    size_t dot = dotted.rfind('.');
    std::string_view part = dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
    if (!is_number(part) || dot == std::string_view::npos) return part;
    dotted = dotted.substr(0, dot);
  }
}

std::string_view parent_path(std::string_view dotted) {
  size_t dot = dotted.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : dotted.substr(0, dot);
}

std::vector<const ConfigNode*> items_of(const ConfigNode* node) {
  std::vector<const ConfigNode*> found;
  if (!node) return found;
  if (node->is_map()) found.push_back(node);
  if (node->is_list())
    for (const auto& item : node->items) found.push_back(&item);
  return found;
}

std::vector<const ConfigNode*> strings_of(const ConfigNode* node) {
  std::vector<const ConfigNode*> found;
  if (!node) return found;
  if (node->is_scalar()) found.push_back(node);
  if (node->is_list())
    for (const auto& item : node->items)
      if (item.is_scalar()) found.push_back(&item);
  return found;
}

const ConfigNode::Entry* entry_of(const ConfigNode& map, std::string_view key) {
  const ConfigNode::Entry* found = nullptr;
  for (const auto& entry : map.entries)
    if (entry.key == key) found = &entry;
  return found;
}

bool is_true(const ConfigNode* node) { return node && node->is_scalar() && lower(node->text) == "true"; }

DeclaredModule make_module(const DescriptorText& source, std::string type, const ConfigNode& node) {
  DeclaredModule module;
  module.type = std::move(type);
  module.key = std::string(node.string("key"));
  module.at = source.place(node.span);
  walk_scalars(node, [&](const std::string& path, const ConfigNode& value) {
    module.properties[path] = value.text;
    module.places[path] = source.place(value.span);
  });
  return module;
}

std::string url_path(std::string_view url, std::string_view base_url) {
  while (base_url.size() > 1 && base_url.back() == '/') base_url.remove_suffix(1);
  if (!base_url.empty() && url.substr(0, base_url.size()) == base_url) {
    url.remove_prefix(base_url.size());
  } else if (url.find("://") != std::string_view::npos) {
    return std::string(url);
  }
  // A placeholder for the base in front of the path: "{{localBaseUrl}}/installed", "${baseUrl}/installed".
  for (std::string_view open : {"{{", "${", "<%"}) {
    if (url.substr(0, 2) != open) continue;
    std::string_view close = open == "{{" ? "}}" : open == "${" ? "}" : "%>";
    size_t end = url.find(close);
    if (end != std::string_view::npos) url.remove_prefix(end + close.size());
  }
  // A query may hold context parameters, a path may too; a `?` inside braces does not occur.
  url = url.substr(0, url.find_first_of("?#"));
  if (url.empty()) return "/";
  return url.front() == '/' ? std::string(url) : "/" + std::string(url);
}

}  // namespace leastscope
