#include "needs/needs.h"

namespace leastscope {
std::vector<Requirement> descriptor_requirements(const Facts&, const Descriptor&) { return {}; }
}  // namespace leastscope
