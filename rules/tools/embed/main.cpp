// leastscope_embed RULES OUT: reads the tables, pages and models below the folder RULES and writes the blob OUT.
// Exit 0; 1 when a file is wrong (each fault on a line of its own on stderr); 2 when a file cannot be read or written.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>

#include "rules/tools/embed/embed.h"

namespace {

using namespace leastscope::embed;
namespace fs = std::filesystem;

bool read_folder(const fs::path& rules, std::string_view folder, std::string_view extension,
                 std::vector<Input>& inputs) {
  std::error_code error;
  if (!fs::is_directory(rules / folder, error)) return true;
  for (auto entry = fs::recursive_directory_iterator(rules / folder, error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    if (!entry->is_regular_file() || entry->path().extension() != extension) continue;
    std::ifstream file(entry->path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file.is_open() || file.bad()) {
      std::cerr << entry->path().string() << ": cannot be read.\n";
      return false;
    }
    inputs.push_back({fs::relative(entry->path(), rules).generic_string(), bytes.str()});
  }
  return !error;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: leastscope_embed RULES OUT\n";
    return 2;
  }
  fs::path rules = arguments[1];
  std::vector<Input> inputs;
  if (!read_folder(rules, "apis", ".tsv", inputs) || !read_folder(rules, "checks", ".md", inputs) ||
      !read_folder(rules, "models", ".yaml", inputs) || !read_folder(rules, "schema", ".json", inputs))
    return 2;
  auto result = make_blob(inputs);
  if (const auto* faults = std::get_if<std::vector<Fault>>(&result)) {
    for (const Fault& fault : *faults) std::cerr << "rules/" << fault.text() << "\n";
    return 1;
  }
  const auto& blob = std::get<std::string>(result);
  std::ofstream out(arguments[2], std::ios::binary);
  out.write(blob.data(), static_cast<std::streamsize>(blob.size()));
  out.close();
  if (!out) {
    std::cerr << arguments[2] << ": cannot be written.\n";
    return 2;
  }
  return 0;
}
