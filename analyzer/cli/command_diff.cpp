// diff OLD NEW: what a new version asks for and does more. Apps are paired by the descriptor's path; when there is one
// on either side they are the same app, wherever their descriptors lie.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/comparison.h"
#include "cli/surface.h"
#include "cli/terminal.h"

namespace leastscope {
namespace {

std::vector<ComparedApp> pair_up(const Facts& facts, const Version& before, const Version& after) {
  std::vector<ComparedApp> out;
  auto both = [&](const Surface& a, const Surface& b) {
    const std::string name = a.descriptor == b.descriptor ? a.descriptor : a.descriptor + " → " + b.descriptor;
    out.push_back({name, true, true, compare(facts, a, b)});
  };
  if (before.apps.size() == 1 && after.apps.size() == 1) {
    both(before.apps[0], after.apps[0]);
    return out;
  }
  auto same = [](const Version& version, const std::string& path) {
    return std::find_if(version.apps.begin(), version.apps.end(),
                        [&](const Surface& s) { return s.descriptor == path; });
  };
  for (const auto& app : after.apps) {
    const auto old = same(before, app.descriptor);
    if (old != before.apps.end()) {
      both(*old, app);
    } else {
      Surface none;
      none.platform = app.platform;
      out.push_back({app.descriptor, false, true, compare(facts, none, app)});
    }
  }
  for (const auto& app : before.apps)
    if (same(after, app.descriptor) == after.apps.end()) out.push_back({app.descriptor, true, false, {}});
  return out;
}

bool fails(const std::vector<ComparedApp>& apps, const std::string& fail_on) {
  if (fail_on == "never") return false;
  return std::any_of(apps.begin(), apps.end(), [&](const ComparedApp& app) {
    if (!app.in_old) return true;
    return std::any_of(app.changes.begin(), app.changes.end(), [&](const Change& c) {
      return fail_on == "change" || (fail_on == "escalation" ? c.escalation : c.approval);
    });
  });
}

}  // namespace

ExitCode command_diff(const Options& options) {
  Facts facts;
  const AnalysisOptions analysis = analysis_options(options);
  const Version before = read_version(facts, options.words[0], analysis);
  const Version after = read_version(facts, options.words[1], analysis);
  bool usage = false;
  for (const auto* version : {&before, &after}) {
    for (const auto& p : version->problems) {
      write_error(fmt::format("leastscope: {}\n", p.message));
      usage = usage || p.kind == "bad-config" || p.kind == "bad-model";
    }
  }
  if (usage) return ExitCode::usage;
  const auto apps = pair_up(facts, before, after);
  const Terminal terminal = look_at_terminal(options.color);
  std::string out;
  if (options.shown == "json") {
    out = comparison_json(apps);
  } else if (options.shown == "markdown") {
    out = comparison_markdown(apps);
  } else {
    out = comparison_text(apps, Style(terminal.color), terminal.width);
  }
  if (!write_out(out)) return ExitCode::usage;
  if (before.incomplete || after.incomplete) return ExitCode::incomplete;
  return fails(apps, options.fail_on) ? ExitCode::findings : ExitCode::clean;
}

}  // namespace leastscope
