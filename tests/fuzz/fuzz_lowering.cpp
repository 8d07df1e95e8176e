// Source of strangers: every text lowers to a module, the same one twice. The first byte says how the file is called.
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "program/dump.h"
#include "program/javascript/lower.h"

using namespace leastscope;

namespace {

struct Language {
  char letter;  ///< as `./dev fuzz` marks the seeds
  const char* path;
  ir::Module (*lower)(Interner& names, const std::string& path, std::string_view text);
};
const Language kLanguages[] = {
    {'j', "a.js", lower_javascript}, {'t', "a.ts", lower_javascript}, {'x', "a.tsx", lower_javascript},
    {'h', "a.html", lower_page},     {'v', "a.vue", lower_page},      {'s', "a.svelte", lower_page},
    {'a', "a.astro", lower_page},    {'p', "a.pug", lower_page},      {'c', "a.cshtml", lower_page},
    {'n', "a.json", lower_json},
};

const Language& language_of(uint8_t byte) {
  for (const Language& language : kLanguages)
    if (language.letter == byte) return language;
  return kLanguages[byte % std::size(kLanguages)];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const Language& language = language_of(data[0]);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Interner names;
  const std::string once = dump(names, language.lower(names, language.path, text));
  Interner again;
  if (once != dump(again, language.lower(again, language.path, text))) std::abort();
  return 0;
}
