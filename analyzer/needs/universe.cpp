#include "needs/universe.h"

#include <algorithm>

namespace leastscope {
namespace {

bool is_connect(Platform platform) {
  return platform == Platform::connect_jira || platform == Platform::connect_confluence;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

constexpr std::string_view jira_ladder = ":connect-jira";
constexpr std::string_view confluence_ladder = ":connect-confluence";

/// "write:connect-jira" -> ladder 0 and "WRITE".
std::optional<std::pair<size_t, std::string>> split_forge(std::string_view scope) {
  for (size_t ladder = 0; ladder < ladder_count; ++ladder) {
    const std::string_view tail = ladder == 0 ? jira_ladder : confluence_ladder;
    if (!scope.ends_with(tail)) continue;
    std::string word = upper(scope.substr(0, scope.size() - tail.size()));
    std::replace(word.begin(), word.end(), '-', '_');
    return std::pair{ladder, std::move(word)};
  }
  return std::nullopt;
}

std::string forge_word(std::string_view word, size_t ladder) {
  std::string out;
  for (char c : word) out += c == '_' ? '-' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  return out.append(ladder == 0 ? jira_ladder : confluence_ladder);
}

std::string key(std::string_view scope, std::string_view token) {
  std::string out(scope);
  if (!token.empty()) out.append(1, '\t').append(token);
  return out;
}

bool has_word(std::string_view list, std::string_view word) {
  for (size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const bool starts = at == 0 || !isalpha(static_cast<unsigned char>(list[at - 1]));
    const size_t end = at + word.size();
    if (starts && (end == list.size() || !isalpha(static_cast<unsigned char>(list[end])))) return true;
  }
  return false;
}

}  // namespace

std::string canonical_scope(Platform platform, std::string_view scope) {
  return is_connect(platform) ? upper(scope) : std::string(scope);
}

std::optional<LevelScope> level_of(Platform platform, std::string_view scope) {
  if (is_connect(platform)) {
    const int rank = connect_level(upper(scope));
    return rank < 0 ? std::nullopt : std::optional(LevelScope{0, rank});
  }
  if (platform != Platform::forge) return std::nullopt;
  const auto parts = split_forge(scope);
  if (!parts) return std::nullopt;
  const int rank = connect_level(parts->second);
  return rank < 0 ? std::nullopt : std::optional(LevelScope{parts->first, rank});
}

std::string level_name(Platform platform, LevelScope level) {
  static constexpr std::array<std::string_view, 7> words{"NONE",  "READ",          "WRITE",      "DELETE",
                                                         "ADMIN", "PROJECT_ADMIN", "SPACE_ADMIN"};
  const bool confluence = platform == Platform::connect_confluence || level.ladder == 1;
  std::string_view found = "NONE";
  for (std::string_view word : words) {
    if (connect_level(word) != level.rank) continue;
    if (word == (confluence ? "PROJECT_ADMIN" : "SPACE_ADMIN")) continue;
    found = word;
  }
  return is_connect(platform) ? std::string(found) : forge_word(found, level.ladder);
}

std::string connect_word(Platform platform, std::string_view product, std::string_view word) {
  if (is_connect(platform)) return std::string(word);
  return forge_word(word, product == "confluence" ? 1 : 0);
}

int scope_risk(const Facts& facts, std::string_view scope) {
  if (const ScopeFact* fact = facts.scope(scope)) return fact->risk;
  std::string name = upper(scope);
  if (has_word(name, "ADMIN") || has_word(name, "MANAGE")) return 4;
  if (has_word(name, "DELETE")) return 3;
  if (has_word(name, "WRITE") || has_word(name, "ACT")) return 2;
  return 1;
}

std::string_view risk_name(int risk) {
  static constexpr std::array<std::string_view, 4> names{"read", "write", "delete", "admin"};
  return names[static_cast<size_t>(std::clamp(risk, 1, 4) - 1)];
}

bool allows(const Held& held, const ScopeGroup& group) {
  for (size_t ladder = 0; ladder < ladder_count; ++ladder)
    if (group.levels[ladder] > held.levels[ladder]) return false;
  return group.scopes.inside(held.closure);
}

Universe::Universe(const Facts& facts, Platform platform) : facts_(&facts), platform_(platform) {
  for (const ScopeFact& fact : facts.scopes()) {
    if (platform == Platform::slack) {
      if (has_word(fact.slack_tokens, "bot")) add(fact, "bot");
      if (has_word(fact.slack_tokens, "user")) add(fact, "user");
    } else if ((platform == Platform::forge && fact.forge) ||
               (platform == Platform::connect_bitbucket && fact.bitbucket)) {
      if (!level_of(platform, fact.name)) add(fact, {});
    }
  }
  if (is_connect(platform)) {
    for (std::string_view word : {"ACT_AS_USER", "ACCESS_EMAIL_ADDRESSES"}) {
      Entry entry;
      entry.name = word;
      entry.fact = facts.scope(word);
      entry.risk = scope_risk(facts, word);
      entries_.push_back(std::move(entry));
    }
  }
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.name, a.token) < std::tie(b.name, b.token);
  });
  entries_.erase(std::unique(entries_.begin(), entries_.end(),
                             [](const Entry& a, const Entry& b) { return a.name == b.name && a.token == b.token; }),
                 entries_.end());
  if (entries_.size() > ScopeSet::capacity) entries_.resize(ScopeSet::capacity);
  for (size_t id = 0; id < entries_.size(); ++id) index_.emplace(key(entries_[id].name, entries_[id].token), id);
  for (size_t id = 0; id < entries_.size(); ++id) entries_[id].covered_by.push_back(id);
  if (platform != Platform::connect_bitbucket) return;
  for (size_t id = 0; id < entries_.size(); ++id) {
    for (std::string_view implied : facts.bitbucket_implies(entries_[id].name)) {
      const auto other = find(implied);
      if (!other || *other == id) continue;
      entries_[id].implies.push_back(*other);
      entries_[*other].covered_by.push_back(id);
    }
  }
}

