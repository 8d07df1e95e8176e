// Our corrections, each with its reason; applied after everything else.
#include <algorithm>

#include "tables.h"

namespace leastscope::generate {
namespace {

/// The key of a row: its first cells joined by spaces, as many as the overlay's key has words.
bool is_row(const std::vector<std::string>& row, const std::string& key) {
  std::string text;
  for (const std::string& cell : row) {
    text += (text.empty() ? "" : " ") + (cell.empty() ? std::string("-") : cell);
    if (text == key) return true;
    if (text.size() > key.size()) return false;
  }
  return false;
}

void set_cell(std::string& cell, const std::string& value) {
  if (!starts_with(value, "+")) {
    cell = value;
    return;
  }
  std::vector<std::string> words = cell.empty() ? std::vector<std::string>{} : split(cell, ',');
  words.push_back(value.substr(1));
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  cell = join(words, ",");
}

}  // namespace

void apply_overlay(const Sources& sources, Tables& tables, Problems& problems) {
  for (const auto& one : read_table(sources.apis + "/overlay.tsv", problems).rows) {
    auto table = tables.find(one[0] + ".tsv");
    if (table == tables.end()) {
      if (one[0] != "graphql") problems.push_back("overlay.tsv names the table " + one[0] + ", which there is not");
      continue;
    }
    const bool adds = starts_with(one[2], "+");
    size_t column = table->second.column(adds ? one[2].substr(1) : one[2]);
    auto& rows = table->second.rows;
    bool done = false;
    if (adds && column < table->second.columns.size()) {
      done = std::none_of(rows.begin(), rows.end(), [&](const auto& row) { return is_row(row, one[1]); });
      std::vector<std::string> row(table->second.columns.size());
      row[0] = one[1];
      row[column] = one[3];
      if (done) rows.push_back(row);
      if (!done) problems.push_back("overlay.tsv adds " + one[1] + " to " + one[0] + ", which has it");
      continue;
    }
    for (auto& row : rows) {
      if (column >= row.size() || !is_row(row, one[1])) continue;
      set_cell(row[column], one[3]);
      done = true;
    }
    if (!done) problems.push_back("overlay.tsv: no row " + one[1] + " with a column " + one[2] + " in " + one[0]);
  }
}

Tables make_all(const Sources& sources, Problems& problems) {
  Tables tables;
  ScopeNames names(sources, problems);
  make_operations(sources, names, tables, problems);
  make_scopes(sources, tables, problems);
  make_events(sources, tables, problems);
  make_features(sources, tables, problems);
  make_graphql(sources, tables, problems);
  make_slack(sources, tables, problems);
  make_bitbucket_implies(sources, tables, problems);
  make_equivalences(sources, tables, problems);
  make_provenance(sources, tables, problems);
  apply_overlay(sources, tables, problems);
  return tables;
}

}  // namespace leastscope::generate
