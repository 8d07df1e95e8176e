// Is this text a descriptor, and of which platform? Look-alikes are common: manifest.json of web apps and browser
// extensions, manifest.yml of Cloud Foundry and Kubernetes, JSON with `key` and `modules`. A text that cannot be parsed
// counts as a broken descriptor only when its words leave no doubt what it was meant to be.
#include <algorithm>
#include <optional>

#include "base/paths.h"
#include "descriptor/code_text.h"
#include "descriptor/reader.h"
#include "descriptor/template_text.h"

namespace leastscope {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// `key:` at the start of a line.
bool has_top_key(std::string_view text, std::string_view key) {
  for (size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const bool starts = at == 0 || text[at - 1] == '\n' || (at == 3 && text.starts_with("\xEF\xBB\xBF"));
    if (starts && at + key.size() < text.size() && text[at + key.size()] == ':') return true;
  }
  return false;
}

bool is_map(const ConfigNode* node) { return node && node->is_map(); }

bool words_of_forge(std::string_view text) {
  return has(text, "ari:cloud:ecosystem") || has_top_key(text, "connectModules") ||
         (has_top_key(text, "modules") && (has_top_key(text, "app") || has_top_key(text, "permissions")));
}

bool words_of_slack(std::string_view text) {
  return has(text, "oauth_config") || (has(text, "display_information") && has(text, "settings"));
}

bool words_of_connect(std::string_view text, std::string_view name) {
  if (name.starts_with("atlassian-connect") || name.starts_with("atlassian_connect")) return true;
  return has(text, "\"baseUrl\"") && has(text, "\"modules\"") && has(text, "\"key\"");
}

bool is_forge(const ConfigNode& root, std::string_view name, bool named) {
  if (!root.is_map()) return false;
  if (has(root.string("app.id"), "ari:cloud:ecosystem")) return true;
  if (!named && !lower(name).starts_with("manifest")) return false;
  const bool app = is_map(root.find("app"));
  return (app && (is_map(root.find("modules")) || is_map(root.find("connectModules")) || root.find("permissions"))) ||
         (is_map(root.find("permissions")) && is_map(root.find("modules")));
}

bool is_slack(const ConfigNode& root) {
  return root.is_map() && (is_map(root.find("oauth_config")) ||
                           (is_map(root.find("display_information")) && is_map(root.find("settings"))));
}

bool is_connect(const ConfigNode& root, std::string_view name, bool named) {
  if (!root.is_map()) return false;
  const bool url = !root.string("baseUrl").empty();
  const bool kind = root.find("authentication") || root.find("apiVersion") || root.find("apiMigrations") ||
                    root.find("lifecycle") || root.find("scopes") || root.find("contexts");
  const bool key = !root.string("key").empty();
  if (key && url && kind && root.find("modules")) return true;
  if (named || name.starts_with("atlassian-connect") || name.starts_with("atlassian_connect"))
    return (key && (url || kind)) || (url && kind);  // a base that a script completes
  return key && url && is_map(root.find("authentication")) && root.find("scopes");
}

bool is_bitbucket(const ConfigNode& root) {
  if (root.find("contexts")) return true;
  bool found = false;
  if (const ConfigNode* modules = root.find("modules")) {
    for (const auto& type : modules->entries)
      for (std::string_view known :
           {"oauthConsumer", "fileViews", "repoPages", "repoPage", "accountPages", "profileTabs"})
        found |= type.key == known;
    for (const ConfigNode* hook : items_of(modules->find("webhooks"))) {
      const std::string_view event = hook->string("event");
      found |= event.starts_with("repo:") || event.starts_with("pullrequest:") || event == "*";
    }
  }
  for (const ConfigNode* scope : strings_of(root.find("scopes")))
    for (std::string_view known : {"repository", "repository:write", "repository:admin", "pullrequest",
                                   "pullrequest:write", "account", "team", "pipeline", "webhook", "snippet"})
      found |= scope->text == known;
  return found;
}

Descriptor unreadable(Platform platform, const std::string& file, Problem problem) {
  Descriptor descriptor;
  descriptor.platform = platform;
  descriptor.path = file;
  descriptor.readable = false;
  descriptor.scopes_declared = false;
  descriptor.scopes_at = {file, {1, 1}, {}};
  descriptor.problems.push_back(std::move(problem));
  return descriptor;
}

Problem generated(const Place& at) {
  return {"generated-descriptor",
          "This descriptor is a template: its scopes or modules are filled in when the app is built, so it cannot be "
          "read as it "
          "stands. Run the build and check the descriptor that it makes.",
          at};
}

/// A place where a placeholder decides what is declared; null when there is none.
std::optional<Place> structural_placeholder(const Descriptor& descriptor) {
  for (const auto& scope : descriptor.scopes)
    if (has_placeholder(scope.scope)) return scope.at;
  for (const auto& module : descriptor.modules) {
    if (has_placeholder(module.type)) return module.at;
    if (module.type != "function") continue;
    for (const char* property : {"key", "handler"}) {
      auto found = module.properties.find(property);
      if (found != module.properties.end() && has_placeholder(found->second)) return module.places.at(property);
    }
  }
  return std::nullopt;
}

struct Guess {
  bool forge = false, slack = false, connect = false;
  Platform platform() const { return forge ? Platform::forge : slack ? Platform::slack : Platform::connect_jira; }
};

std::optional<Descriptor> read_tree(const DescriptorText& source, const ConfigDocument& document, Guess guess,
                                    bool named) {
  const ConfigNode& root = document.root;
  const std::string name = path_name(source.file);
  Descriptor descriptor;
  descriptor.path = source.file;
  if (guess.forge && is_forge(root, name, named)) {
    read_forge(source, root, descriptor);
  } else if (guess.slack && is_slack(root)) {
    read_slack(source, root, descriptor);
  } else if (guess.connect && is_connect(root, name, named)) {
    if (is_bitbucket(root)) {
      read_bitbucket(source, root, descriptor);
    } else {
      read_connect(source, root, descriptor);
    }
  } else {
    return std::nullopt;
  }
  if (auto at = structural_placeholder(descriptor)) return unreadable(descriptor.platform, source.file, generated(*at));
  descriptor.problems.insert(descriptor.problems.begin(), document.notes.begin(), document.notes.end());
  return descriptor;
}

std::optional<Descriptor> read_yaml(std::string_view text, const std::string& file, bool named) {
  Guess guess;
  guess.forge = words_of_forge(text);
  guess.slack = words_of_slack(text);
  guess.connect = named;
  if (!guess.forge && !guess.slack && !named) return std::nullopt;
  auto parsed = parse_yaml(text, file);
  if (!parsed) {
    if (!guess.forge && !guess.slack) return unreadable(Platform::forge, file, parsed.problem());
    if (has_template_marks(text)) return unreadable(guess.platform(), file, generated(parsed.problem().at));
    return unreadable(guess.platform(), file, parsed.problem());
  }
  if (named) guess.forge = true;
  return read_tree(DescriptorText(text, file), *parsed, guess, named);
}

std::optional<Descriptor> read_json(std::string_view text, const std::string& file, bool named) {
  Guess guess;
  guess.slack = words_of_slack(text);
  guess.connect = words_of_connect(text, lower(path_name(file)));
  if (!guess.slack && !guess.connect && !named) return std::nullopt;
  auto parsed = parse_json(text, file);
  bool filled = false;
  if (!parsed && has_template_marks(text)) {
    const std::string plain = without_template_tags(text);
    auto second = parse_json(plain, file);
    filled = static_cast<bool>(second);
    if (!second) return unreadable(guess.platform(), file, generated(parsed.problem().at));
    parsed = std::move(second);
  }
  if (!parsed) return unreadable(guess.platform(), file, parsed.problem());
  if (named) guess.connect = guess.slack = true;
  auto descriptor = read_tree(DescriptorText(text, file), *parsed, guess, named);
  if (filled && descriptor && descriptor->readable) {
    descriptor->problems.push_back(
        {"generated-descriptor",
         "This descriptor is a template; it was read with every conditional part taken as there. Check the "
         "descriptor that the build makes if parts of it depend on conditions.",
         {file, {1, 1}, {}}});
  }
  return descriptor;
}

std::optional<Descriptor> read_code(std::string_view text, const std::string& file) {
  const auto found = descriptor_in_code(text, file);
  if (!found) return std::nullopt;
  Guess guess;
  guess.connect = true;
  auto descriptor = read_tree(DescriptorText(text, file), found->document, guess, false);
  if (descriptor && descriptor->readable && !found->complete)
    descriptor->problems.push_back(
        {"generated-descriptor",
         "This descriptor is written in code, and parts of it come from elsewhere; they were left out. Check the "
         "descriptor that the app serves if scopes or modules are added there.",
         {file, {1, 1}, {}}});
  return descriptor;
}

}  // namespace

std::optional<Descriptor> read_descriptor(std::string_view text, const std::string& file, bool named) {
  if (may_hold_descriptor(file)) return read_code(text, file);
  const std::string extension = lower(path_extension(file));
  if (extension == ".yml" || extension == ".yaml") return read_yaml(text, file, named);
  if (extension == ".json" || lower(path_name(file)).find(".json") != std::string::npos)
    return read_json(text, file, named);
  const size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string_view::npos && text[first] == '{') return read_json(text, file, named);
  return read_yaml(text, file, named);
}

}  // namespace leastscope
