#include "cli/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "checks/words.h"
#include "cli/unified_diff.h"
#include "needs/universe.h"
#include "output/lookup.h"

namespace leastscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kAdvised = 50;  // Atlassian's advice for the number of scopes of a Forge app

struct NamedSet {
  std::string_view name;
  std::vector<std::string> scopes;
};

std::vector<NamedSet> sets_of(const AppReport& app, const ScopePlan& plan) {
  std::vector<std::string> declared;
  for (const auto& s : app.descriptor.scopes) declared.push_back(s.scope);
  std::vector<NamedSet> out = {{"declared", declared}, {"after", scopes_after(app, plan)}};
  out.push_back({"recommended", app.needs.minimal.recommended});
  if (app.descriptor.platform == Platform::forge) {
    out.push_back({"classic", app.needs.minimal.classic});
    out.push_back({"granular", app.needs.minimal.granular});
  }
  return out;
}

std::string_view highest_risk(const Facts& facts, const std::vector<std::string>& scopes) {
  int highest = 0;
  for (const auto& s : scopes) highest = std::max(highest, scope_risk(facts, s));
  return highest == 0 ? "none" : risk_name(highest);
}

std::string steps_text(const std::vector<ScopeStep>& steps, std::string_view verb, Paint paint, const Style& style,
                       unsigned width) {
  std::string out;
  for (const auto& s : steps) {
    std::string name = s.token.empty() ? s.scope : fmt::format("{} ({})", s.scope, s.token);
    if (!s.by.empty()) name += fmt::format(" by {}", s.by);
    out += fmt::format("  {} {}{}\n", style(paint, fmt::format("{:<8}", verb)), style(Paint::bold, harmless(name)),
                       s.risk.empty() ? "" : fmt::format(" ({})", s.risk));
    for (const auto& line : wrapped(harmless(s.why), width > 30 ? width - 12 : 20)) out += "           " + line + "\n";
  }
  return out;
}

std::string prose(std::string_view text, unsigned width) {
  std::string out;
  for (const auto& line : wrapped(text, std::min(width, 110U))) out += line + "\n";
  return out;
}

std::string diff_of(const AppReport& app, const ScopePlan& plan) {
  return unified_diff(plan.before, plan.after, descriptor_file(app), descriptor_file(app));
}

std::string colored_diff(const std::string& diff, const Style& style) {
  std::string out;
  for (size_t at = 0; at < diff.size();) {
    const size_t end = std::min(diff.find('\n', at), diff.size() - 1);
    const std::string line = diff.substr(at, end - at);
    const Paint paint = line.starts_with("+") ? Paint::green : line.starts_with("-") ? Paint::red : Paint::plain;
    out += style(paint, line) + "\n";
    at = end + 1;
  }
  return out;
}

Json steps_json(const std::vector<ScopeStep>& steps) {
  Json out = Json::array();
  for (const auto& s : steps) {
    Json one{{"scope", s.scope}};
    if (!s.token.empty()) one["token"] = s.token;
    if (!s.by.empty()) one["by"] = s.by;
    if (!s.risk.empty()) one["risk"] = s.risk;
    one["why"] = s.why;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::string descriptor_file(const AppReport& app) {
  if (app.root.empty() || app.root == ".") return app.descriptor.path;
  return app.root + (app.root.back() == '/' ? "" : "/") + app.descriptor.path;
}

std::string_view price_of_change(Platform platform) {
  switch (platform) {
    case Platform::forge:
      return "Any change of scopes, also taking one away, makes a new major version, which an administrator of every "
             "site has to approve before the site gets it: collect such changes.";
    case Platform::slack:
      return "A workspace grants new scopes, and loses old ones, only when the app is installed there again.";
    case Platform::connect_bitbucket:
      return "A workspace grants new scopes only when an administrator approves the new descriptor.";
    default:
      return "New or higher scopes make a version that an administrator of every site has to approve before the site "
             "gets it.";
  }
}

std::string advice_text(const Facts& facts, const AppReport& app, const ScopePlan& plan, const Style& style,
                        unsigned width) {
  std::string out = style(Paint::bold, harmless(descriptor_file(app))) + "\n";
  if (!plan.changes() && plan.refused.empty()) out += "  Nothing to change.\n";
  out += steps_text(plan.removed, "remove", Paint::red, style, width);
  out += steps_text(plan.replaced, "replace", Paint::yellow, style, width);
  out += steps_text(plan.added, "add", Paint::green, style, width);
  out += steps_text(plan.limited, "limit", Paint::yellow, style, width);
  out += steps_text(plan.refused, "by hand", Paint::yellow, style, width);
  out += steps_text(plan.kept, "keep", Paint::cyan, style, width);

  const bool forge = app.descriptor.platform == Platform::forge;
  out += fmt::format("\n  {:<12} {:>6}  {:<12} {}\n", "set", "scopes", "highest risk", "");
  for (const auto& set : sets_of(app, plan)) {
    if (set.name == "after" && !plan.changes()) continue;
    std::string names;
    for (const auto& s : set.scopes) names += (names.empty() ? "" : ", ") + s;
    const std::string mark = forge && set.scopes.size() > kAdvised ? "!" : " ";
    std::string row =
        fmt::format("  {:<12} {:>5}{}  {:<12} ", set.name, set.scopes.size(), mark, highest_risk(facts, set.scopes));
    const auto lines = wrapped(harmless(names), width > 70 ? width - 38 : 40);
    for (size_t i = 0; i < lines.size(); ++i) out += (i == 0 ? row : std::string(37, ' ')) + lines[i] + "\n";
  }
  if (!app.needs.minimal.proved)
    out += "  The search for the smallest sets was cut short; they may not be the smallest.\n";
  out += "\n" + prose(price_of_change(app.descriptor.platform), width);
  if (forge)
    out += prose(fmt::format("Atlassian recommends classic scopes, and fewer than {} scopes per app; granular sets "
                             "allow less but are longer. Undecidable scopes are in 'recommended' only.",
                             kAdvised),
                 width);
  const std::string diff = diff_of(app, plan);
  return out + (diff.empty() ? "" : "\n" + colored_diff(diff, style));
}

std::string advice_json(const Facts& facts, const Report& report, const std::vector<ScopePlan>& plans) {
  Json out{{"schema", "leastscope/suggest/v1"}, {"apps", Json::array()}};
  for (size_t i = 0; i < report.apps.size() && i < plans.size(); ++i) {
    const auto& app = report.apps[i];
    const auto& plan = plans[i];
    Json sets = Json::object();
    for (const auto& set : sets_of(app, plan))
      sets[std::string(set.name)] = {
          {"count", set.scopes.size()}, {"risk", highest_risk(facts, set.scopes)}, {"scopes", set.scopes}};
    Json one{{"root", app.root},
             {"descriptor", app.descriptor.path},
             {"platform", platform_name(app.descriptor.platform)},
             {"sets", sets},
             {"remove", steps_json(plan.removed)},
             {"replace", steps_json(plan.replaced)},
             {"add", steps_json(plan.added)},
             {"limit", steps_json(plan.limited)},
             {"by-hand", steps_json(plan.refused)},
             {"keep", steps_json(plan.kept)},
             {"price", price_of_change(app.descriptor.platform)}};
    if (app.descriptor.platform == Platform::forge) one["advised-limit"] = kAdvised;
    one["diff"] = diff_of(app, plan);
    out["apps"].push_back(std::move(one));
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace leastscope
