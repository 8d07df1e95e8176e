#include "lowered.h"
#include "support/catch.h"

TEST_CASE("calls, members and literals") {
  CHECK(top("f(1, 'a', ...b)") == "(call %f 1 \"a\" (... %b))");
  CHECK(top("a?.b?.[c]?.(1)") == "(call? (index? (get? %a b) %c) 1)");
  CHECK(top("new Foo.Bar(2); new X") == "(new (get %Foo Bar) 2)\n(new %X)");
  CHECK(top("o['requestJira'](k)") == "(call (get %o requestJira) %k)");
  CHECK(top("'\\u0041\\x42\\u{1F600}\\n\\'' ") == "\"AB\xF0\x9F\x98\x80\n'\"");
  CHECK(top("[1,,/a\\/b/g, null, undefined, true, 10n]") == "(list 1 undefined /a\\/b/ null undefined true 10n)");
  CHECK(top("a = 1, b") == "(comma (%a = 1) %b)");
  CHECK(top("import('./x'); require(p); require.resolve('q')") ==
        "(import \"./x\")\n(require %p)\n(call (get %require resolve) \"q\")");
  CHECK(top("function require() {}\nrequire('x')") == "($require := fn:1)\n(call $require \"x\")");
  CHECK(top("import.meta.env") == "(get %import.meta env)");
  CHECK(top("typeof a === 'b' && !(c in d) || e instanceof F") ==
        "(|| (&& (== (typeof %a) \"b\") (! (in %c %d))) (instanceof %e %F))");
  CHECK(top("a ?? (b ? c : d); delete o.x; i++; o.n += 2; a ||= 3; b ??= 4; void 0") ==
        "(?? %a (?: %b %c %d))\n(delete (get %o x))\n(%i ?= 1)\n((get %o n) += 2)\n(%a ||= 3)\n(%b ?"
        "?= 4)\n(void 0)");
}

TEST_CASE("string building") {
  CHECK(top("a + 'b' + (c + d) + 1") == "(+ %a \"b\" (+ %c %d) 1)");
  CHECK(top("`x${a}y${b}`") == "(concat \"x\" %a \"y\" %b)");
  CHECK(top("`plain\\t`") == "\"plain\t\"");
  CHECK(top("route`/rest/${id}`") == "(tagged %route \"/rest/\" %id \"\")");
  CHECK(top("api.route`${a}${b}`") == "(tagged (get %api route) \"\" %a \"\" %b \"\")");
}

TEST_CASE("objects") {
  CHECK(top("x = {a, 'b-c': 1, [k]: 2, ...r, m() {}, get g() { return 1 }, async *n() {}, 3: 4}") ==
        "(%x = (record (a: %a) (b-c: 1) ([entry] %k 2) (... %r) (m: fn:1) (get g: fn:2) (n: fn:3) (3: 4)))");
}

TEST_CASE("destructuring") {
  CHECK(top("const {a} = f()") == "($a := (get (call %f) a))");
  CHECK(top("const {a, b: {c = 1}, ...r} = f()") ==
        "(#3 := (call %f))\n($a := (get #3 a))\n($c := (default (get (get #3 b) c) 1))\n($r := (without #3 \"a\" "
        "\"b\"))");
  CHECK(top("const [, x, ...ys] = v") == "($x := (index %v 1))\n($ys := (rest %v 2))");
  CHECK(
      top("let a, b; [a, b] = [b, a]") ==
      "($a := undefined)\n($b := undefined)\n(comma (#2 := (list $b $a)) ($a = (index #2 0)) ($b = (index #2 1)) #2)");
  CHECK(top("({x: o.p} = q)") == "(comma ((get %o p) = (get %q x)) %q)");
  std::string f = lowered("function f({a, b = 2}, [c] = [], ...d) { return a }");
  CHECK(has(f,
            "fn1 f(#0, #1 = (list), ...$d)\n  ($a := (get #0 a))\n  ($b := (default (get #0 b) 2))\n  ($c := (index #1 "
            "0))\n"));
}

TEST_CASE("scopes") {
  CHECK(has(lowered("let x = 1; { let x = 2; f(x) } f(x)"), "slots $x! $x!"));
  CHECK(top("if (a) { var v = 1 } f(v)") == "(if %a (block ($v := 1)) _)\n(call %f $v)");
  CHECK(top("g(); function g() {}") == "($g := fn:1)\n(call $g)");
  CHECK(top("if (a) { h(); function h() {} }") == "(if %a (block ($h := fn:1) (call $h)) _)");
  std::string closure = lowered("let n = 0; const f = () => { n++ }; n = 1; const k = () => f()");
  CHECK(has(closure, "slots $n^~ $f!^ $k!"));
  CHECK(has(closure, "fn1 f() arrow\n  ($n^1 ?= 1)\n"));
  CHECK(has(lowered("const f = () => () => { return f }"), "(return $f^2)"));
  CHECK(has(lowered("const f = function g(n) { return g(n) }"), "($f := ($g := fn:1))"));
  CHECK(has(lowered("const f = function g(n) { return n }"), "($f := fn:1)"));
  CHECK(has(lowered("function f() { return arguments[0] } "), "(return (index arguments 0))"));
}

