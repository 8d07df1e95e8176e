// The embedding tool and the reader together, on small tables; blobs that are damaged; tables that are wrong.
#include <utility>

#include "rules/catalog/blob.h"
#include "rules/tools/embed/embed.h"
#include "rules/tools/embed/sha256.h"
#include "support/catch.h"
#include "tests/catalog/cases.h"

using namespace leastscope;
using namespace leastscope::tests;
using embed::Fault;
using embed::Input;

namespace {

const std::string kHeading = "method\tpath\tclassic\tgranular\tdeprecated_groups\tconnect\tflags\tnote\n";
const std::string kScopeHeading =
    "scope\tfamily\tkind\trisk\tforge\tconnect\tbitbucket\tslack_tokens\tdeprecated\topens\n";

std::vector<Input> sample() {
  return {{"apis/operations.jira-platform.tsv",
           "# sample\n" + kHeading + "PUT\t/a/{id}\tw:a\tx:a+y:a|z:a\t-\tWRITE\texperimental,v3-only\ta note\n" +
               "GET\t/a/{id}\t()\t-\told:a\tREAD\t-\t-\n"},
          {"apis/operations.jsm-ops.tsv", kHeading + "GET\t/o/{cloud}/**\t-\t-\t-\t-\tpattern,no-scope-data\t-\n"},
          {"apis/scopes.tsv", kScopeHeading + "w:a\tjira\tclassic\t2\tyes\tno\tno\t-\tno\tChanges things.\n" +
                                  "a:b\tslack\tslack\t4\tno\tno\tno\tbot user\tyes\t-\n"},
          {"apis/provenance.tsv", "source\tversion\tdate\tsha256\torigin\nx\t1\t2026-01-02\t-\there\n"},
          {"apis/overlay.tsv", "this\tis\tnot\tembedded\n"},
          {"checks/missing-scope.md", "---\nid: x\n---\n# Text\n"},
          {"models/builtins/javascript.yaml", "a: [1, '1', true, \"true\", ~, 1.5, 007]\nb: {c: d}\n"},
          {"schema/model.json", "{}"}};
}

std::string blob_of(const std::vector<Input>& inputs) {
  auto result = embed::make_blob(inputs);
  if (const auto* faults = std::get_if<std::vector<Fault>>(&result)) {
    for (const Fault& fault : *faults) UNSCOPED_INFO(fault.text());
    REQUIRE(faults->empty());
  }
  return std::get<std::string>(result);
}

/// The faults of one table as text.
std::vector<std::string> faults_of(const std::string& path, const std::string& bytes) {
  auto result = embed::make_blob({{path, bytes}});
  std::vector<std::string> texts;
  if (const auto* faults = std::get_if<std::vector<Fault>>(&result))
    for (const Fault& fault : *faults) texts.push_back(fault.text());
  return texts;
}

bool only_fault(const std::string& path, const std::string& bytes, const std::string& start, const std::string& part) {
  auto texts = faults_of(path, bytes);
  for (const auto& text : texts) UNSCOPED_INFO(text);
  return texts.size() == 1 && texts[0].starts_with(start) && texts[0].find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a blob holds what the tables say") {
  std::string blob = blob_of(sample());
  Facts facts{std::string_view(blob)};
  REQUIRE(facts.valid());
  REQUIRE(facts.operation_count() == 3);
  const OperationFact& get = facts.operation(facts.match("jira", "GET", "/a/1").best.at(0));
  CHECK(get.api == "jira-platform");
  CHECK(get.product == "jira");
  CHECK(get.classic == Groups{{}});
  CHECK(get.granular.empty());
  CHECK(get.deprecated_groups == Groups{{"old:a"}});
  CHECK(get.connect == "READ");
  CHECK(get.note.empty());
  CHECK((get.scope_known && !get.deprecated && !get.experimental && !get.removed && !get.pattern && !get.v3_only));
  const OperationFact& put = facts.operation(facts.match("jira", "PUT", "/a/1").best.at(0));
  CHECK(put.granular == Groups{{"x:a", "y:a"}, {"z:a"}});
  CHECK((put.experimental && put.v3_only && !put.inferred));
  CHECK(put.note == "a note");
  const OperationFact& ops = facts.operation(facts.match("jira", "GET", "/o/1/x/y").best.at(0));
  CHECK((ops.pattern && !ops.scope_known));
  CHECK(facts.date() == "2026-01-02");
  CHECK(facts.sources().at(0).origin == "here");
  REQUIRE(facts.scope("w:a") != nullptr);
  CHECK(facts.scope("w:a")->covered);
  CHECK(facts.scope("w:a")->opens == "Changes things.");
  CHECK_FALSE(facts.scope("a:b")->covered);
  CHECK(facts.scope("a:b")->slack_tokens == "bot user");
  CHECK(facts.texts("checks").at(0).second == "---\nid: x\n---\n# Text\n");
  CHECK(facts.texts("models").at(0).first == "builtins/javascript");
  CHECK(facts.texts("models").at(0).second == R"({"a":[1,"1",true,"true",null,"1.5","007"],"b":{"c":"d"}})");
  CHECK(facts.texts("schema").at(0).first == "model");
}

TEST_CASE("the same tables make the same bytes, in whatever order they are read") {
  auto inputs = sample();
  std::string blob = blob_of(inputs);
  std::reverse(inputs.begin(), inputs.end());
  CHECK(blob_of(inputs) == blob);
}

TEST_CASE("a damaged blob reads as an empty one") {
  std::string blob = blob_of(sample());
  auto empty = [](std::string_view bytes) {
    Facts facts(bytes);
    return !facts.valid() && facts.operation_count() == 0 && facts.scopes().empty() && facts.texts("models").empty() &&
           facts.match("jira", "GET", "/a/1").possible.empty() && facts.date().empty();
  };
  for (size_t size = 0; size < blob.size(); ++size)
    if (!empty(std::string_view(blob).substr(0, size))) FAIL("cut to " << size << " bytes");
  CHECK(empty(blob + "x"));
  CHECK(empty("something else altogether, but long enough to hold a header of some kind" + std::string(400, 'x')));
  for (size_t at = 0; at < kBlobHeader; ++at) {
    std::string other = blob;
    other[at] = static_cast<char>(other[at] ^ 0x41);
    if (!empty(other)) FAIL("header byte " << at);
  }
}

TEST_CASE("wrong cells never lead outside the blob") {
  std::string blob = blob_of(sample());
  for (size_t at = kBlobHeader; at < blob.size(); ++at) {
    std::string other = blob;
    other[at] = static_cast<char>(0xff);
    Facts facts{std::string_view(other)};
    size_t seen = facts.match("jira", "ANY", "{+}").possible.size() + facts.scopes().size() + facts.date().size();
    for (uint32_t id = 0; id < facts.operation_count(); ++id) seen += facts.operation(id).classic.size();
    CHECK(seen < 1u << 20);
  }
}

TEST_CASE("a wrong row is named by file, line and column") {
  std::string ops = "apis/operations.jira-platform.tsv";
  auto row = [&](const std::string& text) { return "# comment\n" + kHeading + text + "\n"; };
  CHECK(faults_of(ops, row("GET\t/a\t-\t-\t-\t-\t-\t-")).empty());
  CHECK(only_fault(ops, row("FETCH\t/a\t-\t-\t-\t-\t-\t-"), ops + ":3: column 'method': expected GET", "'FETCH'"));
  CHECK(only_fault(ops, row("GET\ta\t-\t-\t-\t-\t-\t-"), ops + ":3: column 'path': expected", "begins with '/'"));
  CHECK(only_fault(ops, row("GET\t/{a\t-\t-\t-\t-\t-\t-"), ops + ":3: column 'path': expected", "braces"));
  CHECK(only_fault(ops, row("GET\t/a}\t-\t-\t-\t-\t-\t-"), ops + ":3: column 'path': expected", "braces"));
  CHECK(only_fault(ops, row("GET\t/a\"\t-\t-\t-\t-\t-\t-"), ops + ":3: column 'path': expected", "quotes"));
  CHECK(only_fault(ops, row("GET\t/a\tb++c\t-\t-\t-\t-\t-"), ops + ":3: column 'classic': expected groups", "'b++c'"));
  CHECK(only_fault(ops, row("GET\t/a\t-\tb c\t-\t-\t-\t-"), ops + ":3: column 'granular': expected groups", "'b c'"));
  CHECK(only_fault(ops, row("GET\t/a\t-\t-\t|\t-\t-\t-"), ops + ":3: column 'deprecated_groups': expected groups",
                   "'|'"));
  CHECK(only_fault(ops, row("GET\t/a\t-\t-\t-\t-\tstale\t-"), ops + ":3: column 'flags': expected", "'stale'"));
  CHECK(only_fault(ops, row("GET\t/a\t-\t-\t-\t-\t-"), ops + ":3: column 'note': expected 8 cells", "found 7"));
  CHECK(only_fault(ops, row("GET\t/a\t-\t-\t-\t-\t-\t-\t-"), ops + ":3: column 'note': expected 8 cells", "found 9"));
  CHECK(only_fault(ops, "method\tway\n", ops + ":1: column 'path': expected the column names", "'way'"));
  CHECK(only_fault(ops, "# only a comment\n", ops + ": expected a first line", "method path"));
  std::string scopes = "apis/scopes.tsv";
  auto scope = [&](const std::string& text) { return kScopeHeading + text + "\n"; };
  CHECK(only_fault(scopes, scope("-\tjira\tclassic\t1\tyes\tno\tno\t-\tno\t-"), scopes + ":2: column 'scope'",
                   "not empty"));
  CHECK(
      only_fault(scopes, scope("a\tjira\tclassic\t5\tyes\tno\tno\t-\tno\t-"), scopes + ":2: column 'risk'", "1 to 4"));
  CHECK(only_fault(scopes, scope("a\tjira\tclassic\t1\tmaybe\tno\tno\t-\tno\t-"), scopes + ":2: column 'forge'",
                   "yes, no"));
  CHECK(only_fault("models/x.yaml", "a: [1\n", "models/x.yaml:", "expected YAML"));
  CHECK(only_fault("models/x.yaml", "a: 1\na: 2\n", "models/x.yaml:", "each key once"));
}

TEST_CASE("two rows with one key are a fault") {
  std::string ops = "apis/operations.jira-platform.tsv";
  CHECK(only_fault(ops, kHeading + "GET\t/a\t-\t-\t-\t-\t-\t-\nPUT\t/a\t-\t-\t-\t-\t-\t-\nGET\t/a\t()\t-\t-\t-\t-\t-\n",
                   ops + ":4: column 'path': expected each", "GET /a"));
}

TEST_CASE("sha256 of known texts") {
  CHECK(embed::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(embed::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(embed::sha256(std::string(1000, 'a')) == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
}
