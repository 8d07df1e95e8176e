// ./dev bench PATH…: how long the whole analysis takes, as a ratio to parsing alone. Both are measured in one run, on
// one thread, on the same bytes: every source file that no rule skips is read and parsed with the grammar the tool
// uses; then the app is analysed as `check` does, without writing a report. Minimum of several rounds.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/open.h"
#include "cli/pipeline.h"
#include "program/program.h"
#include "syntax/parser.h"

using namespace leastscope;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

struct Row {
  std::string name;
  size_t files = 0, lines = 0, calls = 0;
  uint64_t bytes = 0;
  double parse = 1e9, all = 1e9;
  void take(const Row& other) {
    files += other.files;
    lines += other.lines;
    calls += other.calls;
    bytes += other.bytes;
    parse += other.parse;
    all += other.all;
  }
};

bool ends_with_any(const std::string& path, std::initializer_list<const char*> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](const char* end) { return path.ends_with(end); });
}

/// The grammar that the lowering would take.
Grammar grammar_of(const SourceFile& file) {
  if (ends_with_any(file.path, {".tsx"})) return Grammar::tsx;
  if (ends_with_any(file.path, {".ts", ".mts", ".cts"})) return Grammar::typescript;
  if (ends_with_any(file.path, {".html", ".htm", ".hbs", ".ejs", ".vue", ".mustache"})) return Grammar::html;
  return Grammar::javascript;
}

/// Texts of the source files that are analysed.
std::vector<std::pair<Grammar, std::string>> sources_of(const FileSource& source, const Descriptor& descriptor) {
  ProgramOptions options;
  options.threads = 1;
  options.front_ends = served_folders(descriptor);
  auto program = load_program(source, descriptor.root, descriptor.foreign, options);
  std::vector<std::pair<Grammar, std::string>> out;
  for (const auto& file : program->files) {
    if (!file.skipped.empty() || !file.read_language || file.language.empty() || file.language == "json") continue;
    if (auto text = source.read(file.path, 8u << 20)) out.emplace_back(grammar_of(file), std::move(*text));
  }
  return out;
}

Row measure(const Facts& facts, Models& models, const Builtins& builtins, const FileSource& source,
            const Descriptor& descriptor, const std::string& name, int rounds) {
  Row row;
  row.name = name;
  const auto texts = sources_of(source, descriptor);
  for (const auto& [grammar, text] : texts) {
    ++row.files;
    row.bytes += text.size();
    row.lines += static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  AnalysisOptions options;
  options.threads = 1;
  for (int round = 0; round < rounds; ++round) {
    auto start = Clock::now();
    for (const auto& [grammar, text] : texts) SyntaxTree tree(grammar, text);
    row.parse = std::min(row.parse, seconds_since(start));
    start = Clock::now();
    auto app = analyze_app(facts, models, builtins, source, descriptor, options);
    row.all = std::min(row.all, seconds_since(start));
    row.calls = app.needs.calls.size();
  }
  return row;
}

void print(const Row& row) {
  fmt::print("{:<48.48} {:>6} {:>8} {:>9.1f} {:>6} {:>10.1f} {:>12.1f} {:>7.2f}\n", row.name, row.files, row.lines,
             static_cast<double>(row.bytes) / 1024, row.calls, row.parse * 1000, row.all * 1000,
             row.parse > 0 ? row.all / row.parse : 0.0);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> paths(argv + 1, argv + argc);
  int rounds = 3;
  if (!paths.empty() && paths[0].starts_with("--rounds=")) {
    rounds = std::max(1, std::atoi(paths[0].c_str() + 9));
    paths.erase(paths.begin());
  }
  if (paths.empty()) {
    fmt::print(stderr,
               "usage: bench [--rounds=N] PATH…\nEvery app under each PATH is measured on one thread; N rounds "
               "(default 3), the fastest counts.\n");
    return 2;
  }
  Facts facts;
  std::vector<Problem> problems;
  auto models = Models::load({}, problems);
  Builtins builtins;
  Row total{"all", 0, 0, 0, 0, 0, 0}, large{"apps over 5,000 lines", 0, 0, 0, 0, 0, 0};
  double slowest = 0, worst = 0;
  fmt::print("{:<48} {:>6} {:>8} {:>9} {:>6} {:>10} {:>12} {:>7}\n", "app", "files", "lines", "KiB", "calls",
             "parse ms", "analysis ms", "ratio");
  for (const auto& path : paths) {
    auto opened = open_path(path);
    if (!opened.source) {
      fmt::print(stderr, "{}\n", opened.problem.message);
      continue;
    }
    auto found = discover(*opened.source, opened.inside);
    for (const auto& descriptor : found.apps) {
      std::string folder = path;
      while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
      std::string name = folder.substr(folder.rfind('/') + 1) + (descriptor.root.empty() ? "" : "/" + descriptor.root);
      Row row = measure(facts, models, builtins, *opened.source, descriptor, name, rounds);
      print(row);
      total.take(row);
      slowest = std::max(slowest, row.all);
      if (row.lines <= 5000) continue;
      large.take(row);
      worst = std::max(worst, row.parse > 0 ? row.all / row.parse : 0.0);
    }
  }
  print(total);
  if (large.files > 0) print(large);
  fmt::print("slowest app {:.1f} ms; largest ratio of an app over 5,000 lines {:.2f}\n", slowest * 1000, worst);
  return 0;
}
