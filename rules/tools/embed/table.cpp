// One TSV file: splits it into rows and checks each cell by what its column says it holds.
#include <algorithm>
#include <cstddef>
#include <set>

#include "rules/tools/embed/embed.h"

namespace leastscope::embed {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t at = 0;;) {
    size_t end = text.find(separator, at);
    parts.push_back(text.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return parts;
    at = end + 1;
  }
}

/// A checked cell, or in `expected` what it should have been.
struct Checked {
  Value value;
  std::string expected;
};

Checked check_groups(std::string_view text) {
  static constexpr std::string_view kForm = "groups like 'a+b|c', '()' for an empty group or '-' for none";
  Groups groups;
  if (text == "-" || text.empty()) return {groups, {}};
  for (std::string_view part : split(text, '|')) {
    auto& group = groups.emplace_back();
    if (part == "()") continue;
    for (std::string_view scope : split(part, '+')) {
      bool good = !scope.empty() && scope.find_first_of(" ()\t,;") == std::string_view::npos && scope != "-";
      if (!good) return {groups, std::string(kForm)};
      group.emplace_back(scope);
    }
  }
  return {groups, {}};
}

Checked check_flags(std::string_view text, std::string_view allowed) {
  uint32_t bits = 0;
  if (text == "-" || text.empty()) return {bits, {}};
  auto words = split(allowed, ' ');
  for (std::string_view flag : split(text, ',')) {
    auto found = std::find(words.begin(), words.end(), flag);
    if (found == words.end()) return {bits, "comma separated flags of: " + std::string(allowed)};
    bits |= 1u << (found - words.begin());
  }
  return {bits, {}};
}

Checked check_path(std::string_view text) {
  std::string value(text);
  if (!text.starts_with('/')) return {value, "a path that begins with '/'"};
  bool open = false;
  for (char c : text) {
    if (c == '{' ? open : c == '}' && !open) return {value, "a path with paired braces"};
    if (c == '{' || c == '}') open = c == '{';
    if (open && c == '/') return {value, "a path whose placeholders hold no '/'"};
    if (c == ' ' || c == '"' || c == '?' || c == '#')
      return {value, "a path without blanks, quotes, query and fragment"};
  }
  if (open) return {value, "a path with paired braces"};
  return {value, {}};
}

Checked check_cell(std::string_view text, const tables::Column& column) {
  using tables::Cell;
  static constexpr std::string_view kMethods[] = {"GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY"};
  std::string plain(text == "-" ? std::string_view() : text);
  switch (column.cell) {
    case Cell::text:
      return {plain, {}};
    case Cell::word:
      return {plain, plain.empty() ? "a text that is not empty" : ""};
    case Cell::method: {
      bool known = std::find(std::begin(kMethods), std::end(kMethods), text) != std::end(kMethods);
      return {plain, known ? "" : "GET, PUT, POST, DELETE, PATCH, HEAD, OPTIONS or ANY"};
    }
    case Cell::path:
      return check_path(text);
    case Cell::groups:
      return check_groups(text);
    case Cell::yes_no:
      return {uint32_t{text == "yes"}, text == "yes" || text == "no" || text == "-" ? "" : "yes, no or -"};
    case Cell::risk: {
      bool good = text.size() == 1 && text[0] >= '1' && text[0] <= '4';
      return {good ? static_cast<uint32_t>(text[0] - '0') : 1u, good ? "" : "a risk from 1 to 4"};
    }
    case Cell::flags:
      return check_flags(text, column.allowed);
  }
  return {plain, "a known kind of cell"};
}

std::string heading(std::span<const tables::Column> columns) {
  std::string text;
  for (const auto& column : columns) text += (text.empty() ? "" : " ") + std::string(column.name);
  return text;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::string_view word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

bool check_heading(const Input& input, size_t number, const std::vector<std::string_view>& cells,
                   std::span<const tables::Column> columns, std::vector<Fault>& faults) {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i < cells.size() && cells[i] == columns[i].name) continue;
    std::string found(i < cells.size() ? cells[i] : std::string_view("nothing"));
    faults.push_back({input.path, number, std::string(columns[i].name),
                      "expected the column names " + heading(columns) + ", found '" + found + "' here."});
    return false;
  }
  if (cells.size() == columns.size()) return true;
  faults.push_back({input.path, number, std::string(cells[columns.size()]),
                    "expected no column after " + std::string(columns.back().name) + "."});
  return false;
}

}  // namespace

std::string Fault::text() const {
  return path + (line ? ":" + std::to_string(line) : "") + ": " + (column.empty() ? "" : "column '" + column + "': ") +
         message;
}

std::vector<Row> read_table(const Input& input, std::span<const tables::Column> columns, size_t key,
                            std::vector<Fault>& faults) {
  std::vector<Row> rows;
  std::set<std::vector<std::string_view>> keys;
  size_t number = 0;
  bool named = false;
  for (std::string_view line : split(input.bytes, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    auto cells = split(line, '\t');
    if (!named) {
      if (!check_heading(input, number, cells, columns, faults)) return rows;
      named = true;
      continue;
    }
    if (cells.size() != columns.size()) {
      std::string column(cells.size() < columns.size() ? columns[cells.size()].name : columns.back().name);
      faults.push_back({input.path, number, column,
                        "expected " + std::to_string(columns.size()) + " cells separated by tabs, found " +
                            std::to_string(cells.size()) + "."});
      continue;
    }
    if (auto leading = std::vector(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(key));
        !keys.insert(leading).second)
      faults.push_back(
          {input.path, number, std::string(columns[key - 1].name),
           "expected each " + heading(columns.first(key)) + " once, found '" + joined(leading) + "' again."});
    Row row;
    for (size_t i = 0; i < cells.size(); ++i) {
      auto [value, expected] = check_cell(cells[i], columns[i]);
      if (!expected.empty())
        faults.push_back({input.path, number, std::string(columns[i].name),
                          "expected " + expected + ", found '" + std::string(cells[i]) + "'."});
      row.push_back(std::move(value));
    }
    rows.push_back(std::move(row));
  }
  if (!named)
    faults.push_back(
        {input.path, 0, "", "expected a first line with the column names " + heading(columns) + ", found none."});
  return rows;
}

}  // namespace leastscope::embed
