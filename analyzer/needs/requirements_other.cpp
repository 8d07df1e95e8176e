// Connect for Jira, Confluence and Bitbucket, and Slack.
#include <algorithm>

#include "needs/requirements.h"

namespace leastscope {
namespace {

void from_rows(std::vector<Requirement>& out, const std::vector<const FeatureFact*>& rows, Requirement need) {
  for (const FeatureFact* row : rows) {
    if (asks_nothing(row->groups) || row->condition == "filter" || row->condition == "app-token") continue;
    const bool optional = row->condition == "optional" || row->condition == "per-type";
    need.tolerated = optional;
    const Alternatives groups = to_alternatives(row->groups);
    if (!optional) {
      need.alternatives = groups;
      add_requirement(out, need);
      continue;
    }
    for (const auto& group : groups) {
      need.alternatives = {group};
      add_requirement(out, need);
    }
  }
}

Requirement start(std::string kind, std::string_view what, Place at) {
  Requirement need;
  need.kind = std::move(kind);
  need.what = what;
  need.at = std::move(at);
  return need;
}

/// "{repository.full_name}" or "repository.*" -> "repository".
std::string_view parameter_family(std::string_view parameter) {
  if (parameter.starts_with('{')) parameter.remove_prefix(1);
  return parameter.substr(0, parameter.find_first_of(".}"));
}

/// A webhook for every event gets those whose scope is held: nothing is missing, but each scope that is there serves.
void any_event(const Facts& facts, std::vector<Requirement>& out, Requirement need) {
  need.tolerated = true;
  for (const FeatureFact& row : facts.features()) {
    if (row.kind != "bitbucket-webhook" || asks_nothing(row.groups)) continue;
    need.alternatives = to_alternatives(row.groups);
    add_requirement(out, need);
  }
}

}  // namespace

std::vector<Requirement> connect_requirements(const Facts& facts, const Descriptor& descriptor) {
  std::vector<Requirement> out;
  const std::string_view product = descriptor.platform == Platform::connect_jira ? "jira" : "confluence";
  for (const DeclaredModule& module : descriptor.modules) {
    if (module.type != "webhooks") continue;
    std::string_view what = property(module, "event");
    if (what.empty()) what = module.key.empty() ? std::string_view("webhooks") : std::string_view(module.key);
    from_rows(out, facts.features("connect-webhook", product), start("webhook", what, place_of(module, "event")));
  }
  return out;
}

std::vector<Requirement> bitbucket_requirements(const Facts& facts, const Descriptor& descriptor) {
  std::vector<Requirement> out;
  for (const DeclaredModule& module : descriptor.modules) {
    if (module.type == "webhooks") {
      const std::string event(property(module, "event"));
      if (event == "*") any_event(facts, out, start("webhook", event, place_of(module, "event")));
      auto rows = facts.features("bitbucket-webhook", event);
      if (rows.empty()) rows = facts.features("bitbucket-webhook", event.substr(0, event.find(':')) + ":*");
      if (!event.empty()) from_rows(out, rows, start("webhook", event, place_of(module, "event")));
    } else if (module.type == "context-parameter") {
      const std::string_view shown =
          property(module, "parameter").empty() ? std::string_view(module.key) : property(module, "parameter");
      from_rows(out, facts.features("context-parameter", parameter_family(shown)),
                start("context-parameter", shown, module.at));
    } else if (module.type == "condition") {
      from_rows(out, facts.features("bitbucket-condition", module.key), start("condition", module.key, module.at));
    }
  }
  return out;
}

std::vector<Requirement> slack_requirements(const Facts& facts, const Descriptor& descriptor) {
  std::vector<Requirement> out;
  for (const DeclaredModule& module : descriptor.modules) {
    if (module.type == "slack-event") {
      const EventFact* event = facts.event(module.key);
      if (!event) continue;
      Requirement need = start("slack-event", module.key, module.at);
      need.token = property(module, "token");
      need.alternatives = to_alternatives(event->groups);
      add_requirement(out, std::move(need));
    } else if (module.type == "slack-feature") {
      std::string key = module.key;
      if (key.ends_with("_enabled")) key.resize(key.size() - std::string_view("_enabled").size());
      from_rows(out, facts.features("slack-feature", key), start("slack-feature", key, module.at));
    }
  }
  return out;
}

}  // namespace leastscope
