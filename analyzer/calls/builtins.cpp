// The standard library as a table: methods by kind of receiver, globals by dotted name, names of the standard modules.
// rules/models/builtins/<language>.yaml says what each is; the evaluator implements the intrinsics.
#include <algorithm>
#include <map>
#include <set>

#include "calls/model_parse.h"
#include "rules/catalog/facts.h"

namespace leastscope {
namespace {

using Table = std::map<std::string, std::string, std::less<>>;

struct Language {
  std::map<std::string, Table, std::less<>> methods;
  Table globals;
  std::set<std::string, std::less<>> modules;
  Table prototypes;  ///< "Array" -> "list"
};

void read_table(const ConfigNode& node, const std::string& path, Table& table, ModelErrors& errors) {
  if (!node.is_map()) {
    errors.add(node.span, path, "not a map", "name: intrinsic");
    return;
  }
  for (const auto& entry : node.entries) {
    // "trimStart, trimEnd": one line for names that mean the same.
    const std::string intrinsic = scalar(entry.value, path + "." + entry.key, errors);
    size_t begin = 0;
    while (begin < entry.key.size()) {
      const size_t end = std::min(entry.key.find(", ", begin), entry.key.size());
      table[entry.key.substr(begin, end - begin)] = intrinsic;
      begin = end + 2;
    }
  }
}

Language read_language(const ConfigNode& root, ModelErrors& errors) {
  Language language;
  if (!check_keys(root, "", {"builtins", "prototypes", "modules", "methods", "globals"}, errors)) return language;
  for (const auto& entry : root.entries) {
    if (entry.key == "prototypes") read_table(entry.value, entry.key, language.prototypes, errors);
    if (entry.key == "globals") read_table(entry.value, entry.key, language.globals, errors);
    if (entry.key == "modules")
      for (std::string& name : scalars(entry.value, entry.key, errors)) language.modules.insert(std::move(name));
    if (entry.key == "methods" && entry.value.is_map())
      for (const auto& kind : entry.value.entries)
        read_table(kind.value, "methods." + kind.key, language.methods[kind.key], errors);
  }
  return language;
}

std::string_view lookup(const Table& table, std::string_view name) {
  auto it = table.find(name);
  return it == table.end() ? std::string_view() : std::string_view(it->second);
}

/// The language of a table's text ("" if it is no table): the value of its first key `builtins`.
std::string_view table_language(std::string_view json) {
  constexpr std::string_view key = "\"builtins\"";
  const size_t at = json.find(key);
  if (at == std::string_view::npos) return {};
  const size_t begin = json.find('"', at + key.size());
  if (begin == std::string_view::npos) return {};
  const size_t end = json.find('"', begin + 1);
  return end == std::string_view::npos ? std::string_view() : json.substr(begin + 1, end - begin - 1);
}

}  // namespace

struct Builtins::Impl {
  std::map<std::string, std::string_view, std::less<>> texts;
  mutable std::map<std::string, Language, std::less<>> languages;

  const Language* language(std::string_view name) const {
    if (name == "typescript") name = "javascript";
    if (auto it = languages.find(name); it != languages.end()) return &it->second;
    auto text = texts.find(name);
    if (text == texts.end()) return nullptr;
    std::vector<Problem> ignored;
    Language read;
    if (auto document = parse_json(text->second, "builtins")) {
      ModelErrors errors("builtins", text->second, ignored);
      read = read_language(document->root, errors);
    }
    return &languages.emplace(std::string(name), std::move(read)).first->second;
  }

  static std::string_view method(const Language& language, std::string_view receiver, std::string_view name) {
    auto kind = language.methods.find(receiver);
    if (kind != language.methods.end())
      if (std::string_view found = lookup(kind->second, name); !found.empty()) return found;
    auto object = language.methods.find("object");
    return object == language.methods.end() ? std::string_view() : lookup(object->second, name);
  }
};

Builtins::Builtins() : impl_(std::make_unique<Impl>()) {
  for (const auto& [unused, json] : Facts().texts("models")) {
    // Tables stand in few files; a model's head never holds the key.
    const std::string_view start = json.substr(0, 64);
    if (std::string_view name = table_language(start); !name.empty()) impl_->texts.emplace(std::string(name), json);
  }
}

Builtins::Builtins(std::string_view yaml, const std::string& file, std::vector<Problem>& problems)
    : impl_(std::make_unique<Impl>()) {
  auto document = parse_yaml(yaml, file);
  if (!document) {
    problems.push_back(document.problem());
    return;
  }
  ModelErrors errors(file, yaml, problems);
  const std::string name(document->root.string("builtins"));
  impl_->languages.emplace(name, read_language(document->root, errors));
}

Builtins::~Builtins() = default;

std::string_view Builtins::method(std::string_view language, std::string_view receiver, std::string_view name) const {
  const Language* table = impl_->language(language);
  return table == nullptr ? std::string_view() : Impl::method(*table, receiver, name);
}

bool Builtins::names_method(std::string_view language, std::string_view name) const {
  const Language* table = impl_->language(language);
  return table != nullptr && std::any_of(table->methods.begin(), table->methods.end(),
                                         [&](const auto& kind) { return !lookup(kind.second, name).empty(); });
}

std::string_view Builtins::global(std::string_view language, std::string_view dotted) const {
  const Language* table = impl_->language(language);
  if (table == nullptr) return {};
  for (std::string_view alias : {"globalThis.", "window.", "self.", "global."})
    if (dotted.substr(0, alias.size()) == alias) return global(language, dotted.substr(alias.size()));
  if (std::string_view found = lookup(table->globals, dotted); !found.empty()) return found;
  if (dotted.substr(0, 5) != "node:") {
    if (std::string_view found = lookup(table->globals, "node:" + std::string(dotted)); !found.empty()) return found;
  } else if (size_t dot = dotted.find(".default"); dot != std::string_view::npos) {
    return global(language, std::string(dotted.substr(0, dot)) + std::string(dotted.substr(dot + 8)));
  }
  constexpr std::string_view prototype = ".prototype.";
  if (const size_t at = dotted.find(prototype); at != std::string_view::npos) {
    const std::string_view kind = lookup(table->prototypes, dotted.substr(0, at));
    if (!kind.empty()) return Impl::method(*table, kind, dotted.substr(at + prototype.size()));
  }
  return {};
}

bool Builtins::prefix(std::string_view language, std::string_view dotted) const {
  const Language* table = impl_->language(language);
  if (!table) return false;
  const std::string start = std::string(dotted) + ".";
  auto it = table->globals.lower_bound(start);
  return it != table->globals.end() && std::string_view(it->first).starts_with(start);
}

bool Builtins::module(std::string_view language, std::string_view specifier) const {
  const Language* table = impl_->language(language);
  if (table == nullptr) return false;
  if (specifier.substr(0, 5) == "node:") specifier.remove_prefix(5);
  return table->modules.find(specifier) != table->modules.end();
}

}  // namespace leastscope
