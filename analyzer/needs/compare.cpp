// A scope that is new is not yet an escalation: what counts is whether the app may do something it could not do before.
// For Connect that is the height of the ladder; for a Forge manifest that succeeds a Connect descriptor, the level that
// the facts give as the scope's equal; for all others the highest risk the app was trusted with in the same product.
//
// From Connect to Forge nobody has to approve what Atlassian publishes as equal to the level declared before. Few of
// these rows are published; the others are derived from the levels of the scope's operations and are shown as a hint,
// which makes neither an approval nor an escalation.
#include "needs/compare.h"

#include <algorithm>
#include <map>
#include <set>

#include "needs/universe.h"

namespace leastscope {
namespace {

bool is_connect(Platform p) { return p == Platform::connect_jira || p == Platform::connect_confluence; }

std::string quoted_scope(const std::string& scope, const std::string& token) {
  return token.empty() ? scope : scope + " (" + token + ")";
}

using Key = std::pair<std::string, std::string>;  // scope, token

class Comparison {
 public:
  Comparison(const Facts& facts, const Surface& before, const Surface& after)
      : facts_(facts), before_(before), after_(after) {}

  std::vector<Change> run() {
    platforms();
    scopes();
    calls();
    hosts();
    return std::move(changes_);
  }

 private:
  Change& add(std::string kind, std::string what, bool approval = false, bool escalation = false) {
    Change c;
    c.kind = std::move(kind);
    c.what = std::move(what);
    c.approval = approval;
    c.escalation = escalation;
    changes_.push_back(std::move(c));
    return changes_.back();
  }

  bool moved() const { return before_.platform != after_.platform; }
  bool adopts_forge() const { return is_connect(before_.platform) && after_.platform == Platform::forge; }

  void platforms() {
    if (!moved()) return;
    const std::string what =
        std::string(platform_name(before_.platform)) + " to " + std::string(platform_name(after_.platform));
    const bool adopts = adopts_forge();
    add("platform-changed", what, !adopts).note =
        adopts ? "Scopes that are equal to the level declared before need no new approval."
               : "The app moves to another platform, which is a new approval by itself.";
  }

  static std::map<Key, bool> asked(const Surface& surface) {
    std::map<Key, bool> out;
    for (const auto& s : surface.scopes) {
      auto& impersonates = out[{canonical_scope(surface.platform, s.scope), s.token}];
      impersonates = impersonates || s.impersonation;
    }
    return out;
  }

  /// The highest declared level of each ladder.
  static Levels heights(const Surface& surface) {
    Levels out{};
    for (const auto& s : surface.scopes)
      if (const auto level = level_of(surface.platform, s.scope))
        out[level->ladder] = std::max(out[level->ladder], level->rank);
    return out;
  }

  std::string family(const std::string& scope) const {
    const auto* fact = facts_.scope(scope);
    return fact ? std::string(fact->family) : std::string();
  }

  int trusted_risk(const std::string& wanted) const {
    int out = 0;
    for (const auto& s : before_.scopes)
      if (family(s.scope) == wanted) out = std::max(out, scope_risk(facts_, s.scope));
    return out;
  }

  /// The highest of the levels that are equal to a Forge scope; rank -1: none is. `known`: there is a row at all.
  struct Equal {
    int rank = -1;
    std::string level;
    bool known = false, published = false;
  };
  Equal equal_level(const std::string& scope) const {
    Equal out;
    for (const auto& e : facts_.equivalences(scope)) {
      out.known = true;
      out.published = out.published || e.published;
      if (connect_level(e.level) <= out.rank) continue;
      out.rank = connect_level(e.level);
      out.level = e.level;
    }
    return out;
  }

  /// A scope of the Forge manifest that succeeds a Connect descriptor.
  void judge_adopted(const std::string& scope, Change& change) const {
    const int height = heights(before_)[0];
    if (const size_t at = scope.find(":connect-"); at != std::string::npos) {  // Connect's own word, carried over
      std::string word = scope.substr(0, at);
      std::replace(word.begin(), word.end(), '-', '_');
      word = canonical_scope(before_.platform, word);
      const auto level = level_of(after_.platform, scope);
      const bool had = level ? level->rank <= height : asked(before_).contains({word, ""});
      change.approval = change.escalation = !had;
      change.note = had ? "The Connect descriptor declared it already." : "The Connect descriptor did not declare it.";
      return;
    }
    const Equal equal = equal_level(scope);
    const bool covered = equal.rank >= 0 && equal.rank <= height;
    if (!equal.known) {
      change.note = "The facts do not say which Connect level this is equal to.";
    } else if (equal.published) {
      change.approval = !covered;
      change.escalation = !covered && equal.rank >= 0;
      change.note = covered ? "The level declared before already allowed it: it is equal to " + equal.level + "."
                    : equal.rank >= 0
                        ? "The level declared before did not allow it: it is equal to " + equal.level + "."
                        : "No Connect level is equal to it.";
    } else {
      change.approval = false;
      change.note =
          (covered
               ? "The level declared before seems to have allowed it: its operations need " + equal.level + " at most."
           : equal.rank >= 0 ? "The level declared before seems not to have allowed it: its operations need " +
                                   equal.level + ", so administrators may have to approve it."
                             : "No Connect app can use its operations, so administrators may have to approve it.") +
          " Derived from its operations: a hint.";
    }
  }

