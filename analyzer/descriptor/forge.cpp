// The Forge manifest: functions, modules and who uses what.
//
// Modules are open-ended (a hundred types, new ones every month), so nothing here knows a module's shape: every string
// of a module that names a declared function, resource or endpoint is a use of it, wherever it stands. Only texts that
// people read, and the module's own key, are left out: `key: main` beside a function `main` uses nothing. One entry
// point per use; functions that nobody names are none.
#include <algorithm>
#include <initializer_list>
#include <map>

#include "base/paths.h"
#include "descriptor/reader.h"

namespace leastscope {
namespace {

struct Function {
  std::string file, name;
};

struct Resource {
  std::string path;
  std::map<std::string, std::string> entries;  // name -> file inside path
  Place at;
  bool used = false;
};

struct Endpoint {
  std::string remote, path;
  Place at;
  bool used = false;
};

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Properties that hold names of something else, or texts.
bool never_a_use(std::string_view path) {
  static constexpr std::string_view kOuter[] = {"events", "actions", "conversationStarters", "displayConditions",
                                                "inputs"};
  const std::string_view name = last_name(path);
  if (one_of(name,
             {"key",      "title",       "description", "name",   "label",   "tooltip", "icon",           "prompt",
              "queue",    "type",        "remote",      "url",    "value",   "i18n",    "followUpPrompt", "actionVerb",
              "shortcut", "queryParams", "layout",      "render", "interval"}))
    return true;
  const std::string_view outer = path.substr(0, path.find('.'));
  return std::find(std::begin(kOuter), std::end(kOuter), outer) != std::end(kOuter) && name != "function" &&
         name != "resource" && name != "endpoint";
}

class ForgeReader {
 public:
  ForgeReader(const DescriptorText& source, const ConfigNode& root, Descriptor& into)
      : source_(source), root_(root), into_(into), folder_(path_folder(source.file)) {}

  void read() {
    read_functions();
    read_resources();
    read_endpoints();
    const ConfigNode* modules = root_.find("modules");
    if (modules) {
      for (const auto& type : modules->entries)
        for (const ConfigNode* item : items_of(&type.value))
          if (item->is_map()) read_module(type.key, *item);
    }
    add_unused_resources();
    add_unused_endpoints();
  }

 private:
  /// `index.handler` is the export `handler` of src/index; folders are written with `/`.
  void read_functions() {
    for (const ConfigNode* item : items_of(root_.find("modules.function"))) {
      const std::string_view handler = item->string("handler");
      const size_t dot = handler.rfind('.');
      Function function;
      function.file = path_join(folder_, "src/" + std::string(handler.substr(0, dot)));
      if (dot != std::string_view::npos) function.name = std::string(handler.substr(dot + 1));
      if (handler.empty()) function.file.clear();
      functions_[std::string(item->string("key"))] = std::move(function);
    }
  }

  void read_resources() {
    for (const ConfigNode* item : items_of(root_.find("resources"))) {
      Resource resource;
      resource.path = path_join(folder_, item->string("path"));
      resource.at = source_.place(item->span);
      if (const ConfigNode* entry = item->find("entry"); entry && entry->is_map()) {
        for (const auto& one : entry->entries) resource.entries[one.key] = one.value.text;
      }
      resources_[std::string(item->string("key"))] = std::move(resource);
    }
  }

  void read_endpoints() {
    for (const ConfigNode* item : items_of(root_.find("modules.endpoint"))) {
      Endpoint endpoint;
      endpoint.remote = std::string(item->string("remote"));
      endpoint.path = url_path(item->string("route.path"), "");
      endpoint.at = source_.place(item->span);
      endpoints_[std::string(item->string("key"))] = std::move(endpoint);
    }
  }

  void read_module(const std::string& type, const ConfigNode& item) {
    into_.modules.push_back(make_module(source_, type, item));
    find_conditions(item, 0, false);
    if (type == "function" || type == "endpoint") return;
    const DeclaredModule module = into_.modules.back();
    std::vector<std::string> events;
    for (const ConfigNode* event : strings_of(item.find("events"))) events.push_back(event->text);
    walk_scalars(item, [&](const std::string& path, const ConfigNode& value) { use(module, events, path, value); });
  }

