// Short ways to read inline descriptors in tests.
#pragma once
#include <string>
#include <vector>

#include "descriptor/descriptor.h"
#include "support/catch.h"

namespace leastscope::test {

inline Descriptor read(const std::string& text, const std::string& file = "manifest.yml") {
  auto found = read_descriptor(text, file);
  REQUIRE(found.has_value());
  if (!found->readable && !found->problems.empty())
    UNSCOPED_INFO(found->problems[0].message << " line " << found->problems[0].at.at.line);
  return *found;
}

inline std::vector<std::string> names(const Descriptor& descriptor) {
  std::vector<std::string> out;
  for (const auto& scope : descriptor.scopes)
    out.push_back(scope.token.empty() ? scope.scope : scope.token + " " + scope.scope);
  return out;
}

inline std::string cut(const std::string& text, Span span) { return text.substr(span.begin, span.end - span.begin); }

inline std::string without(const std::string& text, Span span) {
  return text.substr(0, span.begin) + text.substr(span.end);
}

inline std::string apply(std::string text, const std::vector<TextEdit>& edits) {
  for (size_t i = edits.size(); i-- > 0;)
    text = text.substr(0, edits[i].span.begin) + edits[i].text + text.substr(edits[i].span.end);
  return text;
}

/// All entry points as "label | kind | file#name or path | phase", in order.
inline std::vector<std::string> entries(const Descriptor& descriptor) {
  static const char* const kKinds[] = {"function", "resolver", "trigger", "scheduled", "web_trigger", "consumer",
                                       "action",   "endpoint", "remote",  "resource",  "page",        "lifecycle",
                                       "webhook",  "route",    "program", "listener"};
  std::vector<std::string> out;
  for (const auto& entry : descriptor.entries) {
    std::string line = entry.label + " | " + kKinds[static_cast<int>(entry.kind)] + " | ";
    line += entry.file.empty() ? entry.path : entry.file + "#" + entry.name;
    if (!entry.resolver_of.empty()) line += " <- " + entry.resolver_of;
    out.push_back(line + " | " + std::string(phase_name(entry.phase)));
  }
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace leastscope::test
