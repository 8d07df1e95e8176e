#include "safety/world.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "needs/universe.h"
#include "output/output.h"

namespace fs = std::filesystem;
using namespace leastscope;

namespace safety {
namespace {

const Facts& facts() {
  static const Facts all;
  return all;
}

Models& models() {
  static std::vector<Problem> problems;
  static Models all = Models::load({}, problems);
  return all;
}

const Builtins& builtins() {
  static const Builtins all;
  return all;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

bool live(const ApiCall& c) { return c.phase != Phase::unreachable && c.governed != Governed::no; }

bool unknown(const ApiCall& c) { return c.unresolved || c.maybe || c.blind_spot || c.status != Status::resolved; }

/// Can the unknown call `u` stand for `c`?
bool covers(const ApiCall& u, const ApiCall& c) {
  if (!live(u) || !unknown(u)) return false;
  if (c.phase == Phase::run && u.phase != Phase::run) return false;
  if (!u.product.empty() && !c.product.empty() && u.product != c.product) return false;
  if (u.method != "ANY" && u.method != c.method) return false;
  return u.identity == Identity::unknown || u.identity == c.identity || c.identity == Identity::unknown;
}

bool same(const ApiCall& a, const ApiCall& b) {
  const bool operation = !a.operation.empty() && a.operation == b.operation;  // a path with a hole at its end
  return a.method == b.method && (a.path == b.path || operation) && a.product == b.product &&
         (a.identity == b.identity || a.identity == Identity::unknown) && (a.phase == b.phase || a.phase == Phase::run);
}

std::string name_of(const ApiCall& c) {
  auto identity = c.identity == Identity::app ? "app" : c.identity == Identity::user ? "user" : "unknown";
  auto phase = c.phase == Phase::run ? "run" : c.phase == Phase::install ? "install" : "unreachable";
  return c.method + " " + c.path + " " + identity + " " + phase + " " + std::string(status_name(c.status));
}

}  // namespace

const std::vector<App>& fixture_apps() {
  static const std::vector<App> all = [] {
    std::vector<App> out;
    const char* only = std::getenv("LEASTSCOPE_ONLY");
    for (const auto& folder : fs::directory_iterator(SOURCE_DIR "/fixtures/apps")) {
      App app;
      app.name = folder.path().filename().string();
      if (!fs::exists(folder.path() / "expected.json") || (only && app.name != only)) continue;
      const fs::path root = folder.path() / "app";
      for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_regular_file()) app.files[fs::relative(entry.path(), root).generic_string()] = read(entry.path());
      }
      out.push_back(std::move(app));
    }
    std::sort(out.begin(), out.end(), [](const App& a, const App& b) { return a.name < b.name; });
    return out;
  }();
  return all;
}

Files trigger_app(const std::string& index, const std::vector<std::string>& scopes, Files more) {
  std::string manifest =
      "modules:\n  webtrigger:\n    - key: start\n      function: main\n  function:\n    - key: main\n"
      "      handler: index.run\npermissions:\n  scopes:\n";
  for (const auto& scope : scopes) manifest += "    - " + scope + "\n";
  manifest += "app:\n  id: ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000\n";
  more.try_emplace("manifest.yml", manifest);
  more.try_emplace("package.json", "{\"name\": \"fixture\", \"dependencies\": {\"@forge/api\": \"*\"}}\n");
  more["src/index.js"] = index;
  return more;
}

AppReport analyse(const Files& files, const EngineOptions& engine) {
  MemorySource source(files);
  AnalysisOptions options;
  options.threads = 1;
  options.engine = engine;
  auto found = discover(source, "");
  if (found.apps.empty()) return {};
  return analyze_app(facts(), models(), builtins(), source, found.apps.front(), options);
}

std::string as_json(const AppReport& app) {
  Report report;
  report.apps.push_back(app);
  return write_json(report);
}

int claim(const ScopeVerdict& verdict) {
  switch (verdict.verdict) {
    case Verdict::needed:
    case Verdict::undecidable:
    case Verdict::unknown_scope:
      return 0;
    case Verdict::install_only:
      return 1;
    case Verdict::redundant:
    case Verdict::dead_code_only:
    case Verdict::over_requested:
      return verdict.enough.empty() ? 2 : 1;
  }
  return 0;
}

namespace {

/// A level below one that is kept gives nothing away: the higher one includes it.
bool covered_by_kept_level(const AppReport& app, const ScopeVerdict& scope) {
  const auto level = level_of(app.descriptor.platform, scope.scope);
  return level && std::any_of(app.needs.scopes.begin(), app.needs.scopes.end(), [&](const ScopeVerdict& other) {
           const auto higher = level_of(app.descriptor.platform, other.scope);
           return higher && higher->ladder == level->ladder && higher->rank > level->rank && claim(other) < 2;
         });
}

}  // namespace

std::vector<std::string> bolder(const AppReport& before, const AppReport& after) {
  std::vector<std::string> out;
  for (const auto& was : before.needs.scopes) {
    for (const auto& is : after.needs.scopes) {
      if (was.scope != is.scope || was.token != is.token || claim(is) <= claim(was)) continue;
      if (is.verdict == Verdict::redundant && covered_by_kept_level(after, is)) continue;
      out.push_back("'" + was.scope + "' was " + std::string(verdict_name(was.verdict)) + ", becomes " +
                    std::string(verdict_name(is.verdict)));
    }
  }
  if (before.needs.scopes.size() != after.needs.scopes.size()) out.push_back("the number of declared scopes differs");
  return out;
}

std::vector<std::string> vanished(const AppReport& before, const AppReport& after) {
  std::vector<std::string> out;
  const auto& now = after.needs.calls;
  for (const auto& c : before.needs.calls) {
    if (!live(c)) continue;
    bool there = std::any_of(now.begin(), now.end(), [&](const ApiCall& n) { return same(n, c) || covers(n, c); });
    if (!there) out.push_back(name_of(c));
  }
  return out;
}

std::set<std::string> call_names(const AppReport& app) {
  std::set<std::string> out;
  for (const auto& c : app.needs.calls) out.insert(name_of(c));
  return out;
}

bool known_violation(const std::string& app, const std::string& what) {
  static const std::set<std::string> all = [] {
    std::set<std::string> out;
    std::ifstream in(SOURCE_DIR "/tests/safety/known-violations.txt");
    for (std::string line; std::getline(in, line);) {
      if (!line.empty() && line[0] != '#') out.insert(line);
    }
    return out;
  }();
  return all.count(app + ", " + what) || all.count("*, " + what) || all.count(app + ", *");
}

std::string lines(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& one : list) out += "\n  " + one;
  return out;
}

}  // namespace safety
