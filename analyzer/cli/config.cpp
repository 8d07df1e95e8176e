#include "cli/config.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/paths.h"

namespace leastscope {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kMost = 1u << 20;
constexpr std::string_view kNames[] = {"leastscope.toml", ".github/leastscope.toml"};

Result<std::string> read_whole(const std::string& path, std::string_view option) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!fs::is_regular_file(path, error) || !in.good())
    return Problem{"bad-config", fmt::format("'{}' cannot be read. Give an existing file to {}.", path, option), {}};
  return text;
}

/// Paths of a configuration are relative to its folder (of .github: the one above); afterwards to the source's root.
/// `base`: that folder below the root; `above`: the way from it down to the root, when it lies higher.
Result<Settings> placed(Result<Settings> read, const std::string& base, const std::string& above) {
  if (!read) return read;
  auto place = [&](const std::string& path) -> std::string {
    if (!above.empty()) return path_below(path, above) || path.rfind('*', 0) == 0 ? path_relative(path, above) : "";
    return base.empty() || path.rfind("**", 0) == 0 ? path : path_join(base, path);
  };
  for (auto& pattern : read->exclude) pattern = place(pattern);
  std::erase(read->exclude, std::string());
  for (auto& hint : read->hints) hint.file = place(hint.file);
  return read;
}

/// "../" as often as `up` says.
std::string upward(size_t up, std::string_view name) {
  std::string out;
  for (size_t i = 0; i < up; ++i) out += "../";
  return out + std::string(name);
}

}  // namespace

Configuration::Configuration(ConfigChoice choice) : choice_(std::move(choice)) {
  auto load = [&](const std::string& path, std::string_view option, Settings& into) {
    if (path.empty()) return;
    auto text = read_whole(path, option);
    auto settings = text ? parse_config(*text, path) : Result<Settings>(text.problem());
    if (settings) {
      into = std::move(*settings);
    } else {
      problems_.push_back(settings.problem());
    }
  };
  load(choice_.config, "--config", given_);
  load(choice_.policy, "--policy", policy_);
  if (choice_.baseline.empty()) return;
  auto text = read_whole(choice_.baseline, "--baseline");
  auto known = text ? read_baseline(*text, choice_.baseline) : Result<std::map<std::string, size_t>>(text.problem());
  if (known) {
    baseline_ = std::move(*known);
  } else {
    problems_.push_back(known.problem());
  }
}

Result<Settings> Configuration::find(const FileSource& source, const std::string& root, const std::string& folder) {
  if (root.empty() || choice_.no_config) return Settings();
  for (std::string here = folder;; here = path_folder(here)) {
    for (const auto name : kNames) {
      const std::string file = path_join(here, name);
      if (!source.exists(file)) continue;
      auto text = source.read(file, kMost);
      if (!text) return Problem{"bad-config", text.problem().message, {file, {}, {}}};
      return placed(parse_config(*text, file), here, {});
    }
    if (here.empty()) break;
  }
  // Above PATH only within the repository that holds it.
  std::error_code error;
  const fs::path start = fs::weakly_canonical(root, error);
  fs::path top = start;
  while (!fs::exists(top / ".git", error) && top != top.root_path()) top = top.parent_path();
  if (error || !fs::exists(top / ".git", error)) return Settings();
  size_t up = 1;
  for (fs::path here = start; here != top; ++up) {
    here = here.parent_path();
    for (const auto name : kNames) {
      const fs::path file = here / name;
      if (!fs::is_regular_file(file, error)) continue;
      auto text = read_whole(file.string(), "--config");
      if (!text) return text.problem();
      return placed(parse_config(*text, upward(up, name)), {}, start.lexically_relative(here).generic_string());
    }
  }
  return Settings();
}

Result<Settings> Configuration::of_app(const FileSource& source, const std::string& root, const std::string& folder) {
  Result<Settings> found = choice_.config.empty() ? find(source, root, folder) : Result<Settings>(given_);
  if (!found) return found;
  if (!choice_.policy.empty()) {
    found->policy = policy_.policy;
    found->policy.external = true;
    for (const auto& [rule, level] : policy_.levels) found->levels[rule] = level;
    found->levels.erase("policy-violation");
    if (const auto it = policy_.levels.find("policy-violation"); it != policy_.levels.end())
      found->levels["policy-violation"] = it->second;
    for (const auto& [scope, reason] : policy_.justifications) found->justifications[scope] = reason;
    if (policy_.fail_on) found->fail_on = policy_.fail_on;
  }
  found->baseline = baseline_;
  return found;
}

}  // namespace leastscope
