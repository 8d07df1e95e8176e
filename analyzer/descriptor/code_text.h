// Descriptors that are written in code: an object of JavaScript or TypeScript, a dict of Python, an array of PHP.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "syntax/config_tree.h"

namespace leastscope {

/// Can a file with this path hold a descriptor in code?
bool may_hold_descriptor(std::string_view path);

struct CodeDescriptor {
  ConfigDocument document;
  bool complete = true;  ///< false: parts of it come from code that was not followed
};

/// The first literal of the text that has a Connect descriptor's keys. Constants of the same file are followed; what
/// other code yields becomes a `{{placeholder}}`.
std::optional<CodeDescriptor> descriptor_in_code(std::string_view text, const std::string& file);

}  // namespace leastscope
