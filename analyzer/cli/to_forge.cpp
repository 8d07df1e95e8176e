// The way from Connect to Forge. The calls stay what they are; what changes is which scopes open them. They are judged
// once more as calls of a Forge app that declares nothing, so the smallest sets come from the same rules as everywhere.
// An administrator has to approve what the Connect level declared today did not allow. Which level a scope is equal to
// is published for a few scopes; for the others it is derived from the operations, and shown as derived: a hint.
#include "cli/to_forge.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/advice.h"
#include "needs/levels.h"
#include "needs/universe.h"
#include "output/lookup.h"

namespace leastscope {
namespace {

using Json = nlohmann::ordered_json;

bool is_connect(Platform platform) {
  return platform == Platform::connect_jira || platform == Platform::connect_confluence;
}

int declared_height(const AppReport& app) {
  int out = 0;
  for (const auto& s : app.descriptor.scopes)
    if (const auto level = level_of(app.descriptor.platform, s.scope))
      out = std::max(out, static_cast<int>(level->rank));
  return out;
}

std::vector<ForgeScope> compared(const Facts& facts, const AppReport& app, const std::vector<std::string>& scopes) {
  const int height = declared_height(app);
  std::vector<ForgeScope> out;
  for (const auto& scope : scopes) {
    ForgeScope one;
    one.scope = scope;
    int needs = -1;
    bool known = false;
    for (const auto& e : facts.equivalences(scope)) {
      known = true;
      const auto level = level_of(app.descriptor.platform, std::string(e.level));
      one.published = one.published || e.published;
      if (!level || level->rank < needs) continue;
      needs = level->rank;
      one.level = e.level;
      one.published = e.published;
    }
    const bool covered = needs >= 0 && needs <= height;
    one.approval = covered ? Approval::no : known && !one.published ? Approval::perhaps : Approval::yes;
    out.push_back(std::move(one));
  }
  return out;
}

std::string call_text(const ApiCall& call) {
  return call.operation.empty() ? call.method + " " + call.path : call.operation;
}

void append_scopes(std::string& out, std::string_view title, const std::vector<ForgeScope>& scopes,
                   const Style& style) {
  out += fmt::format("\n  {}\n", style(Paint::bold, title));
  if (scopes.empty()) out += "    none\n";
  for (const auto& s : scopes) {
    std::string note = s.level.empty()
                           ? "no Connect level is equal to it"
                           : fmt::format("{} to {}", s.published ? "equal" : "derived from operations: close", s.level);
    if (s.approval == Approval::yes) note += "; administrators have to approve it";
    if (s.approval == Approval::perhaps) note += "; administrators may have to approve it";
    const Paint paint = s.approval == Approval::no ? Paint::green : Paint::yellow;
    out += fmt::format("    {}  {}\n", style(paint, fmt::format("{:<40}", s.scope)), note);
  }
}

void append_list(std::string& out, std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += fmt::format("\n  {}\n", title);
  for (const auto& line : lines) out += "    " + harmless(line) + "\n";
}

Json scopes_json(const std::vector<ForgeScope>& scopes) {
  Json out = Json::array();
  for (const auto& s : scopes) {
    Json one{{"scope", s.scope}};
    if (!s.level.empty()) one["equal-to"] = s.level, one["basis"] = s.published ? "published" : "derived";
    one["approval"] = s.approval == Approval::yes ? "yes" : s.approval == Approval::no ? "no" : "perhaps";
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

ForgeMove move_to_forge(const Facts& facts, const AppReport& app) {
  ForgeMove out;
  out.possible = is_connect(app.descriptor.platform);
  if (!out.possible) return out;
  NeedsInput input;
  input.platform = Platform::forge;
  std::set<std::string> unclear, without, webhooks;
  for (const ApiCall& call : app.needs.calls) {
    if (call.phase == Phase::unreachable || call.governed == Governed::no) continue;
    out.impersonates = out.impersonates || call.impersonation;
    if (call.status == Status::unresolved) {
      unclear.insert(call.blind_spot ? call.reason : call.method + " " + call.path + ": " + call.reason);
      continue;
    }
    ApiCall moved = call;
    moved.impersonation = moved.inaccessible = moved.alternatives_known = false;
    moved.operations.clear();
    moved.alternatives.clear();
    moved.operation.clear();
    input.calls.push_back(std::move(moved));
  }
  for (const Requirement& r : app.needs.requirements)
    if (r.kind == "webhook") webhooks.insert(r.what);
  const NeedsResult judged = judge(facts, std::move(input));
  for (const auto& none : judged.not_grantable)
    for (size_t i : none.calls) without.insert(call_text(judged.calls[i]));
  for (const ApiCall& call : judged.calls) {
    if (call.status == Status::unknown_endpoint)
      without.insert(call_text(call) + " (not in the documents)");
    else if (!call.alternatives_known || call.removed)
      without.insert(call_text(call) +
                     (call.removed ? " (removed from the documents)" : " (no scopes are documented)"));
  }
  out.classic = compared(facts, app, judged.minimal.classic);
  out.granular = compared(facts, app, judged.minimal.granular);
  out.without.assign(without.begin(), without.end());
  out.unclear.assign(unclear.begin(), unclear.end());
  out.webhooks.assign(webhooks.begin(), webhooks.end());
  return out;
}

std::string move_text(const Facts& facts, const AppReport& app, const ForgeMove& move, const Style& style,
                      unsigned width) {
  (void)facts;
  std::string out = style(Paint::bold, harmless(descriptor_file(app))) + "\n";
  if (!move.possible) return out + "  Not a Connect app of Jira or Confluence: nothing to move to Forge.\n";
  append_scopes(out, "Forge scopes, classic", move.classic, style);
  append_scopes(out, "Forge scopes, granular", move.granular, style);
  append_list(out, "Without a Forge scope that opens them", move.without);
  append_list(out, "Not worked out: their scopes are not among the above", move.unclear);
  append_list(out, "Webhooks: as product triggers, each event needs the scopes of its own", move.webhooks);
  if (move.impersonates)
    out +=
        "\n  The back end acts as users: asUser() covers users who are there; for others a scope needs "
        "allowImpersonation, which administrators have to approve.\n";
  out += "\n";
  for (const auto& line :
       wrapped("A scope without a mark is at or below the level that is declared now. Derived levels are hints: check "
               "them before you rely on an update that nobody has to approve.",
               std::min(width, 110U)))
    out += line + "\n";
  return out;
}

std::string move_json(const Facts& facts, const Report& report, const std::vector<ForgeMove>& moves) {
  (void)facts;
  Json out{{"schema", "leastscope/to-forge/v1"}, {"apps", Json::array()}};
  for (size_t i = 0; i < report.apps.size() && i < moves.size(); ++i) {
    const auto& app = report.apps[i];
    const auto& move = moves[i];
    out["apps"].push_back({{"root", app.root},
                           {"descriptor", app.descriptor.path},
                           {"platform", platform_name(app.descriptor.platform)},
                           {"possible", move.possible},
                           {"classic", scopes_json(move.classic)},
                           {"granular", scopes_json(move.granular)},
                           {"without", move.without},
                           {"unclear", move.unclear},
                           {"webhooks", move.webhooks},
                           {"impersonates", move.impersonates}});
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace leastscope
