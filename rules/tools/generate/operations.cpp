#include "operations.h"

namespace leastscope::generate {
namespace {

std::string as_is(const std::string& path) { return path; }
std::string under_confluence_v2(const std::string& path) { return "/wiki/api/v2" + path; }
std::string under_assets(const std::string& path) { return "/jsm/assets/workspace/{workspaceId}/v1" + path; }
std::string under_bitbucket(const std::string& path) { return starts_with(path, "/2.0/") ? path : "/2.0" + path; }
std::string under_admin(const std::string& path) { return "/admin" + path; }

/// The Confluence document of 2022 writes the dynamic modules without their prefix.
std::string old_confluence(const std::string& path) {
  return starts_with(path, "/atlassian-connect/") ? "/wiki/rest" + path : path;
}

struct ApiDocument {
  const char* api;
  const char* file;
  PathRule rule;
};
constexpr ApiDocument kCurrent[] = {
    {"jira-platform", "jira-platform-v3.json", as_is},
    {"jira-software", "jira-software.json", as_is},
    {"jira-service-management", "jira-service-management.json", as_is},
    {"assets", "assets.json", under_assets},
    {"confluence-v1", "confluence-v1.json", as_is},
    {"confluence-v2", "confluence-v2.json", under_confluence_v2},
    {"bitbucket", "bitbucket.json", under_bitbucket},
    {"admin", "admin-organization.json", under_admin},
};
/// Older documents: an operation that the newer one lacks is kept, marked removed.
constexpr struct {
  const char* api;
  const char* file;
  PathRule rule;
  const char* newer;
} kOld[] = {
    {"jira-platform", "jira-platform-v3-2022.json", as_is, "jira-platform"},
    {"confluence-v1-removed", "confluence-v1-2022.json", old_confluence, "confluence-v1"},
};

/// The tables under construction and, for every operation key, the table that has it.
struct Build {
  const Sources& sources;
  const ScopeNames& names;
  Tables& tables;
  Problems& problems;
  std::map<std::string, std::string> seen;  ///< "api GET /path/{}" and "GET /path/{}"
};

Table operations_table() {
  Table table;
  table.comment = {
      "Operations and the scopes they need. Written by leastscope_facts from the published documents; docs/facts.md "
      "explains it.",
      "Groups: alternatives `|`, all of `+`; () needs nothing; - no such way. Corrections belong into overlay.tsv."};
  table.columns = {"method", "path", "classic", "granular", "deprecated_groups", "connect", "flags", "note"};
  return table;
}

void add_row(Build& build, const std::string& api, const OperationRow& row) {
  auto [table, fresh] = build.tables.try_emplace("operations." + api + ".tsv");
  if (fresh) table->second = operations_table();
  table->second.rows.push_back({row.method, row.path, groups_text(row.classic), groups_text(row.granular),
                                groups_text(row.deprecated_groups), row.connect,
                                join({row.flags.begin(), row.flags.end()}, ","), row.note});
}

void exclude(Build& build, const char* file, const DocumentOperation& operation, const std::string& reason) {
  build.tables["excluded.tsv"].rows.push_back({file, operation.method, operation.path, reason});
}

OperationRow make_row(Build& build, const std::string& api, const DocumentOperation& operation, PathRule rule) {
  OperationRow row;
  row.method = operation.method;
  row.path = rule(clean_path(operation.path));
  row.connect = operation.connect;
  if (operation.is_deprecated) row.flags.insert("deprecated");
  if (operation.is_experimental) row.flags.insert("experimental");
  if (api == "bitbucket") {
    fill_bitbucket_groups(operation, row);
  } else {
    fill_groups(operation, build.names, row);
  }
  if (api == "jira-software") infer_provider_scope(build.names, row);
  if (api == "admin" && row.flags.count("no-scope-data") != 0) {
    row.granular = scopes_in_prose(operation.prose);
    if (!row.granular.empty()) row.flags.erase("no-scope-data");
  }
  return row;
}

void read_current(Build& build, const ApiDocument& one) {
  Document document = read_document(build.sources.facts + "/openapi/" + one.file, build.problems);
  for (const DocumentOperation& operation : document.operations) {
    OperationRow row = make_row(build, one.api, operation, one.rule);
    std::string key = operation_key(row.method, row.path);
    if (auto found = build.seen.find(key); found != build.seen.end()) {
      exclude(build, one.file, operation, "the same operation as in operations." + found->second + ".tsv");
      continue;
    }
    build.seen.emplace(key, one.api);
    add_row(build, one.api, row);
  }
}

void read_old(Build& build, const std::string& api, const char* file, PathRule rule, const std::string& newer) {
  Document document = read_document(build.sources.facts + "/openapi/" + file, build.problems);
  for (const DocumentOperation& operation : document.operations) {
    OperationRow row = make_row(build, api, operation, rule);
    std::string key = operation_key(row.method, row.path);
    if (auto found = build.seen.find(key); found != build.seen.end()) {
      exclude(build, file, operation, "still there: the newer document speaks, see operations." + newer + ".tsv");
      continue;
    }
    row.classic = widen_summary(row.classic);
    row.flags.insert("removed");
    row.note = "gone from the documents; groups of the last one that had it";
    build.seen.emplace(key, api);
    add_row(build, api, row);
  }
}

/// JSM Operations: no document can be had, its rules are regular. `/**` stands for any rest of the path, also none.
void read_patterns(Build& build) {
  Table rules = read_table(build.sources.mapping + "/jsm-ops.tsv", build.problems);
  for (const auto& rule : rules.rows) {
    OperationRow row;
    row.path = rule[1];
    row.granular = parse_groups(rule[2]);
    row.flags = {"pattern"};
    if (row.granular.size() == 1 && row.granular[0].empty()) row.classic.swap(row.granular);
    if (row.classic.empty() && row.granular.empty()) row.flags.insert("no-scope-data");
    row.note = rule[3];
    for (const std::string& method : split(rule[0], ',')) {
      row.method = method;
      add_row(build, "jsm-ops", row);
    }
  }
}

void read_compass(Build& build) {
  Table extra = read_table(build.sources.facts + "/compass_rest_extra.tsv", build.problems);
  for (const auto& one : extra.rows) {
    OperationRow row;
    row.method = one[0];
    row.granular = parse_groups(one[2]);
    row.note = "from a reconstruction, not from a document of the vendor";
    for (const char* prefix : {"", "/gateway/api"}) {
      row.path = prefix + clean_path(one[1]);
      add_row(build, "compass-rest", row);
    }
  }
}

}  // namespace

void make_operations(const Sources& sources, const ScopeNames& names, Tables& tables, Problems& problems) {
  Table& excluded = tables["excluded.tsv"];
  excluded.comment = {
      "Operations of the documents that have no row of their own, with the reason. Written by leastscope_facts."};
  excluded.columns = {"document", "method", "path", "reason"};
  Build build{sources, names, tables, problems, {}};
  for (const ApiDocument& one : kCurrent) read_current(build, one);
  for (const auto& one : kOld) read_old(build, one.api, one.file, one.rule, one.newer);
  read_patterns(build);
  read_compass(build);
}

}  // namespace leastscope::generate