  void use(const DeclaredModule& module, const std::vector<std::string>& events, const std::string& path,
           const ConfigNode& value) {
    const std::string_view name = last_name(path);
    if (value.kind != ConfigNode::Kind::String && !one_of(name, {"function", "resource", "endpoint"})) return;
    if (never_a_use(path)) return;
    if (name == "endpoint") return use_endpoint(module, events, value);
    if (name == "resource") return use_resource(module, path, value);
    if (name == "function" || functions_.contains(value.text)) return use_function(module, events, path, value);
    if (resources_.contains(value.text)) use_resource(module, path, value);
  }

  EntryPoint start(EntryKind kind, const DeclaredModule& module, const std::string& word,
                   const ConfigNode& value) const {
    EntryPoint entry;
    entry.kind = kind;
    entry.key = value.text;
    entry.module = module.type;
    entry.label = word + " " + value.text + " (" + module.type + ")";
    entry.at = source_.place(value.span);
    return entry;
  }

  static EntryKind function_kind(std::string_view type, std::string_view path) {
    if (type == "trigger" || type == "preUninstall" || type == "core:preUninstall") return EntryKind::trigger;
    if (type == "scheduledTrigger") return EntryKind::scheduled;
    if (type == "webtrigger") return EntryKind::web_trigger;
    if (type == "consumer" || type == "fifoConsumer") return EntryKind::consumer;
    if (type == "action" || type.starts_with("rovo:")) return EntryKind::action;
    return path.ends_with("resolver.function") ? EntryKind::resolver : EntryKind::function;
  }

  static Phase phase_of(std::string_view type, const std::vector<std::string>& events) {
    if (type == "preUninstall" || type == "core:preUninstall") return Phase::install;
    if (type != "trigger" || events.empty()) return Phase::run;
    const bool lifecycle = std::all_of(events.begin(), events.end(), [](const std::string& event) {
      return event == "avi:forge:installed:app" || event == "avi:forge:upgraded:app" ||
             event == "avi:forge:uninstalled:app";
    });
    return lifecycle ? Phase::install : Phase::run;
  }

  void use_function(const DeclaredModule& module, const std::vector<std::string>& events, const std::string& path,
                    const ConfigNode& value) {
    EntryPoint entry = start(function_kind(module.type, path), module, "function", value);
    entry.events = events;
    entry.phase = phase_of(module.type, events);
    if (entry.kind == EntryKind::consumer) {
      auto queue = module.properties.find("queue");
      if (queue != module.properties.end()) entry.queue = queue->second;
      auto method = module.properties.find("resolver.method");
      if (method != module.properties.end()) entry.method = method->second;
    } else if (path.ends_with("resolver.function")) {
      entry.resolver_of = value.text;
      if (std::find(resolvers_.begin(), resolvers_.end(), value.text) == resolvers_.end())
        resolvers_.push_back(value.text);
    }
    auto found = functions_.find(value.text);
    if (found != functions_.end()) {
      entry.file = found->second.file;
      entry.name = found->second.name;
    } else {
      into_.problems.push_back({"bad-descriptor",
                                "The module " + module.type + " names the function '" + value.text +
                                    "', which modules.function does not declare. Declare it, or correct the name.",
                                entry.at});
    }
    into_.entries.push_back(std::move(entry));
  }

  /// The resolver that serves a resource: the one beside it, else the one of an outer map.
  static std::string resolver_beside(const DeclaredModule& module, std::string_view path) {
    for (std::string_view around = parent_path(path);; around = parent_path(around)) {
      const std::string prefix = around.empty() ? "" : std::string(around) + ".";
      auto found = module.properties.find(prefix + "resolver.function");
      if (found != module.properties.end()) return found->second;
      if (around.empty()) return "";
    }
  }

  void use_resource(const DeclaredModule& module, const std::string& path, const ConfigNode& value) {
    std::string key = value.text;
    std::string page;
    auto found = resources_.find(key);
    if (found == resources_.end()) {  // key/entry
      const size_t slash = key.find('/');
      if (slash != std::string::npos) found = resources_.find(key.substr(0, slash));
      if (found != resources_.end()) page = key.substr(slash + 1);
    }
    EntryPoint entry = start(EntryKind::resource, module, "resource", value);
    entry.resolver_of = resolver_beside(module, path);
    if (found == resources_.end()) {
      into_.problems.push_back({"bad-descriptor",
                                "The module " + module.type + " names the resource '" + key +
                                    "', which resources does not declare. Declare it, or correct the name.",
                                entry.at});
    } else {
      entry.key = found->first;
      found->second.used = true;
      entry.path = found->second.path;
      auto file = found->second.entries.find(page);
      if (file != found->second.entries.end()) entry.path = path_join(entry.path, file->second);
    }
    into_.entries.push_back(std::move(entry));
  }

