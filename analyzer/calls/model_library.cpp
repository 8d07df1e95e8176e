// One file, one library: head, exports (or members of a global), types.
#include "calls/model_parse.h"

namespace leastscope {
namespace {

void read_match(const ConfigNode& node, LibraryModel& model, ModelErrors& errors) {
  if (!check_keys(node, "match", {"package", "global", "also", "type", "header"}, errors)) return;
  for (const auto& entry : node.entries) {
    const std::string path = "match." + entry.key;
    std::vector<std::string>* into = &model.packages;
    if (entry.key == "global" || entry.key == "also") into = &model.globals;
    if (entry.key == "type") into = &model.types_matched;
    if (entry.key == "header") into = &model.headers;
    for (std::string& name : scalars(entry.value, path, errors)) into->push_back(std::move(name));
  }
}

ModelType read_type(const std::string& name, const ConfigNode& node, ModelErrors& errors,
                    std::vector<std::pair<std::string, Span>>& types) {
  ModelType type;
  type.name = name;
  const std::string path = "types." + name;
  if (!check_keys(node, path, {"members", "call", "new"}, errors)) return type;
  for (const auto& entry : node.entries) {
    if (entry.key == "call") {
      type.call = parse_effect(entry.value, path + ".call", errors, types);
    } else if (entry.key == "new") {
      type.construct = parse_effect(entry.value, path + ".new", errors, types);
      for (Effect* one = &*type.construct; one != nullptr; one = one->next.get()) one->constructs = true;
    } else if (entry.key == "members") {
      if (!entry.value.is_map()) {
        errors.add(entry.value.span, path + ".members", "not a map", "member: effects");
        continue;
      }
      for (const auto& member : entry.value.entries)
        type.members[member.key] = parse_effect(member.value, path + ".members." + member.key, errors, types);
    }
  }
  return type;
}

void read_root(const ConfigNode& root, LibraryModel& model, ModelErrors& errors) {
  std::vector<std::pair<std::string, Span>> used;
  for (const auto& entry : root.entries) {
    if (entry.key == "library") {
      model.library = scalar(entry.value, entry.key, errors);
    } else if (entry.key == "language") {
      for (const std::string& one : scalars(entry.value, entry.key, errors))
        model.language += (model.language.empty() ? "" : " ") + one;
    } else if (entry.key == "match") {
      read_match(entry.value, model, errors);
    } else if ((entry.key == "exports" || entry.key == "members") && entry.value.is_map()) {
      for (const auto& one : entry.value.entries)
        model.exports[one.key] = parse_effect(one.value, entry.key + "." + one.key, errors, used);
    } else if (entry.key == "types" && entry.value.is_map()) {
      for (const auto& one : entry.value.entries) model.types[one.key] = read_type(one.key, one.value, errors, used);
    }
  }
  for (const auto& [name, at] : used) {
    if (name.find('/') != std::string::npos || model.types.count(name) > 0) continue;
    std::vector<std::string> known;
    for (const auto& [type, unused] : model.types) known.push_back(type);
    errors.add(at, "types", "there is no type '" + name + "' in this file",
               known.empty() ? "a type listed under 'types', or <library>/<Type>" : list_words(known));
  }
}

}  // namespace

std::unique_ptr<LibraryModel> parse_model(std::string_view text, const std::string& file, bool json,
                                          std::vector<Problem>& problems) {
  auto document = json ? parse_json(text, file) : parse_yaml(text, file);
  if (!document) {
    Problem problem = document.problem();
    problem.kind = "bad-model";
    problem.message = "Model '" + file + "': " + problem.message;
    problem.at.file = file;
    problems.push_back(std::move(problem));
    return nullptr;
  }
  ModelErrors errors(file, text, problems);
  ConfigNode& root = document->root;
  if (!check_keys(root, "", {"library", "language", "match", "exports", "members", "types"}, errors)) return nullptr;
  for (std::string_view needed : {"library", "match"})
    if (root.find(needed) == nullptr)
      errors.add(Span{}, std::string(needed), "missing", needed == "match" ? "match: {package: …}" : "library: <name>");
  for (std::string_view map : {"exports", "members", "types"})
    if (const ConfigNode* node = root.find(map); node != nullptr && !node->is_map())
      errors.add(node->span, std::string(map), "not a map", "name: effects");
  resolve_likes(root, errors);
  auto model = std::make_unique<LibraryModel>();
  model->language = "";
  read_root(root, *model, errors);
  if (model->language.empty()) model->language = "javascript";
  if (model->library.empty()) return nullptr;
  return model;
}

}  // namespace leastscope
