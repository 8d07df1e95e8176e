// Which file of rules/ goes into which table, and what is worked out from several of them (covered scopes, date, hash).
#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "rules/tools/embed/embed.h"
#include "rules/tools/embed/sha256.h"

namespace leastscope::embed {
namespace {

using tables::Table;

/// The part of `path` between a prefix and a suffix, if it has both.
bool between(std::string_view path, std::string_view prefix, std::string_view suffix, std::string& middle) {
  if (path.size() <= prefix.size() + suffix.size() || !path.starts_with(prefix) || !path.ends_with(suffix))
    return false;
  middle = path.substr(prefix.size(), path.size() - prefix.size() - suffix.size());
  return true;
}

/// What a client for the API is called.
std::string product_of(const std::string& api) {
  for (std::string_view product : {"confluence", "bitbucket", "admin", "compass"})
    if (api == product || api.starts_with(std::string(product) + "-")) return std::string(product);
  return "jira";
}

void read_operations(const Input& input, const std::string& api, Parsed& parsed) {
  auto columns = std::span(tables::kOperations).subspan(2);
  for (Row& row : read_table(input, columns, 2, parsed.faults)) {
    row.insert(row.begin(), {Value(api), Value(product_of(api))});
    parsed.tables[static_cast<size_t>(Table::operations)].push_back(std::move(row));
  }
}

void read_input(const Input& input, Parsed& parsed) {
  std::string name;
  auto text = [&](std::string kind, std::string bytes) {
    parsed.tables[static_cast<size_t>(Table::texts)].push_back({std::move(kind), name, std::move(bytes)});
  };
  if (between(input.path, "apis/operations.", ".tsv", name)) return read_operations(input, name, parsed);
  if (between(input.path, "checks/", ".md", name)) return text("checks", input.bytes);
  if (between(input.path, "schema/", ".json", name)) return text("schema", input.bytes);
  if (between(input.path, "models/", ".yaml", name)) return text("models", yaml_to_json(input, parsed.faults));
  if (!between(input.path, "apis/", ".tsv", name)) return;
  for (const auto& file : tables::kFiles)
    if (file.stem == name) {
      auto rows = read_table(input, file.columns, file.key, parsed.faults);
      auto& table = parsed.tables[static_cast<size_t>(file.table)];
      std::move(rows.begin(), rows.end(), std::back_inserter(table));
    }
}

bool less_by(const Row& a, const Row& b, std::initializer_list<size_t> columns) {
  for (size_t column : columns)
    if (a[column] != b[column]) return a[column] < b[column];
  return false;
}

/// Sorted by key, so that the reader can search; a key that comes twice is a fault of the table.
void sort_tables(Parsed& parsed) {
  auto at = [&](Table table) -> auto& { return parsed.tables[static_cast<size_t>(table)]; };
  std::sort(at(Table::operations).begin(), at(Table::operations).end(), [](const Row& a, const Row& b) {
    return less_by(a, b, {1, 3, 2, 0, 9});
  });
  std::sort(at(Table::texts).begin(), at(Table::texts).end(), [](const Row& a, const Row& b) {
    return less_by(a, b, {0, 1});
  });
  std::sort(at(Table::events).begin(), at(Table::events).end(), [](const Row& a, const Row& b) {
    return less_by(a, b, {1, 0});
  });
  std::sort(at(Table::equivalences).begin(), at(Table::equivalences).end(), [](const Row& a, const Row& b) {
    return less_by(a, b, {1, 0, 2});
  });
  for (const auto& file : tables::kFiles) {
    if (file.table == Table::events || file.table == Table::equivalences) continue;
    std::stable_sort(at(file.table).begin(), at(file.table).end(), [&](const Row& a, const Row& b) {
      return std::lexicographical_compare(a.begin(), a.begin() + static_cast<ptrdiff_t>(file.key), b.begin(),
                                          b.begin() + static_cast<ptrdiff_t>(file.key));
    });
  }
}

/// All scopes that some operation, event, feature, GraphQL field or Slack method lists.
std::set<std::string> listed_scopes(const Parsed& parsed) {
  std::set<std::string> listed;
  for (Table table : {Table::operations, Table::events, Table::features, Table::graphql, Table::toolkit, Table::slack})
    for (const Row& row : parsed.tables[static_cast<size_t>(table)])
      for (const Value& value : row)
        if (const auto* groups = std::get_if<Groups>(&value))
          for (const auto& group : *groups) listed.insert(group.begin(), group.end());
  return listed;
}

void add_covered(Parsed& parsed) {
  auto listed = listed_scopes(parsed);
  for (Row& row : parsed.tables[static_cast<size_t>(Table::scopes)]) {
    bool level = std::get<std::string>(row[2]).starts_with("connect");  // judged by the levels of operations
    row.emplace_back(uint32_t{level || listed.count(std::get<std::string>(row[0])) > 0});
  }
}

void add_meta(const std::vector<Input>& inputs, Parsed& parsed) {
  std::string date, all;
  for (const Row& row : parsed.tables[static_cast<size_t>(Table::sources)])
    date = std::max(date, std::get<std::string>(row[2]));
  for (const Input& input : inputs)
    if (input.path.starts_with("apis/"))
      all += input.path + '\0' + std::to_string(input.bytes.size()) + '\0' + input.bytes;
  parsed.tables[static_cast<size_t>(Table::meta)] = {{std::string("date"), date}, {std::string("sha256"), sha256(all)}};
}

}  // namespace

Parsed parse(const std::vector<Input>& inputs) {
  Parsed parsed;
  parsed.tables.resize(tables::kTables);
  std::vector<Input> sorted = inputs;
  std::sort(sorted.begin(), sorted.end(), [](const Input& a, const Input& b) { return a.path < b.path; });
  for (const Input& input : sorted) read_input(input, parsed);
  if (!parsed.faults.empty()) return parsed;
  sort_tables(parsed);
  add_covered(parsed);
  add_meta(sorted, parsed);
  return parsed;
}

std::variant<std::string, std::vector<Fault>> make_blob(const std::vector<Input>& inputs) {
  Parsed parsed = parse(inputs);
  if (!parsed.faults.empty()) return std::move(parsed.faults);
  return write_blob(parsed.tables);
}

}  // namespace leastscope::embed
