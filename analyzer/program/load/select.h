// Which files are source code, in which language, and which are not analysed and why (USES.md, section 1).
#pragma once
#include <string>
#include <string_view>

namespace leastscope {

/// The language of a path by its extension: "javascript", "typescript", "html", "java" …; "" when it is not source
/// code.
std::string language_of(std::string_view path);
/// Files of markup with a script of its own that others import: Vue, Svelte, Astro.
bool is_component(std::string_view language);
/// Languages that are lowered.
bool reads_language(std::string_view language);
/// Why a file is not analysed, by its path below the app's root alone; "" when it is.
std::string skip_reason(std::string_view below_root);
/// The part of a path up to and including its build output folder (`ui/dist/a.js` -> `ui/dist`); "" when there is none.
std::string output_folder(std::string_view path);
/// More than 300 bytes a line on average, and more than a few lines' worth.
bool is_minified(std::string_view text);
/// A published library that was copied into the app: a licence and a version in its first comment, and no word of a
/// product in it.
bool is_vendored(std::string_view text);
/// `*` within a segment, `**` across, `?` one character.
bool glob_match(std::string_view pattern, std::string_view path);

}  // namespace leastscope
