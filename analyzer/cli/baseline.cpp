// A baseline is any earlier report of ours: JSON, where a finding has its identity as `key`, or SARIF, where it is the
// fingerprint scopeFinding/v1 (several, when findings on one line were merged).
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/paths.h"
#include "checks/suppress.h"
#include "cli/config.h"

namespace leastscope {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
  const auto it = object.is_object() ? object.find(key) : object.end();
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

const Json& list_of(const Json& object, const char* key) {
  static const Json none = Json::array();
  if (!object.is_object() || !object.contains(key)) return none;
  const Json& value = object.at(key);
  return value.is_array() ? value : none;
}

using Known = std::map<std::string, size_t>;

std::string name_of(const Json& f) {
  if (auto key = text_of(f, "key"); !key.empty()) return key;
  std::vector<std::string> scopes;
  for (const auto& s : list_of(f, "scopes"))
    if (s.is_string()) scopes.push_back(s.get<std::string>());
  const auto file = f.is_object() && f.contains("at") ? text_of(f.at("at"), "file") : std::string();
  return identity_of(text_of(f, "rule"), file, scopes, text_of(f, "message"));
}

void read_report(const Json& report, Known& known) {
  for (const auto& app : list_of(report, "apps")) {
    for (const auto& f : list_of(app, "findings")) ++known[name_of(f)];
    // A report that was itself made with a baseline still knows what was there before.
    for (const auto& f : list_of(app, "accepted"))
      if (f.is_object() && f.contains("accepted") && text_of(f.at("accepted"), "by") == "baseline") ++known[name_of(f)];
  }
}

/// Suppressed by something else than a baseline: not known to whoever lifts that suppression.
bool accepted_otherwise(const Json& result) {
  const Json& suppressions = list_of(result, "suppressions");
  if (suppressions.empty()) return false;
  const Json& first = suppressions.front();
  return !first.is_object() || !first.contains("properties") || text_of(first.at("properties"), "by") != "baseline";
}

void read_sarif(const Json& log, Known& known) {
  for (const auto& run : list_of(log, "runs")) {
    for (const auto& result : list_of(run, "results")) {
      if (!result.is_object() || !result.contains("partialFingerprints") || accepted_otherwise(result)) continue;
      for (const auto& name : split(text_of(result.at("partialFingerprints"), "scopeFinding/v1"), ';'))
        if (!name.empty()) ++known[name];
    }
  }
}

}  // namespace

Result<Known> read_baseline(const std::string& text, const std::string& file) {
  const Json json = Json::parse(text, nullptr, false);
  Known known;
  if (json.is_object() && text_of(json, "schema").rfind("leastscope/report/", 0) == 0) {
    read_report(json, known);
    return known;
  }
  if (json.is_object() && json.contains("runs")) {
    read_sarif(json, known);
    return known;
  }
  return Problem{"bad-config",
                 fmt::format("'{}' is neither a JSON nor a SARIF report of leastscope. Make one with 'leastscope check "
                             "--format json:FILE'.",
                             file),
                 {}};
}

}  // namespace leastscope
