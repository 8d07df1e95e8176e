#include "document.h"

#include <nlohmann/json.hpp>

namespace leastscope::generate {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& object, const char* key) {
  auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool truth_of(const Json& object, const char* key) {
  auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

Group scopes_of(const Json& list) {
  Group group;
  if (list.is_array()) {
    for (const Json& scope : list) {
      if (scope.is_string()) group.insert(trim(scope.get<std::string>()));
    }
  }
  return group;
}

void read_extension(const Json& operation, DocumentOperation& out) {
  auto found = operation.find("x-atlassian-oauth2-scopes");
  if (found == operation.end() || !found->is_array()) return;
  out.has_extension = true;
  for (const Json& entry : *found) {
    std::string state = text_of(entry, "state");
    auto& slot = state == "Current" ? out.current : state == "Beta" ? out.beta : out.deprecated;
    if (!slot) slot.emplace();
    if (auto scopes = entry.find("scopes"); scopes != entry.end()) slot->merge(scopes_of(*scopes));
  }
}

void read_security(const Json& operation, DocumentOperation& out) {
  auto found = operation.find("security");
  if (found == operation.end() || !found->is_array()) return;
  for (const Json& alternative : *found) {
    for (const char* scheme : {"OAuth2", "oAuthDefinitions", "oauth2"}) {
      if (auto scopes = alternative.find(scheme); scopes != alternative.end())
        out.security.push_back(scopes_of(*scopes));
    }
  }
}

bool is_method(std::string_view key) {
  for (std::string_view method : {"get", "put", "post", "delete", "patch", "head", "options", "trace"}) {
    if (key == method) return true;
  }
  return false;
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

}  // namespace

std::string clean_path(const std::string& path) {
  std::string clean;
  for (size_t i = 0; i < path.size(); ++i) {
    bool stray = path[i] == '"' || (path[i] == '$' && i + 1 < path.size() && path[i + 1] == '{');
    if (!stray) clean += path[i];
  }
  while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  return clean;
}

std::string operation_key(const std::string& method, const std::string& path) {
  std::string key = method + " ";
  bool inside = false;
  for (char c : clean_path(path)) {
    if (c == '{') key += "{}";
    inside = c == '{' ? true : inside;
    if (!inside) key += c;
    if (c == '}') inside = false;
  }
  return key;
}

Document read_document(const std::string& path, Problems& problems) {
  Document document;
  Json root = Json::parse(read_file(path, problems), nullptr, false);
  if (root.is_discarded() || !root.is_object() || !root.contains("paths")) {
    problems.push_back(path + " is no API document: it has no object `paths`");
    return document;
  }
  if (auto info = root.find("info"); info != root.end()) {
    document.title = text_of(*info, "title");
    document.version = text_of(*info, "version");
  }
  if (auto servers = root.find("servers"); servers != root.end() && !servers->empty()) {
    document.server = text_of((*servers)[0], "url");
  }
  for (const auto& [template_path, item] : root["paths"].items()) {
    if (!item.is_object()) continue;
    for (const auto& [method, operation] : item.items()) {
      if (!is_method(method) || !operation.is_object()) continue;
      DocumentOperation out;
      out.method = upper(method);
      out.path = template_path;
      out.connect = text_of(operation, "x-atlassian-connect-scope");
      out.is_deprecated = truth_of(operation, "deprecated");
      out.is_experimental = truth_of(operation, "x-experimental");
      out.prose = text_of(operation, "summary") + "\n" + text_of(operation, "description");
      read_extension(operation, out);
      read_security(operation, out);
      document.operations.push_back(std::move(out));
    }
  }
  return document;
}

}  // namespace leastscope::generate
