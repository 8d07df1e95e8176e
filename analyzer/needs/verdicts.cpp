// The verdicts, in the order of the law: for each declared scope the first that fits. See docs/uses.md.
#include <algorithm>
#include <set>

#include "needs/demands.h"
#include "needs/levels.h"
#include "needs/needs.h"
#include "needs/operations.h"
#include "needs/sets.h"
#include "needs/undecidable.h"
#include "needs/unknowns.h"

namespace leastscope {
namespace {

template <class T>
void add_sorted(std::vector<T>& list, T value) {
  const auto it = std::lower_bound(list.begin(), list.end(), value);
  if (it == list.end() || *it != value) list.insert(it, value);
}

class Judge {
 public:
  Judge(const Facts& facts, NeedsInput input)
      : facts_(facts), input_(std::move(input)), universe_(facts, input_.platform) {}

  NeedsResult run() {
    for (ApiCall& call : input_.calls) fill_operation(facts_, input_.platform, call);
    declared_ = read_declaration(universe_, input_);
    demands_ = collect_demands(universe_, declared_, input_.calls, input_.requirements);
    kept_ = keep(universe_, declared_, demands_.live);
    level_needs_ = level_needs(declared_, demands_.live);
    find_doubts();

    NeedsResult result;
    for (const DeclaredScope& scope : input_.declared) result.scopes.push_back(judge_scope(scope));
    fill_sets(result);
    fill_missing(result);
    for (size_t call : demands_.barred_calls) result.not_grantable.push_back({{call}, {}});
    for (size_t requirement : demands_.barred_requirements) result.not_grantable.push_back({{}, {requirement}});
    result.calls = std::move(input_.calls);
    result.requirements = std::move(input_.requirements);
    return result;
  }

 private:
  void find_doubts() {
    const auto unknowns = collect_unknowns(universe_, declared_, input_.calls);
    held_all_.closure = universe_.closure(kept_.all);
    held_run_.closure = universe_.closure(kept_.run);
    for (size_t ladder = 0; ladder < ladder_count; ++ladder) {
      held_all_.levels[ladder] = level_needs_[ladder].all;
      held_run_.levels[ladder] = level_needs_[ladder].run;
    }
    doubts_ = doubted(universe_, declared_, held_all_, kept_.all, unknowns, false);
    run_doubts_ = doubted(universe_, declared_, held_run_, kept_.run, unknowns, true);
    used_ = used_products(universe_, input_.calls, demands_.live);
    for (size_t id : declared_.scopes.ids()) {
      if (kept_.all.has(id)) continue;
      const ScopeFact* fact = universe_.fact(id);
      const bool implied = !input_.scopes_declared && input_.declared.empty();
      const bool uncovered = fact && !fact->covered && !implied && used_.has(fact->family);
      if (uncovered || doubts_.scopes.contains(id)) undecidable_.add(id);
    }
    if (input_.no_source) {
      undecidable_ = declared_.scopes;
      undecidable_ -= kept_.all;
    }
    keep_companions();
  }

  /// A scope that must be asked for beside a scope we keep stays with it.
  void keep_companions() {
    if (input_.platform != Platform::slack) return;
    for (bool again = true; again;) {
      again = false;
      ScopeSet staying = kept_.all;
      staying |= kept_.additions;
      staying |= undecidable_;
      for (size_t id : staying.ids()) {
        for (std::string_view name : facts_.companions(universe_.name(id))) {
          const auto companion = universe_.find(name, universe_.token(id));
          if (!companion || !declared_.scopes.has(*companion) || staying.has(*companion)) continue;
          undecidable_.add(*companion);
          companions_.emplace(*companion, universe_.name(id));
          again = true;
        }
      }
    }
  }

  ScopeVerdict judge_scope(const DeclaredScope& scope) {
    ScopeVerdict out;
    out.scope = canonical_scope(input_.platform, scope.scope);
    out.token = scope.token;
    out.at = scope.at;
    out.risk = risk_name(scope_risk(facts_, out.scope));
    if (const auto level = level_of(input_.platform, scope.scope)) {
      judge_ladder(*level, out);
    } else if (const auto id = universe_.find(scope.scope, declared_token(universe_, scope))) {
      judge_plain(*id, out);
    } else {
      judge_foreign(out);
    }
    for (size_t call : out.calls) {
      add_sorted(out.identities, input_.calls[call].identity);
      add_sorted(out.phases, input_.calls[call].phase);
    }
    for (size_t index : out.requirements) {
      const Requirement& requirement = input_.requirements[index];
      add_sorted(out.identities, requirement.token == "user" ? Identity::user : Identity::app);
      add_sorted(out.phases, requirement.phase);
    }
    return out;
  }

