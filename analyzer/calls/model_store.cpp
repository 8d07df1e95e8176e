// Models: which library an import or a global means, parsed when it is first asked for.
#include <algorithm>
#include <set>
#include <utility>

#include "calls/model_parse.h"
#include "rules/catalog/facts.h"

namespace leastscope {

namespace {

struct Slot {
  ModelHead head;
  std::string_view json;  ///< embedded text; empty for a user's file
  std::unique_ptr<LibraryModel> model;
  bool parsed = false;

  bool speaks(std::string_view language) const {
    return language.empty() ||
           std::find(head.languages.begin(), head.languages.end(), language) != head.languages.end();
  }
};

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

ModelHead head_of(const LibraryModel& model) {
  ModelHead head;
  head.library = model.library;
  head.languages = words_of(model.language);
  head.packages = model.packages;
  head.globals = model.globals;
  head.types = model.types_matched;
  head.headers = model.headers;
  return head;
}

void names_of(const LibraryModel& model, std::vector<std::string>& names) {
  auto add = [&names](std::string_view name) {
    while (!name.empty()) {
      const size_t dot = name.find('.');
      const std::string_view part = name.substr(0, dot);
      if (!part.empty() && part.find('*') == std::string_view::npos && part != "default") names.emplace_back(part);
      if (dot == std::string_view::npos) return;
      name.remove_prefix(dot + 1);
    }
  };
  for (const auto& [name, unused] : model.exports) add(name);
  for (const auto& [unused, type] : model.types)
    for (const auto& [name, unused_effect] : type.members) add(name);
}

}  // namespace

struct Models::Impl {
  std::map<std::string, Slot, std::less<>> slots;  ///< by library name
  using Index = std::multimap<std::string, Slot*, std::less<>>;
  Index packages, globals, types;
  std::vector<std::string> names;
  bool names_known = false;

  const LibraryModel* get(Slot& slot) {
    if (!slot.parsed) {
      slot.parsed = true;
      std::vector<Problem> ignored;  // tests/calls/model_test.cpp proves that our own files have none
      slot.model = parse_model(slot.json, slot.head.library, true, ignored);
    }
    return slot.model.get();
  }

  const LibraryModel* find(const Index& index, std::string_view name, std::string_view language) {
    auto [begin, end] = index.equal_range(name);
    for (auto it = begin; it != end; ++it)
      if (it->second->speaks(language)) return get(*it->second);
    return nullptr;
  }

  void add(Slot slot) {
    if (slot.head.library.empty()) return;
    std::string name = slot.head.library;
    slots[std::move(name)] = std::move(slot);
  }

  void build_index() {
    for (auto& [unused, slot] : slots) {
      for (const std::string& name : slot.head.packages) packages.emplace(name, &slot);
      for (const std::string& name : slot.head.globals) globals.emplace(name, &slot);
      for (const std::string& name : slot.head.types) types.emplace(name, &slot);
      for (const std::string& name : slot.head.headers) types.emplace(name, &slot);
    }
  }
};

Models::Models() : impl_(std::make_unique<Impl>()) {}
Models::~Models() = default;
Models::Models(Models&&) noexcept = default;
Models& Models::operator=(Models&&) noexcept = default;

Models Models::load(const std::vector<std::pair<std::string, std::string>>& user_files,
                    std::vector<Problem>& problems) {
  Models models;
  for (const auto& [unused, json] : Facts().texts("models")) {
    Slot slot;
    slot.head = scan_head(json);
    slot.json = json;
    models.impl_->add(std::move(slot));
  }
  for (const auto& [file, text] : user_files) {
    Slot slot;
    const bool json = file.size() > 5 && file.compare(file.size() - 5, 5, ".json") == 0;
    slot.model = parse_model(text, file, json, problems);
    slot.parsed = true;
    if (!slot.model) continue;
    slot.head = head_of(*slot.model);
    models.impl_->add(std::move(slot));
  }
  models.impl_->build_index();
  return models;
}

const LibraryModel* Models::package(std::string_view name, std::string_view language) {
  while (true) {
    if (const LibraryModel* model = impl_->find(impl_->packages, name, language)) return model;
    // A subpath of the package: "axios/dist/axios", "@slack/bolt/dist/App"; the scope alone is no package.
    const size_t slash = name.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return nullptr;
    name = name.substr(0, slash);
  }
}

const LibraryModel* Models::global(std::string_view name, std::string_view language) {
  if (const LibraryModel* model = impl_->find(impl_->globals, name, language)) return model;
  if (language != "javascript" && language != "typescript") return nullptr;
  for (std::string_view prefix : {"window.", "globalThis.", "self.", "global."})
    if (name.substr(0, prefix.size()) == prefix)
      return impl_->find(impl_->globals, name.substr(prefix.size()), language);
  return nullptr;
}

const LibraryModel* Models::matched_type(std::string_view name, std::string_view language) {
  return impl_->find(impl_->types, name, language);
}

const LibraryModel* Models::library(std::string_view name) {
  auto it = impl_->slots.find(name);
  return it == impl_->slots.end() ? nullptr : impl_->get(it->second);
}

const ModelType* Models::type(const LibraryModel& from, std::string_view name, const LibraryModel** owner) {
  const LibraryModel* there = &from;
  if (const size_t slash = name.find('/'); slash != std::string_view::npos) {
    there = library(name.substr(0, slash));
    name.remove_prefix(slash + 1);
  }
  if (there == nullptr) return nullptr;
  if (owner != nullptr) *owner = there;
  auto it = there->types.find(std::string(name));
  return it == there->types.end() ? nullptr : &it->second;
}

std::vector<std::string> Models::libraries() const {
  std::vector<std::string> names;
  for (const auto& [name, unused] : impl_->slots) names.push_back(name);
  return names;
}

const std::vector<std::string>& Models::trigger_names() {
  if (impl_->names_known) return impl_->names;
  impl_->names_known = true;
  std::vector<std::string>& names = impl_->names;
  for (auto& [unused, slot] : impl_->slots) {
    if (slot.json.empty()) {
      if (slot.model) names_of(*slot.model, names);
    } else {
      scan_names(slot.json, names);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace leastscope
