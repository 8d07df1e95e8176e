// The loader of library models: what a file may say, `like`, overrides, and what is said about wrong files.
#include "calls/model.h"
#include "support/catch.h"

using namespace leastscope;
using From = ValueSource::From;
using Kind = ReturnEffect::Kind;

namespace {

Models load(const std::string& yaml, std::vector<Problem>& problems) {
  return Models::load({{"models/own.yaml", yaml}}, problems);
}

/// The one message about a wrong model.
std::string complaint(const std::string& yaml) {
  std::vector<Problem> problems;
  load(yaml, problems);
  if (problems.size() != 1) return std::to_string(problems.size()) + " problems";
  CHECK(problems[0].kind == "bad-model");
  return problems[0].message;
}

const std::string head = "library: own\nmatch: {package: own}\n";

}  // namespace

TEST_CASE("a model is found by package, subpath and global") {
  std::vector<Problem> problems;
  Models models = load(
      "library: own\nlanguage: [javascript, java]\nmatch: {package: [own, '@a/own'], global: Own, also: [x.Own]}\n"
      "exports: {get: {opaque: true}}\n",
      problems);
  CHECK(problems.empty());
  REQUIRE(models.package("own", "javascript") != nullptr);
  CHECK(models.package("own", "java") == models.library("own"));
  CHECK(models.package("own", "python") == nullptr);
  CHECK(models.package("own/lib/deep", "javascript") == models.library("own"));
  CHECK(models.package("@a/own/lib", "javascript") == models.library("own"));
  CHECK(models.package("@a/owner", "javascript") == nullptr);
  CHECK(models.package("@a", "javascript") == nullptr);
  CHECK(models.global("Own", "javascript") == models.library("own"));
  CHECK(models.global("window.Own", "javascript") == models.library("own"));
  CHECK(models.global("x.Own", "javascript") == models.library("own"));
  CHECK(models.global("y.Own", "javascript") == nullptr);
}

TEST_CASE("value sources") {
  std::vector<Problem> problems;
  Models models = load(head + R"(
exports:
  f:
    api:
      product: jira
      url: {first-of: [{arg: 0, kind: string}, {option: [last, a, b]}]}
      method: {option: [any, method], default: GET}
      document: {arg: last, name: query}
      variables: self.vars
      token: {member: dotted}
      operation: {const: self}
  g: {api: {product: jira, url: "/rest/api/3/issue/{}", method: POST}}
)",
                       problems);
  REQUIRE(problems.empty());
  const LibraryModel& own = *models.library("own");
  const ApiEffect& api = *own.exports.at("f").api;
  CHECK(api.url.from == From::FirstOf);
  REQUIRE(api.url.first_of.size() == 2);
  CHECK(api.url.first_of[0].kind == "string");
  CHECK(api.url.first_of[1].argument == -1);
  CHECK(api.url.first_of[1].keys == std::vector<std::string>{"a", "b"});
  CHECK(api.method.argument == -2);
  CHECK(api.method.fallback == std::optional<std::string>("GET"));
  CHECK(api.document.argument == -1);
  CHECK(api.document.name == "query");
  CHECK(api.variables.from == From::Self);
  CHECK(api.variables.text == "vars");
  CHECK(api.token.from == From::Member);
  CHECK(api.token.text == "dotted");
  CHECK(api.operation_name.from == From::Constant);
  CHECK(api.operation_name.text == "self");
  CHECK(api.identity == "unknown");
  CHECK(api.governed == "yes");
  const ApiEffect& fixed = *own.exports.at("g").api;
  CHECK(fixed.url.from == From::Constant);
  CHECK(fixed.url.template_kind == "holes");
  CHECK(fixed.method.text == "POST");
}

