#include "cli/surface.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/paths.h"
#include "checks/words.h"
#include "cli/exit_code.h"
#include "cli/git_tree.h"

namespace leastscope {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
  const auto it = object.is_object() ? object.find(key) : object.end();
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

bool flag_of(const Json& object, const char* key, bool otherwise) {
  const auto it = object.is_object() ? object.find(key) : object.end();
  return it != object.end() && it->is_boolean() ? it->get<bool>() : otherwise;
}

const Json& list_of(const Json& object, const char* key) {
  static const Json none = Json::array();
  if (!object.is_object() || !object.contains(key)) return none;
  const Json& value = object.at(key);
  return value.is_array() ? value : none;
}

/// What a call is called in a comparison: holes of either kind look alike.
std::string name_of(const std::string& operation, const std::string& method, std::string path) {
  if (!operation.empty()) return operation;
  for (size_t i; (i = path.find("{+}")) != std::string::npos;) path.replace(i, 3, "{}");
  if (method == "SLACK" || method == "GRAPHQL") return path;
  return path.empty() || path == "{}" ? method + " to an unknown address" : method + " " + path;
}

Surface::Call read_call(const Json& node) {
  Surface::Call c;
  c.what = name_of(text_of(node, "operation"), text_of(node, "method"), text_of(node, "path"));
  const auto identity = text_of(node, "identity"), phase = text_of(node, "phase");
  c.identity = identity == "app" ? Identity::app : identity == "user" ? Identity::user : Identity::unknown;
  c.phase = phase == "install" ? Phase::install : phase == "unreachable" ? Phase::unreachable : Phase::run;
  c.open = text_of(node, "status") == "unresolved";
  if (!list_of(node, "at").empty()) {
    const auto& at = list_of(node, "at").front();
    c.at.file = text_of(at, "file");
    if (at.contains("line") && at["line"].is_number_unsigned()) c.at.at.line = at["line"].get<uint32_t>();
  }
  return c;
}

Result<Surface> read_surface(const Json& app, const std::string& file) {
  Surface out;
  const auto platform = text_of(app, "platform");
  bool known = false;
  for (Platform p : {Platform::forge, Platform::connect_jira, Platform::connect_confluence, Platform::connect_bitbucket,
                     Platform::slack}) {
    if (platform_name(p) != platform) continue;
    out.platform = p;
    known = true;
  }
  if (!known) return Problem{"unreadable-file", fmt::format("'{}' names a platform that is not known.", file), {}};
  if (app.contains("descriptor")) out.descriptor = text_of(app["descriptor"], "path");
  for (const auto& s : list_of(app, "declared"))
    out.scopes.push_back({text_of(s, "scope"), text_of(s, "token"), flag_of(s, "impersonation", false)});
  for (const auto& c : list_of(app, "calls")) {
    auto call = read_call(c);
    if (flag_of(c, "governed", true) && call.phase != Phase::unreachable) out.calls.push_back(std::move(call));
  }
  for (const auto& e : list_of(app, "egress")) {
    if (flag_of(e, "declared", false)) out.hosts_declared.push_back(text_of(e, "host"));
    if (flag_of(e, "used", false)) out.hosts_used.push_back(text_of(e, "host"));
  }
  return out;
}

Version from_report(const std::string& text, const std::string& file) {
  Version out;
  auto surfaces = read_surfaces(text, file);
  if (surfaces) {
    out.apps = std::move(*surfaces);
  } else {
    out.problems.push_back(surfaces.problem());
    out.incomplete = true;
  }
  return out;
}

Version from_path(const Facts& facts, const std::string& path, AnalysisOptions options) {
  options.paths = {path};
  Report report = analyze(facts, options);
  Version out;
  out.problems = report.problems;
  out.incomplete = exit_code(report, Level::off, false) != ExitCode::clean;
  for (const auto& app : report.apps) {
    out.problems.insert(out.problems.end(), app.problems.begin(), app.problems.end());
    if (app.descriptor.readable) out.apps.push_back(surface_of(app));
  }
  return out;
}

}  // namespace

Surface surface_of(const AppReport& app) {
  Surface out;
  out.platform = app.descriptor.platform;
  out.descriptor = app.descriptor.path;
  for (const auto& s : app.descriptor.scopes) out.scopes.push_back({s.scope, s.token, s.impersonation});
  for (const auto& c : app.needs.calls) {
    if (!is_live(c)) continue;
    out.calls.push_back({name_of(c.operation, c.method, c.path), c.identity, c.phase, c.status == Status::unresolved,
                         c.at.empty() ? Place{} : c.at.front()});
  }
  for (const auto& e : app.egress) {
    if (e.declared) out.hosts_declared.push_back(e.host);
    if (e.used) out.hosts_used.push_back(e.host);
  }
  return out;
}

Result<std::vector<Surface>> read_surfaces(const std::string& text, const std::string& file) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || text_of(json, "schema").rfind("leastscope/report/", 0) != 0)
    return Problem{"unreadable-file", fmt::format("'{}' is no JSON report of leastscope.", file), {}};
  std::vector<Surface> out;
  for (const auto& app : list_of(json, "apps")) {
    auto surface = read_surface(app, file);
    if (!surface) return surface.problem();
    out.push_back(std::move(*surface));
  }
  return out;
}

Version read_version(const Facts& facts, const std::string& what, const AnalysisOptions& options) {
  std::error_code error;
  if (fs::is_regular_file(what, error) && path_extension(what) == ".json") {
    std::ifstream in(what, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    // A Connect descriptor is JSON as well.
    if (text.find("leastscope/report/") != std::string::npos) return from_report(text, what);
  }
  if (is_address(what) || fs::exists(what, error) || what.find(':') == std::string::npos)
    return from_path(facts, what, options);
  auto tree = GitTree::checkout(what);
  if (!tree) {
    Version out;
    out.problems.push_back(tree.problem());
    out.incomplete = true;
    return out;
  }
  return from_path(facts, (*tree)->archive(), options);
}

}  // namespace leastscope
