// Slack app manifests, JSON or YAML.
#include "descriptor/reader.h"

namespace leastscope {
namespace {

void add_feature(const DescriptorText& source, const std::string& key, const ConfigNode& node, Descriptor& into) {
  DeclaredModule feature = make_module(source, "slack-feature", node);
  feature.key = key;
  into.modules.push_back(std::move(feature));
}

void add_url(const DescriptorText& source, EntryKind kind, const std::string& module, const ConfigNode* url,
             Descriptor& into) {
  if (!url || !url->is_scalar() || url->text.empty()) return;
  EntryPoint entry;
  entry.kind = kind;
  entry.module = module;
  // Slack needs whole URLs; only their path can show up in the app's routes.
  std::string_view text = url->text;
  const size_t scheme = text.find("://");
  const size_t slash = scheme == std::string_view::npos ? std::string_view::npos : text.find('/', scheme + 3);
  entry.path = url_path(text, slash == std::string_view::npos ? text : text.substr(0, slash));
  entry.label = "request URL " + entry.path + " (" + module + ")";
  entry.at = source.place(url->span);
  into.entries.push_back(std::move(entry));
}

void read_lists(const DescriptorText& source, const ConfigNode& root, Descriptor& into) {
  into.scopes_declared = false;
  into.scopes_at = source.place({root.span.begin, root.span.begin + 1});
  const ConfigNode* config = root.find("oauth_config");
  const ConfigNode::Entry* scopes = config ? entry_of(*config, "scopes") : nullptr;
  if (!scopes) return;
  into.scopes_declared = true;
  into.scopes_at = source.place(scopes->key_span);
  for (const auto& list : scopes->value.entries) {
    // *_optional: the installer may decline them; the app asks for them all the same.
    const bool bot = list.key == "bot" || list.key == "bot_optional";
    const bool user = list.key == "user" || list.key == "user_optional";
    if (bot || user) read_scopes(source, list.key_span, list.value, bot ? "bot" : "user", into);
  }
}

void read_events(const DescriptorText& source, const ConfigNode& settings, Descriptor& into) {
  for (std::string token : {"bot", "user"}) {
    for (const ConfigNode* event : strings_of(settings.find("event_subscriptions." + token + "_events"))) {
      DeclaredModule module;
      module.type = "slack-event";
      module.key = event->text;
      module.properties["token"] = token;
      module.at = module.places["token"] = source.place(event->span);
      into.modules.push_back(std::move(module));
    }
  }
  add_url(source, EntryKind::webhook, "event_subscriptions", settings.find("event_subscriptions.request_url"), into);
  add_url(source, EntryKind::route, "interactivity", settings.find("interactivity.request_url"), into);
  add_url(source, EntryKind::route, "interactivity", settings.find("interactivity.message_menu_options_url"), into);
  if (const ConfigNode* socket = settings.find("socket_mode_enabled"); is_true(socket))
    add_feature(source, "socket_mode_enabled", *socket, into);
  if (const ConfigNode* on = settings.find("interactivity"); on && is_true(on->find("is_enabled")))
    add_feature(source, "interactivity", *on, into);
}

void read_features(const DescriptorText& source, const ConfigNode& features, Descriptor& into) {
  for (const auto& feature : features.entries) {
    const ConfigNode& value = feature.value;
    if (feature.key == "app_home") {
      for (std::string tab : {"home_tab_enabled", "messages_tab_enabled"})
        if (const ConfigNode* on = value.find(tab); is_true(on)) add_feature(source, "app_home." + tab, *on, into);
      continue;
    }
    if (value.is_list() && feature.key != "unfurl_domains") {
      for (const ConfigNode* item : items_of(&value)) {
        if (!item->is_map()) continue;
        add_feature(source, feature.key, *item, into);
        add_url(source, EntryKind::route, feature.key, item->find("url"), into);
      }
      continue;
    }
    const bool empty = value.kind == ConfigNode::Kind::Null || (value.is_list() && value.items.empty());
    const bool off = value.kind == ConfigNode::Kind::Bool && !is_true(&value);
    if (!empty && !off) add_feature(source, feature.key, value, into);
  }
}

bool enabled(const ConfigNode& node) {
  return is_true(&node) || is_true(node.find("incoming_webhooks_enabled")) || is_true(node.find("is_enabled"));
}

}  // namespace

void read_slack(const DescriptorText& source, const ConfigNode& root, Descriptor& into) {
  into.platform = Platform::slack;
  read_lists(source, root, into);
  if (const ConfigNode* settings = root.find("settings")) read_events(source, *settings, into);
  if (const ConfigNode* features = root.find("features")) read_features(source, *features, into);
  for (std::string_view place : {"settings.incoming_webhooks", "incoming_webhooks"})
    if (const ConfigNode* hooks = root.find(place); hooks && enabled(*hooks))
      add_feature(source, "incoming_webhooks", *hooks, into);
  for (std::string key : {"functions", "workflows", "datastores"})
    if (const ConfigNode* node = root.find(key); node && !node->entries.empty()) add_feature(source, key, *node, into);
}

}  // namespace leastscope
