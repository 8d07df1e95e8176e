#include "checks/scope_editor.h"

#include <algorithm>
#include <cctype>
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

/// Whether every scope of both that may impersonate before may do so after, but for `limited`, which may no longer.
bool same_impersonation(const Descriptor& before, const Descriptor& after, const NewScope* limited) {
  return std::all_of(after.scopes.begin(), after.scopes.end(), [&](const DeclaredScope& s) {
    const auto old = std::find_if(before.scopes.begin(), before.scopes.end(),
                                  [&](const DeclaredScope& b) { return b.scope == s.scope && b.token == s.token; });
    const bool is_limited = limited && limited->scope == s.scope && limited->token == s.token;
    return old == before.scopes.end() || s.impersonation == (old->impersonation && !is_limited);
  });
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

std::string ScopeEditor::take(const Result<std::vector<TextEdit>>& edits, std::vector<NewScope> wanted,
                              const NewScope* limited) {
  if (!edits) return edits.problem().message;
  std::string text = apply_edits(text_, *edits);
  auto read = read_descriptor(text, descriptor_.path, true);
  std::sort(wanted.begin(), wanted.end());
  if (!read || !read->readable || declared_of(*read) != wanted || !same_rest(*read, descriptor_) ||
      !same_impersonation(descriptor_, *read, limited))
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

std::string ScopeEditor::limit(const NewScope& scope) {
  constexpr std::string_view kKey = "allowImpersonation";
  const auto index = find(descriptor_, scope, {});
  if (!index) return kNotFound;
  const auto& declared = descriptor_.scopes[*index];
  // The words may also stand in a comment before the real ones; take() tells which they were.
  std::string why = "The word 'allowImpersonation' does not stand beside the scope. Make this change by hand.";
  const size_t end = std::min<size_t>(declared.element.end, text_.size());
  for (size_t at = text_.find(kKey, declared.element.begin); at < end; at = text_.find(kKey, at + 1)) {
    const size_t colon = text_.find(':', at + kKey.size());
    const size_t value = colon < end ? text_.find_first_not_of(" \t\r\n\"'", colon + 1) : end;
    if (value >= end) break;
    size_t after = value;
    while (after < end && std::isalpha(static_cast<unsigned char>(text_[after]))) ++after;
    const Span span{static_cast<uint32_t>(value), static_cast<uint32_t>(after)};
    why = take(std::vector<TextEdit>{{span, "false"}}, declared_of(descriptor_), &scope);
    if (why.empty()) break;
  }
  return why;
}

}  // namespace leastscope
