#include "cli/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/paths.h"
#include "cli/open.h"
#include "cli/progress.h"
#include "program/javascript/lower.h"

namespace leastscope {
namespace {

/// The report's order of calls: first place, then method, path, identity. Indexes elsewhere refer to it, so it comes
/// before judgement.
void sort_calls(std::vector<ApiCall>& calls) {
  for (auto& c : calls) {
    std::sort(c.at.begin(), c.at.end());
    c.at.erase(std::unique(c.at.begin(), c.at.end()), c.at.end());
  }
  auto first = [](const ApiCall& c) { return c.at.empty() ? Place{} : c.at.front(); };
  std::stable_sort(calls.begin(), calls.end(), [&](const ApiCall& a, const ApiCall& b) {
    if (auto x = first(a) <=> first(b); x != 0) return x < 0;
    return std::tie(a.method, a.path, a.identity, a.phase) < std::tie(b.method, b.path, b.identity, b.phase);
  });
}

Coverage coverage_of(const Program& program, const std::vector<ApiCall>& calls) {
  Coverage out;
  std::map<std::string, size_t> unread;
  for (const auto& f : program.files) {
    if (!f.skipped.empty()) {
      out.skipped.push_back({f.path, f.skipped});
    } else if (!f.read_language) {
      ++unread[f.language];
    } else if (!f.language.empty()) {
      ++out.files;
      out.bytes += f.bytes;
    }
  }
  for (const auto& [language, files] : unread) out.unread.push_back({language, files});
  for (const auto& c : calls) {
    if (c.status == Status::resolved) ++out.resolved;
    if (c.status == Status::unresolved) ++out.unresolved;
    if (c.status == Status::unknown_endpoint) ++out.unknown_endpoint;
  }
  return out;
}

/// Source that was left out for its size is a gap in the analysis, not a choice: it must be told, not only listed.
void tell_too_large(const Program& program, std::vector<Problem>& problems) {
  for (const auto& f : program.files) {
    if (f.skipped != "too large") continue;
    problems.push_back(
        {"file-too-large",
         fmt::format("{} was left out: {} bytes are more than a source file should have. What it does is not known; "
                     "move it out of the app's sources if it is no source.",
                     f.path, f.bytes),
         {f.path, {}, {}}});
  }
}

/// `{+}` is the engine's word for a hole that may hold `/`; readers need only one kind.
std::string shown_holes(std::string text) {
  for (size_t i; (i = text.find("{+}")) != std::string::npos;) text.replace(i, 3, "{}");
  return text;
}

/// Texts for code frames: only of files that something in the report points into.
void keep_sources(const FileSource& source, AppReport& app) {
  std::set<std::string> wanted{app.descriptor.path};
  auto want = [&](const Place& at) {
    if (at.at.line != 0) wanted.insert(at.file);
  };
  auto want_steps = [&](const std::vector<TraceStep>& steps) {
    for (const auto& s : steps) want(s.at);
  };
  for (const auto& c : app.needs.calls) {
    for (const auto& at : c.at) want(at);
    want_steps(c.trace);
  }
  for (const auto& r : app.needs.requirements) want(r.at);
  for (const auto& p : app.problems) want(p.at);
  for (const auto& file : wanted) {
    if (auto text = source.read(file, 16u << 20)) app.sources.emplace(file, std::move(*text));
  }
}

/// What the configuration tells about calls counts like a comment beside them.
void add_hints(const AppReport& app, Program& program, std::vector<Problem>& problems) {
  for (const auto& hint : app.settings.hints) {
    if (!path_below(hint.file, app.descriptor.root)) continue;  // of another app
    const auto complain = [&](const std::string& what) {
      problems.push_back({"bad-hint", "An entry of [[hint]] was not used: " + what, hint.at});
    };
    const auto id = program.module_of(hint.file);
    if (id >= program.modules.size()) {
      complain(fmt::format("no source file '{}' was read. Correct the path.", hint.file));
      continue;
    }
    auto& module = program.modules[id];
    std::set<uint32_t> lines;
    for (size_t at = module.text.find(hint.contains); at != std::string::npos;
         at = module.text.find(hint.contains, at + 1))
      lines.insert(module.position(static_cast<uint32_t>(at)).line);
    if (lines.empty() || hint.contains.empty()) {
      complain(fmt::format("'{}' does not occur in {}. Correct the text.", hint.contains, hint.file));
      continue;
    }
    std::string calls;
    for (const auto& call : hint.calls) calls += (calls.empty() ? "" : ", ") + call;
    for (const auto line : lines) module.hints.emplace_back(line, calls);
    find_statements(module);
  }
}

/// Comments that accept findings may stand in every file of the app, also in those that no finding points into.
void read_comments(const Program& program, AppReport& app) {
  const auto text = app.sources.find(app.descriptor.path);
  if (text != app.sources.end()) find_suppressions(text->second, app.descriptor.path, app.suppressions);
  for (const auto& module : program.modules) find_suppressions(module.text, module.path, app.suppressions);
  for (const auto& s : app.suppressions) {
    const auto id = app.sources.count(s.at.file) == 0 ? program.module_of(s.at.file) : ir::kNone;
    if (id < program.modules.size()) app.sources.emplace(s.at.file, program.modules[id].text);
  }
  if (!app.settings.file.empty()) app.sources.emplace(app.settings.file, app.settings.text);
}

void append(std::vector<Problem>& to, const std::vector<Problem>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void tidy(std::vector<Problem>& problems) {
  std::sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.at, a.kind, a.message) < std::tie(b.at, b.kind, b.message);
  });
  problems.erase(
      std::unique(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) { return (a <=> b) == 0; }),
      problems.end());
}

