#include "output/output.h"
#include "output/text_frame.h"
#include "output/text_style.h"
#include "sample.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

Report checked() {
  auto r = sample::report();
  run_checks(Facts(), r.apps[0]);
  return r;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("text shows findings with frames, a table and a summary", "[text]") {
  auto text = write_text(checked(), {false, 100, false, false});
  CHECK(has(text, "warning[over-requested-scope]: Scope 'manage:jira-configuration'"));
  CHECK(has(text, "--> manifest.yml:4:7"));
  CHECK(has(text, " 4 |     - manage:jira-configuration\n   |       ^^^^^^^^^^^^^^^^^^^^^^^^^\n"));
  CHECK(has(text, "error[missing-scope]"));
  CHECK(has(text, "way: resolver 'x' (src/index.js:2:1)"));
  CHECK(has(text, "manage:jira-configuration  over-requested"));
  CHECK(has(text, "calls: 1 resolved, 1 unresolved"));
  CHECK(has(text, "1 error, 1 warning"));
  CHECK_FALSE(has(text, "\x1b"));
}

TEST_CASE("colour only when asked for", "[text]") {
  CHECK(has(write_text(checked(), {true, 100, false, false}), "\x1b[1;33m"));
}

TEST_CASE("the text ends with the command that shows the change", "[text]") {
  auto r = checked();
  CHECK(has(write_text(r, {false, 100, false, false}), "To see it:\n  leastscope fix --diff\n"));
  r.apps[0].root = "my app's/x";
  const auto text = write_text(r, {false, 100, false, false});
  CHECK(has(text, "  leastscope fix --diff 'my app'\\''s/x'\n"));
  CHECK(has(text, "--> my app's/x/manifest.yml:4:7"));
  r.apps[0].findings.clear();
  CHECK_FALSE(has(write_text(r, {false, 100, false, false}), "fix --diff"));
}

TEST_CASE("quiet leaves the summary", "[text]") {
  auto text = write_text(checked(), {false, 100, true, false});
  CHECK_FALSE(has(text, "-->"));
  CHECK(has(text, "manifest.yml (forge): 2 scopes"));
}

TEST_CASE("prose is wrapped at the width", "[text]") {
  for (unsigned width : {50u, 72u, 100u}) {
    auto text = write_text(checked(), {false, width, false, false});
    size_t begin = 0;
    while (begin < text.size()) {
      auto end = text.find('\n', begin);
      auto line = text.substr(begin, end - begin);
      INFO(line);
      if (!has(line, "-->") && !has(line, "(forge):") && !has(line, "read 1 file")) CHECK(display_width(line) <= width);
      begin = end + 1;
    }
  }
}

TEST_CASE("the caret stands under the place, whatever the characters", "[text]") {
  auto r = checked();
  auto frame = code_frame(r.apps[0], sample::at("src/index.js", 1, 30), Paint::yellow, Style(false), 120, 2);
  // é takes one column, 漢 and 😀 two each on the terminal; 😀 two units in the source.
  auto code = frame.find("requestJira");
  auto line_begin = frame.rfind('\n', code) + 1;
  auto caret = frame.find('^');
  auto caret_begin = frame.rfind('\n', caret) + 1;
  REQUIRE(code != std::string::npos);
  CHECK(display_width(frame.substr(line_begin, code - line_begin)) == caret - caret_begin);
  CHECK(has(frame, "^^^^^^^^^^^\n"));
}

TEST_CASE("control characters of a source cannot reach the terminal", "[text]") {
  auto r = sample::report();
  r.apps[0].sources["src/index.js"] = "\x1b[31mred();\n";
  auto frame = code_frame(r.apps[0], sample::at("src/index.js", 1, 1), Paint::yellow, Style(false), 80, 2);
  CHECK_FALSE(has(frame, "\x1b"));
}

TEST_CASE("wrapping keeps every word", "[text]") {
  CHECK(wrapped("a bb ccc", 4) == std::vector<std::string>{"a bb", "ccc"});
  CHECK(wrapped("toolongword x", 4) == std::vector<std::string>{"toolongword", "x"});
  CHECK(display_width("漢😀é") == 5);
  CHECK(cut("abcdef", 4) == "abc…");
}
