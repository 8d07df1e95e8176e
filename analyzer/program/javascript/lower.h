// One source file to one ir::Module.
#pragma once
#include <string>
#include <string_view>

#include "base/intern.h"
#include "program/ir.h"

namespace leastscope {

/// Lowers a JavaScript or TypeScript file; the grammar follows from the path's extension. Never fails: what the parser
/// could not read is in Module::errors; `unread` is set when it gave up.
ir::Module lower_javascript(Interner& names, const std::string& path, std::string_view text);

/// Lowers the inline scripts of an HTML page as one module of that path; offsets are those of the page.
/// The module has no nodes beyond an empty top level when the page has no script of its own.
ir::Module lower_page(Interner& names, const std::string& path, std::string_view text);

/// A JSON file as a module: its default export and `module.exports` are the data, its top-level keys are named exports.
ir::Module lower_json(Interner& names, const std::string& path, std::string_view text);

/// Fills Module::statements of a lowered script, for hints that came from elsewhere than its comments.
void find_statements(ir::Module& module);

}  // namespace leastscope
