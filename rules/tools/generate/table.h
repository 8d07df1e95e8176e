// Tab-separated tables: how the generator reads what others published and writes what the project reviews.
//
// A table that we write is UTF-8, its first lines are comments (`# …`), then the column names, then the rows in byte
// order, so that two runs give the same bytes and a change of the facts is a readable difference. `-` stands for an
// empty cell.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace leastscope::generate {

/// What went wrong while generating, in the order it was noticed. An empty list means success.
using Problems = std::vector<std::string>;

/// All scopes of a group are needed at once; in byte order, no doubles.
using Group = std::set<std::string>;
/// Alternatives: one group is enough. An empty group needs nothing; no group means "not stated" or "not this way".
using Groups = std::vector<Group>;

struct Table {
  std::vector<std::string> comment;  ///< without the leading "# "
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< as many cells as columns; "" is written as `-`

  /// Index of a column; npos if there is none.
  size_t column(std::string_view name) const;
};

/// Reads a table. Short rows are filled up, a cell `-` becomes "". A missing file is a problem and gives an empty
/// table.
Table read_table(const std::string& path, Problems& problems);
/// The text of a table: comment, columns, sorted rows without doubles.
std::string table_text(Table table);
std::string read_file(const std::string& path, Problems& problems);
void write_file(const std::string& path, const std::string& text, Problems& problems);
bool file_exists(const std::string& path);

std::vector<std::string> split(std::string_view text, char separator);
std::string trim(std::string_view text);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
bool starts_with(std::string_view text, std::string_view with);
bool ends_with(std::string_view text, std::string_view with);
bool contains(std::string_view text, std::string_view part);

/// `a+b | c` as groups; `-` and "" as none; `()` and `(none…` as one empty group.
Groups parse_groups(std::string_view text);
/// Alternatives `a|b|c` of one scope each.
Groups any_of(const std::vector<std::string>& scopes);
/// The notation of the tables: `a+b|c`, `()` for an empty group, `-` for none. Order of the alternatives is kept,
/// doubles go.
std::string groups_text(const Groups& groups);

}  // namespace leastscope::generate
