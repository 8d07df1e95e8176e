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
  uint32_t begin = 0;     ///< inline text
  uint32_t end = 0;
};

/// The script elements of a page in order; comments are skipped.
std::vector<PageScript> page_scripts(std::string_view html);

/// The page with everything blanked except its inline scripts: same length, same line ends, a `;` after each script.
std::string scripts_only(std::string_view html);

}  // namespace leastscope::javascript
