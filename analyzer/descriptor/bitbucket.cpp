// Bitbucket's Connect descriptors: no scopes element asks for all of them, and context parameters and conditions need
// scopes of their own.
#include <set>

#include "descriptor/reader.h"

namespace leastscope {
namespace {

/// Names and tooltips may speak of `{user.name}`; only in an address does Bitbucket put something in its place.
bool is_address_of_module(std::string_view path, std::string_view text) {
  const std::string_view name = last_name(path);
  return name == "url" || name == "href" || name.ends_with("Url") || text.starts_with('/') ||
         text.find("://") != std::string_view::npos;
}

/// `{repository.uuid}` in a URL: one DeclaredModule for each object named, at its first place.
void add_context_parameters(const DescriptorText& source, const ConfigNode& node, Descriptor& into) {
  std::set<std::string> seen;
  walk_scalars(node, [&](const std::string& path, const ConfigNode& value) {
    const std::string& text = value.text;
    if (!is_address_of_module(path, text)) return;
    for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
      if (at > 0 && text[at - 1] == '{') continue;  // {{…}} is filled in by the app's own server
      const size_t close = text.find('}', at);
      if (close == std::string::npos) break;
      const std::string name = text.substr(at + 1, close - at - 1);
      const size_t dot = name.find('.');
      if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") !=
          std::string::npos)
        continue;
      if (name.empty() || dot == 0 || dot == std::string::npos) continue;
      DeclaredModule parameter;
      parameter.type = "context-parameter";
      parameter.key = "{" + name.substr(0, dot) + ".*}";
      parameter.properties["parameter"] = "{" + name + "}";
      const Place place = source.place(value.span);
      parameter.at = parameter.places["parameter"] = place;
      if (seen.insert(parameter.key).second) into.modules.push_back(std::move(parameter));
    }
  });
}

}  // namespace

void read_bitbucket(const DescriptorText& source, const ConfigNode& root, Descriptor& into) {
  read_connect(source, root, into);
  into.platform = Platform::connect_bitbucket;
  if (const ConfigNode* modules = root.find("modules")) add_context_parameters(source, *modules, into);
}

}  // namespace leastscope