  void judge_added(const std::string& scope, Change& change) const {
    if (const auto level = level_of(after_.platform, scope); level && !moved()) {
      const int height = heights(before_)[level->ladder];
      change.escalation = level->rank > height;
      if (!change.escalation) {
        change.approval = after_.platform == Platform::forge;
        change.note = "A higher level was declared before.";
      }
      return;
    }
    if (adopts_forge()) return judge_adopted(scope, change);
    if (moved() || scope.rfind("storage:", 0) == 0) return;
    const int risk = scope_risk(facts_, scope), trusted = trusted_risk(family(scope));
    change.escalation = risk > trusted;
    if (!change.escalation) return;
    change.note = trusted == 0
                      ? "The app had no scope of this product before."
                      : "Before, the app asked for '" + std::string(risk_name(trusted)) + "' at most in this product.";
  }

  void scopes() {
    const auto old = asked(before_), now = asked(after_);
    for (const auto& [key, impersonates] : now) {
      if (old.contains(key)) continue;
      auto& change = add("scope-added", quoted_scope(key.first, key.second), true);
      change.risk = risk_name(scope_risk(facts_, key.first));
      judge_added(key.first, change);
    }
    for (const auto& [key, impersonates] : old) {
      if (now.contains(key) || (moved() && is_connect(before_.platform))) continue;
      // Forge: every change of scopes makes a major version.
      auto& change = add("scope-removed", quoted_scope(key.first, key.second), after_.platform == Platform::forge);
      change.risk = risk_name(scope_risk(facts_, key.first));
    }
    for (const auto& [key, impersonates] : now) {
      const auto it = old.find(key);
      if (!impersonates || (it != old.end() && it->second)) continue;
      const bool had = adopts_forge() && old.contains({"ACT_AS_USER", ""});
      add("impersonation-added", key.first, true, !had).note =
          had ? "The Connect app could act as users as well." : "The app may act as users who are not there.";
    }
  }

  static std::set<std::string> names(const Surface& surface, bool (*takes)(const Surface::Call&)) {
    std::set<std::string> out;
    for (const auto& c : surface.calls)
      if (takes(c)) out.insert(c.what);
    return out;
  }

  void added_calls(const char* kind, bool (*takes)(const Surface::Call&), const std::string& note,
                   const std::set<std::string>& skip) {
    const auto old = names(before_, takes);
    std::set<std::string> seen;
    for (const auto& c : after_.calls) {
      if (!takes(c) || old.contains(c.what) || skip.contains(c.what) || !seen.insert(c.what).second) continue;
      auto& change = add(kind, c.what);
      change.note = note;
      change.at = c.at;
    }
  }

  void calls() {
    const auto resolved = [](const Surface::Call& c) { return !c.open; };
    const auto open = [](const Surface::Call& c) { return c.open; };
    const auto install = [](const Surface::Call& c) { return !c.open && c.phase == Phase::install; };
    const auto as_app = [](const Surface::Call& c) { return !c.open && c.identity == Identity::app; };
    const size_t from = changes_.size();
    added_calls("operation-added", resolved, "", {});
    const auto old = names(before_, resolved), now = names(after_, resolved);
    for (const auto& what : old)
      if (!now.contains(what)) add("operation-removed", what);
    added_calls("install-call-added", install, "It is made while the app is being installed.", {});
    // Operations that are new altogether were told already.
    std::set<std::string> fresh;
    for (const auto& what : now)
      if (!old.contains(what)) fresh.insert(what);
    added_calls("app-identity-added", as_app, "It was made for users only; now the app makes it on its own.", fresh);
    added_calls("unclear-call-added", open, "What this call does could not be worked out.", {});
    sort_from(from);
  }

  void sort_from(size_t from) {
    constexpr const char* order[] = {"operation-added", "operation-removed", "install-call-added", "app-identity-added",
                                     "unclear-call-added"};
    const auto rank = [&](const Change& c) { return std::find(std::begin(order), std::end(order), c.kind); };
    std::stable_sort(
        changes_.begin() + static_cast<std::ptrdiff_t>(from), changes_.end(), [&](const Change& a, const Change& b) {
          return std::pair(rank(a), std::string_view(a.what)) < std::pair(rank(b), std::string_view(b.what));
        });
  }

  void hosts() {
    const std::set<std::string> old(before_.hosts_declared.begin(), before_.hosts_declared.end()),
        now(after_.hosts_declared.begin(), after_.hosts_declared.end()),
        old_used(before_.hosts_used.begin(), before_.hosts_used.end()),
        now_used(after_.hosts_used.begin(), after_.hosts_used.end());
    for (const auto& host : now)
      if (!old.contains(host)) add("host-opened", host, true, true).note = "Data may leave for this host.";
    for (const auto& host : old)
      if (!now.contains(host)) add("host-closed", host);
    for (const auto& host : now_used)
      if (!old_used.contains(host)) add("host-contacted", host);
  }

  const Facts& facts_;
  const Surface& before_;
  const Surface& after_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> compare(const Facts& facts, const Surface& before, const Surface& after) {
  return Comparison(facts, before, after).run();
}

}  // namespace leastscope
