// The rules of reading, each on a document made for it.
#include <cstdio>
#include <fstream>

#include "committed.h"
#include "operations.h"

namespace {

using namespace leastscope::generate;

/// Reads a document with one operation, given as the text of that operation.
DocumentOperation read_one(const std::string& operation) {
  std::string path = std::string(BINARY_DIR) + "/factsgen-document.json";
  std::ofstream(path)
      << R"({"openapi":"3.0","info":{"title":"T","version":"1"},"paths":{"/a/{id}/":{"parameters":[],"get":)"
      << operation << "}}}";
  Problems problems;
  Document document = read_document(path, problems);
  std::remove(path.c_str());
  REQUIRE(problems.empty());
  REQUIRE(document.operations.size() == 1);
  return document.operations[0];
}

const ScopeNames& no_names() {
  static Problems problems;
  static const ScopeNames names(Sources{"/nowhere", "", "", ""}, problems);
  return names;
}

OperationRow row_of(const std::string& operation) {
  OperationRow row;
  fill_groups(read_one(operation), no_names(), row);
  return row;
}

TEST_CASE("Trap: two entries of one state are one group, all of it needed") {
  OperationRow row = row_of(
      R"({"x-atlassian-oauth2-scopes":[{"state":"Current","scopes":["read:a"]},{"state":"Current","scopes":["read:b"]}]})");
  CHECK(groups_text(row.classic) == "read:a+read:b");
}

TEST_CASE("Trap: without the extension the security objects speak, as alternatives") {
  OperationRow row =
      row_of(R"({"security":[{"OAuth2":["read:a","read:b"]},{"oAuthDefinitions":["read:c"]},{"basicAuth":[]}]})");
  CHECK(groups_text(row.classic) == "read:a+read:b|read:c");
  CHECK(row.flags.empty());
}

TEST_CASE("Trap: the extension wins over security") {
  OperationRow row =
      row_of(R"({"security":[{"OAuth2":[]}],"x-atlassian-oauth2-scopes":[{"state":"Current","scopes":["read:a"]}]})");
  CHECK(groups_text(row.classic) == "read:a");
}

TEST_CASE("Trap: an anonymous security object is no alternative for an app") {
  OperationRow row = row_of(R"({"security":[{"OAuth2":["read:a"]},{}]})");
  CHECK(groups_text(row.classic) == "read:a");
}

TEST_CASE("Trap: an empty Current needs nothing, an empty Beta is no alternative") {
  OperationRow row = row_of(
      R"({"x-atlassian-oauth2-scopes":[{"state":"Current","scopes":[]},{"state":"Beta","scopes":["read:x:jira"]}]})");
  CHECK(groups_text(row.classic) == "()");
  CHECK(groups_text(row.granular) == "read:x:jira");
  row =
      row_of(R"({"x-atlassian-oauth2-scopes":[{"state":"Current","scopes":["read:a"]},{"state":"Beta","scopes":[]}]})");
  CHECK(groups_text(row.classic) == "read:a");
  CHECK(row.granular.empty());
}

TEST_CASE("Trap: a Current of granular scopes only is granular, a mixed one stays whole") {
  OperationRow row = row_of(R"({"x-atlassian-oauth2-scopes":[{"state":"Current","scopes":["read:page:confluence"]}]})");
  CHECK(row.classic.empty());
  CHECK(groups_text(row.granular) == "read:page:confluence");
  row = row_of(R"({"x-atlassian-oauth2-scopes":[{"state":"Beta","scopes":["read:jira-work","read:app-data:jira"]}]})");
  CHECK(groups_text(row.granular) == "read:app-data:jira+read:jira-work");
}

TEST_CASE("Trap: the deprecated set is kept apart") {
  OperationRow row = row_of(
      R"({"x-atlassian-oauth2-scopes":[{"state":"Current","scopes":["read:a"]},{"state":"Deprecated","scopes":["old:a","old:b"]}]})");
  CHECK(groups_text(row.deprecated_groups) == "old:a+old:b");
  CHECK(groups_text(row.classic) == "read:a");
}

TEST_CASE("Trap: equal alternatives are one") {
  OperationRow row = row_of(
      R"({"x-atlassian-oauth2-scopes":[{"state":"Current","scopes":["a:b:c"]},{"state":"Beta","scopes":["a:b:c"]}]})");
  CHECK(groups_text(row.granular) == "a:b:c");
}

TEST_CASE("Trap: nothing stated is not the same as nothing needed") {
  OperationRow row = row_of(R"({"security":[{"basicAuth":[]}]})");
  CHECK(row.classic.empty());
  CHECK(row.flags.count("no-scope-data") == 1);
  row = row_of(R"({"security":[{"OAuth2":[]}]})");
  CHECK(groups_text(row.classic) == "()");
  CHECK(row.flags.empty());
}

TEST_CASE("Trap: Bitbucket's two lists are for two kinds of apps") {
  DocumentOperation operation = read_one(
      R"({"security":[{"oauth2":["issue","repository:admin"]},{"basic":[]},{"api_key":[]}],
          "x-atlassian-oauth2-scopes":[{"state":"Current","scheme":"oauth2","scopes":["read:issue:bitbucket"]}]})");
  OperationRow row;
  fill_bitbucket_groups(operation, row);
  CHECK(groups_text(row.classic) == "issue+repository:admin");
  CHECK(groups_text(row.granular) == "read:issue:bitbucket");
}

TEST_CASE("Trap: scopes that stand only in prose") {
  CHECK(groups_text(scopes_in_prose("x\n**[OAuth 2.0 scopes](/a) required:** `read:events:admin`\n`other:thing`")) ==
        "read:events:admin");
  CHECK(scopes_in_prose("A body is required: `name`").empty());
  CHECK(scopes_in_prose("").empty());
}

TEST_CASE("Trap: content that was readable with the summary scope may need the other one") {
  CHECK(groups_text(widen_summary({{"read:confluence-content.summary"}})) ==
        "read:confluence-content.summary|read:confluence-content.all");
  CHECK(groups_text(widen_summary({{"write:confluence-content"}})) == "write:confluence-content");
}

TEST_CASE("Trap: stray characters in paths") {
  CHECK(clean_path("/a/{id}\"") == "/a/{id}");
  CHECK(clean_path("/enterprises/${id}/x") == "/enterprises/{id}/x");
  CHECK(clean_path("/a/b/") == "/a/b");
  CHECK(clean_path("/") == "/");
}

TEST_CASE("Trap: placeholder names do not make operations different") {
  CHECK(operation_key("GET", "/pages/{page-id}/x/") == operation_key("GET", "/pages/{id}/x"));
  CHECK(operation_key("GET", "/e/{repo}-issues-{task}.zip") == "GET /e/{}-issues-{}.zip");
  CHECK(operation_key("GET", "/a/{id}") != operation_key("PUT", "/a/{id}"));
}

TEST_CASE("The notation of groups goes both ways") {
  for (const char* text : {"", "()", "a+b", "a+b|c", "()|a"}) CHECK(groups_text(parse_groups(text)) == text);
  CHECK(groups_text(parse_groups("b + a | c ")) == "a+b|c");
  CHECK(groups_text(parse_groups("(none stated)")) == "()");
}

TEST_CASE("A document that is none is a problem, not a crash") {
  Problems problems;
  CHECK(read_document("/nowhere/document.json", problems).operations.empty());
  CHECK(problems.size() == 2);
}

}  // namespace
