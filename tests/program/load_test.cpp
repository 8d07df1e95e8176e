#include <map>

#include "program/dump.h"
#include "program/load/select.h"
#include "program/program.h"
#include "support/catch.h"

using namespace leastscope;

namespace {

std::unique_ptr<Program> load(std::map<std::string, std::string> files, const std::string& root = "",
                              const std::vector<std::string>& foreign = {}, unsigned threads = 1) {
  MemorySource source(std::move(files));
  ProgramOptions options;
  options.threads = threads;
  return load_program(source, root, foreign, options);
}

std::string to(const Program& program, const std::string& from, const std::string& specifier) {
  ImportTarget target = program.resolve(program.module_of(from), specifier);
  if (target.kind == ImportTarget::Kind::Module) return program.modules[target.module].path;
  if (target.kind == ImportTarget::Kind::Missing) return "missing";
  return "package " + target.package + (target.subpath.empty() ? "" : " " + target.subpath);
}

std::string skipped(const Program& program, const std::string& path) {
  for (const SourceFile& file : program.files)
    if (file.path == path) return file.skipped;
  return "not listed";
}

std::string paths(const Program& program, const std::vector<ModuleId>& modules) {
  std::string out;
  for (ModuleId id : modules) out += (out.empty() ? "" : " ") + program.modules[id].path;
  return out;
}

}  // namespace

TEST_CASE("files that are set aside") {
  std::string wide = "var a=" + std::string(3000, '1') + ";";
  auto program = load({{"src/index.js", "import './tests/used'; import './big.min.js'"},
                       {"src/tests/used.js", "f()"},
                       {"src/tests/other.js", "f()"},
                       {"src/a.test.ts", ""},
                       {"src/a.stories.tsx", ""},
                       {"src/t.d.ts", ""},
                       {"src/wide.js", wide},
                       {"src/big.min.js", wide},
                       {"dist/main.js", "f()"},
                       {"docs/x.js", ""},
                       {"examples/x.js", ""},
                       {"vendor/v.js", ""},
                       {"other/b.js", ""},
                       {"App.java", ""},
                       {"a.vue", ""},
                       {"readme.md", ""}},
                      "", {"other"});
  CHECK(skipped(*program, "src/index.js") == "");
  CHECK(skipped(*program, "src/tests/used.js") == "");
  CHECK(skipped(*program, "src/tests/other.js") == "test");
  CHECK(skipped(*program, "src/a.test.ts") == "test");
  CHECK(skipped(*program, "src/a.stories.tsx") == "test");
  CHECK(skipped(*program, "src/t.d.ts") == "type declarations");
  CHECK(skipped(*program, "src/wide.js") == "minified");
  CHECK(skipped(*program, "src/big.min.js") == "minified");
  CHECK(skipped(*program, "dist/main.js") == "built bundle");
  CHECK(skipped(*program, "docs/x.js") == "documentation");
  CHECK(skipped(*program, "examples/x.js") == "example");
  CHECK(skipped(*program, "vendor/v.js") == "dependency");
  CHECK(skipped(*program, "other/b.js") == "other app");
  CHECK(skipped(*program, "readme.md") == "not listed");
  CHECK(program->module_of("src/tests/used.js") != ir::kNone);
  CHECK(program->module_of("src/tests/other.js") == ir::kNone);
  for (const SourceFile& file : program->files)
    if (file.path == "App.java" || file.path == "a.vue") CHECK(file.read_language == (file.path == "a.vue"));
}

TEST_CASE("size is a reason only for what would be read") {
  const std::string big = "f();" + std::string(2000, '\n');
  MemorySource source({{"package.json", "{}"},
                       {"src/index.js", "import './tests/used'; import '../vendor/client'; f()"},
                       {"src/big.js", big},
                       {"src/tests/used.js", big},
                       {"src/tests/other.js", big},
                       {"docs/guide.js", big},
                       {"src/types.d.ts", big},
                       {"vendor/client.js", "f()"},
                       {"vendor/other.js", "f()"},
                       {"left/out.js", big},
                       {"ui/src/app.js", "f()"},
                       {"ui/build/app.js", big}});
  ProgramOptions options;
  options.threads = 1;
  options.max_file_bytes = 1000;
  options.exclude = {"left/**"};
  const auto program = load_program(source, "", {}, options);
  CHECK(skipped(*program, "src/big.js") == "too large");
  CHECK(skipped(*program, "src/tests/used.js") == "too large");  // the app imports it
  CHECK(skipped(*program, "src/tests/other.js") == "test");
  CHECK(skipped(*program, "docs/guide.js") == "documentation");
  CHECK(skipped(*program, "src/types.d.ts") == "type declarations");
  CHECK(skipped(*program, "left/out.js") == "excluded");
  CHECK(skipped(*program, "ui/build/app.js") == "built bundle");
  CHECK(skipped(*program, "vendor/client.js").empty());  // copied in, and imported by its path
  CHECK(skipped(*program, "vendor/other.js") == "dependency");
}