TEST_CASE("statements") {
  CHECK(top("for (const x of xs) f(x)") == "(of %xs $x (block (call %f $x)))");
  CHECK(top("for (const k in o) f(k)") == "(keys %o $k (block (call %f $k)))");
  CHECK(top("for (const [k, v] of m) f(k, v)") ==
        "(of %m #2 (block ($k := (index #2 0)) ($v := (index #2 1)) (block (call %f $k $v))))");
  CHECK(top("for (let i = 0; i < xs.length; i++) f(xs[i])") == "(keys %xs $i (block (call %f (index %xs $i))))");
  CHECK(top("for (let i = 0; i < xs.length; i++) { i = 2 }") ==
        "(block ($i := 0) (while (< $i (get %xs length)) (block ($i = 2)) ($i ?= 1)))");
  CHECK(top("for (let i = 1; i < xs.length; i++) f()") ==
        "(block ($i := 1) (while (< $i (get %xs length)) (block (call %f)) ($i ?= 1)))");
  CHECK(top("for (;;) break") == "(while _ (block (break)) _)");
  CHECK(top("a: while (x) { continue a }") == "(while@a %x (block (continue@a)) _)");
  CHECK(top("do f(); while (x)") == "(do %x (block (call %f)) _)");
  CHECK(top("try { a() } catch (e) { b(e) } finally { c() }") ==
        "(try (block (call %a)) (block ($e := (unknown)) (call %b $e)) (block (call %c)))");
  CHECK(top("switch (v) { case 1: case 2: f(); break; case 3: g(); default: h() }") ==
        "(match %v (list 1 2) (block (call %f) (break)) (list 3) (block (call %g) (block (call %h))) (list) (block "
        "(call %h)))");
  CHECK(top("switch (v) { case 1: default: f() }") == "(match %v (list 1) (block (call %f)) (list) (block (call %f)))");
  CHECK(top("if (a) b(); else if (c) d(); else e()") ==
        "(if %a (block (call %b)) (block (if %c (block (call %d)) (block (call %e)))))");
}

TEST_CASE("classes") {
  std::string text = lowered(
      "class K extends B { x = 1; static s = 2; #p = () => this.x; constructor(a) { super(a) } get v() { return 1 } "
      "static m() {} async *g() { yield* q; yield 1 } ['c' + 1]() {} static { init() } }");
  CHECK(has(text, "($K := class:0)"));
  CHECK(has(text, "fn1 constructor($a) of class:0\n  (call super $a)\n"));
  CHECK(has(text, "  ((get this x) = 1)\n  ((get this #p) = fn:"));
  CHECK(has(text, "  ((get this s) = 2)\n  (block (call %init))\n"));
  CHECK(has(text, "class0 K extends %B constructor:1"));
  CHECK(has(text, "  get v fn:2\n  static method m fn:3\n  method g fn:4\n  method [(+ \"c\" 1)] fn:5\n"));
  std::string typed = lowered(
      "@Injectable()\nexport class S { constructor(private readonly http: Http, @Inject(T) public b?: 'x' | 'y') {} "
      "@Get('/a') list(@Query('q') q: string[]): Promise<number> { return 1 } abstract(): void; }",
      "a.ts");
  CHECK(has(typed,
            "fn1 constructor($http: Http, @Inject $b: 'x'|'y') of class:0\n  ((get this http) = $http)\n  ((get this "
            "b) = $b)\n"));
  CHECK(has(typed, "fn2 list(@Query $q: string[]): number of class:0 @Get(call %Get \"/a\")"));
  CHECK(has(typed, "class0 S @Injectable(call %Injectable) constructor:1 .http:Http .b:'x'|'y'"));
}

TEST_CASE("modules") {
  std::string text = lowered(
      "import d, {a as b, default as e} from 'p'; import * as n from './n'; import './s';\n"
      "export { b as c, n }; export * from './q'; export * as r from './r'; export { t as u } from './t';\n"
      "export const [k, {l: m}] = d; export default () => 1; export function f() {}");
  CHECK(
      has(text, "import p.default as $d\nimport p.a as $b\nimport p.default as $e\nimport ./n.* as $n\nimport ./s.\n"));
  CHECK(has(text, "export c = $b\nexport n = $n\nexport * from ./q.*\nexport r from ./r.*\nexport u from ./t.t\n"));
  CHECK(has(text, "export k = $k\nexport m = $m\nexport default = $default\nexport f = $f\n"));
  CHECK(has(text, "default() arrow"));
  CHECK(has(lowered("export default function run() { run() }"), "export default = $run\n"));
  CHECK(has(lowered("export default function () {}"), "fn1 default()"));
  CHECK(has(
      lowered("import type {A} from 'a'; import {type B, C} from 'b'; export type {A}; export interface I {}", "a.ts"),
      "import type a.A as $A\nimport type b.B as $B\nimport b.C as $C\nexport type A = $A\n"));
  CHECK(has(lowered("module.exports = { a }; exports.b = 1; const f = () => module.exports.a"),
            "((get $module exports) = (record (a: %a)))\n  ((get $exports b) = 1)\n"));
  CHECK(has(lowered("import x = require('./x'); export = x;", "a.ts"),
            "($x := (require \"./x\"))\n  ((get $module exports) = $x)\n"));
}