TEST_CASE("like copies and overrides key by key") {
  std::vector<Problem> problems;
  Models models = load(head + R"(
exports:
  base: {api: {product: jira, identity: app, url: {arg: 0}, method: {option: [1, method], default: GET}}, returns: {arg: 0}}
  put: {like: base, api: {method: PUT}}
  from-type: {like: Client.get}
types:
  Client:
    members:
      get:
        - {when: {option: [0, auth]}, like: export.put, api: {governed: "no"}}
        - {like: export.put}
      del: {like: get, api: {method: DELETE}}
      chain: {like: del, returns: self}
    call: {like: get}
)",
                       problems);
  REQUIRE(problems.empty());
  const LibraryModel& own = *models.library("own");
  const Effect& put = own.exports.at("put");
  CHECK(put.api->method.text == "PUT");
  CHECK(put.api->identity == "app");
  CHECK(put.api->url.from == From::Argument);
  CHECK(put.returns.kind == Kind::Value);
  CHECK(own.exports.at("base").api->method.from == From::Option);
  const Effect& get = own.types.at("Client").members.at("get");
  CHECK(get.when_value.from == From::Option);
  CHECK(get.api->governed == "no");
  REQUIRE(get.next != nullptr);
  CHECK(get.next->api->governed == "yes");
  const Effect& del = own.types.at("Client").members.at("del");
  CHECK(del.api->method.text == "DELETE");
  CHECK(del.api->governed == "no");
  REQUIRE(del.next != nullptr);
  CHECK(del.next->api->method.text == "DELETE");
  CHECK(own.types.at("Client").members.at("chain").next->returns.kind == Kind::Self);
  CHECK(own.types.at("Client").call->api->method.text == "PUT");
  CHECK(own.exports.at("from-type").next != nullptr);
}

TEST_CASE("effects") {
  std::vector<Problem> problems;
  Models models = load(head + R"(
exports:
  Made: {opaque: true, new: {returns: {handle: H, identity: app, base: {option: [0, baseURL]}, key: self.key}}}
  reg: {entry: {kind: resolver, key: {arg: 0}, function: {arg: 1}, parameters: [{payload: payload, context: opaque}, request], only-if: [a], phase: install}}
  jump: {link: {to: remote, key: {arg: 0}, path: {option: [1, path]}, method: POST}, returns: {result: link}}
  cb: {calls: [{arg: 1, with: [error, response], later: true}, {function: {arg: 0}, phase: install}]}
  hook: {need: {kind: condition, what: hasScope, scope: {arg: 0}}, on-use: true}
  set: {sets: base}
  short: {when: {arguments: [1, 2]}, type: H, attributes: {identity: user}}
types: {H: {new: {returns: {handle: H}}}}
)",
                       problems);
  for (const Problem& problem : problems) UNSCOPED_INFO(problem.message);
  REQUIRE(problems.empty());
  const auto& exports = models.library("own")->exports;
  CHECK_FALSE(exports.at("Made").constructs);
  REQUIRE(exports.at("Made").next != nullptr);
  const Effect& made = *exports.at("Made").next;
  CHECK(made.constructs);
  CHECK(made.returns.kind == Kind::Handle);
  CHECK(made.returns.attributes.at("identity") == "app");
  CHECK(made.returns.sources.at("base").from == From::Option);
  CHECK(made.returns.sources.at("key").text == "key");
  const EntryEffect& entry = *exports.at("reg").entry;
  CHECK(entry.parameters == std::vector<std::string>{"payload=payload context=opaque", "request"});
  CHECK(entry.only_if == std::vector<std::string>{"a"});
  CHECK(entry.phase == "install");
  CHECK(exports.at("jump").link->path.from == From::Option);
  CHECK(exports.at("jump").link->method.text == "POST");
  CHECK(exports.at("jump").returns.kind == Kind::Link);
  REQUIRE(exports.at("cb").calls.size() == 2);
  CHECK(exports.at("cb").calls[0].function.argument == 1);
  CHECK(exports.at("cb").calls[0].later);
  CHECK(exports.at("cb").calls[1].phase == "install");
  CHECK(exports.at("hook").on_use);
  CHECK(exports.at("hook").need->scope.from == From::Argument);
  CHECK(exports.at("set").sets.at("base").from == From::Argument);
  CHECK(exports.at("short").max_arguments == 2);
  CHECK(exports.at("short").type_attributes.at("identity") == "user");
  CHECK(models.library("own")->types.at("H").construct->constructs);
}

