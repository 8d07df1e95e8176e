// Which steps follow from the findings. Additions are written before removals: an emptied list would lose the
// handwriting that new scopes copy.
#include "checks/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/paths.h"
#include "checks/scope_editor.h"
#include "checks/words.h"
#include "needs/universe.h"

namespace leastscope {
namespace {

std::string text_of(const AppReport& app) {
  const auto it = app.sources.find(app.descriptor.path);
  return it == app.sources.end() ? std::string() : it->second;
}

bool reported(const AppReport& app, std::string_view rule, const Place& at, const std::string& scope) {
  return std::any_of(app.findings.begin(), app.findings.end(), [&](const Finding& f) {
    return f.rule == rule && f.at == at && std::find(f.scopes.begin(), f.scopes.end(), scope) != f.scopes.end();
  });
}

bool is_removable(const ScopeVerdict& s) {
  return s.verdict == Verdict::redundant || s.verdict == Verdict::dead_code_only ||
         s.verdict == Verdict::over_requested;
}

std::string_view rule_of(const ScopeVerdict& s) {
  if (s.verdict == Verdict::redundant) return "redundant-scope";
  if (s.verdict == Verdict::dead_code_only) return "dead-code-only-scope";
  return s.enough.empty() ? "over-requested-scope" : "broader-scope";
}

class Planner {
 public:
  Planner(const Facts& facts, const AppReport& app) : facts_(facts), app_(app), editor_(text_of(app), app.descriptor) {}

  ScopePlan run() {
    const auto text = app_.sources.find(app_.descriptor.path);
    if (text != app_.sources.end()) plan_.before = plan_.after = text->second;
    for (size_t i = 0; i < app_.needs.scopes.size() && i < app_.descriptor.scopes.size(); ++i) judge(i);
    collect_additions();
    collect_limits();
    if (text == app_.sources.end() || !app_.descriptor.readable) return std::move(plan_);
    write_additions();
    write_replacements();
    write_removals();
    write_limits();
    plan_.after = editor_.text();
    return std::move(plan_);
  }

 private:
  ScopeStep step(const ScopeVerdict& s, std::string why) const {
    const auto& declared = app_.descriptor.scopes[static_cast<size_t>(&s - app_.needs.scopes.data())];
    return {declared.scope, s.token, {}, s.risk, std::move(why)};
  }

  void judge(size_t index) {
    const auto& s = app_.needs.scopes[index];
    if (is_removable(s)) {
      if (!reported(app_, rule_of(s), s.at, s.scope)) {
        plan_.kept.push_back(step(s, "Its finding is accepted or switched off."));
      } else if (!s.enough.empty()) {
        replace(s);
      } else {
        removed_.push_back(step(s, reason(s)));
      }
      return;
    }
    if (s.verdict == Verdict::undecidable) {
      const auto uses = evidence_text(app_.needs, s.calls, s.requirements, 3);
      plan_.kept.push_back(
          step(s, uses.empty() ? "Whether it is needed cannot be decided: " +
                                     (s.note.empty() ? "the facts do not say." : lower_first(s.note))
                               : "Whether it is needed cannot be decided: it could be needed by " + uses + "."));
    } else if (s.verdict == Verdict::unknown_scope) {
      plan_.kept.push_back(step(s, "It is not known to the facts, so nothing can be said about it."));
    } else if (s.verdict == Verdict::install_only) {
      std::string why = "It is needed only while the app is being installed";
      if (!s.enough.empty()) why += fmt::format("; afterwards '{}' would be enough", s.enough);
      plan_.kept.push_back(
          step(s, why + ". Without it the installation breaks: see 'leastscope explain install-only-scope'."));
    }
  }

  std::string reason(const ScopeVerdict& s) const {
    if (s.verdict == Verdict::dead_code_only) return "Only code that nothing reaches could use it.";
    if (s.verdict == Verdict::redundant) return "What stays declared already allows everything it could be used for.";
    return s.note.empty() ? "Nothing in the app needs it." : s.note;
  }

  static std::string lower_first(std::string text) {
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
    return text;
  }

  /// As the neighbours are written: Connect levels in small letters stay small.
  static std::string written_like(const std::string& declared, const std::string& name) {
    return declared == upper(declared) ? name : lower(name);
  }

  bool declares(const std::string& scope, const std::string& token) const {
    return std::any_of(app_.needs.scopes.begin(), app_.needs.scopes.end(), [&](const ScopeVerdict& other) {
      return other.token == token && lower(other.scope) == lower(scope);
    });
  }

  void replace(const ScopeVerdict& s) {
    if (declares(s.enough, s.token)) {
      removed_.push_back(step(s, fmt::format("'{}', which is declared too, is enough.", s.enough)));
      return;
    }
    auto out = step(s, fmt::format("Nothing in the app needs more than '{}'.", s.enough));
    out.by = written_like(out.scope, s.enough);
    const bool twice = std::any_of(replaced_.begin(), replaced_.end(), [&](const auto& r) { return r.by == out.by; });
    if (twice) {
      removed_.push_back(std::move(out));
      removed_.back().by.clear();
    } else {
      replaced_.push_back(std::move(out));
    }
  }

  /// Slack: whose list a missing scope goes to.
  std::string token_for(const MissingNeed& need, const std::string& scope) const {
    if (app_.descriptor.platform != Platform::slack) return {};
    const auto* fact = facts_.scope(scope);
    const auto possible = [&](std::string_view token) {
      return !fact || fact->slack_tokens.empty() || fact->slack_tokens.find(token) != std::string_view::npos;
    };
    for (size_t i : need.calls) {
      const auto& call = app_.needs.calls[i];
      if (!call.token.empty() && possible(call.token)) return call.token;
      if (call.identity == Identity::user && possible("user")) return "user";
    }
    for (size_t i : need.requirements)
      if (!app_.needs.requirements[i].token.empty()) return app_.needs.requirements[i].token;
    return possible("bot") ? "bot" : "user";
  }

