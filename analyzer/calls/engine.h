// The heart: abstract evaluation of a program from its entry points (docs/engine.md).
#pragma once
#include "calls/api_call.h"
#include "calls/model.h"
#include "descriptor/descriptor.h"
#include "program/program.h"
#include "rules/catalog/facts.h"

namespace leastscope {

struct EngineOptions {
  bool prune = true;           ///< drop branches decided by exact values
  unsigned bound_scale = 100;  ///< percent of every bound; 1 in tests: each bound becomes as small as it can be
  uint64_t budget = 0;         ///< evaluated nodes; 0 = by the size of the program
  unsigned shuffle = 0;        ///< tests: not 0: what waits is evaluated in an order of its own
};

CallsResult find_calls(const Facts& facts, Models& models, const Builtins& builtins, const Program& program,
                       const Descriptor& descriptor, const EngineOptions& options = {});

}  // namespace leastscope
