#include "program/load/select.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/paths.h"

namespace leastscope {
namespace {

using Words = std::initializer_list<std::string_view>;

bool one_of(std::string_view word, Words words) { return std::find(words.begin(), words.end(), word) != words.end(); }

constexpr std::pair<std::string_view, std::string_view> kLanguages[] = {{".js", "javascript"},
                                                                        {".mjs", "javascript"},
                                                                        {".cjs", "javascript"},
                                                                        {".jsx", "javascript"},
                                                                        {".ts", "typescript"},
                                                                        {".mts", "typescript"},
                                                                        {".cts", "typescript"},
                                                                        {".tsx", "typescript"},
                                                                        {".html", "html"},
                                                                        {".htm", "html"},
                                                                        {".hbs", "html"},
                                                                        {".handlebars", "html"},
                                                                        {".mustache", "html"},
                                                                        {".ejs", "html"},
                                                                        {".java", "java"},
                                                                        {".kt", "kotlin"},
                                                                        {".kts", "kotlin"},
                                                                        {".py", "python"},
                                                                        {".cs", "csharp"},
                                                                        {".fs", "fsharp"},
                                                                        {".vb", "visualbasic"},
                                                                        {".php", "php"},
                                                                        {".go", "go"},
                                                                        {".rb", "ruby"},
                                                                        {".erb", "html"},
                                                                        {".c", "c"},
                                                                        {".h", "cxx"},
                                                                        {".cc", "cxx"},
                                                                        {".cpp", "cxx"},
                                                                        {".cxx", "cxx"},
                                                                        {".hpp", "cxx"},
                                                                        {".hh", "cxx"},
                                                                        {".scala", "scala"},
                                                                        {".clj", "clojure"},
                                                                        {".cljs", "clojure"},
                                                                        {".cljc", "clojure"},
                                                                        {".rs", "rust"},
                                                                        {".dart", "dart"},
                                                                        {".vue", "vue"},
                                                                        {".svelte", "svelte"},
                                                                        {".groovy", "groovy"},
                                                                        {".swift", "swift"},
                                                                        {".ex", "elixir"},
                                                                        {".exs", "elixir"},
                                                                        {".erl", "erlang"},
                                                                        {".hs", "haskell"},
                                                                        {".elm", "elm"},
                                                                        {".coffee", "coffeescript"},
                                                                        {".pl", "perl"},
                                                                        {".lua", "lua"},
                                                                        {".r", "r"},
                                                                        {".jl", "julia"},
                                                                        {".pug", "html"},
                                                                        {".jade", "html"},
                                                                        {".astro", "astro"},
                                                                        {".jsp", "html"},
                                                                        {".vm", "html"},
                                                                        {".ftl", "html"},
                                                                        {".jspx", "html"},
                                                                        {".cshtml", "html"},
                                                                        {".njk", "html"},
                                                                        {".nunjucks", "html"},
                                                                        {".twig", "html"},
                                                                        {".liquid", "html"},
                                                                        {".ftlh", "html"},
                                                                        {".hjs", "html"},
                                                                        {".eta", "html"},
                                                                        {".xhtml", "html"},
                                                                        {".res", "rescript"},
                                                                        {".sh", "shell"}};

/// The comment that a text begins with: a block, or the lines that follow one another.
std::string_view first_comment(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF;!(");
  if (first == std::string_view::npos) return {};
  text.remove_prefix(first);
  if (text.starts_with("/*")) return text.substr(0, text.find("*/"));
  size_t end = 0;
  while (text.substr(end).starts_with("//")) {
    end = text.find('\n', end);
    if (end == std::string_view::npos) return text;
    end = std::min(text.find_first_not_of(" \t\r\n", end), text.size());
  }
  return text.substr(0, end);
}

}  // namespace

std::string language_of(std::string_view path) {
  std::string extension = lower(path_extension(path));
  for (auto [known, language] : kLanguages)
    if (extension == known) return std::string(language);
  return {};
}

bool is_component(std::string_view language) {
  return language == "vue" || language == "svelte" || language == "astro";
}

bool reads_language(std::string_view language) {
  return language == "javascript" || language == "typescript" || language == "html" || language == "json" ||
         is_component(language);
}

std::string skip_reason(std::string_view below_root) {
  auto parts = split(below_root, '/');
  std::string name = lower(parts.back());
  parts.pop_back();
  for (const std::string& part : parts) {
    std::string folder = lower(part);
    if (one_of(folder, {"node_modules", "bower_components", "jspm_packages", "third_party", "vendor", "site-packages",
                        ".yarn", ".pnp"}))
      return "dependency";
    if (one_of(folder,
               {"__tests__", "__test__", "__mocks__", "__fixtures__", "__snapshots__", "test", "tests", "spec", "specs",
                "e2e", "cypress", "playwright", "fixtures", "mocks", "stories", ".storybook", "testing"}))
      return "test";
    if (one_of(folder, {"docs", "doc", "documentation"})) return "documentation";
    if (one_of(folder, {"examples", "example", "samples", "sample"})) return "example";
  }
  for (std::string_view mark :
       {".test.", ".tests.", ".spec.", ".specs.", ".stories.", ".story.", ".e2e.", ".cy.", ".mock.", "_test."})
    if (name.find(mark) != std::string::npos) return "test";
  if (name.starts_with("setuptests.") || name.starts_with("jest.config.") || name.starts_with("jest.setup.") ||
      name.starts_with("vitest.") || name.starts_with("cypress.config.") || name.starts_with("playwright.config."))
    return "test";
  for (std::string_view end : {".d.ts", ".d.mts", ".d.cts"})
    if (name.ends_with(end)) return "type declarations";
  if (name.find(".min.") != std::string::npos || name.ends_with("-min.js")) return "minified";
  if (name.ends_with(".bundle.js") || name.ends_with(".chunk.js")) return "built bundle";
  return {};
}

std::string output_folder(std::string_view path) {
  auto parts = split(path, '/');
  std::string folder;
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    folder += (i ? "/" : "") + parts[i];
    if (one_of(lower(parts[i]), {"dist", "build", "out", ".next", ".nuxt", ".output", ".webpack", ".serverless",
                                 ".parcel-cache", "dist-web", "dist-server", "storybook-static", "coverage"}))
      return folder;
  }
  return {};
}

bool is_minified(std::string_view text) {
  if (text.size() < 1500) return false;
  const size_t most = text.size() / 301;  // lines, that it may have and still be called so
  size_t lines = 1;
  for (size_t at = text.find('\n'); at != std::string_view::npos && lines <= most; at = text.find('\n', at + 1))
    ++lines;
  return lines <= most;
}

bool is_vendored(std::string_view text) {
  if (text.size() < 20000) return false;
  const std::string banner = lower(first_comment(text.substr(0, 1600)));
  bool licence = false, version = false;
  for (std::string_view word : {"license", "licence", "copyright", "(c) ", "released under"})
    licence = licence || banner.find(word) != std::string::npos;
  for (size_t i = 0; i + 2 < banner.size(); ++i) {
    auto digit = [&](size_t k) { return banner[k] >= '0' && banner[k] <= '9'; };
    version = version || (digit(i) && banner[i + 1] == '.' && digit(i + 2));
  }
  // what bundlers put before everything they make
  if (!licence || !version || banner.find("license information please see") != std::string::npos) return false;
  for (std::string_view word :
       {"AP.request", "AP.context", "requestJira", "requestConfluence", "requestBitbucket", "/rest/api/",
        "/rest/agile/", "/rest/servicedeskapi", "/wiki/rest", "/wiki/api", "@forge/", "callBridge"})
    if (text.find(word) != std::string_view::npos) return false;
  return true;
}

bool glob_match(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern.starts_with("**")) {
    std::string_view rest = pattern.substr(2);
    if (rest.starts_with("/") && glob_match(rest.substr(1), path)) return true;
    for (size_t i = 0; i <= path.size(); ++i)
      if (glob_match(rest, path.substr(i))) return true;
    return false;
  }
  if (pattern[0] == '*') {
    for (size_t i = 0; i <= path.size(); ++i) {
      if (glob_match(pattern.substr(1), path.substr(i))) return true;
      if (i < path.size() && path[i] == '/') break;
    }
    return false;
  }
  if (path.empty() || (pattern[0] == '?' ? path[0] == '/' : pattern[0] != path[0])) return false;
  return glob_match(pattern.substr(1), path.substr(1));
}

}  // namespace leastscope