  void use_endpoint(const DeclaredModule& module, const std::vector<std::string>& events, const ConfigNode& value) {
    EntryPoint entry = start(EntryKind::endpoint, module, "endpoint", value);
    entry.events = events;
    entry.phase = phase_of(module.type, events);
    auto found = endpoints_.find(value.text);
    if (found != endpoints_.end()) {
      found->second.used = true;
      entry.remote = found->second.remote;
      entry.path = found->second.path;
    } else {
      into_.problems.push_back({"bad-descriptor",
                                "The module " + module.type + " names the endpoint '" + value.text +
                                    "', which modules.endpoint does not declare. Declare it, or correct the name.",
                                entry.at});
    }
    into_.entries.push_back(std::move(entry));
  }

  /// `icon: resource:KEY;logo.svg` and nothing else: a folder of pictures, in which nothing runs. A resource may also
  /// be one picture itself.
  bool holds_pictures(const std::string& key) const {
    auto is_picture = [](std::string_view path) {
      return one_of(lower(path_extension(path)), {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico"});
    };
    bool pictures = is_picture(resources_.at(key).path), other = false;
    walk_scalars(root_, [&](const std::string&, const ConfigNode& value) {
      const std::string start = "resource:" + key + ";";
      if (!value.text.starts_with(start)) return;
      (is_picture(value.text) ? pictures : other) = true;
    });
    return pictures && !other;
  }

  /// A resource that no module names can be opened as a dialog from any other one: it may talk to every resolver.
  void add_unused_resources() {
    const std::vector<std::string> nobody = {""};
    for (const auto& [key, resource] : resources_) {
      if (resource.used || key.empty() || holds_pictures(key)) continue;
      for (const auto& resolver : resolvers_.empty() ? nobody : resolvers_) {
        EntryPoint entry;
        entry.kind = EntryKind::resource;
        entry.key = key;
        entry.label = "resource " + key;
        entry.module = "resources";
        entry.path = resource.path;
        entry.resolver_of = resolver;
        entry.at = resource.at;
        into_.entries.push_back(std::move(entry));
      }
    }
  }

  void add_unused_endpoints() {
    for (const auto& [key, endpoint] : endpoints_) {
      if (endpoint.used) continue;
      EntryPoint entry;
      entry.kind = EntryKind::endpoint;
      entry.key = key;
      entry.label = "endpoint " + key;
      entry.module = "endpoint";
      entry.remote = endpoint.remote;
      entry.path = endpoint.path;
      entry.at = endpoint.at;
      into_.entries.push_back(std::move(entry));
    }
  }

  /// Scopes below displayConditions … permissions: a list, or a map whose keys are the scopes.
  void find_conditions(const ConfigNode& node, int depth, bool inside) {
    if (depth > 40) return;
    for (const auto& item : node.items) find_conditions(item, depth + 1, inside);
    for (const auto& entry : node.entries) {
      const bool in = inside || entry.key == "displayConditions";
      if (in && entry.key == "scopes") {
        for (const ConfigNode* scope : strings_of(&entry.value))
          into_.condition_scopes.emplace_back(scope->text, source_.place(scope->span));
        for (const auto& scope : entry.value.entries)
          into_.condition_scopes.emplace_back(scope.key, source_.place(scope.key_span));
      } else {
        find_conditions(entry.value, depth + 1, in);
      }
    }
  }

  const DescriptorText& source_;
  const ConfigNode& root_;
  Descriptor& into_;
  std::string folder_;
  std::map<std::string, Function> functions_;
  std::map<std::string, Resource> resources_;
  std::map<std::string, Endpoint> endpoints_;
  std::vector<std::string> resolvers_;
};

}  // namespace

void read_forge(const DescriptorText& source, const ConfigNode& root, Descriptor& into) {
  into.platform = Platform::forge;
  read_forge_permissions(source, root, into);
  ForgeReader(source, root, into).read();
  read_forge_connect(source, root, into);
}

}  // namespace leastscope