TEST_CASE("a bundle without its source is read") {
  auto program = load({{"dist/main.js", "f()"}, {"package.json", "{}"}});
  CHECK(skipped(*program, "dist/main.js") == "");
}

TEST_CASE("an app inside an examples folder is no example") {
  auto program = load({{"examples/app/src/index.js", "f()"}}, "examples/app");
  CHECK(skipped(*program, "examples/app/src/index.js") == "");
}

TEST_CASE("module resolution") {
  auto program =
      load({{"src/index.ts", ""},
            {"src/a.ts", ""},
            {"src/a.js", ""},
            {"src/b.tsx", ""},
            {"src/folder/index.jsx", ""},
            {"src/c.json", "{}"},
            {"src/style.css", ""},
            {"src/uses.js", "import c from './c.json'"},
            {"tsconfig.json", "{\"extends\": \"./tsconfig.base.json\", // comment\n \"compilerOptions\": {}}"},
            {"tsconfig.base.json",
             "{\"compilerOptions\": {\"baseUrl\": \"src\", \"paths\": {\"@lib/*\": [\"lib/*\"], \"exact\": [\"a\"]}}}"},
            {"src/lib/x.ts", ""},
            {"package.json",
             "{\"name\": \"app\", \"workspaces\": [\"packages/*\"], \"imports\": {\"#in/*\": \"./src/lib/*.ts\"}}"},
            {"packages/p/package.json", "{\"name\": \"@acme/p\", \"main\": \"dist/index.js\"}"},
            {"packages/p/src/index.ts", ""},
            {"packages/q/package.json",
             "{\"name\": \"q\", \"exports\": {\".\": {\"import\": \"./m.mjs\"}, \"./f/*\": \"./src/*.js\"}}"},
            {"packages/q/m.mjs", ""},
            {"packages/q/src/z.js", ""}});
  const Program& p = *program;
  CHECK(to(p, "src/index.ts", "./a") == "src/a.ts");
  CHECK(to(p, "src/index.ts", "./a.js") == "src/a.js");
  CHECK(to(p, "src/index.ts", "./b.js") == "src/b.tsx");
  CHECK(to(p, "src/index.ts", "./folder") == "src/folder/index.jsx");
  CHECK(to(p, "src/index.ts", ".") == "src/index.ts");
  CHECK(to(p, "src/folder/index.jsx", "..") == "src/index.ts");
  CHECK(to(p, "src/uses.js", "./c.json") == "src/c.json");
  CHECK(to(p, "src/index.ts", "./style.css") == "package  src/style.css");
  CHECK(to(p, "src/index.ts", "./gone") == "missing");
  CHECK(to(p, "src/index.ts", "@lib/x") == "src/lib/x.ts");
  CHECK(to(p, "src/index.ts", "exact") == "src/a.ts");
  CHECK(to(p, "src/index.ts", "lib/x") == "src/lib/x.ts");
  CHECK(to(p, "src/index.ts", "@/lib/x") == "src/lib/x.ts");
  CHECK(to(p, "src/index.ts", "#in/x") == "src/lib/x.ts");
  CHECK(to(p, "src/index.ts", "@acme/p") == "packages/p/src/index.ts");
  CHECK(to(p, "src/index.ts", "q") == "packages/q/m.mjs");
  CHECK(to(p, "src/index.ts", "q/f/z") == "packages/q/src/z.js");
  CHECK(to(p, "src/index.ts", "@forge/api/out/api") == "package @forge/api out/api");
  CHECK(to(p, "src/index.ts", "node:fs/promises") == "package fs promises");
  CHECK(to(p, "src/index.ts", "fs") == "package fs");
}

TEST_CASE("the bundler prefers .ts, .tsx, .js, .jsx") {
  auto program = load({{"src/index.js", ""}, {"src/index.jsx", ""}, {"src/run/index.ts", ""}});
  CHECK(program->modules[program->module_without_extension("src/index")].path == "src/index.js");
  CHECK(program->modules[program->module_without_extension("src/run")].path == "src/run/index.ts");
  CHECK(program->module_without_extension("src/none") == ir::kNone);
}

