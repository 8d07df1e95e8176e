// Parts of descriptor_requirements(), one per family of platforms.
#pragma once
#include <vector>

#include "needs/needs.h"

namespace leastscope {

std::vector<Requirement> forge_requirements(const Facts& facts, const Descriptor& descriptor);
std::vector<Requirement> connect_requirements(const Facts& facts, const Descriptor& descriptor);
std::vector<Requirement> bitbucket_requirements(const Facts& facts, const Descriptor& descriptor);
std::vector<Requirement> slack_requirements(const Facts& facts, const Descriptor& descriptor);

Alternatives to_alternatives(const Groups& groups);
/// No group, or one that asks for nothing.
bool asks_nothing(const Groups& groups);
/// The property's value; empty when there is none.
std::string_view property(const DeclaredModule& module, std::string_view key);
Place place_of(const DeclaredModule& module, std::string_view key);

/// Adds to `out`, one requirement per kind, name and groups (with the first place).
void add_requirement(std::vector<Requirement>& out, Requirement requirement);

}  // namespace leastscope
