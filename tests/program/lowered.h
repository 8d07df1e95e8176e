// Source text to its dump, for comparisons.
#pragma once
#include <string>
#include <string_view>

#include "program/dump.h"
#include "program/javascript/lower.h"

inline std::string lowered(std::string_view text, const std::string& path = "a.js") {
  leastscope::Interner names;
  return leastscope::dump(names, leastscope::lower_javascript(names, path, text));
}

/// The statements of the module's top level only, one a line, without slots and nested functions.
inline std::string top(std::string_view text, const std::string& path = "a.js") {
  leastscope::Interner names;
  auto module = leastscope::lower_javascript(names, path, text);
  std::string out;
  const auto& body = module.node(module.functions[0].body);
  for (unsigned i = 0; i < body.count; ++i) {
    if (i) out += "\n";
    out += leastscope::dump_node(names, module, module.child(module.functions[0].body, i));
  }
  return out;
}

inline bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
