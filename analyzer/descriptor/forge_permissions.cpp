// permissions, remotes and egress of a Forge manifest.
#include "descriptor/reader.h"

namespace leastscope {
namespace {

void add_host(const DescriptorText& source, const std::string& kind, const ConfigNode& item, Descriptor& into) {
  if (item.is_scalar()) {
    into.egress.push_back({item.text, kind, source.place(item.span)});
    return;
  }
  if (const ConfigNode* address = item.find("address"); address && address->is_scalar()) {
    into.egress.push_back({address->text, kind, source.place(address->span)});
  } else if (const ConfigNode* remote = item.find("remote"); remote && remote->is_scalar()) {
    for (const auto& known : into.remotes)
      if (known.key == remote->text) into.egress.push_back({known.base_url, kind, source.place(remote->span)});
  }
}

/// permissions.external: lists of hosts, one or two levels down (scripts; fetch.backend).
void read_egress(const DescriptorText& source, const ConfigNode& node, const std::string& kind, Descriptor& into) {
  if (node.is_list()) {
    for (const auto& item : node.items) add_host(source, kind, item, into);
  } else if (node.is_map() && kind.size() < 64) {
    for (const auto& entry : node.entries)
      read_egress(source, entry.value, kind.empty() ? entry.key : kind + "." + entry.key, into);
  } else if (node.is_scalar()) {
    add_host(source, kind, node, into);
  }
}

void read_remotes(const DescriptorText& source, const ConfigNode& root, Descriptor& into) {
  for (const ConfigNode* item : items_of(root.find("remotes"))) {
    if (!item->is_map()) continue;
    Remote remote;
    remote.key = std::string(item->string("key"));
    remote.base_url = std::string(item->string("baseUrl"));
    if (const ConfigNode* base = item->find("baseUrl"); base && base->is_map() && !base->entries.empty())
      remote.base_url = std::string(base->string("default", base->entries.front().value.text));  // by region
    remote.app_token = is_true(item->find("auth.appSystemToken.enabled"));
    remote.user_token = is_true(item->find("auth.appUserToken.enabled"));
    remote.at = source.place(item->span);
    into.remotes.push_back(std::move(remote));
  }
  // An endpoint can switch the tokens on too.
  for (const ConfigNode* item : items_of(root.find("modules.endpoint"))) {
    for (auto& remote : into.remotes) {
      if (remote.key != item->string("remote")) continue;
      remote.app_token |= is_true(item->find("auth.appSystemToken.enabled"));
      remote.user_token |= is_true(item->find("auth.appUserToken.enabled"));
    }
  }
  for (const auto& remote : into.remotes) {
    EntryPoint entry;
    entry.kind = EntryKind::remote;
    entry.key = entry.remote = remote.key;
    entry.label = "remote " + remote.key;
    entry.module = "remotes";
    entry.at = remote.at;
    into.entries.push_back(std::move(entry));
  }
}

}  // namespace

void read_forge_permissions(const DescriptorText& source, const ConfigNode& root, Descriptor& into) {
  read_remotes(source, root, into);
  const ConfigNode::Entry* permissions = entry_of(root, "permissions");
  into.scopes_declared = false;
  if (!permissions) {
    into.scopes_at = source.place(root.entries.empty() ? root.span : root.entries.front().key_span);
    return;
  }
  into.scopes_at = source.place(permissions->key_span);
  const ConfigNode& node = permissions->value;
  if (const ConfigNode::Entry* scopes = entry_of(node, "scopes")) {
    into.scopes_declared = true;
    into.scopes_at = source.place(scopes->key_span);
    read_scopes(source, scopes->key_span, scopes->value, "", into);
  }
  into.enforcement_app_managed = node.string("enforcement") == "app-managed";
  if (const ConfigNode* external = node.find("external")) read_egress(source, *external, "", into);
}

}  // namespace leastscope
