#include "program/load/outputs.h"

namespace leastscope {

std::vector<std::string> texts_of_script(std::string_view text) {
  std::vector<std::string> found;
  std::string joined;  // of the texts since the last sign that is neither comma nor blank
  unsigned run = 0;
  auto end_run = [&] {
    if (run > 1) found.push_back(joined);
    joined.clear();
    run = 0;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '/' && i + 1 < text.size() && text[i + 1] == '/') {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (c == '/' && i + 1 < text.size() && text[i + 1] == '*') {
      const size_t end = text.find("*/", i + 2);
      if (end == std::string_view::npos) break;
      i = end + 1;
    } else if (c == '"' || c == '\'' || c == '`') {
      std::string one;
      size_t k = i + 1;
      while (k < text.size() && text[k] != c && (c == '`' || text[k] != '\n')) {
        if (text[k] == '\\' && k + 1 < text.size()) ++k;
        one += text[k++];
      }
      i = k;
      if (one.empty()) continue;
      found.push_back(one);
      joined += (run++ ? "/" : "") + one;
    } else if (c != ',' && c != ' ' && c != '\n' && c != '\r' && c != '\t') {
      end_run();
    }
  }
  end_run();
  return found;
}

}  // namespace leastscope
