#include "checks/scope_editor.h"

#include <algorithm>
#include <optional>

namespace leastscope {
namespace {

const std::string kNotFound = "It was not found in the text.";

/// Sorted.
std::vector<NewScope> declared_of(const Descriptor& descriptor) {
  std::vector<NewScope> out;
  for (const auto& s : descriptor.scopes) out.push_back({s.scope, s.token});
  std::sort(out.begin(), out.end());
  return out;
}

bool same_rest(const Descriptor& a, const Descriptor& b) {
  return a.modules.size() == b.modules.size() && a.entries.size() == b.entries.size() &&
         a.egress.size() == b.egress.size() && a.remotes.size() == b.remotes.size();
}

/// The first declaration of the scope that is not among `taken`.
std::optional<size_t> find(const Descriptor& descriptor, const NewScope& scope, const std::vector<size_t>& taken) {
  for (size_t i = 0; i < descriptor.scopes.size(); ++i) {
    const auto& s = descriptor.scopes[i];
    if (s.scope == scope.scope && s.token == scope.token && std::find(taken.begin(), taken.end(), i) == taken.end())
      return i;
  }
  return std::nullopt;
}

}  // namespace

std::string ScopeEditor::take(const Result<std::vector<TextEdit>>& edits, std::vector<NewScope> wanted) {
  if (!edits) return edits.problem().message;
  std::string text = apply_edits(text_, *edits);
  auto read = read_descriptor(text, descriptor_.path, true);
  std::sort(wanted.begin(), wanted.end());
  if (!read || !read->readable || declared_of(*read) != wanted || !same_rest(*read, descriptor_))
    return "The edited text would not be what was meant. Make this change by hand.";
  text_ = std::move(text);
  descriptor_ = std::move(*read);
  return {};
}

std::string ScopeEditor::add(const std::vector<NewScope>& scopes) {
  auto wanted = declared_of(descriptor_);
  wanted.insert(wanted.end(), scopes.begin(), scopes.end());
  return take(additions(text_, descriptor_, scopes), std::move(wanted));
}

std::string ScopeEditor::remove(const std::vector<NewScope>& scopes) {
  std::vector<size_t> indexes;
  auto wanted = declared_of(descriptor_);
  for (const auto& scope : scopes) {
    const auto index = find(descriptor_, scope, indexes);
    if (!index) return kNotFound;
    indexes.push_back(*index);
    wanted.erase(std::find(wanted.begin(), wanted.end(), scope));
  }
  return take(removals(text_, descriptor_, indexes), std::move(wanted));
}

std::string ScopeEditor::replace(const NewScope& scope, const std::string& by) {
  const auto index = find(descriptor_, scope, {});
  if (!index) return kNotFound;
  auto wanted = declared_of(descriptor_);
  *std::find(wanted.begin(), wanted.end(), scope) = {by, scope.token};
  return take(std::vector<TextEdit>{{descriptor_.scopes[*index].span, by}}, std::move(wanted));
}

}  // namespace leastscope
