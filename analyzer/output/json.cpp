// The JSON report. Its keys, their order and their meaning are a promise to whoever reads it: change docs and schema
// with it.
#include <nlohmann/json.hpp>

#include "base/paths.h"
#include "output/lookup.h"
#include "output/output.h"

namespace leastscope {
namespace {

using Json = nlohmann::ordered_json;

Json place(const Place& p) {
  Json j{{"file", p.file}};
  if (p.at.line != 0) {
    j["line"] = p.at.line;
    j["column"] = p.at.column == 0 ? 1 : p.at.column;
  }
  return j;
}

Json places(const std::vector<Place>& all) {
  Json j = Json::array();
  for (const auto& p : all) j.push_back(place(p));
  return j;
}

Json steps(const std::vector<TraceStep>& all) {
  Json j = Json::array();
  for (const auto& s : all) {
    Json one = place(s.at);
    if (!s.note.empty()) one["note"] = s.note;
    j.push_back(std::move(one));
  }
  return j;
}

void put(Json& j, const char* key, const std::string& value) {
  if (!value.empty()) j[key] = value;
}

Json problems(const std::vector<Problem>& all) {
  Json j = Json::array();
  for (const auto& p : all) {
    Json one{{"kind", p.kind}, {"message", p.message}};
    if (!p.at.file.empty()) one["at"] = place(p.at);
    j.push_back(std::move(one));
  }
  return j;
}

Json coverage(const Coverage& c) {
  Json skipped = Json::array();
  for (const auto& s : c.skipped) skipped.push_back({{"path", s.path}, {"reason", s.reason}});
  Json unread = Json::array();
  for (const auto& u : c.unread) unread.push_back({{"language", u.language}, {"files", u.files}});
  return {{"files", c.files},
          {"bytes", c.bytes},
          {"calls", {{"resolved", c.resolved}, {"unresolved", c.unresolved}, {"unknown-endpoint", c.unknown_endpoint}}},
          {"skipped", skipped},
          {"unread", unread}};
}

/// The engine tells holes that may hold `/` from those that cannot; readers of reports need only one kind.
std::string shown_path(std::string path) {
  for (size_t i; (i = path.find("{+}")) != std::string::npos;) path.replace(i, 3, "{}");
  return path;
}

Json call(const ApiCall& c) {
  Json j{{"method", c.method}, {"path", shown_path(c.path)}};
  put(j, "product", c.product);
  put(j, "operation", c.operation);
  if (c.operations.size() > 1) {
    Json all = Json::array();
    for (const auto& o : c.operations) {
      all.push_back({{"operation", o.operation}, {"alternatives", o.alternatives}});
    }
    j["operations"] = std::move(all);
  }
  j["identity"] = identity_name(c.identity);
  if (c.governed == Governed::no) j["governed"] = false;
  j["phase"] = phase_name(c.phase);
  j["status"] = status_name(c.status);
  put(j, "reason", c.reason);
  j["at"] = places(c.at);
  if (!c.trace.empty()) j["trace"] = steps(c.trace);
  if (!c.entries.empty()) j["entries"] = c.entries;
  if (c.alternatives_known) j["alternatives"] = c.alternatives;
  return j;
}

Json requirement(const Requirement& r) {
  Json j{{"kind", r.kind}, {"what", r.what}};
  if (!r.at.file.empty()) j["at"] = place(r.at);
  j["phase"] = phase_name(r.phase);
  j["alternatives"] = r.alternatives;
  put(j, "token", r.token);
  return j;
}

Json because(const std::vector<size_t>& calls, const std::vector<size_t>& requirements) {
  return {{"calls", calls}, {"requirements", requirements}};
}

Json scope(const ScopeVerdict& s) {
  Json j{{"scope", s.scope}};
  put(j, "token", s.token);
  j["verdict"] = verdict_name(s.verdict);
  put(j, "risk", s.risk);
  Json identities = Json::array();
  for (auto i : s.identities) identities.push_back(identity_name(i));
  Json phases = Json::array();
  for (auto p : s.phases) phases.push_back(phase_name(p));
  j["identities"] = std::move(identities);
  j["phases"] = std::move(phases);
  j["because"] = because(s.calls, s.requirements);
  put(j, "enough", s.enough);
  put(j, "note", s.note);
  return j;
}

/// Edits in lines and columns: whoever applies them need not count bytes.
Json fix(const AppReport& app, const Fix& f) {
  Json edits = Json::array();
  for (const auto& e : f.edits) {
    const auto* text = source_text(app, e.file);
    if (!text) continue;
    LineIndex lines(*text);
    auto begin = lines.position(*text, e.span.begin), end = lines.position(*text, e.span.end);
    edits.push_back({{"file", e.file},
                     {"line", begin.line},
                     {"column", begin.column},
                     {"endLine", end.line},
                     {"endColumn", end.column},
                     {"text", e.text}});
  }
  return {{"description", f.description}, {"edits", edits}};
}

Json finding(const AppReport& app, const Finding& f) {
  Json j{{"rule", f.rule}, {"level", level_name(f.level)}, {"message", f.message}};
  if (!f.scopes.empty()) j["scopes"] = f.scopes;
  j["at"] = place(f.at);
  if (!f.related.empty()) j["related"] = steps(f.related);
  if (f.fix) j["fix"] = fix(app, *f.fix);
  put(j, "key", f.key);
  return j;
}

Json app_json(const AppReport& app) {
  const auto& d = app.descriptor;
  Json declared = Json::array();
  for (const auto& s : d.scopes) {
    Json one{{"scope", s.scope}, {"at", place(s.at)}};
    put(one, "token", s.token);
    if (s.impersonation) one["impersonation"] = true;
    declared.push_back(std::move(one));
  }
  Json j{{"root", app.root},     {"platform", platform_name(d.platform)}, {"descriptor", {{"path", d.path}}},
         {"declared", declared}, {"coverage", coverage(app.coverage)},    {"problems", problems(app.problems)}};
  for (const char* key : {"calls", "requirements", "scopes", "missing"}) j[key] = Json::array();
  for (const auto& c : app.needs.calls) j["calls"].push_back(call(c));
  for (const auto& r : app.needs.requirements) j["requirements"].push_back(requirement(r));
  for (const auto& s : app.needs.scopes) j["scopes"].push_back(scope(s));
  for (const auto& m : app.needs.missing) {
    j["missing"].push_back({{"alternatives", m.alternatives},
                            {"because", because(m.calls, m.requirements)},
                            {"recommended", m.recommended}});
  }
  const auto& sets = app.needs.minimal;
  j["minimal"] = {{"recommended", sets.recommended}, {"classic", sets.classic}, {"granular", sets.granular}};
  if (!sets.proved) j["minimal"]["proved"] = false;
  j["egress"] = Json::array();
  for (const auto& e : app.egress) {
    j["egress"].push_back({{"host", e.host}, {"declared", e.declared}, {"used", e.used}, {"at", places(e.at)}});
  }
  j["findings"] = Json::array();
  for (const auto& f : app.findings) j["findings"].push_back(finding(app, f));
  for (const auto& s : app.suppressed) {
    Json one = finding(app, s.finding);
    one["accepted"] = {{"by", s.how}, {"reason", s.reason}};
    j["accepted"].push_back(std::move(one));
  }
  return j;
}

}  // namespace

std::string write_json(const Report& report) {
  Json j{{"schema", "leastscope/report/v1"},
         {"tool",
          {{"name", "leastscope"},
           {"version", report.version},
           {"facts", {{"date", report.facts_date}, {"sha256", report.facts_sha256}}}}},
         {"problems", problems(report.problems)}};
  j["apps"] = Json::array();
  for (const auto& app : report.apps) j["apps"].push_back(app_json(app));
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace leastscope
