// Connect descriptors of Jira and Confluence, and Connect modules inside a Forge manifest.
#include <algorithm>
#include <array>

#include "base/paths.h"
#include "descriptor/reader.h"

namespace leastscope {
namespace {

bool is_url_property(std::string_view name) {
  return name == "url" || name.ends_with("Url") || name.ends_with("URL") || name == "href";
}

/// Pictures, fonts and help pages: no code of the app answers there that could call a product.
bool is_asset(std::string_view path, std::string_view url) {
  for (std::string_view part : {"icon", "Icon", "icons", "thumbnail", "documentation", "imagePlaceholder", "vendor"})
    if (("." + std::string(path)).find("." + std::string(part)) != std::string::npos) return true;
  const std::string extension = lower(path_extension(url.substr(0, url.find_first_of("?#"))));
  for (std::string_view known : {".png", ".svg", ".jpg", ".jpeg", ".gif", ".ico", ".css", ".woff", ".woff2"})
    if (extension == known) return true;
  return false;
}

/// "{{localBaseUrl}}/x" and "${base}/x" count as paths of the app.
bool is_local(std::string_view url, std::string_view base_url) {
  if (url.find("://") == std::string_view::npos) return !url.starts_with("mailto:") && !url.starts_with("#");
  return !base_url.empty() && url.starts_with(base_url);
}

std::string product_free(std::string_view type) {
  const size_t colon = type.find(':');
  return std::string(colon == std::string_view::npos ? type : type.substr(colon + 1));
}

void add_page(const DescriptorText& source, const DeclaredModule& module, const ConfigNode& value, Descriptor& into) {
  EntryPoint entry;
  entry.kind = EntryKind::page;
  entry.key = module.key;
  entry.module = module.type;
  entry.path = url_path(value.text, into.base_url);
  entry.label = "page " + entry.path + " (" + module.type + ")";
  entry.at = source.place(value.span);
  into.entries.push_back(std::move(entry));
}

void add_webhook(const DescriptorText& source, const DeclaredModule& module, const ConfigNode& item, Descriptor& into) {
  EntryPoint entry;
  entry.kind = EntryKind::webhook;
  entry.key = module.key;
  entry.module = module.type;
  if (!item.string("event").empty()) entry.events.emplace_back(item.string("event"));
  for (const ConfigNode* event : strings_of(item.find("events"))) entry.events.push_back(event->text);
  const ConfigNode* url = item.find("url");
  entry.path = url_path(item.string("url"), into.base_url);
  entry.label = "webhook " + (entry.events.empty() ? entry.path : entry.events.front());
  entry.at = source.place(url ? url->span : item.span);
  into.entries.push_back(std::move(entry));
}

/// Names in `conditions` (also nested in and/or): a DeclaredModule each, so that needs/ can look them up.
void add_conditions(const DescriptorText& source, const ConfigNode& item, Descriptor& into) {
  walk_scalars(item, [&](const std::string& path, const ConfigNode& value) {
    if (last_name(path) != "condition" || ("." + path).find(".conditions.") == std::string::npos) return;
    if (value.text.starts_with('/') || value.text.find("://") != std::string::npos)
      return;  // a remote condition: a URL
    DeclaredModule condition;
    condition.type = "condition";
    condition.key = value.text;
    condition.properties["condition"] = value.text;
    condition.at = condition.places["condition"] = source.place(value.span);
    into.modules.push_back(std::move(condition));
  });
}

}  // namespace

void read_connect_modules(const DescriptorText& source, const std::string& type, const ConfigNode& list,
                          Descriptor& into) {
  const bool webhooks = product_free(type) == "webhooks";
  for (const ConfigNode* item : items_of(&list)) {
    if (!item->is_map()) continue;
    into.modules.push_back(make_module(source, type, *item));
    into.modules.back().connect = into.platform == Platform::forge;
    const DeclaredModule module = into.modules.back();
    add_conditions(source, *item, into);
    if (webhooks) {
      add_webhook(source, module, *item, into);
      continue;
    }
    walk_scalars(*item, [&](const std::string& path, const ConfigNode& value) {
      const std::string_view name = last_name(path);
      const bool remote_condition = name == "condition" && value.text.starts_with('/');
      if (!is_url_property(name) && !remote_condition) return;
      if (value.text.empty() || is_asset(path, value.text) || !is_local(value.text, into.base_url)) return;
      add_page(source, module, value, into);
    });
  }
}

void add_lifecycle(const DescriptorText& source, const std::string& event, const ConfigNode& url,
                   const std::string& module, Descriptor& into) {
  static constexpr std::array<std::string_view, 5> kInstall = {"installed", "enabled", "disabled", "uninstalled",
                                                               "upgraded"};
  if (!url.is_scalar() || url.text.empty()) return;
  const bool install = std::find(kInstall.begin(), kInstall.end(), event) != kInstall.end();
  EntryPoint entry;
  entry.kind = install ? EntryKind::lifecycle : EntryKind::webhook;  // dare-migration and its like come at any time
  entry.key = event;
  entry.module = module;
  entry.events = {event};
  entry.phase = install ? Phase::install : Phase::run;
  entry.path = url_path(url.text, into.base_url);
  entry.label = "lifecycle " + event;
  entry.at = source.place(url.span);
  into.entries.push_back(std::move(entry));
}

namespace {

bool has_word(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// Points for one product; what only one of the two has counts most.
struct ProductVotes {
  int jira = 0, confluence = 0;

  void module(std::string_view type) {
    if (has_word(type, {"ynamicContentMacros", "taticContentMacros", "contentBylineItems", "blueprints",
                        "customContent", "spaceToolsTabs", "confluence", "inlineExtensions", "contentStatus"}))
      confluence += 10;
    if (has_word(type, {"jira", "workflow", "serviceDesk", "serviceManagement", "jsw", "Issue", "issue",
                        "softwareBoard", "backlog", "report", "Report", "dashboardItems", "timeTracking", "projectTab",
                        "devops", "profilePanel"}))
      jira += 10;
  }
  void location(std::string_view where) {
    if (has_word(where, {"system.content", "system.space", "system.header", "system.user", "atl.confluence",
                         "page.view", "atl.editor", "system.attachment", "system.comment"}))
      confluence += 5;
    if (has_word(where, {"jira", "atl.jira", "issue", "system.top.navigation", "admin_plugins_menu", "project",
                         "system.user.options"}))
      jira += 5;
  }
  void event(std::string_view name) {
    if (has_word(name, {"page_", "blog_", "space_", "attachment_viewed", "content_", "search_performed", "label_",
                        "relation_"}))
      confluence += 5;
    if (has_word(name, {"jira:", "issue", "sprint_", "board_", "worklog_", "project_", "option_"})) jira += 5;
  }
  void url(std::string_view text) {
    if (has_word(text, {"{page.", "{space.", "{content.", "{macro."})) confluence += 2;
    if (has_word(text, {"{issue.", "{project.", "{board.", "{sprint.", "{dashboardItem."})) jira += 2;
  }
};

Platform product_of(const ConfigNode& root) {
  ProductVotes votes;
  if (const ConfigNode* modules = root.find("modules")) {
    for (const auto& type : modules->entries) {
      votes.module(type.key);
      walk_scalars(type.value, [&](const std::string& path, const ConfigNode& value) {
        const std::string_view name = last_name(path);
        if (name == "location") votes.location(value.text);
        if (name == "event") votes.event(value.text);
        if (is_url_property(name)) votes.url(value.text);
      });
    }
  }
  for (const ConfigNode* scope : strings_of(root.find("scopes"))) {
    if (lower(scope->text) == "space_admin") votes.confluence += 20;
    if (lower(scope->text) == "project_admin") votes.jira += 20;
  }
  for (std::string_view place : {"key", "name", "description", "baseUrl"}) {
    const std::string text = lower(root.string(place));
    if (text.find("confluence") != std::string::npos) votes.confluence += 1;
    if (text.find("jira") != std::string::npos) votes.jira += 1;
  }
  return votes.confluence > votes.jira ? Platform::connect_confluence : Platform::connect_jira;
}

}  // namespace

void read_connect(const DescriptorText& source, const ConfigNode& root, Descriptor& into) {
  into.platform = product_of(root);
  into.base_url = std::string(root.string("baseUrl"));
  into.scopes_declared = false;
  into.scopes_at = source.place({root.span.begin, root.span.begin + 1});
  if (const ConfigNode::Entry* scopes = entry_of(root, "scopes")) {
    into.scopes_declared = true;
    into.scopes_at = source.place(scopes->key_span);
    read_scopes(source, scopes->key_span, scopes->value, "", into);
  }
  if (const ConfigNode* lifecycle = root.find("lifecycle"))
    for (const auto& event : lifecycle->entries) add_lifecycle(source, event.key, event.value, "lifecycle", into);
  if (const ConfigNode* modules = root.find("modules"))
    for (const auto& type : modules->entries) read_connect_modules(source, type.key, type.value, into);
}

void read_forge_connect(const DescriptorText& source, const ConfigNode& root, Descriptor& into) {
  const std::string_view remote = root.string("app.connect.remote");
  for (const auto& known : into.remotes)
    if (known.key == remote) into.base_url = known.base_url;
  const size_t first = into.entries.size();
  if (const ConfigNode* modules = root.find("connectModules")) {
    for (const auto& type : modules->entries) {
      if (product_free(type.key) != "lifecycle") {
        read_connect_modules(source, type.key, type.value, into);
        continue;
      }
      for (const ConfigNode* item : items_of(&type.value))
        for (const auto& event : item->entries)
          if (event.key != "key") add_lifecycle(source, event.key, event.value, type.key, into);
    }
  }
  for (size_t i = first; i < into.entries.size(); ++i) into.entries[i].remote = std::string(remote);
}

}  // namespace leastscope
