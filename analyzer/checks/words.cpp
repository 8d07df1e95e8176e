#include "checks/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/catalog/facts.h"

namespace leastscope {

std::string quoted(std::string_view word) { return fmt::format("'{}'", word); }

std::string listed(const std::vector<std::string>& words, std::string_view last, size_t most) {
  std::vector<std::string> shown = words;
  if (shown.size() > most) {
    size_t rest = shown.size() - most;
    shown.resize(most);
    shown.push_back(fmt::format("{} more", rest));
    last = "and";
  }
  std::string out;
  for (size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) out += i + 1 == shown.size() ? fmt::format(" {} ", last) : ", ";
    out += shown[i];
  }
  return out;
}

std::string listed_scopes(const std::vector<std::string>& scopes, std::string_view last, size_t most) {
  std::vector<std::string> words;
  words.reserve(scopes.size());
  for (const auto& s : scopes) words.push_back(quoted(s));
  return listed(words, last, most);
}

std::string alternatives_text(const Alternatives& alternatives, bool all) {
  const size_t most_groups = all ? alternatives.size() : 3, most_scopes = all ? 1000 : 6;
  Alternatives sorted = alternatives;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  std::string out;
  for (size_t i = 0; i < sorted.size() && i < most_groups; ++i) {
    if (i > 0) out += sorted[i].size() > 1 || sorted[i - 1].size() > 1 ? ", or " : " or ";
    out += sorted[i].empty() ? "no scope at all" : listed_scopes(sorted[i], "and", most_scopes);
  }
  if (sorted.size() > most_groups) out += fmt::format(", or {} other combinations", sorted.size() - most_groups);
  return out;
}

std::string call_text(const ApiCall& call) {
  if (call.blind_spot) return "code that was not read";
  if (call.method == "SLACK" || call.method == "GRAPHQL") return call.path.empty() ? call.method : call.path;
  std::string path = call.path;
  for (size_t i; (i = path.find("{+}")) != std::string::npos;) path.replace(i, 3, "{}");
  if (path.empty() || path == "{}") {
    return call.method == "ANY" ? "a request to an unknown address" : call.method + " to an unknown address";
  }
  return call.method == "ANY" ? "a request to " + path : call.method + " " + path;
}

std::string call_with_place(const ApiCall& call) {
  if (call.at.empty() || call.at.front().file.empty()) return call_text(call);
  const auto& at = call.at.front();
  if (at.at.line == 0) return fmt::format("{} ({})", call_text(call), at.file);
  return fmt::format("{} ({}:{})", call_text(call), at.file, at.at.line);
}

std::string requirement_text(const Requirement& r) {
  if (r.kind == "event" || r.kind == "slack-event") return "the event " + quoted(r.what);
  if (r.kind == "module") return "the module " + quoted(r.what);
  if (r.kind == "storage") return "storage (" + r.what + ")";
  if (r.kind == "hook") return "the UI hook " + quoted(r.what);
  if (r.kind == "webhook") return "the webhook " + quoted(r.what);
  if (r.kind == "condition") return "the display condition " + quoted(r.what);
  if (r.kind == "context-parameter") return "the context parameter " + quoted(r.what);
  if (r.kind == "remote-token") return "the token of the remote " + quoted(r.what);
  if (r.kind == "notification") return "notifications (" + r.what + ")";
  if (r.kind == "impersonation") return "acting as a user (" + r.what + ")";
  if (r.kind == "slack-feature") return "the feature " + quoted(r.what);
  return r.kind + " " + quoted(r.what);
}

std::string evidence_text(const NeedsResult& needs, const std::vector<size_t>& calls,
                          const std::vector<size_t>& requirements, size_t most) {
  std::vector<std::string> words;
  for (size_t i : calls) {
    if (i < needs.calls.size()) words.push_back(call_with_place(needs.calls[i]));
  }
  for (size_t i : requirements) {
    if (i < needs.requirements.size()) words.push_back(requirement_text(needs.requirements[i]));
  }
  return listed(words, "and", most);
}

std::string_view descriptor_word(Platform platform) {
  return platform == Platform::forge || platform == Platform::slack ? "manifest" : "descriptor";
}

std::string_view platform_word(Platform platform) {
  switch (platform) {
    case Platform::forge:
      return "Forge";
    case Platform::connect_bitbucket:
      return "Bitbucket";
    case Platform::slack:
      return "Slack";
    default:
      return "Connect";
  }
}

bool is_live(const ApiCall& call) { return call.phase != Phase::unreachable && call.governed != Governed::no; }

bool is_open(const ApiCall& call) { return is_live(call) && call.status != Status::resolved; }

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string_view>& candidates, size_t most) {
  const auto close = closest(word, candidates, most);
  return {close.begin(), close.end()};
}

}  // namespace leastscope
