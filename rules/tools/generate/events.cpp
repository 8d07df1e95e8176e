// events.tsv: what an app must hold to be told about something.
#include "tables.h"

namespace leastscope::generate {
namespace {

/// `(list empty …)` and other remarks after a value are not part of it.
std::string without_remark(const std::string& text) {
  size_t at = text.find(" (");
  return at == std::string::npos ? text : text.substr(0, at);
}

std::string product_of_event(const std::string& event) {
  std::vector<std::string> parts = split(event, ':');
  if (parts.size() < 2 || starts_with(parts[1], "ecosystem") || parts[1] == "cloud") return "forge";
  return parts[1];
}

void add_atlassian(const Sources& sources, Table& table, Problems& problems) {
  for (const auto& row : read_table(sources.facts + "/events.tsv", problems).rows) {
    if (row[0] == "slack" || !starts_with(row[1], "avi:")) continue;
    Groups groups = parse_groups(row[2]);
    for (const Group& group : parse_groups(row[3])) groups.push_back(group);
    table.rows.push_back({row[0], row[1], groups_text(groups), contains(row[1], "*") ? "pattern" : ""});
  }
  for (const auto& row : read_table(sources.facts + "/events-fixes.tsv", problems).rows) {
    if (!contains(row[1], "absent in events.tsv")) continue;
    Groups groups = parse_groups(without_remark(row[3]));
    for (const Group& group : parse_groups(row[4])) groups.push_back(group);
    std::string note = "documented only";
    if (contains(row[3], "third-party")) note = "scope from a third party's note";
    if (contains(row[0], "{")) note = "pattern";
    table.rows.push_back({product_of_event(row[0]), row[0], groups_text(groups), note});
  }
}

void add_slack(const Sources& sources, Table& table, Problems& problems) {
  for (const auto& row : read_table(sources.facts + "/slack_events.tsv", problems).rows) {
    std::string note;
    if (row[3] == "retired")
      note = "retired";
    else if (starts_with(row[3], "no"))
      note = "rtm-only";
    Groups groups = parse_groups(row[1]);
    if (groups.empty()) groups.emplace_back();
    table.rows.push_back({"slack", row[0], groups_text(groups), note});
  }
}

}  // namespace

void make_events(const Sources& sources, Tables& tables, Problems& problems) {
  Table& table = tables["events.tsv"];
  table.comment = {
      "Events and the scopes that receiving them needs. Written by leastscope_facts; docs/facts.md explains it.",
      "note: pattern (`*` or `{…}` stands for any text); documented only (the vendor's own linter does not know it);",
      "rtm-only, retired: a Slack app cannot subscribe to it."};
  table.columns = {"product", "event", "groups", "note"};
  add_atlassian(sources, table, problems);
  add_slack(sources, table, problems);
}

}  // namespace leastscope::generate
