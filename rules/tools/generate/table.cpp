#include "table.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

namespace leastscope::generate {

size_t Table::column(std::string_view name) const {
  auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? std::string::npos : static_cast<size_t>(found - columns.begin());
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  size_t from = 0;
  for (;;) {
    size_t to = text.find(separator, from);
    if (to == std::string_view::npos) {
      parts.emplace_back(text.substr(from));
      return parts;
    }
    parts.emplace_back(text.substr(from, to - from));
    from = to + 1;
  }
}

std::string trim(std::string_view text) {
  size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) text += separator;
    text += parts[i];
  }
  return text;
}

bool starts_with(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }
bool ends_with(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}
bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool file_exists(const std::string& path) { return std::ifstream(path).good(); }

std::string read_file(const std::string& path, Problems& problems) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    problems.push_back("cannot read " + path + "; give the folder that holds it");
    return {};
  }
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, const std::string& text, Problems& problems) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  if (!out.flush()) problems.push_back("cannot write " + path);
}

Table read_table(const std::string& path, Problems& problems) {
  Table table;
  std::istringstream in(read_file(path, problems));
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    if (starts_with(line, "# ") && table.columns.empty()) {
      table.comment.push_back(line.substr(2));
      continue;
    }
    std::vector<std::string> cells = split(line, '\t');
    if (table.columns.empty()) {
      table.columns = cells;
      continue;
    }
    cells.resize(std::max(cells.size(), table.columns.size()));
    for (std::string& cell : cells) {
      cell = trim(cell);
      if (cell == "-") cell.clear();
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string table_text(Table table) {
  std::string text;
  for (const std::string& line : table.comment) text += "# " + line + "\n";
  text += join(table.columns, "\t") + "\n";
  std::sort(table.rows.begin(), table.rows.end());
  table.rows.erase(std::unique(table.rows.begin(), table.rows.end()), table.rows.end());
  for (const std::vector<std::string>& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (i != 0) text += '\t';
      text += row[i].empty() ? "-" : row[i];
    }
    text += '\n';
  }
  return text;
}

Groups parse_groups(std::string_view text) {
  std::string whole = trim(text);
  if (whole.empty() || whole == "-") return {};
  Groups groups;
  for (const std::string& alternative : split(whole, '|')) {
    std::string one = trim(alternative);
    if (starts_with(one, "(")) {
      groups.emplace_back();
      continue;
    }
    Group group;
    for (const std::string& scope : split(one, '+')) {
      std::string name = trim(scope);
      if (!name.empty() && name != "-") group.insert(name);
    }
    if (!group.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

Groups any_of(const std::vector<std::string>& scopes) {
  Groups groups;
  for (const std::string& scope : scopes) groups.push_back({scope});
  return groups;
}

std::string groups_text(const Groups& groups) {
  std::vector<std::string> alternatives;
  for (const Group& group : groups) {
    std::string text = group.empty() ? "()" : join({group.begin(), group.end()}, "+");
    if (std::find(alternatives.begin(), alternatives.end(), text) == alternatives.end()) alternatives.push_back(text);
  }
  return join(alternatives, "|");
}

}  // namespace leastscope::generate
