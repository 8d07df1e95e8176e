// Contexts that nothing calls any more. When a context is evaluated again it knows more, and calls other contexts: its
// functions with fuller arguments, its closures with what they see now. The poorer ones it called before stay behind.
// Nothing they could still find counts, since calls are reported from what the last evaluations reach. They are
// evaluated again only if somebody calls them after all; a third to a half of the work is saved that way.
//
// Who is abandoned is found by a walk over the edges from the contexts that start by themselves, every few evaluations.
// In between a context counts as called when it was so at the last walk or has been called since, so one that is
// needed never waits for long: when no work is left, what is called and waits is evaluated.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

namespace {
constexpr size_t kWalkEvery = 32, kShare = 4;  // evaluations, at least; and for every so many contexts one
}  // namespace

void Machine::find_called() {
  called_.assign(contexts_.size(), 0);
  since_walk_ = 0;
  std::vector<ContextId> todo;
  auto reach = [&](ContextId id) {
    if (called_[id]) return;
    called_[id] = 1;
    todo.push_back(id);
  };
  for (ContextId id = 0; id < contexts_.size(); ++id)
    if (contexts_[id].outer) reach(id);
  while (!todo.empty()) {
    const ContextId id = todo.back();
    todo.pop_back();
    for (const Edge& e : contexts_[id].edges) reach(e.to);
  }
}

/// Does nobody call this context that waits for its evaluation? It then waits for a caller.
bool Machine::is_abandoned(ContextId id) {
  if (++since_walk_ > std::max(kWalkEvery, contexts_.size() / kShare)) find_called();
  return id < called_.size() && !called_[id];
}

/// Whoever calls a context needs it to be up to date.
void Machine::note_called(ContextId id) {
  if (id < called_.size()) called_[id] = 1;
}

/// Evaluates what waits for a caller and has one: that caller was itself abandoned when it was made. False if there is
/// none.
bool Machine::take_up_abandoned() {
  find_called();
  bool any = false;
  for (ContextId id = 0; id < called_.size(); ++id) {
    if (!called_[id] || !contexts_[id].outdated) continue;
    contexts_[id].outdated = false;
    enqueue(id);
    any = true;
  }
  return any && !work_.empty();
}

}  // namespace leastscope
