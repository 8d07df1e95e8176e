// Changes the scopes in a descriptor's text, one step after the other. After every step the text is read again; if it
// does not declare exactly what was meant, or anything else in it has changed, the step is undone and said so. That is
// the last line of defence for a file that belongs to somebody else.
#pragma once
#include <string>
#include <vector>

#include "descriptor/descriptor.h"

namespace leastscope {

class ScopeEditor {
 public:
  ScopeEditor(std::string text, Descriptor descriptor) : text_(std::move(text)), descriptor_(std::move(descriptor)) {}

  // Each returns why it was not done; "" when it was. All or nothing.
  std::string add(const std::vector<NewScope>& scopes);
  std::string remove(const std::vector<NewScope>& scopes);
  std::string replace(const NewScope& scope, const std::string& by);
  /// Sets allowImpersonation of this scope to false.
  std::string limit(const NewScope& scope);
  const std::string& text() const { return text_; }

 private:
  std::string take(const Result<std::vector<TextEdit>>& edits, std::vector<NewScope> wanted,
                   const NewScope* limited = nullptr);
  std::string text_;
  Descriptor descriptor_;  ///< of text_
};

}  // namespace leastscope
