// JavaScript and TypeScript of strangers: every text lowers to a module, the same one twice.
#include <cstdint>
#include <cstdlib>

#include "program/dump.h"
#include "program/javascript/lower.h"

using namespace leastscope;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const char* const kNames[] = {"a.js", "a.ts", "a.tsx"};
  const std::string path = kNames[data[0] % 3];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Interner names;
  const std::string once = dump(names, lower_javascript(names, path, text));
  Interner again;
  if (once != dump(again, lower_javascript(again, path, text))) std::abort();
  return 0;
}
