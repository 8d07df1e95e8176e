#include <chrono>
#include <random>

#include "lowered.h"
#include "support/catch.h"
#include "syntax/parser.h"

namespace {

const char* const kSample = R"(import a, { b as c } from 'x'; export * from './y';
const { d, e: [f = 1, ...g], ...h } = a?.b[c]`t${d}u`;
@dec(1) class K extends (a, b) { static #p = 1; get [x]() { return super.y } async *m({ z } = {}) { yield* z } static { f() } }
label: for (let i = 0; i < h.length; i++) { switch (i) { case 1: case 2: continue label; default: break } }
for (const [k, v] of Object.entries(h)) try { k() } catch { throw v } finally { done() }
enum E { A = 'a', B } namespace N.M { export const q = 1 } export default async function* () { return <K x={1} {...y}>t {z}</K> }
type T = 'a' | 'b' | undefined; let w: Array<T> = v as T[]; ({ w } = x); x ||= y ?? (z ? 1 : -2) + 'a' + `b`;
export const o = { a, 'b': 1, [c]: 2, get d() { return 1 }, set d(v) {}, ...e, async f() {} }; if (a) function nested() {}
)";

std::string repeated(const std::string& part, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += part;
  return out;
}

}  // namespace

TEST_CASE("truncated and damaged sources end in a module") {
  std::string text = kSample;
  for (const char* path : {"a.js", "a.ts", "a.tsx"})
    for (size_t n = 0; n <= text.size(); n += 3) CHECK_FALSE(lowered(text.substr(0, n), path).empty());
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    std::string damaged = text;
    for (int i = 0; i < 4; ++i) {
      size_t at = random() % damaged.size();
      if (random() % 2)
        damaged.erase(at, random() % 12);
      else
        damaged.insert(at, 1, "{}()[]`'\"<>=;,.@#\\/"[random() % 20]);
      if (damaged.empty()) damaged = ";";
    }
    CHECK_FALSE(lowered(damaged, round % 2 ? "a.tsx" : "a.js").empty());
  }
}

TEST_CASE("deep nesting ends as Unknown") {
  for (const char* open : {"(", "[", "{a:", "f(", "()=>", "!", "x?1:", "if(a){", "function f(){", "`${", "<a>",
                           "class A{x=", "a=>", "a.b("})
    CHECK_FALSE(lowered("x = " + repeated(open, 3000), "a.tsx").empty());
  CHECK(has(lowered("x = " + repeated("[", 3000) + repeated("]", 3000)), "error "));
  CHECK_FALSE(lowered("x = a" + repeated(" + a", 20000)).empty());
  CHECK_FALSE(lowered("x = a" + repeated(".b()", 5000)).empty());
  CHECK(has(lowered("x = [" + repeated("1,", 70000) + "]"), "(... (list 1"));
}

TEST_CASE("lowering is a small part of parsing") {
  std::string big = repeated(std::string(kSample).substr(80), 1500);
  auto now = [] { return std::chrono::steady_clock::now(); };
  double parse = 1e9;
  double total = 1e9;
  for (int round = 0; round < 3; ++round) {
    auto start = now();
    { leastscope::SyntaxTree tree(leastscope::Grammar::tsx, big); }
    auto parsed = now();
    leastscope::Interner names;
    auto module = leastscope::lower_javascript(names, "a.tsx", big);
    auto done = now();
    CHECK(module.nodes.size() > 1000);
    parse = std::min(parse, std::chrono::duration<double>(parsed - start).count());
    total = std::min(total, std::chrono::duration<double>(done - parsed).count());
  }
  WARN("parse " << parse * 1000 << " ms, lowering " << (total - parse) * 1000 << " ms, ratio "
                << (total - parse) / parse);
  CHECK(total < parse * 3);
}
