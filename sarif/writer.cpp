#include <nlohmann/json.hpp>

#include "sarif/sarif.h"

namespace sarif {
namespace {

using Json = nlohmann::ordered_json;

Json text(const std::string& words) { return Json{{"text", words}}; }

Json region(const Region& r) {
  Json j{{"startLine", r.start_line},
         {"startColumn", r.start_column},
         {"endLine", r.end_line},
         {"endColumn", r.end_column}};
  if (!r.snippet.empty()) j["snippet"] = text(r.snippet);
  return j;
}

Json artifact(const std::string& uri) { return Json{{"uri", encode_uri(uri)}, {"uriBaseId", "%SRCROOT%"}}; }

Json location(const Location& l) {
  Json j = Json::object();
  if (l.id >= 0) j["id"] = l.id;
  j["physicalLocation"] = Json{{"artifactLocation", artifact(l.uri)}, {"region", region(l.region)}};
  if (!l.message.empty()) j["message"] = text(l.message);
  return j;
}

Json rule(const Rule& r) {
  Json j{{"id", r.id}, {"name", r.name}};
  if (!r.short_text.empty()) j["shortDescription"] = text(r.short_text);
  if (!r.full_text.empty()) j["fullDescription"] = text(r.full_text);
  if (!r.level.empty()) {
    j["defaultConfiguration"] = Json::object();
    if (r.level == "off" || r.level == "none") {
      j["defaultConfiguration"]["enabled"] = false;
    } else {
      j["defaultConfiguration"]["level"] = r.level;
    }
  }
  if (!r.help_text.empty() || !r.help_markdown.empty()) {
    j["help"] = text(r.help_text.empty() ? r.help_markdown : r.help_text);
    if (!r.help_markdown.empty()) j["help"]["markdown"] = r.help_markdown;
  }
  Json properties = Json::object();
  if (!r.tags.empty()) properties["tags"] = r.tags;
  if (!r.precision.empty()) properties["precision"] = r.precision;
  if (!r.security_severity.empty()) properties["security-severity"] = r.security_severity;
  if (!properties.empty()) j["properties"] = std::move(properties);
  return j;
}

Json code_flow(const std::vector<Location>& flow) {
  Json steps = Json::array();
  for (const auto& l : flow) steps.push_back(Json{{"location", location(l)}});
  Json thread{{"locations", std::move(steps)}};
  Json threads = Json::array();
  threads.push_back(std::move(thread));
  return Json{{"threadFlows", std::move(threads)}};
}

Json fix(const Fix& f) {
  // One artifactChange per file, its replacements in order.
  std::map<std::string, Json> by_file;
  for (const auto& r : f.replacements) {
    auto& list = by_file.emplace(r.uri, Json::array()).first->second;
    Json one = Json::object();
    one["deletedRegion"] = region(r.deleted);
    one["insertedContent"] = text(r.inserted);
    list.push_back(std::move(one));
  }
  Json changes = Json::array();
  for (auto& [uri, list] : by_file) {
    Json one = Json::object();
    one["artifactLocation"] = artifact(uri);
    one["replacements"] = std::move(list);
    changes.push_back(std::move(one));
  }
  Json j = Json::object();
  j["description"] = text(f.description);
  j["artifactChanges"] = std::move(changes);
  return j;
}

Json suppression(const Suppression& s) {
  Json j{{"kind", s.in_source ? "inSource" : "external"}, {"status", "accepted"}};
  if (!s.justification.empty()) j["justification"] = s.justification;
  if (!s.by.empty()) j["properties"] = Json{{"by", s.by}};
  return j;
}

Json result(const Result& r, const std::map<std::string, size_t>& index) {
  Json j{{"ruleId", r.rule_id}};
  if (auto it = index.find(r.rule_id); it != index.end()) j["ruleIndex"] = it->second;
  j["level"] = r.level;
  j["message"] = text(r.message);
  j["locations"] = Json::array();
  j["locations"].push_back(location(r.location));
  if (!r.related.empty()) {
    j["relatedLocations"] = Json::array();
    for (const auto& l : r.related) j["relatedLocations"].push_back(location(l));
  }
  if (!r.flow.empty()) {
    j["codeFlows"] = Json::array();
    j["codeFlows"].push_back(code_flow(r.flow));
  }
  if (!r.fingerprints.empty()) {
    j["partialFingerprints"] = Json::object();
    for (const auto& [name, value] : r.fingerprints) j["partialFingerprints"][name] = value;
  }
  if (!r.fixes.empty()) {
    j["fixes"] = Json::array();
    for (const auto& f : r.fixes) j["fixes"].push_back(fix(f));
  }
  if (r.suppression) j["suppressions"] = Json::array({suppression(*r.suppression)});
  return j;
}

Json notification(const Notification& n, const std::map<std::string, size_t>& index) {
  Json j = Json::object();
  j["descriptor"] = Json{{"id", n.id}};
  if (auto it = index.find(n.id); it != index.end()) j["descriptor"]["index"] = it->second;
  j["level"] = n.level;
  j["message"] = text(n.message);
  if (n.location) {
    j["locations"] = Json::array();
    j["locations"].push_back(location(*n.location));
  }
  return j;
}

std::map<std::string, size_t> index_of(const std::vector<Rule>& rules) {
  std::map<std::string, size_t> out;
  for (size_t i = 0; i < rules.size(); ++i) out.emplace(rules[i].id, i);
  return out;
}

Json driver(const Log& log) {
  Json j{{"name", log.tool}, {"version", log.version}, {"semanticVersion", log.version}};
  if (!log.information_uri.empty()) j["informationUri"] = log.information_uri;
  j["rules"] = Json::array();
  for (const auto& r : log.rules) j["rules"].push_back(rule(r));
  if (!log.notification_rules.empty()) {
    j["notifications"] = Json::array();
    for (const auto& r : log.notification_rules) j["notifications"].push_back(rule(r));
  }
  if (!log.properties.empty()) {
    j["properties"] = Json::object();
    for (const auto& [name, value] : log.properties) j["properties"][name] = value;
  }
  return j;
}

}  // namespace

std::string write(const Log& log) {
  auto rules = index_of(log.rules), notices = index_of(log.notification_rules);
  Json run = Json::object();
  run["tool"] = Json{{"driver", driver(log)}};
  Json invocation{{"executionSuccessful", log.successful}};
  if (!log.notifications.empty()) {
    invocation["toolExecutionNotifications"] = Json::array();
    for (const auto& n : log.notifications)
      invocation["toolExecutionNotifications"].push_back(notification(n, notices));
  }
  run["invocations"] = Json::array();
  run["invocations"].push_back(std::move(invocation));
  if (!log.category.empty()) run["automationDetails"] = Json{{"id", log.category}};
  run["columnKind"] = "utf16CodeUnits";
  run["originalUriBaseIds"] = Json::object();
  run["originalUriBaseIds"]["%SRCROOT%"] = Json{{"description", text("The root of the repository.")}};
  run["results"] = Json::array();
  for (const auto& r : log.results) run["results"].push_back(result(r, rules));
  Json j = Json::object();
  j["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  j["version"] = "2.1.0";
  j["runs"] = Json::array();
  j["runs"].push_back(std::move(run));
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sarif
