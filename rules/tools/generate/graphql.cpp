// graphql.tsv: fields of Atlassian's GraphQL gateway.
//
// Scopes stand on fields, also on nested ones, and a query needs the scopes of every field it selects. The npm package
// @atlassian/forge-graphql-types (TypeScript made from the schema) has them in the comments of its fields, together
// with the return types. The schema has some 30,000 fields; kept are those with scopes and those that lead to a
// publicly grantable one, so that a selection can be walked from Query, Mutation or Subscription down through the
// return types. A selection of a field that is not in the table needs nothing.
#include <algorithm>
#include <deque>

#include "tables.h"

namespace leastscope::generate {
namespace {

struct Field {
  std::vector<std::string> scopes;
  std::string returns;  ///< TypeScript name of the innermost type, "" for a scalar
  bool oauth = true, deprecated = false, beta = false;
};
struct Type {
  std::string name;  ///< the GraphQL name where the file states it (objects), else the TypeScript name (interfaces)
  bool object = false;
  std::vector<std::string> scopes;
  std::map<std::string, Field> fields;
};
struct Schema {
  std::map<std::string, Type> types;  ///< by TypeScript name
  std::map<std::string, std::vector<std::string>> unions;
};

bool is_public(const std::string& scope) { return !ends_with(scope, ":atlassian-external"); }
bool any_public(const std::vector<std::string>& scopes) { return std::any_of(scopes.begin(), scopes.end(), is_public); }

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text + " ") {
    bool part = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (part) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(word);
      word.clear();
    }
  }
  return words;
}

/// Lines `* * __read:page:confluence__` of a comment.
std::vector<std::string> scopes_in(const std::string& comment) {
  std::vector<std::string> scopes;
  for (const std::string& line : split(comment, '\n')) {
    std::string text = trim(line);
    if (starts_with(text, "* * __") && ends_with(text, "__")) scopes.push_back(text.substr(6, text.size() - 8));
  }
  std::sort(scopes.begin(), scopes.end());
  return scopes;
}

std::string innermost(const std::string& type) {
  if (contains(type, "Scalars[")) return {};
  std::string name;
  for (const std::string& word : words_of(type)) {
    if (word != "Maybe" && word != "Array") name = word;
  }
  return name;
}

/// Reads the file line by line; it is made by a machine and has one declaration or field per line.
class Reader {
 public:
  explicit Reader(Schema& schema) : schema_(schema) {}

  void line(const std::string& text) {
    std::string inner = trim(text);
    if (in_comment_ || starts_with(inner, "/**")) {
      if (!in_comment_) comment_.clear();
      comment_ += inner + "\n";
      in_comment_ = !ends_with(inner, "*/");
      return;
    }
    if (starts_with(text, "export type ")) {
      declaration(text.substr(12));
    } else if (text == "};") {
      type_ = nullptr;
    } else if (type_ != nullptr && starts_with(text, "  ")) {
      field(inner);
    }
    comment_.clear();
  }

 private:
  void declaration(const std::string& text) {
    type_ = nullptr;
    std::vector<std::string> words = words_of(text);
    if (ends_with(text, " {") && contains(text, " = ")) {  // `X = {`, `X = Node & {`
      type_ = &schema_.types[words[0]];
      type_->name = words[0];
      type_->scopes = scopes_in(comment_);
    } else if (words.size() > 1 && !contains(text, "<")) {
      schema_.unions[words[0]].assign(words.begin() + 1, words.end());
    }
  }

  void field(const std::string& text) {
    size_t colon = text.find(": ");
    if (colon == std::string::npos) return;
    std::string name = words_of(text.substr(0, colon)).at(0), type = text.substr(colon + 2);
    if (name == "__typename") {
      type_->name = words_of(type).at(0);
      type_->object = true;
      return;
    }
    Field& field = type_->fields[name];
    field.scopes = scopes_in(comment_);
    field.returns = innermost(type);
    field.oauth = !contains(comment_, "not available for OAuth authenticated requests");
    field.deprecated = contains(comment_, "@deprecated") || contains(comment_, "is **deprecated**");
    field.beta = contains(comment_, "lifecycle stage") || contains(comment_, "@optIn(to:");
  }

  Schema& schema_;
  Type* type_ = nullptr;
  std::string comment_;
  bool in_comment_ = false;
};

