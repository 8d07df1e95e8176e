// What is not known of calls and files: open ends of paths, code that is not there.
#include <algorithm>

#include "calls/collect.h"
#include "calls/missing_files.h"

namespace leastscope {

/// Whether the path goes on with text of any length where the operations have words of their own and no placeholder:
/// then it can be any of them, and any below them.
bool Collector::ends_open(const ApiCall& call) const {
  if (!call.path.ends_with("/{+}")) return false;
  const auto best = m_.facts_.match(call.product, call.method, call.path).best;
  return !best.empty() && std::none_of(best.begin(), best.end(), [&](uint32_t operation) {
    return std::string_view(m_.facts_.operation(operation).path).ends_with('}');
  });
}

void Collector::missing() {
  for (ModuleId module = 0; module < m_.program_.modules.size(); ++module) {
    const ContextId top = m_.info_[module].init;
    if (top == ir::kNone || top >= colours_.size()) continue;
    const Colour& colour = colours_[top];
    if (!colour.run_any && !colour.install_any) continue;
    const bool browser = colour.browser && !colour.backend;
    std::set<std::string> told;
    const auto& functions = m_.program_.modules[module].functions;
    for (const MissingFile& file : missing_files(m_.program_, module)) {
      ir::FunctionId around = 0;
      for (ir::FunctionId fn = 1; fn < functions.size(); ++fn) {
        const Span& s = functions[fn].span;
        if (s.begin <= file.at && file.at < s.end && s.begin >= functions[around].span.begin) around = fn;
      }
      if ((around != 0 && !function_is_live(module, around)) || !told.insert(file.why).second) continue;
      m_.add_blind_spot(file.why, m_.place_of(module, file.at), colour.run_any ? Phase::run : Phase::install,
                        browser ? Identity::user : Identity::unknown, browser);
    }
  }
}

}  // namespace leastscope
