// YAML and JSON of strangers: no crash, no endless work, and every span lies inside the text.
#include <cstdint>
#include <cstdlib>

#include "descriptor/descriptor.h"
#include "syntax/config_tree.h"

using namespace leastscope;

namespace {

void check(const ConfigNode& node, size_t size) {
  if (node.span.begin > node.span.end || node.span.end > size) std::abort();
  for (const auto& item : node.items) check(item, size);
  for (const auto& entry : node.entries) {
    if (entry.key_span.begin > entry.key_span.end || entry.key_span.end > size) std::abort();
    check(entry.value, size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(data, data + size);
  if (auto yaml = parse_yaml(text, "manifest.yml")) check(yaml->root, size);
  if (auto json = parse_json(text, "atlassian-connect.json")) check(json->root, size);
  for (const char* name : {"manifest.yml", "atlassian-connect.json", "manifest.json", "app-manifest.yml"}) {
    auto descriptor = read_descriptor(text, name, true);
    if (!descriptor) continue;
    for (const auto& scope : descriptor->scopes)
      if (scope.span.begin > scope.span.end || scope.span.end > size) std::abort();
  }
  return 0;
}
