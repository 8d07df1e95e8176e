// Needs that follow from the descriptor alone. What a condition word of rules/apis/features.tsv means is decided here
// and nowhere else.
#include "needs/requirements.h"

#include <algorithm>

namespace leastscope {

Alternatives to_alternatives(const Groups& groups) {
  Alternatives out;
  for (const auto& group : groups) out.emplace_back(group.begin(), group.end());
  return out;
}

bool asks_nothing(const Groups& groups) {
  return groups.empty() || std::any_of(groups.begin(), groups.end(), [](const auto& group) { return group.empty(); });
}

std::string_view property(const DeclaredModule& module, std::string_view key) {
  const auto it = module.properties.find(std::string(key));
  return it == module.properties.end() ? std::string_view{} : std::string_view(it->second);
}

Place place_of(const DeclaredModule& module, std::string_view key) {
  const auto it = module.places.find(std::string(key));
  return it == module.places.end() ? module.at : it->second;
}

void add_requirement(std::vector<Requirement>& out, Requirement requirement) {
  const bool there = std::any_of(out.begin(), out.end(), [&](const Requirement& other) {
    return other.kind == requirement.kind && other.what == requirement.what && other.phase == requirement.phase &&
           other.alternatives == requirement.alternatives && other.token == requirement.token;
  });
  if (!there) out.push_back(std::move(requirement));
}

std::vector<Requirement> descriptor_requirements(const Facts& facts, const Descriptor& descriptor) {
  switch (descriptor.platform) {
    case Platform::forge:
      return forge_requirements(facts, descriptor);
    case Platform::connect_jira:
    case Platform::connect_confluence:
      return connect_requirements(facts, descriptor);
    case Platform::connect_bitbucket:
      return bitbucket_requirements(facts, descriptor);
    case Platform::slack:
      return slack_requirements(facts, descriptor);
  }
  return {};
}

}  // namespace leastscope
