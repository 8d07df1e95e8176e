// features.tsv: needs that come from the descriptor, from imports or from UI code, without any call.
//
// The published lists are prose in cells. features.tsv beside this file says, by hand, which row means which key and
// condition; this file checks that nothing is invented and nothing forgotten: every scope must stand in a row that is
// named as source, and every row of the published lists must be a source of something, if only of an `ignored` line
// that says why.
#include <algorithm>

#include "tables.h"

namespace leastscope::generate {
namespace {

/// "modules|jira:uiModifications (Jira)" -> everything its rows say, and the groups of the first of them.
struct Published {
  std::string text;
  Groups groups;
  bool used = false;
};
using PublishedRows = std::map<std::string, Published>;

PublishedRows read_published(const Sources& sources, Problems& problems) {
  struct List {
    const char* file;
    size_t key, scopes;
  };
  PublishedRows rows;
  for (List list :
       {List{"modules", 1, 2}, List{"forge_apis", 0, 2}, List{"connect_modules", 2, 3}, List{"slack_features", 0, 1}}) {
    for (const auto& row : read_table(sources.facts + "/" + list.file + ".tsv", problems).rows) {
      std::string prefix = std::string(list.file) == "connect_modules" ? row[0] + " " + row[1] + " " : "";
      Published& one = rows[trim(std::string(list.file) + "|" + prefix + row[list.key])];
      if (one.text.empty()) one.groups = parse_groups(row[list.scopes]);
      one.text += " " + join(row, " ");
    }
  }
  return rows;
}

/// `=` takes the groups of the source; `= & a+b` adds scopes to each granular group of them.
Groups groups_of(const std::string& cell, const Published* source, const ScopeNames& names) {
  if (!starts_with(cell, "=") || source == nullptr) return parse_groups(cell);
  Groups groups = source->groups;
  size_t more = cell.find('&');
  if (more == std::string::npos) return groups;
  for (Group& group : groups) {
    bool granular =
        std::none_of(group.begin(), group.end(), [&](const std::string& scope) { return names.classic(scope); });
    if (granular) group.merge(Group(parse_groups(cell.substr(more + 1)).at(0)));
  }
  return groups;
}

std::string all_graph_scopes(const Sources& sources, Problems& problems) {
  std::set<std::string> scopes;
  for (const auto& row : read_table(sources.facts + "/scopes.tsv", problems).rows) {
    if (starts_with(row[1], "read:graph:") && row[4] == "yes") scopes.insert(row[1]);
  }
  return join({scopes.begin(), scopes.end()}, "|");
}

}  // namespace

void make_features(const Sources& sources, Tables& tables, Problems& problems) {
  Table& table = tables["features.tsv"];
  Table mapping = read_table(sources.mapping + "/features.tsv", problems);
  table.comment = mapping.comment;
  table.columns = {"kind", "key", "condition", "groups", "note"};
  PublishedRows published = read_published(sources, problems);
  ScopeNames names(sources, problems);
  for (const auto& row : mapping.rows) {
    std::string text;
    const Published* first = nullptr;
    for (const std::string& id : split(row[5], ';')) {
      auto found = published.find(trim(id));
      if (found == published.end()) {
        problems.push_back("features.tsv: no published row " + id);
        continue;
      }
      found->second.used = true;
      text += found->second.text;
      if (first == nullptr) first = &found->second;
    }
    if (row[0] == "ignored") continue;
    Groups groups =
        row[3] == "read:graph:*" ? parse_groups(all_graph_scopes(sources, problems)) : groups_of(row[3], first, names);
    if (row[3] != "read:graph:*") {
      for (const Group& group : groups) {
        for (const std::string& scope : group) {
          if (!contains(text, scope))
            problems.push_back("features.tsv: " + row[1] + " asks for " + scope + ", its source does not");
        }
      }
    }
    table.rows.push_back({row[0], row[1], row[2], groups_text(groups), row[4]});
  }
  for (const auto& [id, one] : published) {
    if (!one.used) problems.push_back("features.tsv does not say what this published row means: " + id);
  }
}

}  // namespace leastscope::generate
