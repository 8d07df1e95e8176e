// Turns the tables, rule pages and library models of rules/ into one flat blob (its layout: rules/catalog/blob.h).
// A pure function, so that tests can feed tables of their own; main.cpp does the reading and writing.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/catalog/tables.h"

namespace leastscope::embed {

/// A file below rules/, by its path there: "apis/scopes.tsv", "checks/missing-scope.md",
/// "models/builtins/javascript.yaml".
struct Input {
  std::string path;
  std::string bytes;
};

/// "path:line: column 'x': expected …, found '…'."
struct Fault {
  std::string path;
  size_t line = 0;     ///< 0: the file as a whole
  std::string column;  ///< empty: the row as a whole
  std::string message;
  std::string text() const;
};

/// A cell that was checked: text, a number, or an OR of AND-groups.
using Groups = std::vector<std::vector<std::string>>;
using Value = std::variant<std::string, uint32_t, Groups>;
using Row = std::vector<Value>;

struct Parsed {
  std::vector<std::vector<Row>> tables;  ///< by tables::Table
  std::vector<Fault> faults;
};

/// Reads one TSV file and checks every cell. `columns` are those the file must have, in this order; the first `key` of
/// them tell its rows apart.
std::vector<Row> read_table(const Input& input, std::span<const tables::Column> columns, size_t key,
                            std::vector<Fault>& faults);
/// Compact JSON of a YAML document: plain scalars by the JSON-like rules of YAML's core schema, quoted ones as text.
std::string yaml_to_json(const Input& input, std::vector<Fault>& faults);
/// All inputs as sorted, checked tables.
Parsed parse(const std::vector<Input>& inputs);
/// The blob of checked tables.
std::string write_blob(const std::vector<std::vector<Row>>& tables);
/// Both: the blob, or the faults.
std::variant<std::string, std::vector<Fault>> make_blob(const std::vector<Input>& inputs);

}  // namespace leastscope::embed