TEST_CASE("wrong models name file, line, key and what was expected") {
  using Catch::Matchers::Contains;
  CHECK_THAT(complaint(head + "exports:\n  f: {api: {product: jira, ulr: {arg: 0}}}\n"),
             Contains("'models/own.yaml', line 4") && Contains("exports.f.api.ulr") && Contains("url"));
  CHECK_THAT(complaint(head + "exports:\n  f: {api: {product: jra, url: {arg: 0}}}\n"),
             Contains("line 4") && Contains("'jra'") && Contains("confluence"));
  CHECK_THAT(complaint(head + "exports:\n  f: {like: g}\n"), Contains("exports.f.like") && Contains("'g'"));
  CHECK_THAT(complaint(head + "exports:\n  f: {like: f}\n"), Contains("exports.f.like"));
  CHECK_THAT(complaint(head + "exports:\n  a: {like: b}\n  b: {like: a}\n"), Contains("circle"));
  CHECK_THAT(complaint(head + "exports:\n  f: {returns: {handle: Missing}}\n"),
             Contains("line 4") && Contains("'Missing'"));
  CHECK_THAT(complaint(head + "exports:\n  f: {calls: {arg: x}}\n"), Contains("whole number"));
  CHECK_THAT(complaint(head + "exports:\n  f: {api: {product: jira, url: {kind: string}}}\n"),
             Contains("no place to take the value from"));
  CHECK_THAT(complaint(head + "exports:\n  f: {entry: {key: {arg: 0}}}\n"), Contains("kind"));
  CHECK_THAT(complaint(head + "exprots: {}\n"), Contains("line 3") && Contains("exprots") && Contains("exports"));
  CHECK_THAT(complaint(head + "exports: [a]\n"), Contains("not a map"));
  CHECK_THAT(complaint("match: {package: own}\n"), Contains("library") && Contains("missing"));
  CHECK_THAT(complaint("library: own\n"), Contains("match") && Contains("missing"));
  CHECK_THAT(complaint("library: [\n"), Contains("own.yaml"));
}

TEST_CASE("a wrong key does not take the rest of the model away") {
  std::vector<Problem> problems;
  Models models = load(head + "exports: {f: {apx: 1}, g: {opaque: true}}\n", problems);
  CHECK(problems.size() == 1);
  REQUIRE(models.library("own") != nullptr);
  CHECK(models.library("own")->exports.at("g").opaque);
}

TEST_CASE("a user's model replaces ours of the same name, and no other") {
  std::vector<Problem> problems;
  Models models = Models::load(
      {{"mine.yaml", "library: axios\nmatch: {package: my-axios}\nexports: {default: {opaque: true}}\n"}}, problems);
  CHECK(problems.empty());
  CHECK(models.package("axios", "javascript") == nullptr);
  REQUIRE(models.package("my-axios", "javascript") != nullptr);
  CHECK(models.package("@forge/api", "javascript") != nullptr);
}

TEST_CASE("types of other libraries") {
  std::vector<Problem> problems;
  Models models = Models::load(
      {{"a.yaml", "library: a\nmatch: {package: a}\ntypes: {T: {members: {x: {returns: {handle: b/U}}}}}\n"},
       {"b.yaml", "library: b\nmatch: {package: b}\ntypes: {U: {members: {y: {opaque: true}}}}\n"}},
      problems);
  CHECK(problems.empty());
  const LibraryModel* owner = nullptr;
  const LibraryModel& a = *models.library("a");
  const ModelType* type = models.type(a, a.types.at("T").members.at("x").returns.type, &owner);
  REQUIRE(type != nullptr);
  CHECK(type->name == "U");
  CHECK(owner == models.library("b"));
  CHECK(models.type(a, "T") == &a.types.at("T"));
  CHECK(models.type(a, "c/T") == nullptr);
  CHECK(models.type(a, "U") == nullptr);
}