TEST_CASE("types") {
  std::string text = lowered(
      "type M = 'GET' | 'PUT' | undefined; enum E { A = 'a', B = 'b' } enum N { X, Y = 4, Z }\n"
      "let m: M = f(); const n = g as number; const t = <Foo>h; const c = [1] as const; const s = k! satisfies P;\n"
      "declare const z: string; function over(a: string): void; function over(a) {}",
      "a.ts");
  CHECK(has(text, "type M = 'GET'|'PUT'?\ntype E = 'a'|'b'\n"));
  CHECK(has(text, "  ($E := (record (A: \"a\") (B: \"b\")))\n  ($N := (record (X: 0) (Y: 4) (Z: 5)))\n"));
  CHECK(has(text,
            "($m := (hint (call %f) M))\n  ($n := (hint %g number))\n  ($t := (hint %h Foo))\n  ($c := (list 1))\n  "
            "($s := %k)\n"));
  CHECK(has(
      lowered("namespace A { export const x = 1; export function f() { return x } } namespace A { export const y = 2 }",
              "a.ts"),
      "  ($f := fn:1)\n  ($x := 1)\n  ($A := (record (x: $x) (f: $f)))\n  ($y := 2)\n  ((get $A y) = $y)\n"));
}

TEST_CASE("JSX") {
  CHECK(top("<a.B x=\"1\" on={f} {...p} y>hi {z}<br/></a.B>", "a.jsx") ==
        "(jsx (get %a B) (record (x: \"1\") (on: %f) (... %p) (y: true) (children: (list \"hi \" %z (jsx \"br\" "
        "(record))))))");
  CHECK(top("<><C/></>", "a.tsx") == "(jsx \"\" (record (children: (jsx %C (record)))))");
  CHECK(top("<C>{f}</C>", "a.tsx") == "(jsx %C (record (children: %f)))");
}

TEST_CASE("places") {
  leastscope::Interner names;
  std::string text = "api.asApp()\n  .requestJira(x);\nconst { requestJira } = c; new a.Foo(); o['k']();";
  auto module = leastscope::lower_javascript(names, "a.js", text);
  std::string called;
  for (const auto& node : module.nodes)
    if (node.kind == leastscope::ir::Kind::Call || node.kind == leastscope::ir::Kind::Get)
      called += text.substr(node.at, 3) + " ";
  CHECK(called == "asA asA req req req Foo Foo k'] k'] ");
}

TEST_CASE("hints in comments") {
  std::string text = lowered("x();\n// leastscope: calls[GET /rest/api/3/issue/{id}]\ny('leastscope: calls[no]');");
  CHECK(has(text, "hint 2: GET /rest/api/3/issue/{id}\n"));
  CHECK_FALSE(has(text, "calls[no]\n"));
}

TEST_CASE("what cannot be parsed keeps what is inside") {
  std::string text = lowered("const a = ; foo(1);\n function g( { api.asApp().requestJira('/x') }\nbar();");
  CHECK(has(text, "error "));
  CHECK(has(text, "foo"));
  CHECK(has(text, "requestJira"));
  CHECK(has(text, "bar"));
}

TEST_CASE("pages") {
  leastscope::Interner names;
  std::string html =
      "<script src=a.js></script>\n<!-- <script>no()</script> --><script type=\"text/x-template\"><b></script>\n"
      "<SCRIPT>var u = 1</SCRIPT><script>AP.request(u, <%= x %>, '{{base \"b\"}}/rest')</script>";
  auto module = leastscope::lower_page(names, "p.html", html);
  CHECK(has(leastscope::dump(names, module),
            "  ($u := 1)\n  (call (get %AP request) $u %__ (concat %{{base \"b\"}} \"/rest\"))\n"));
  CHECK(module.errors.empty());
  for (const auto& node : module.nodes)
    if (node.kind == leastscope::ir::Kind::Call) CHECK(html.substr(node.at, 7) == "request");
}

TEST_CASE("JSON modules") {
  leastscope::Interner names;
  std::string text =
      leastscope::dump(names, leastscope::lower_json(names, "a.json", "{\"base\": \"/rest\", \"n\": [1, true]}"));
  CHECK(has(text, "export default = $default\nexport base = $base\nexport n = $n\n"));
  CHECK(has(text, "($default := (record (base: \"/rest\") (n: (list 1 true))))"));
  CHECK(has(text, "((get $module exports) = $default)"));
}