TEST_CASE("dynamic imports with a known part") {
  auto program = load({{"src/index.js", ""}, {"src/m/a.js", ""}, {"src/m/b.ts", ""}, {"src/n.js", ""}});
  ModuleId from = program->module_of("src/index.js");
  CHECK(paths(*program, program->matching(from, "./m/", "")) == "src/m/a.js src/m/b.ts");
  CHECK(paths(*program, program->matching(from, "./m/", ".js")) == "src/m/a.js src/m/b.ts");
}

TEST_CASE("front ends") {
  auto program =
      load({{"package.json", "{}"},
            {"src/index.js", ""},
            {"static/cra/package.json", "{\"dependencies\": {\"react-scripts\": \"5\"}}"},
            {"static/cra/src/index.tsx", ""},
            {"static/cra/public/index.html", "<div id=root></div>"},
            {"static/vite/package.json", "{}"},
            {"static/vite/index.html", "<script type=module src=/src/main.jsx></script>"},
            {"static/vite/src/main.jsx", ""},
            {"static/pack/package.json", "{}"},
            {"static/pack/webpack.config.js", "module.exports = {entry: {a: './ui/one.js', b: ['./ui/two.js']}}"},
            {"static/pack/ui/one.js", ""},
            {"static/pack/ui/two.js", ""},
            {"static/plain/index.html",
             "<script src='x.js'></script><script>f()</script><script src='https://h/all.js'></script>"},
            {"static/plain/x.js", ""},
            {"static/broken/index.html", "<script src='gone.js'></script>"},
            {"src/frontend/index.jsx", ""}});
  auto entries = [&](const std::string& path) { return paths(*program, program->front_end(path).entries); };
  CHECK(entries("static/cra/build") == "static/cra/src/index.tsx");
  CHECK(entries("static/vite/dist") == "static/vite/src/main.jsx");
  CHECK(entries("static/pack/build") == "static/pack/ui/one.js static/pack/ui/two.js");
  CHECK(entries("static/plain") == "static/plain/index.html static/plain/x.js");
  CHECK(program->front_end("static/plain").complete);
  CHECK_FALSE(program->front_end("static/broken").complete);
  CHECK(entries("src/frontend/index.jsx") == "src/frontend/index.jsx");
  CHECK_FALSE(program->front_end("static/none/build").complete);
  CHECK(entries("static/none/build") == "");
}

TEST_CASE("programs that the descriptor does not name") {
  auto program = load(
      {{"package.json",
        "{\"main\": \"dist/server.js\", \"bin\": {\"x\": \"bin/x.js\"}, \"scripts\": {\"start\": \"NODE_ENV=a node -r "
        "dotenv/config tools/run.js && echo b\", \"dev\": \"nodemon --exec 'ts-node src/dev.ts'\", \"test\": \"node "
        "t.js\"}}"},
       {"src/server.ts", ""},
       {"bin/x.js", ""},
       {"tools/run.js", ""},
       {"src/dev.ts", ""},
       {"t.js", ""},
       {"w.js", ""},
       {"d.js", ""},
       {"h/a.js", ""},
       {"Procfile", "web: node w.js\n"},
       {"Dockerfile", "FROM node\nCMD [\"node\", \"d.js\"]\n"},
       {"serverless.yml", "functions:\n  a:\n    handler: h/a.main\n"}});
  CHECK(paths(*program, program->programs()) == "bin/x.js d.js h/a.js src/dev.ts src/server.ts tools/run.js w.js");
}

TEST_CASE("threads do not show") {
  std::map<std::string, std::string> files;
  for (int i = 0; i < 60; ++i)
    files["src/f" + std::to_string(i) + ".js"] =
        "import './f" + std::to_string((i * 7) % 60) + "'; export const a" + std::to_string(i) + " = 1";
  auto one = load(files, "", {}, 1);
  auto many = load(files, "", {}, 8);
  REQUIRE(one->modules.size() == many->modules.size());
  for (size_t i = 0; i < one->modules.size(); ++i) CHECK(dump(*one, one->modules[i]) == dump(*many, many->modules[i]));
}

TEST_CASE("globs") {
  CHECK(glob_match("src/*.js", "src/a.js"));
  CHECK_FALSE(glob_match("src/*.js", "src/b/a.js"));
  CHECK(glob_match("**/gen/**", "a/gen/b/c.js"));
}
