// What people tell about calls that cannot be worked out: `leastscope: calls[METHOD /path, …]` beside the call, or the
// same from the configuration. A hint stands for an unresolved call on its line or in its statement; where no call was
// found at all it is one more call. It never changes what the source itself shows, and a hint that cannot be what it
// says is reported and not used.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "calls/api_call.h"
#include "program/program.h"

namespace leastscope {

/// One call as a hint names it.
struct HintedCall {
  std::string method, path;  ///< path as ApiCall::path
  std::string product;       ///< "" when neither path nor method tell
  std::optional<Identity> identity;
};

/// Reads "GET /rest/api/3/issue/{id} as user, POST …". The error says what is wrong with it; empty when nothing is.
std::string parse_hint(std::string_view text, Platform platform, std::vector<HintedCall>& out);

class Hints {
 public:
  Hints(const Program& program, Platform platform);
  bool empty() const { return hints_.empty(); }
  bool about(ModuleId module) const { return by_module_.count(module) > 0; }

  /// A request is sent, or a function called that can send one, at this byte.
  void call_at(ModuleId module, uint32_t at);
  /// The calls that a hint names for an unresolved or possible call, which stands at `use` and is sent at `sink`;
  /// nothing when no hint speaks of it.
  std::vector<ApiCall> explain(const ApiCall& call, const Place& use, const Place& sink);
  /// Notes a call that is known by itself: a hint of the same words is superfluous.
  void known(const ApiCall& call, const Place& use, const Place& sink);

  /// A hint beside code where no call was found.
  struct Additional {
    ModuleId module = 0;
    uint32_t at = 0;
    HintedCall call;
  };
  /// To be asked last. Adds a problem for every hint that is wrong or superfluous.
  std::vector<Additional> rest(std::vector<Problem>& problems) const;
  /// Whether the function reaches over the hint's statement: then it is no call beside it, but part of it.
  bool inside_statement(ModuleId module, uint32_t at, const Span& function) const;

 private:
  struct Hint {
    ModuleId module = 0;
    uint32_t line = 0;    ///< of the comment
    uint32_t target = 0;  ///< line of the code it speaks of; 0: none follows
    uint32_t at = 0;      ///< first byte of that code
    const Span* statement = nullptr;
    std::vector<HintedCall> calls;
    std::string error;
    bool used = false, superfluous = false;
    std::string unlike;  ///< the call beside it that it does not fit
  };
  std::vector<Hint*> beside(const Place& place);
  const Span* statement_at(ModuleId module, uint32_t at) const;

  const Program& program_;
  std::vector<Hint> hints_;
  std::map<ModuleId, std::vector<size_t>> by_module_;
  std::set<std::pair<ModuleId, uint32_t>> lines_;  ///< lines with calls, in files with hints
};

}  // namespace leastscope
