#include "syntax/parser.h"

#include <string>

#include "support/catch.h"
#include "syntax/ts.h"

using namespace leastscope;

TEST_CASE("the grammars read their languages") {
  struct Case {
    Grammar grammar;
    std::string text;
    std::string root;
  };
  for (const auto& c : {Case{Grammar::javascript, "const a = () => <b c={d}/>;", "program"},
                        Case{Grammar::typescript, "let a: Map<string, number> = <any>b;", "program"},
                        Case{Grammar::tsx, "let a: T = <b/>;", "program"},
                        Case{Grammar::html, "<p>x<script>y</script></p>", "document"}}) {
    const SyntaxTree tree(c.grammar, c.text);
    REQUIRE(tree.tree());
    const TSNode root = ts::root(tree);
    CHECK(ts::type(root) == c.root);
    CHECK_FALSE(ts_node_has_error(root));
    CHECK(ts_language_abi_version(grammar_language(c.grammar)) >= 13);
  }
}

TEST_CASE("helpers: fields, texts, children") {
  const std::string text = "api.get('/x', é);";
  const SyntaxTree tree(Grammar::javascript, text);
  const TSNode call = ts::named_child(ts::named_child(ts::root(tree), 0), 0);
  REQUIRE(ts::is(call, "call_expression"));
  CHECK(ts::text(ts::field(call, "function"), text) == "api.get");
  const TSNode arguments = ts::field(call, "arguments");
  CHECK(ts::span(arguments) == Span{7, 17});
  std::string seen;
  ts::each_child(arguments, [&](TSNode child) { seen += std::string(ts::text(child, text)) + ";"; });
  CHECK(seen == "'/x';é;");
  CHECK(ts::null(ts::field(call, "nothing")));
  CHECK(ts::is(ts::parent(arguments), "call_expression"));
  size_t nodes = 0;
  ts::walk(ts::root(tree), [&](TSNode node) {
    ++nodes;
    return !ts::is(node, "arguments");
  });
  CHECK(nodes == 9);  // program, statement, call, member, api, dot, get, arguments (not entered), semicolon
}

TEST_CASE("null nodes are harmless") {
  const TSNode none{};
  CHECK(ts::null(none));
  CHECK(ts::type(none).empty());
  CHECK(ts::children(none) == 0);
  CHECK(ts::null(ts::child(none, 0)));
  CHECK(ts::span(none) == Span{});
}

TEST_CASE("broken and empty files still give a tree") {
  CHECK(SyntaxTree(Grammar::javascript, "").tree());
  CHECK(SyntaxTree(Grammar::javascript, "function ((( {{{ ]]").tree());
  CHECK(SyntaxTree(Grammar::tsx, std::string("\0\xFF\xFE a", 6)).tree());
}

TEST_CASE("deep and endless input ends") {
  // What counts is that it ends, with or without a tree, and that the tree can be walked and freed.
  for (const auto& [grammar, text] :
       {std::pair{Grammar::javascript, std::string(50'000, '(')},
        std::pair{Grammar::javascript, std::string(50'000, '[') + std::string(50'000, ']')},
        std::pair{Grammar::typescript, std::string(30'000, '<')}}) {
    const SyntaxTree tree(grammar, text);
    size_t nodes = 0;
    ts::walk(ts::root(tree), [&](TSNode) {
      ++nodes;
      return true;
    });
    CHECK((tree.tree() == nullptr || nodes > 0));
  }
  std::string chain = "a";
  for (int i = 0; i < 20'000; ++i) chain += ".b()";
  const SyntaxTree tree(Grammar::javascript, chain);
  REQUIRE(tree.tree());
  CHECK_FALSE(ts_node_has_error(ts::root(tree)));
}

TEST_CASE("HTML whose open tags pile up is given up, not waited for") {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "<a>";
  CHECK_FALSE(SyntaxTree(Grammar::html, text).tree());
  std::string list;
  for (int i = 0; i < 5'000; ++i) list += "<li>x<br><a href=y>z</a>";
  CHECK(SyntaxTree(Grammar::html, list).tree());
}

TEST_CASE("a file beyond the limit is not parsed") {
  CHECK_FALSE(SyntaxTree(Grammar::javascript, std::string((64u << 20) + 1, ' ')).tree());
}