void Universe::add(const ScopeFact& fact, std::string_view token) {
  Entry entry;
  entry.name = fact.name;
  entry.token = token;
  entry.fact = &fact;
  entry.risk = fact.risk;
  entry.kind = fact.kind == "classic" ? 1 : fact.kind == "granular" ? 2 : 0;
  entries_.push_back(std::move(entry));
}

std::optional<size_t> Universe::find(std::string_view scope, std::string_view token) const {
  const auto it = index_.find(key(is_connect(platform_) ? upper(scope) : std::string(scope), token));
  return it == index_.end() ? std::nullopt : std::optional(it->second);
}

std::optional<ScopeGroup> Universe::group(const std::vector<std::string>& scopes, std::string_view token) const {
  ScopeGroup out;
  for (const std::string& scope : scopes) {
    if (const auto level = level_of(platform_, scope)) {
      out.levels[level->ladder] = std::max(out.levels[level->ladder], level->rank);
      continue;
    }
    const auto id = find(scope, token);
    if (!id) return std::nullopt;
    out.scopes.add(*id);
  }
  return out;
}

ScopeSet Universe::closure(const ScopeSet& scopes) const {
  ScopeSet out = scopes;
  for (size_t id : scopes.ids())
    for (size_t implied : entries_[id].implies) out.add(implied);
  return out;
}

std::vector<ScopeSet> Universe::expand(const ScopeSet& scopes, const ScopeSet& allowed) const {
  std::vector<ScopeSet> out{ScopeSet{}};
  for (size_t id : scopes.ids()) {
    std::vector<ScopeSet> next;
    for (size_t cover : entries_[id].covered_by) {
      if (!allowed.has(cover)) continue;
      for (ScopeSet set : out) {
        set.add(cover);
        if (std::find(next.begin(), next.end(), set) == next.end()) next.push_back(set);
      }
    }
    out = std::move(next);
  }
  return out;
}

}  // namespace leastscope
