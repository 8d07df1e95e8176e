// What an app asks for and where the platform calls into it, as its descriptor says. One model for every platform.
#pragma once
#include <map>
#include <optional>
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
  Span span;  ///< bytes of the scope's text (without quotes)
  Span item;  ///< bytes to delete to remove this one declaration cleanly (whole line for a block list; with its comma
              ///< in a flow list); empty when no single deletion does it (an anchor that is used elsewhere too). For
              ///< several: removals()
  Span element;     ///< bytes of the whole element without its separator: quotes, anchor and, in the map form, key and
                    ///< value
  size_t list = 0;  ///< index into Descriptor::scope_lists
  bool impersonation = false;  ///< Forge map form with allowImpersonation: true
};

/// The list (or map) that scopes stand in. Slack has several.
struct ScopeList {
  bool flow = false;    ///< `[…]`, `{…}` or JSON
  bool map = false;     ///< scope names are keys
  bool shared = false;  ///< the text is used elsewhere too (YAML alias): nothing may be deleted
  Span inner;           ///< flow: what stands between the brackets
  uint32_t fill = 0;    ///< block: where `[]` goes when every element is deleted
  std::string token;    ///< Slack: "bot" or "user"
  Span key;             ///< bytes of the key that holds the list
};

/// Replaces bytes of the descriptor.
struct TextEdit {
  Span span;
  std::string text;
};

enum class EntryKind {
  function,
  resolver,
  trigger,
  scheduled,
  web_trigger,
  consumer,
  action,
  endpoint,
  remote,
  resource,
  page,
  lifecycle,
  webhook,
  route,
  program,
  listener
};

/// Where the platform calls into the app.
struct EntryPoint {
  EntryKind kind = EntryKind::function;
  std::string key;     ///< the function's, resource's, remote's … key
  std::string label;   ///< as shown: "function main (jira:issuePanel)"
  std::string module;  ///< the module type that uses it: "jira:issuePanel", "trigger"
  std::string file;    ///< function: source path without extension, relative to the source's root ("src/index"); empty:
                       ///< the descriptor names a function that it does not declare
  std::string name;    ///< function: exported name ("handler")
  std::string
      path;  ///< resource: folder or file, relative to the source's root; lifecycle, page, webhook, endpoint: URL path
  std::string remote;  ///< endpoint, remote: key of the remote
  std::string queue;   ///< consumer: the queue's key
  std::string
      method;  ///< consumer: the key of the resolver function that gets the events, when the descriptor names one
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

/// One module declaration: enough for the needs that are not calls. Besides the descriptor's own modules there are:
/// "context-parameter" (Bitbucket Connect; key "{user.*}", property "parameter" "{user.uuid}"), "condition" (Connect;
/// key the condition's name), "slack-event" (key the event, property "token") and "slack-feature" (key
/// "slash_commands", "shortcuts", "unfurl_domains", "assistant_view", "agent_view", "app_home.home_tab_enabled",
/// "incoming_webhooks", "socket_mode_enabled" …). Connect modules of a Forge manifest carry the product:
/// "jira:webhooks"; they stand under "connectModules", see `connect`.
struct DeclaredModule {
  std::string type;  ///< "jira:uiModifications", "generalPages", "webhooks" …
  std::string key;
  std::map<std::string, std::string>
      properties;                       ///< scalar leaves by dotted path ("productContexts.0", "resolver.function")
  std::map<std::string, Place> places;  ///< their places
  bool connect = false;                 ///< Forge: stands under connectModules
  Place at;
};

struct EgressHost {
  std::string host;  ///< as declared: "*.example.com", "https://x.example.com"
  std::string kind;  ///< "fetch.backend", "scripts", "images" …
  Place at;
};

struct Descriptor {
  Platform platform = Platform::forge;
  std::string path;  ///< of the descriptor, relative to the source's root, as every path and Place here
  std::string
      root;  ///< the folder that holds the app's files, relative to the source's root; "" is the source's root itself
  std::vector<std::string> foreign;  ///< folders below `root` that belong to other apps, relative to the source's root
  std::vector<DeclaredScope> scopes;
  std::vector<ScopeList> scope_lists;
  bool scopes_declared = true;  ///< false: no scopes element (Bitbucket: everything is asked for; others: nothing is)
  bool enforcement_app_managed = false;
  std::vector<EntryPoint> entries;
  std::vector<Remote> remotes;
  std::vector<DeclaredModule> modules;
  std::vector<EgressHost> egress;
  std::vector<std::pair<std::string, Place>> condition_scopes;  ///< scopes named by display conditions
  std::string base_url;
  Place scopes_at;  ///< where scopes stand or would be added
  std::vector<Problem> problems;
  bool readable = true;  ///< false: the problems say why; nothing else is filled
};

/// Every descriptor under `path` ("" = the source's root; or a descriptor file), each with its app's root. `listed`
/// gets descriptors that are not analysed (tests, docs, examples, build output) with the reason.
struct Discovery {
  std::vector<Descriptor> apps;
  std::vector<std::pair<std::string, std::string>> listed;
  std::vector<Problem> problems;
};
Discovery discover(const FileSource& source, std::string_view path);

/// Reads one descriptor's text; null when it is none (look-alikes). `file` gives the places' file name and decides the
/// format; `named`: the user named this file, so a broken one counts as a descriptor whatever it is called. root and
/// foreign stay empty.
std::optional<Descriptor> read_descriptor(std::string_view text, const std::string& file, bool named = false);

/// Edits, sorted and disjoint, after which the descriptor no longer declares the scopes with these indexes and declares
/// all others as before. An emptied list stays as `[]`. Fails when one of them cannot be removed without changing
/// something else.
Result<std::vector<TextEdit>> removals(std::string_view text, const Descriptor& descriptor, std::vector<size_t> scopes);

/// A scope to declare. `token`: Slack, whose list it goes to ("bot", "user").
struct NewScope {
  std::string scope, token;
  auto operator<=>(const NewScope&) const = default;
};

/// Edits, sorted and disjoint, after which the descriptor also declares these scopes, written like those it has
/// (indentation, quotes, list or map, line ends). Fails when the place for them is shared through an anchor or has a
/// form that leastscope does not write.
Result<std::vector<TextEdit>> additions(std::string_view text, const Descriptor& descriptor,
                                        const std::vector<NewScope>& scopes);

/// The text after the edits, which must be sorted and disjoint.
std::string apply_edits(std::string_view text, const std::vector<TextEdit>& edits);

}  // namespace leastscope
