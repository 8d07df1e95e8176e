// From TOML to Settings. Every key is known or an error: a misspelt key that is silently ignored is a policy that
// nobody enforces.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#define TOML_EXCEPTIONS 1
// toml++ takes for granted how a key begins: as an assertion that ends the program at a damaged file, as an assumption
// (NDEBUG) it misleads the compiler. The check behind it gives an error.
#undef NDEBUG
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

#include "checks/report.h"
#include "checks/words.h"
#include "cli/config.h"

namespace leastscope {
namespace {

using Names = std::vector<std::string_view>;

std::optional<Level> level_named(std::string_view word) {
  for (Level level : {Level::off, Level::note, Level::warning, Level::error})
    if (level_name(level) == word) return level;
  return std::nullopt;
}

int risk_named(std::string_view word) {
  constexpr std::array<std::string_view, 4> words = {"read", "write", "delete", "admin"};
  for (size_t i = 0; i < words.size(); ++i)
    if (words[i] == word) return static_cast<int>(i) + 1;
  return 0;
}

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  Settings read(const toml::table& table) {
    only(table, {"exclude", "fail-on", "levels", "policy", "justifications", "accept", "hint"}, "");
    settings_.file = file_;
    settings_.exclude = strings(table, "exclude");
    read_fail_on(table);
    if (const auto* levels = table_at(table, "levels")) read_levels(*levels);
    if (const auto* policy = table_at(table, "policy")) read_policy(*policy);
    if (const auto* reasons = table_at(table, "justifications")) {
      for (const auto& [key, value] : *reasons) {
        if (const auto text = value.value<std::string>(); text && !text->empty()) {
          settings_.justifications[std::string(key.str())] = *text;
        } else {
          complain(value,
                   fmt::format("The justification of '{}' is no text. Write why the app needs the scope.", key.str()));
        }
      }
    }
    for (const auto* entry : tables(table, "accept")) read_accept(*entry);
    for (const auto* entry : tables(table, "hint")) read_hint(*entry);
    return std::move(settings_);
  }

  std::optional<Problem> problem() const { return problem_; }

 private:
  Place place(const toml::node& node) const {
    const auto& from = node.source().begin;
    const auto& to = node.source().end;
    return {file_, {from.line, from.column}, {to.line, to.column}};
  }

  void complain(const toml::node& node, std::string message) {
    if (!problem_) problem_ = Problem{"bad-config", std::move(message), place(node)};
  }

  /// Keys that are not among `known` are errors.
  void only(const toml::table& table, const Names& known, std::string_view where) {
    for (const auto& [key, value] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      const auto close = nearest(key.str(), known, 1);
      complain(value, fmt::format("'{}{}' is no key of leastscope.toml{}. See docs/configuration.md.", where, key.str(),
                                  close.empty() ? "" : fmt::format(", did you mean '{}'?", close.front())));
    }
  }

  const toml::table* table_at(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    if (!node) return nullptr;
    if (!node->is_table()) complain(*node, fmt::format("'{}' is no table. Write [{}].", key, key));
    return node->as_table();
  }

  std::vector<const toml::table*> tables(const toml::table& table, std::string_view key) {
    std::vector<const toml::table*> out;
    const auto* node = table.get(key);
    if (!node) return out;
    const auto* list = node->as_array();
    if (!list) complain(*node, fmt::format("'{}' is no list of tables. Write [[{}]].", key, key));
    if (!list) return out;
    for (const auto& entry : *list) {
      if (entry.is_table()) {
        out.push_back(entry.as_table());
      } else {
        complain(entry, fmt::format("'{}' is no list of tables. Write [[{}]].", key, key));
      }
    }
    return out;
  }

  std::vector<std::string> strings(const toml::table& table, std::string_view key) {
    std::vector<std::string> out;
    const auto* node = table.get(key);
    if (!node) return out;
    const auto* list = node->as_array();
    if (!list) complain(*node, fmt::format("'{}' is no list. Write {} = [\"…\"].", key, key));
    if (!list) return out;
    for (const auto& entry : *list) {
      const auto text = entry.value<std::string>();
      if (!text || text->empty()) complain(entry, fmt::format("An entry of '{}' is no text.", key));
      if (text) out.push_back(*text);
    }
    return out;
  }

