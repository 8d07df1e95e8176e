// A report by hand that uses every part of the format.
#pragma once
#include "checks/report.h"

namespace sample {

using namespace leastscope;

inline const char* kManifest = "permissions:\n  scopes:\n    - read:jira-work\n    - manage:jira-configuration\n";
inline const char* kCode = "const é = '漢😀'; api.asApp().requestJira(route`/rest/api/3/issue/${key}`);\nproxy(path);\n";

inline Place at(std::string file, uint32_t line, uint32_t column, uint32_t end = 0) {
  Place p{std::move(file), {line, column}, {}};
  if (end != 0) p.end = {line, end};
  return p;
}

inline ApiCall call() {
  ApiCall c;
  c.path = "/rest/api/3/issue/{+}";
  c.product = "jira";
  c.identity = Identity::app;
  c.operation = "GET /rest/api/3/issue/{issueIdOrKey}";
  c.operations = {{c.operation, {{"read:jira-work"}}}};
  c.at = {at("src/index.js", 1, 30)};
  c.trace = {{at("src/index.js", 2, 1), "resolver 'x'"}, {at("src/index.js", 1, 30), ""}};
  c.entries = {"function main (jira:issuePanel)"};
  c.alternatives = {{"read:jira-work"}};
  c.alternatives_known = true;
  return c;
}

inline Report report() {
  Report r;
  r.version = "0.0.0";
  r.facts_date = "2026-01-01";
  r.facts_sha256 = "00";
  r.problems = {{"no-such-path", "'x' does not exist.", {}}};
  AppReport a;
  a.root = ".";
  a.descriptor.path = "manifest.yml";
  a.descriptor.scopes.resize(2);
  a.descriptor.scopes[0].scope = "read:jira-work";
  a.descriptor.scopes[0].at = at("manifest.yml", 3, 7, 21);
  a.descriptor.scopes[1].scope = "manage:jira-configuration";
  a.descriptor.scopes[1].at = at("manifest.yml", 4, 7, 32);
  a.descriptor.scopes[1].item = {44, 76};
  a.coverage = {1, 90, 1, 1, 0, {{"build/x.js", "built bundle"}}, {{"Scala", 2}}};
  a.problems = {{"broken-source", "A part of this file could not be parsed.", at("src/index.js", 2, 1)}};
  ApiCall open;
  open.method = "ANY";
  open.path = "{+}";
  open.status = Status::unresolved;
  open.reason = "the path comes from the payload";
  open.at = {at("src/index.js", 2, 1)};
  a.needs.calls = {call(), open};
  Requirement event;
  event.kind = "event";
  event.what = "avi:jira:created:issue";
  event.at = at("manifest.yml", 1, 1);
  event.alternatives = {{"read:jira-work"}};
  a.needs.requirements = {event};
  ScopeVerdict needed;
  needed.scope = "read:jira-work";
  needed.risk = "read";
  needed.identities = {Identity::app};
  needed.phases = {Phase::run};
  needed.calls = {0};
  needed.requirements = {0};
  needed.at = a.descriptor.scopes[0].at;
  ScopeVerdict extra;
  extra.scope = "manage:jira-configuration";
  extra.risk = "admin";
  extra.verdict = Verdict::over_requested;
  extra.at = a.descriptor.scopes[1].at;
  a.needs.scopes = {needed, extra};
  a.needs.missing = {{{{"write:jira-work"}, {"write:issue:jira", "read:issue:jira"}}, {0}, {}, {"write:jira-work"}}};
  a.needs.minimal = {{"read:jira-work"}, {"read:jira-work"}, {}, true};
  a.egress = {{"api.example.com", true, false, {at("manifest.yml", 1, 1)}}};
  a.sources = {{"manifest.yml", kManifest}, {"src/index.js", kCode}};
  r.apps.push_back(std::move(a));
  return r;
}

}  // namespace sample
