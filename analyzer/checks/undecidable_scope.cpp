// A declared scope of which it cannot be said whether it is needed, because of calls that are not known well enough, or
// because there is no code at all: then one finding stands for all of them and tells what the descriptor alone shows.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "checks/check.h"
#include "checks/rules.h"
#include "needs/universe.h"

namespace leastscope {
namespace {

/// "'ADMIN' includes 'READ' and 'WRITE'. " for Connect levels; empty where there is nothing of the kind.
std::string included_levels(const CheckContext& c) {
  std::map<size_t, std::map<int, std::string>> ladders;
  for (const auto& s : c.needs.scopes)
    if (const auto level = level_of(c.descriptor.platform, s.scope)) ladders[level->ladder][level->rank] = s.scope;
  std::string out;
  for (const auto& [ladder, ranks] : ladders) {
    std::vector<std::string> lower;
    for (const auto& [rank, name] : ranks)
      if (rank != ranks.rbegin()->first) lower.push_back(name);
    if (!lower.empty()) out += fmt::format("{} includes {}. ", quoted(ranks.rbegin()->second), listed_scopes(lower));
  }
  return out;
}

/// What may be done with them, worst first: "to administer ('ADMIN'), to write ('WRITE')".
std::string risks(const std::vector<const ScopeVerdict*>& scopes) {
  std::vector<std::string> words;
  for (const auto& [risk, verb] :
       {std::pair{"admin", "to administer"}, {"delete", "to delete"}, {"write", "to write"}, {"read", "to read"}}) {
    std::vector<std::string> names;
    for (const auto* s : scopes)
      if (s->risk == risk) names.push_back(s->scope);
    if (!names.empty()) words.push_back(fmt::format("{} ({})", verb, listed_scopes(names, "and", 6)));
  }
  return listed(words);
}

/// Nothing but missing code makes it undecidable: the judgement says so in its note.
bool lacks_code(const ScopeVerdict& s) {
  return s.verdict == Verdict::undecidable && s.calls.empty() && s.note.find("no source code") != std::string::npos;
}

void without_code(CheckContext& c) {
  std::vector<const ScopeVerdict*> open;
  std::vector<std::string> names;
  bool as_user = false;
  for (const auto& s : c.needs.scopes) {
    if (!lacks_code(s)) continue;
    open.push_back(&s);
    names.push_back(s.scope);
    as_user = as_user || s.scope == "ACT_AS_USER";
  }
  for (const auto& s : c.descriptor.scopes) as_user = as_user || s.impersonation;
  if (open.empty()) return;
  std::string message =
      fmt::format("Whether {} {} needed cannot be decided, because no source code of the app was found. ",
                  (names.size() == 1 ? "scope " : "scopes ") + listed_scopes(names), names.size() == 1 ? "is" : "are");
  message += fmt::format("The {} was judged by its form and its risk only. It asks {}. ",
                         descriptor_word(c.descriptor.platform), risks(open));
  if (as_user) message += "It may act as users who are not there. ";
  message += included_levels(c);
  message += "Give the folder of the app, with its code, to have the use judged.";
  auto& f = c.add(message, open.size() == 1 ? open[0]->at : c.descriptor.scopes_at, "no-code");
  f.scopes = names;
}

}  // namespace

void rules::undecidable_scope(CheckContext& c) {
  without_code(c);
  for (const auto& s : c.needs.scopes) {
    if (s.verdict != Verdict::undecidable || lacks_code(s)) continue;
    std::string message = fmt::format("Whether scope '{}' is needed cannot be decided. ", s.scope);
    if (!s.calls.empty() || !s.requirements.empty()) {
      message += fmt::format("It could be needed by {}. ", evidence_text(c.needs, s.calls, s.requirements, 3));
      message +=
          "Keep it until those calls are clear: write the address where the call is, or name it in a comment "
          "'leastscope: calls[METHOD /path]'.";
    } else {
      message +=
          "The API facts do not say which operations need it, while the app uses that product. Keep it unless you know "
          "better.";
    }
    if (!s.note.empty()) message += " " + s.note;
    auto& f = c.add_scope(s, message);
    c.show(f, s.calls, s.requirements);
    f.flow.clear();
  }
}

}  // namespace leastscope
