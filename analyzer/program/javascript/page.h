// HTML pages: which scripts they load, and their inline scripts with the offsets they have in the page.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leastscope::javascript {

struct PageScript {
  std::string source;  ///< `src`; empty for an inline script
  bool module = false;
  bool is_script = true;  ///< false: data (`application/json`, templates)
  bool handler = false;   ///< the text of an `onclick` attribute and the like: code that runs later
  uint32_t begin = 0;     ///< inline text
  uint32_t end = 0;
};

/// How a page is written, by its extension: what stands for code of another language, where scripts are.
enum class PageSyntax { Html, Pug, Razor, Component };
PageSyntax page_syntax(std::string_view path);

/// The script elements and event handlers of a page in order; comments are skipped.
std::vector<PageScript> page_scripts(std::string_view html, PageSyntax syntax = PageSyntax::Html);

/// The page with everything blanked except its inline scripts: same length, same line ends, a `;` after each script.
/// The text of a handler becomes a function that is given to unknown code.
std::string scripts_only(std::string_view html, PageSyntax syntax = PageSyntax::Html);

/// The path that a script's source names when a template writes it: `{{furl '/js/a.js'}}`, `{{base}}/js/a.js`,
/// `<%= asset("a.js") %>`; the source itself without placeholders; "" when nothing is left of it.
std::string literal_source(std::string_view source);

}  // namespace leastscope::javascript