  std::string string(const toml::table& table, std::string_view key, std::string_view what) {
    const auto text = table[key].value<std::string>();
    const bool empty = !text || text->find_first_not_of(" \t\n") == std::string::npos;
    if (empty) complain(table, fmt::format("{} has no '{}'. Write {} = \"…\".", what, key, key));
    return empty ? std::string() : *text;
  }

  std::vector<std::string> rules(const toml::table& table, std::string_view key) {
    auto out = strings(table, key);
    for (const auto& rule : out) check_rule(*table.get(key), rule);
    return out;
  }

  void check_rule(const toml::node& node, std::string_view rule) {
    Names names;
    for (const auto& r : all_rules()) names.push_back(r.id);
    if (std::find(names.begin(), names.end(), rule) != names.end()) return;
    const auto close = nearest(rule, names, 1);
    complain(node, fmt::format("There is no rule '{}'{}. See 'leastscope rules'.", rule,
                               close.empty() ? "" : fmt::format(", did you mean '{}'?", close.front())));
  }

  void read_fail_on(const toml::table& table) {
    const auto* node = table.get("fail-on");
    if (!node) return;
    const auto word = node->value<std::string>().value_or("");
    const auto level = word == "never" ? std::optional<Level>(Level::off)
                       : word == "off" ? std::nullopt
                                       : level_named(word);
    if (!level) complain(*node, "'fail-on' is one of \"note\", \"warning\", \"error\" and \"never\".");
    settings_.fail_on = level;
  }

  void read_levels(const toml::table& levels) {
    for (const auto& [key, value] : levels) {
      check_rule(value, key.str());
      const auto level = level_named(value.value<std::string>().value_or(""));
      if (level) {
        settings_.levels[std::string(key.str())] = *level;
      } else {
        complain(value,
                 fmt::format("The level of '{}' is one of \"off\", \"note\", \"warning\" and \"error\".", key.str()));
      }
    }
  }

  void read_policy(const toml::table& policy) {
    only(policy, {"allow", "deny", "max-risk", "require-justification"}, "policy.");
    settings_.policy.allow = strings(policy, "allow");
    settings_.policy.deny = strings(policy, "deny");
    settings_.policy.max_risk = risk(policy, "max-risk");
    const auto* justify = policy.get("require-justification");
    if (justify && justify->is_boolean()) {
      settings_.policy.justify_from = justify->value_or(false) ? 1 : 0;
    } else {
      settings_.policy.justify_from = risk(policy, "require-justification");
    }
  }

  int risk(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    if (!node) return 0;
    const int out = risk_named(node->value<std::string>().value_or(""));
    if (out == 0) complain(*node, fmt::format("'{}' is one of \"read\", \"write\", \"delete\" and \"admin\".", key));
    return out;
  }

  void read_accept(const toml::table& entry) {
    only(entry, {"scope", "rules", "reason"}, "accept.");
    Acceptance a;
    a.scope = string(entry, "scope", "An entry of [[accept]]");
    a.rules = rules(entry, "rules");
    a.reason = string(entry, "reason", "An entry of [[accept]]");
    a.at = place(entry);
    settings_.accepted.push_back(std::move(a));
  }

  void read_hint(const toml::table& entry) {
    only(entry, {"file", "contains", "calls"}, "hint.");
    CallHint h;
    h.file = string(entry, "file", "An entry of [[hint]]");
    h.contains = string(entry, "contains", "An entry of [[hint]]");
    h.calls = strings(entry, "calls");
    if (h.calls.empty()) complain(entry, "An entry of [[hint]] has no 'calls'. Write calls = [\"GET /path\"].");
    h.at = place(entry);
    settings_.hints.push_back(std::move(h));
  }

  std::string file_;
  Settings settings_;
  std::optional<Problem> problem_;
};

}  // namespace

Result<Settings> parse_config(const std::string& text, const std::string& file) {
  try {
    const toml::table table = toml::parse(std::string_view(text), std::string_view(file));
    Reader reader(file);
    Settings settings = reader.read(table);
    if (auto problem = reader.problem()) return *problem;
    settings.text = text;
    return settings;
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    return Problem{"bad-config",
                   fmt::format("The configuration cannot be read: {}. Correct it.", error.description()),
                   {file, {at.line, at.column}, {}}};
  }
}

}  // namespace leastscope