/// Types from which a publicly grantable scope can be reached (by TypeScript name).
std::set<std::string> leading_types(const Schema& schema) {
  std::map<std::string, std::set<std::string>> used_by;
  std::deque<std::string> todo;
  std::set<std::string> leading;
  auto add = [&](const std::string& type) {
    if (leading.insert(type).second) todo.push_back(type);
  };
  for (const auto& [name, type] : schema.types) {
    if (type.object && any_public(type.scopes)) add(name);
    for (const auto& [field_name, field] : type.fields) {
      if (!field.returns.empty()) used_by[field.returns].insert(name);
      if (type.object && any_public(field.scopes)) add(name);
    }
  }
  for (const auto& [name, members] : schema.unions) {
    for (const std::string& member : members) used_by[member].insert(name);
  }
  while (!todo.empty()) {
    std::string type = todo.front();
    todo.pop_front();
    // The roots are everywhere (payloads return Query); what leads only back to them leads nowhere new.
    if (type == "Query" || type == "Mutation" || type == "Subscription") continue;
    for (const std::string& user : used_by[type]) add(user);
  }
  return leading;
}

std::string type_name(const Schema& schema, const std::string& type) {
  auto found = schema.types.find(type);
  return found == schema.types.end() ? type : found->second.name;
}

void add_field(const Schema& schema, const std::string& type, const std::string& name, const Field& field,
               Table& table) {
  std::set<std::string> flags;
  if (!field.oauth || (!field.scopes.empty() && !any_public(field.scopes))) flags.insert("internal-only");
  if (field.deprecated) flags.insert("deprecated");
  if (field.beta) flags.insert("beta");
  table.rows.push_back({type, name, groups_text(any_of(field.scopes)), type_name(schema, field.returns),
                        join({flags.begin(), flags.end()}, ",")});
}

bool is_root(const std::string& type) { return type == "Query" || type == "Mutation" || type == "Subscription"; }

void fill(const Schema& schema, Table& table) {
  std::set<std::string> leading = leading_types(schema);
  for (const auto& [ts_name, type] : schema.types) {
    // Inputs have neither the type name nor scopes in their fields; interfaces have no type name.
    if (type.object && !type.scopes.empty()) {
      Field whole;
      whole.scopes = type.scopes;
      add_field(schema, type.name, "(type)", whole, table);
    }
    for (const auto& [name, field] : type.fields) {
      bool leads = !field.returns.empty() && leading.count(field.returns) != 0 && !is_root(field.returns);
      bool kept = !field.scopes.empty() || (leads && leading.count(ts_name) != 0) ||
                  (is_root(ts_name) && (leads || !field.oauth));
      if (kept && (type.object || !field.scopes.empty())) add_field(schema, type.name, name, field, table);
    }
  }
}

/// Fields that only the two derived tables of the facts have (interfaces, and types that the package spells
/// differently).
void add_published(const Sources& sources, Table& table, Problems& problems) {
  std::set<std::pair<std::string, std::string>> known;
  for (const auto& row : table.rows) known.emplace(row[0], row[1]);
  for (const char* file : {"/graphql.tsv", "/graphql_fields.tsv"}) {
    for (const auto& row : read_table(sources.facts + file, problems).rows) {
      // Arguments (`…Args`) repeat the comment of their type: no fields.
      if (row[2].empty() || ends_with(row[0], "Args") || known.count({row[0], row[1]}) != 0) continue;
      std::vector<std::string> scopes = split(row[2], '|');
      table.rows.push_back(
          {row[0], row[1], groups_text(any_of(scopes)), "", any_public(scopes) ? row[3] : "internal-only"});
    }
  }
}

}  // namespace

void make_graphql(const Sources& sources, Tables& tables, Problems& problems) {
  Table& toolkit = tables["graphql-toolkit.tsv"];
  toolkit.comment = {
      "Methods of the Compass toolkit (@atlassian/forge-graphql) and their scopes. Written by leastscope_facts."};
  toolkit.columns = {"method", "groups"};
  for (const auto& row : read_table(sources.facts + "/compass_toolkit.tsv", problems).rows) {
    toolkit.rows.push_back({row[1], groups_text(parse_groups(row[2]))});
  }
  if (sources.graphql.empty()) return;
  Schema schema;
  Reader reader(schema);
  for (const std::string& line : split(read_file(sources.graphql + "/src/graphql-types.ts", problems), '\n'))
    reader.line(line);
  Table& table = tables["graphql.tsv"];
  table.comment = {
      "Fields of Atlassian's GraphQL gateway that carry scopes, and the fields that lead to them. Written by "
      "leastscope_facts.",
      "One scope of `groups` is enough for a field; all selected fields count. field (type): whatever selects the "
      "type.",
      "flags: internal-only (no third party can hold it), deprecated, beta."};
  table.columns = {"type", "field", "groups", "returns", "flags"};
  fill(schema, table);
  add_published(sources, table, problems);
}

}  // namespace leastscope::generate