  /// Known to the facts but not to this platform, or not known at all.
  void judge_foreign(ScopeVerdict& out) {
    if (facts_.scope(out.scope) == nullptr || input_.platform == Platform::connect_jira ||
        input_.platform == Platform::connect_confluence) {
      out.verdict = Verdict::unknown_scope;
      kept_names_.push_back(out.scope);
    } else if (input_.platform == Platform::slack) {
      out.verdict = Verdict::undecidable;
      out.note =
          "The facts do not list this scope for a " + (out.token.empty() ? std::string("bot") : out.token) + " token.";
      kept_names_.push_back(out.scope);
    } else {
      // Without code nothing is called removable; what is wrong with the scope's form is said all the same.
      out.verdict = input_.no_source ? Verdict::unknown_scope : Verdict::over_requested;
      out.note = "This platform does not grant the scope.";
      if (input_.no_source) kept_names_.push_back(out.scope);
    }
  }

  void judge_plain(size_t id, ScopeVerdict& out) {
    if (kept_.all.has(id)) {
      const bool install = !kept_.run.has(id);
      const auto doubt = run_doubts_.scopes.find(id);
      const bool doubtful = install && (doubt != run_doubts_.scopes.end() || input_.no_source);
      out.verdict = install && !doubtful ? Verdict::install_only : Verdict::needed;
      collect(demands_.live, out,
              [&](const Demand& demand) { return demand.allowed && serves(demand, held_all_, id); });
      if (doubtful) {
        doubt_install(out, doubt == run_doubts_.scopes.end() ? std::vector<size_t>{} : doubt->second);
      }
      return;
    }
    if (kept_.additions.has(id)) {
      out.verdict = Verdict::needed;
      out.partial_set = true;
      out.note = "Needed together with scopes that are missing.";
      const Held full = recommended_held();
      collect(demands_.live, out, [&](const Demand& demand) { return !demand.allowed && serves(demand, full, id); });
      return;
    }
    if (undecidable_.has(id)) {
      out.verdict = Verdict::undecidable;
      if (const auto it = doubts_.scopes.find(id); it != doubts_.scopes.end())
        out.calls = it->second;
      else if (const auto beside = companions_.find(id); beside != companions_.end())
        out.note = "It has to be asked for beside '" + beside->second + "'.";
      else if (input_.no_source)
        out.note = "There is no source code to judge by.";
      else
        out.note = "The facts name nothing that needs this scope, and its product is used.";
      return;
    }
    const auto in_group = [&](const Demand& demand) {
      return std::any_of(demand.groups.begin(), demand.groups.end(),
                         [&](const ScopeGroup& group) { return group.scopes.has(id); });
    };
    if (collect(demands_.live, out, in_group))
      out.verdict = Verdict::redundant;
    else if (collect(demands_.unreachable, out, in_group))
      out.verdict = Verdict::dead_code_only;
    else
      out.verdict = Verdict::over_requested;
  }

  void doubt_install(ScopeVerdict& out, const std::vector<size_t>& calls) {
    out.install_doubt = true;
    out.note = calls.empty() ? "Every use found is at installation, but there is no source code to be sure by."
                             : "Every use found is at installation, but an unresolved call at run time could need it.";
  }

  void judge_ladder(LevelScope level, ScopeVerdict& out) {
    const auto ranks = declared_ranks(declared_, level.ladder);
    const LevelNeed need = level_needs_[level.ladder];
    const LevelVerdict verdict = judge_level(ranks, need, level.rank);
    const std::pair<size_t, int> key{level.ladder, level.rank};
    out.verdict = verdict.verdict;
    if (verdict.enough > 0) out.enough = level_name(input_.platform, {level.ladder, verdict.enough});
    collect(demands_.live, out, [&](const Demand& demand) {
      return demand.allowed &&
             lowest_covering(ranks, asked_levels(declared_.held, demand.groups)[level.ladder]) == level.rank;
    });
    const bool kept = verdict.verdict == Verdict::needed || verdict.verdict == Verdict::install_only;
    const auto doubt = doubts_.levels.find(key);
    if (!kept && (doubt != doubts_.levels.end() || (input_.no_source && level.rank > need.all))) {
      out.verdict = Verdict::undecidable;
      out.enough.clear();
      out.requirements.clear();
      out.calls = doubt != doubts_.levels.end() ? doubt->second : std::vector<size_t>{};
      if (out.calls.empty()) out.note = "There is no source code to judge by.";
      kept_names_.push_back(out.scope);
      return;
    }
    const auto run_doubt = run_doubts_.levels.find(key);
    if (verdict.verdict != Verdict::install_only || (run_doubt == run_doubts_.levels.end() && !input_.no_source))
      return;
    out.verdict = Verdict::needed;
    out.enough.clear();
    doubt_install(out, run_doubt == run_doubts_.levels.end() ? std::vector<size_t>{} : run_doubt->second);
  }