std::vector<std::pair<std::string, std::string>> read_models(const std::string& folder,
                                                             std::vector<Problem>& problems) {
  std::vector<std::pair<std::string, std::string>> out;
  if (folder.empty()) return out;
  auto source = open_folder(folder);
  if (!source) {
    problems.push_back(
        {"bad-model",
         fmt::format("The folder of models '{}' cannot be read. Give an existing folder to --models.", folder),
         {}});
    return out;
  }
  for (const auto& entry : (*source)->list(problems)) {
    auto extension = path_extension(entry.path);
    if (extension != ".yaml" && extension != ".yml") continue;
    auto text = (*source)->read(entry.path, 1u << 20);
    if (text) {
      out.emplace_back(entry.path, std::move(*text));
    } else {
      problems.push_back(text.problem());
    }
  }
  return out;
}

}  // namespace

AppReport analyze_app(const Facts& facts, Models& models, const Builtins& builtins, const FileSource& source,
                      const Descriptor& descriptor, const AnalysisOptions& options, Settings settings) {
  AppReport app;
  app.descriptor = descriptor;
  app.settings = std::move(settings);
  append(app.problems, descriptor.problems);
  if (!descriptor.readable) {
    tidy(app.problems);
    keep_sources(source, app);
    return app;
  }
  ProgramOptions program_options;
  program_options.threads = options.threads;
  program_options.front_ends = served_folders(descriptor);
  for (const auto& pattern : app.settings.exclude)
    program_options.exclude.push_back(path_relative(pattern, descriptor.root));
  const auto at = [&](const char* what) {
    if (options.progress) options.progress->at(what, descriptor.path, options.number, options.count);
  };
  at("reading the sources");
  auto program = load_program(source, descriptor.root, descriptor.foreign, program_options);
  append(app.problems, program->problems);
  tell_too_large(*program, app.problems);
  add_hints(app, *program, app.problems);

  at("following the calls");
  auto found = find_calls(facts, models, builtins, *program, descriptor, options.engine);
  append(app.problems, found.problems);
  sort_calls(found.calls);

  NeedsInput input;
  input.platform = descriptor.platform;
  input.declared = descriptor.scopes;
  input.scopes_declared = descriptor.scopes_declared;
  input.calls = std::move(found.calls);
  input.requirements = descriptor_requirements(facts, descriptor);
  std::stable_sort(found.requirements.begin(), found.requirements.end(),
                   [](const Requirement& a, const Requirement& b) {
                     return std::tie(a.at, a.kind, a.what) < std::tie(b.at, b.kind, b.what);
                   });
  std::move(found.requirements.begin(), found.requirements.end(), std::back_inserter(input.requirements));
  input.no_source = found.no_source;
  at("judging the scopes");
  app.needs = judge(facts, std::move(input));
  for (auto& c : app.needs.calls) {
    for (auto& step : c.trace) step.note = shown_holes(std::move(step.note));
  }

  app.coverage = coverage_of(*program, app.needs.calls);
  app.egress = egress_of(descriptor, found.hosts);
  tidy(app.problems);
  keep_sources(source, app);
  read_comments(*program, app);
  run_checks(facts, app);
  return app;
}

Report analyze(const Facts& facts, const AnalysisOptions& options) {
  Report report;
  report.facts_date = facts.date();
  report.facts_sha256 = facts.sha256();
  report.version = LEASTSCOPE_VERSION;
  Models models = Models::load(read_models(options.models, report.problems), report.problems);
  Builtins builtins;
  Configuration configuration(options.configuration);
  append(report.problems, configuration.problems());
  for (const auto& path : options.paths) {
    auto opened = open_path(path, options.fetch);
    if (!opened.source) {
      report.problems.push_back(opened.problem);
      continue;
    }
    if (options.progress) options.progress->at("looking for apps", path);
    auto found = discover(*opened.source, opened.inside);
    append(report.problems, found.problems);
    for (size_t i = 0; i < found.apps.size(); ++i) {
      auto settings =
          configuration.of_app(*opened.source, opened.folder ? opened.root : "", path_folder(found.apps[i].path));
      if (!settings) report.problems.push_back(settings.problem());
      AnalysisOptions one = options;
      one.number = i + 1;
      one.count = found.apps.size();
      auto app = analyze_app(facts, models, builtins, *opened.source, found.apps[i], one,
                             settings ? std::move(*settings) : Settings());
      app.root = opened.root;
      if (!is_address(path)) app.in_repository = repository_prefix(opened.root);
      if (i == 0) {
        for (const auto& [file, why] : found.listed) app.coverage.skipped.push_back({file, "descriptor: " + why});
      }
      report.apps.push_back(std::move(app));
    }
  }
  tidy(report.problems);
  return report;
}

}  // namespace leastscope
