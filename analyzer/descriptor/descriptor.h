// What an app asks for and where the platform calls into it, as its descriptor says. One model for every platform.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/place.h"
#include "base/problem.h"
#include "base/source.h"

namespace leastscope {

enum class Platform { forge, connect_jira, connect_confluence, connect_bitbucket, slack };
std::string_view platform_name(Platform platform);  ///< as in the report: "connect-jira"

enum class Phase { run, install, unreachable };
enum class Identity { app, user, unknown };
std::string_view phase_name(Phase phase);
std::string_view identity_name(Identity identity);

/// One permission the descriptor asks for.
struct DeclaredScope {
  std::string scope;  ///< as declared
  std::string token;  ///< Slack: "bot" or "user"
  Place at;
  Span span;          ///< bytes of the scope's text (without quotes)
  Span item;          ///< bytes to delete to remove the declaration cleanly (whole line for a block list; with its comma in a flow list)
  bool impersonation = false;  ///< Forge map form with allowImpersonation: true
};

enum class EntryKind {
  function, resolver, trigger, scheduled, web_trigger, consumer, action, endpoint, remote, resource, page, lifecycle, webhook,
  route, program, listener
};

/// Where the platform calls into the app.
struct EntryPoint {
  EntryKind kind = EntryKind::function;
  std::string key;      ///< the function's, resource's, remote's … key
  std::string label;    ///< as shown: "function main (jira:issuePanel)"
  std::string module;   ///< the module type that uses it: "jira:issuePanel", "trigger"
  std::string file;     ///< function: source path without extension, relative to the app's root ("src/index")
  std::string name;     ///< function: exported name ("handler")
  std::string path;     ///< resource: folder or file; lifecycle, page, webhook, endpoint: URL path
  std::string remote;   ///< endpoint, remote: key of the remote
  std::string queue;    ///< consumer: the queue's key
  std::string resolver_of;  ///< resource: the function key of its resolver ("" if none); resolver: the same key
  std::vector<std::string> events;
  Phase phase = Phase::run;
  Place at;
};

struct Remote {
  std::string key, base_url;
  bool app_token = false, user_token = false;  ///< read:app-system-token, read:app-user-token are sent
  Place at;
};

/// One module declaration: enough for the needs that are not calls.
struct DeclaredModule {
  std::string type;  ///< "jira:uiModifications", "generalPages", "webhooks" …
  std::string key;
  std::map<std::string, std::string> properties;  ///< scalar leaves by dotted path ("productContexts.0", "resolver.function")
  std::map<std::string, Place> places;            ///< their places
  Place at;
};

struct EgressHost {
  std::string host;  ///< as declared: "*.example.com", "https://x.example.com"
  std::string kind;  ///< "fetch.backend", "scripts", "images" …
  Place at;
};

struct Descriptor {
  Platform platform = Platform::forge;
  std::string path;   ///< relative to the app's root
  std::string root;   ///< the app's root inside the source
  std::vector<std::string> foreign;  ///< folders below the root that belong to other apps
  std::vector<DeclaredScope> scopes;
  bool scopes_declared = true;   ///< false: no scopes element (Bitbucket: everything is asked for)
  bool enforcement_app_managed = false;
  std::vector<EntryPoint> entries;
  std::vector<Remote> remotes;
  std::vector<DeclaredModule> modules;
  std::vector<EgressHost> egress;
  std::vector<std::pair<std::string, Place>> condition_scopes;  ///< scopes named by display conditions
  std::string base_url;
  Place scopes_at;               ///< where scopes stand or would be added
  std::vector<Problem> problems;
  bool readable = true;          ///< false: the problems say why; nothing else is filled
};

/// Every descriptor under `path` ("" = the source's root; or a descriptor file), each with its app's root. `listed` gets descriptors
/// that are not analysed (tests, docs, examples, build output) with the reason.
struct Discovery {
  std::vector<Descriptor> apps;
  std::vector<std::pair<std::string, std::string>> listed;
  std::vector<Problem> problems;
};
Discovery discover(const FileSource& source, std::string_view path);

}  // namespace leastscope