  /// Whether what is held allows the demand by a group that this scope serves.
  bool serves(const Demand& demand, const Held& held, size_t id) const {
    for (const ScopeGroup& group : demand.groups) {
      if (!allows(held, group)) continue;
      for (size_t member : group.scopes.ids()) {
        const auto& covers = universe_.covered_by(member);
        if (std::find(covers.begin(), covers.end(), id) != covers.end()) return true;
      }
    }
    return false;
  }

  template <class Test>
  bool collect(const std::vector<Demand>& demands, ScopeVerdict& out, Test test) const {
    bool any = false;
    for (const Demand& demand : demands) {
      if (!test(demand)) continue;
      any = true;
      for (size_t call : demand.calls) add_sorted(out.calls, call);
      for (size_t requirement : demand.requirements) add_sorted(out.requirements, requirement);
    }
    return any;
  }

  Held recommended_held() const {
    ScopeSet set = kept_.all;
    set |= kept_.additions;
    Held held;
    held.closure = universe_.closure(set);
    for (const std::string& name : level_set(universe_, declared_, demands_.live, true))
      if (const auto level = level_of(input_.platform, name))
        held.levels[level->ladder] = std::max(held.levels[level->ladder], level->rank);
    return held;
  }

  static void merge(std::vector<std::string>& into, const std::vector<std::string>& more) {
    for (const std::string& name : more) add_sorted(into, name);
  }

  void fill_sets(NeedsResult& result) {
    MinimalSets& sets = result.minimal;
    sets.proved = kept_.proved;
    ScopeSet recommended = kept_.all;
    recommended |= kept_.additions;
    recommended |= undecidable_;
    sets.recommended = names_of(universe_, recommended);
    merge(sets.recommended, level_set(universe_, declared_, demands_.live, true));
    merge(sets.recommended, kept_names_);
    for (ScopeStyle style : {ScopeStyle::classic, ScopeStyle::granular}) {
      auto& names = style == ScopeStyle::classic ? sets.classic : sets.granular;
      names = names_of(universe_, style_set(universe_, declared_, demands_.live, style, sets.proved));
      merge(names, level_set(universe_, declared_, demands_.live, false));
    }
  }

  void fill_missing(NeedsResult& result) {
    const Held held = recommended_held();
    for (const Demand& demand : demands_.live) {
      if (demand.allowed || demand.tolerated) continue;
      MissingNeed need;
      need.calls = demand.calls;
      need.requirements = demand.requirements;
      need.alternatives = demand.calls.empty() ? input_.requirements[demand.requirements[0]].alternatives
                                               : input_.calls[demand.calls[0]].alternatives;
      // An unresolved call that surely acts as a user has no alternatives of its own.
      if (need.alternatives.empty()) need.alternatives = {group_names(demand.groups[0])};
      for (const ScopeGroup& group : demand.groups) {
        if (!allows(held, group)) continue;
        auto names = group_names(group);
        if (need.recommended.empty() || names.size() < need.recommended.size()) need.recommended = std::move(names);
      }
      auto same = std::find_if(result.missing.begin(), result.missing.end(), [&](const MissingNeed& other) {
        return other.alternatives == need.alternatives && other.recommended == need.recommended;
      });
      if (same == result.missing.end()) {
        result.missing.push_back(std::move(need));
        continue;
      }
      for (size_t call : need.calls) add_sorted(same->calls, call);
      for (size_t requirement : need.requirements) add_sorted(same->requirements, requirement);
    }
  }

  std::vector<std::string> group_names(const ScopeGroup& group) const {
    auto names = names_of(universe_, group.scopes);
    for (size_t ladder = 0; ladder < ladder_count; ++ladder)
      if (group.levels[ladder] > 0) add_sorted(names, level_name(input_.platform, {ladder, group.levels[ladder]}));
    return names;
  }

  const Facts& facts_;
  NeedsInput input_;
  Universe universe_;
  Declaration declared_;
  Demands demands_;
  KeptSets kept_;
  std::array<LevelNeed, ladder_count> level_needs_{};
  Held held_all_, held_run_;
  Doubted doubts_, run_doubts_;
  UsedProducts used_;
  ScopeSet undecidable_;
  std::map<size_t, std::string> companions_;
  std::vector<std::string> kept_names_;  ///< declared, undecidable or unknown, outside the universe
};

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::needed:
      return "needed";
    case Verdict::install_only:
      return "install-only";
    case Verdict::redundant:
      return "redundant";
    case Verdict::over_requested:
      return "over-requested";
    case Verdict::dead_code_only:
      return "dead-code-only";
    case Verdict::undecidable:
      return "undecidable";
    case Verdict::unknown_scope:
      return "unknown-scope";
  }
  return "needed";
}

NeedsResult judge(const Facts& facts, NeedsInput input) { return Judge(facts, std::move(input)).run(); }

}  // namespace leastscope