  void collect_additions() {
    for (const auto& need : app_.needs.missing) {
      const auto uses = evidence_text(app_.needs, need.calls, need.requirements, 2);
      for (const auto& scope : need.recommended) {
        const std::string token = token_for(need, scope);
        if (declares(scope, token)) continue;
        const bool known = std::any_of(app_.findings.begin(), app_.findings.end(), [&](const Finding& f) {
          return f.rule == "missing-scope" && std::find(f.scopes.begin(), f.scopes.end(), scope) != f.scopes.end();
        });
        const auto same = std::find_if(added_.begin(), added_.end(),
                                       [&](const auto& a) { return a.scope == scope && a.token == token; });
        if (!known || same != added_.end()) continue;
        added_.push_back({scope,
                          token,
                          {},
                          std::string(risk_name(scope_risk(facts_, scope))),
                          uses.empty() ? "Something in the app needs it." : "Needed by " + uses + "."});
      }
    }
    declare_what_was_implied();
    std::sort(added_.begin(), added_.end(), [](const ScopeStep& a, const ScopeStep& b) {
      return std::tie(a.token, a.scope) < std::tie(b.token, b.scope);
    });
  }

  /// Bitbucket without a list asks for everything; a list is only written when nothing about the calls is open.
  void declare_what_was_implied() {
    const bool reported_so = std::any_of(app_.findings.begin(), app_.findings.end(),
                                         [](const Finding& f) { return f.rule == "implicit-all-scopes"; });
    if (!reported_so || std::any_of(app_.needs.calls.begin(), app_.needs.calls.end(), is_open)) return;
    for (const auto& scope : app_.needs.minimal.recommended)
      added_.push_back({scope,
                        {},
                        {},
                        std::string(risk_name(scope_risk(facts_, scope))),
                        "Without a list the app asks for every scope; this one is needed."});
  }

  /// Scopes that stay, but need not work for users who are away.
  void collect_limits() {
    for (const auto& s : app_.needs.scopes) {
      const auto same = [&](const ScopeStep& other) { return lower(other.scope) == lower(s.scope); };
      if (!reported(app_, "unused-impersonation", s.at, s.scope)) continue;
      if (std::any_of(removed_.begin(), removed_.end(), same) || std::any_of(replaced_.begin(), replaced_.end(), same))
        continue;
      limited_.push_back(step(s, "No back-end code makes a request for a user that would use it."));
    }
  }

  void write_limits() {
    for (const auto& step : limited_) {
      const std::string why = editor_.limit({step.scope, step.token});
      if (why.empty()) {
        plan_.limited.push_back(step);
      } else {
        refuse(step, why);
      }
    }
  }

  void write_additions() {
    if (added_.empty()) return;
    const bool small = app_.descriptor.platform != Platform::forge && !app_.descriptor.scopes.empty() &&
                       std::all_of(app_.descriptor.scopes.begin(), app_.descriptor.scopes.end(),
                                   [](const auto& s) { return s.scope == lower(s.scope); });
    std::vector<NewScope> scopes;
    for (auto& a : added_) {
      if (small) a.scope = lower(a.scope);
      scopes.push_back({a.scope, a.token});
    }
    const std::string why = editor_.add(scopes);
    if (why.empty()) {
      plan_.added = added_;
      return;
    }
    for (auto a : added_) {
      a.why = fmt::format("It should be added, but: {}", why);
      plan_.refused.push_back(std::move(a));
    }
  }

  void refuse(ScopeStep step, const std::string& why) {
    step.why += " " + why;
    plan_.refused.push_back(std::move(step));
  }

  void write_replacements() {
    for (const auto& step : replaced_) {
      const std::string why = editor_.replace({step.scope, step.token}, step.by);
      if (why.empty()) {
        plan_.replaced.push_back(step);
      } else {
        refuse(step, why);
      }
    }
  }

  /// All at once, so that commas come out right; one by one when one of them stands in the way.
  void write_removals() {
    std::vector<NewScope> all;
    for (const auto& step : removed_) all.push_back({step.scope, step.token});
    if (editor_.remove(all).empty()) {
      plan_.removed = removed_;
      return;
    }
    for (const auto& step : removed_) {
      const std::string why = editor_.remove({{step.scope, step.token}});
      if (why.empty()) {
        plan_.removed.push_back(step);
      } else {
        refuse(step, why);
      }
    }
  }

  const Facts& facts_;
  const AppReport& app_;
  ScopeEditor editor_;
  ScopePlan plan_;
  std::vector<ScopeStep> removed_, replaced_, added_, limited_;
};

}  // namespace

ScopePlan plan_changes(const Facts& facts, const AppReport& app) { return Planner(facts, app).run(); }

std::vector<std::string> scopes_after(const AppReport& app, const ScopePlan& plan) {
  std::vector<std::string> out;
  auto gone = plan.removed;
  for (const auto& s : app.descriptor.scopes) {
    const auto is = [&](const ScopeStep& step) { return step.scope == s.scope && step.token == s.token; };
    const auto removed = std::find_if(gone.begin(), gone.end(), is);
    if (removed != gone.end()) {
      gone.erase(removed);
      continue;
    }
    const auto replaced = std::find_if(plan.replaced.begin(), plan.replaced.end(), is);
    out.push_back(replaced == plan.replaced.end() ? s.scope : replaced->by);
  }
  for (const auto& a : plan.added) out.push_back(a.scope);
  return out;
}

}  // namespace leastscope
