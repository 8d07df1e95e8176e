// Tables of cases beside the tests, and operations as text.
#pragma once
#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "rules/catalog/facts.h"

namespace leastscope::tests {

inline std::vector<std::string> cut(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  for (size_t at = 0;;) {
    size_t end = text.find(separator, at);
    parts.push_back(text.substr(at, end == std::string::npos ? end : end - at));
    if (end == std::string::npos) return parts;
    at = end + separator.size();
  }
}

/// The rows of a TSV below tests/catalog/data, without comments and column names; `-` is empty.
inline std::vector<std::vector<std::string>> cases(const std::string& name) {
  std::ifstream file(std::string(SOURCE_DIR) + "/tests/catalog/data/" + name);
  std::vector<std::vector<std::string>> rows;
  bool named = false;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (!std::exchange(named, true)) continue;
    rows.push_back(cut(line, "\t"));
    for (std::string& cell : rows.back())
      if (cell == "-") cell.clear();
  }
  return rows;
}

inline std::string name_of(const OperationFact& fact) {
  return std::string(fact.method) + " " + std::string(fact.path);
}

inline std::vector<std::string> names_of(const Facts& facts, const std::vector<uint32_t>& ids) {
  std::vector<std::string> names;
  for (uint32_t id : ids) names.push_back(name_of(facts.operation(id)));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace leastscope::tests
