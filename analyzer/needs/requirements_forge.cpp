#include <algorithm>
#include <set>

#include "needs/requirements.h"

namespace leastscope {
namespace {

constexpr std::string_view failed_expression = "avi:jira:failed:expression";

bool is_event_key(std::string_view key) { return key == "events" || key.starts_with("events."); }

bool is_lifecycle(std::string_view event) { return event.starts_with("avi:forge:"); }

class ForgeRequirements {
 public:
  ForgeRequirements(const Facts& facts, const Descriptor& descriptor) : facts_(facts), descriptor_(descriptor) {
    for (const DeclaredScope& scope : descriptor.scopes) declared_.insert(scope.scope);
    for (const DeclaredModule& module : descriptor.modules)
      for (const auto& [key, value] : module.properties)
        if (module.type == "trigger" && is_event_key(key) && value == failed_expression) failed_expression_ = true;
  }

  std::vector<Requirement> collect() {
    for (const DeclaredModule& module : descriptor_.modules) {
      if (module.type == "trigger") events(module);
      if (module.connect || module.type.ends_with(":webhooks")) webhook(module);
      if (!module.connect) rows(module);
    }
    for (const Remote& remote : descriptor_.remotes) {
      if (remote.app_token) token(remote, "appSystemToken");
      if (remote.user_token) token(remote, "appUserToken");
    }
    for (const auto& [scope, at] : descriptor_.condition_scopes) {
      Requirement need;
      need.kind = "condition";
      need.what = scope;
      need.at = at;
      need.alternatives = {{scope}};
      add_requirement(out_, std::move(need));
    }
    return std::move(out_);
  }

 private:
  void events(const DeclaredModule& module) {
    for (const auto& [key, name] : module.properties) {
      if (!is_event_key(key)) continue;
      const EventFact* event = facts_.event(name);
      if (!event) continue;
      Requirement need;
      need.kind = "event";
      need.what = name;
      need.at = place_of(module, key);
      need.phase = is_lifecycle(name) ? Phase::install : Phase::run;
      need.alternatives = to_alternatives(event->groups);
      add_requirement(out_, std::move(need));
    }
  }

  void webhook(const DeclaredModule& module) {
    for (const std::string_view product : {"jira", "confluence"}) {
      if (module.type != std::string(product) + ":webhooks") continue;
      Requirement need;
      need.kind = "webhook";
      need.what = property(module, "event");
      if (need.what.empty()) need.what = module.type;
      need.at = place_of(module, "event");
      need.alternatives = {{"read:connect-" + std::string(product)}};
      add_requirement(out_, std::move(need));
    }
  }

  enum class Asks { always, where_declared, no };

  Asks asks(const DeclaredModule& module, std::string_view condition) const {
    if (condition.empty() || condition == "-") return Asks::always;
    if (condition == "failed-expression-trigger") return failed_expression_ ? Asks::always : Asks::no;
    if (condition == "product-jira") return names_product(module, "jira") ? Asks::always : Asks::no;
    if (condition == "product-confluence") return names_product(module, "confluence") ? Asks::always : Asks::no;
    // What the function reads, the views it changes, what a provider delivers: not in the descriptor. Then a declared
    // scope counts as used and an undeclared one is not missed.
    return Asks::where_declared;
  }

  /// Without any product context the agent connector speaks of Jira.
  static bool names_product(const DeclaredModule& module, std::string_view product) {
    bool any = false;
    for (const auto& [key, value] : module.properties) {
      if (!key.starts_with("productContexts")) continue;
      any = true;
      if (value == product) return true;
    }
    return !any && product == "jira";
  }

  bool holds_some_group(const Groups& groups) const {
    return std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
      return std::all_of(group.begin(), group.end(),
                         [&](std::string_view scope) { return declared_.contains(std::string(scope)); });
    });
  }

  void rows(const DeclaredModule& module) {
    const auto all = facts_.features("module", module.type);
    // JSM's portal shares the module key and asks for less. An app that holds just that is complete.
    const bool base_held = std::any_of(all.begin(), all.end(), [&](const FeatureFact* row) {
      return row->condition != "jsm-portal" && holds_some_group(row->groups);
    });
    const bool portal = !base_held && std::any_of(all.begin(), all.end(), [&](const FeatureFact* row) {
      return row->condition == "jsm-portal" && holds_some_group(row->groups);
    });
    for (const FeatureFact* row : all) {
      if (asks_nothing(row->groups)) continue;
      Asks mode = asks(module, row->condition);
      if (row->condition == "jsm-portal") mode = portal ? Asks::always : Asks::no;
      if (portal && row->condition != "jsm-portal") mode = Asks::no;
      if (mode == Asks::no) continue;
      Requirement need;
      need.kind = "module";
      need.what = module.type;
      need.at = module.at;
      need.alternatives = to_alternatives(row->groups);
      need.tolerated = mode == Asks::where_declared;
      if (row->condition == "per-type" || row->condition == "optional")
        each_group(std::move(need));
      else
        add_requirement(out_, std::move(need));
    }
  }

  /// Every group counts on its own where it is declared.
  void each_group(Requirement need) {
    const Alternatives groups = need.alternatives;
    for (const auto& group : groups) {
      need.alternatives = {group};
      add_requirement(out_, need);
    }
  }

  void token(const Remote& remote, std::string_view which) {
    for (const FeatureFact* row : facts_.features("remote", which)) {
      Requirement need;
      need.kind = "remote-token";
      need.what = which;
      need.at = remote.at;
      need.alternatives = to_alternatives(row->groups);
      need.tolerated = true;
      add_requirement(out_, std::move(need));
    }
  }

  const Facts& facts_;
  const Descriptor& descriptor_;
  std::set<std::string> declared_;
  bool failed_expression_ = false;
  std::vector<Requirement> out_;
};

}  // namespace

std::vector<Requirement> forge_requirements(const Facts& facts, const Descriptor& descriptor) {
  return ForgeRequirements(facts, descriptor).collect();
}

}  // namespace leastscope
