// Descriptors that are templates: Mustache, Handlebars, EJS, ERB, Jinja, Freemarker, `${…}`.
#pragma once
#include <string>
#include <string_view>

namespace leastscope {

/// True when tags of a template language stand in the text.
bool has_template_marks(std::string_view text);
/// True when a value holds a placeholder: "{{SCOPE}}", "${SCOPE}", "<%= scope %>".
bool has_placeholder(std::string_view value);
/// A copy of equal length of a JSON template that JSON parsers can read: control tags become spaces, tags that stand
/// for a value become strings, quotes inside tags inside strings vanish. Offsets stay true.
std::string without_template_tags(std::string_view text);

}  // namespace leastscope
