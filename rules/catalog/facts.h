// The embedded facts: operations, scopes, events, modules, GraphQL fields, Slack methods. Read straight from one flat
// blob; opening it parses nothing: each table is unfolded when it is first asked for, once, by whichever thread comes
// first. All string_views point into the blob and live as long as it (the embedded one: as long as the process);
// pointers, references and spans live as long as the Facts object or a copy of it. Copies are cheap and share
// everything.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leastscope {

/// An OR of AND-groups.
using Groups = std::vector<std::vector<std::string_view>>;

struct ScopeFact {
  std::string_view name;
  std::string_view family;  ///< jira jira-software jsm assets confluence bitbucket compass forge graph slack admin …
                            ///< (product family)
  std::string_view kind;    ///< classic granular connect connect-level slack oauth …
  int risk = 1;             ///< 1 read, 2 write, 3 delete, 4 admin: the highest word counts
  bool forge = false;       ///< a Forge manifest accepts it
  bool connect = false;     ///< a Connect descriptor accepts it (levels)
  bool bitbucket = false;   ///< a Bitbucket Connect descriptor / OAuth consumer accepts it
  std::string_view slack_tokens;  ///< "bot", "user", "bot user" …; empty if not Slack's
  bool deprecated = false;
  bool covered = false;    ///< at least one operation, event, module or feature in the facts needs it
  std::string_view opens;  ///< what it lets an app do, in our own plain words: one sentence
};

/// One row: method and path template, as one platform product's document has it.
struct OperationFact {
  uint32_t id = 0;
  std::string_view api;      ///< jira-platform jira-software jira-service-management assets confluence-v1 confluence-v2
                             ///< bitbucket jsm-ops admin compass-rest
  std::string_view product;  ///< what a client for it is called: jira confluence bitbucket assets admin compass
  std::string_view method;
  std::string_view path;  ///< template as a request has it: with /rest/api/3, /wiki, /2.0 …; placeholders {name}
  Groups classic;         ///< groups with state Current that are classic (or mixed); [[]] = any token, no scope
  Groups granular;
  Groups deprecated_groups;
  bool scope_known = true;   ///< false: the document gives no scopes
  std::string_view connect;  ///< READ WRITE … NONE INACCESSIBLE; empty = not given
  bool deprecated = false, experimental = false, removed = false;
  bool inferred = false;  ///< the groups follow from names or neighbours, no document states them
  bool v3_only = false;   ///< not there as /rest/api/2
  bool pattern = false;   ///< a rule for many paths: the template ends in /**
  std::string_view note;
};

struct EventFact {
  std::string_view product, name;  ///< "avi:jira:created:issue"; Slack: "message.channels"
  Groups groups;                   ///< [[]] = none needed
  std::string_view note;
};

/// A rule about a module, hook, package, feature … that needs scopes without a call.
struct FeatureFact {
  std::string_view kind;       ///< module hook package remote notification connect-module slack-feature …
  std::string_view key;        ///< "jira:uiModifications", "useContentProperty", "@forge/kvs" …
  std::string_view condition;  ///< "" = always; else a word that needs/ understands
  Groups groups;
  std::string_view note;
};

struct GraphqlField {
  std::string_view type, field;
  Groups groups;             ///< one group per alternative scope; empty = none stated
  std::string_view returns;  ///< named type
  bool callable = true;      ///< false: only internal scopes
  bool deprecated = false;
};

/// A method of the Compass GraphQL toolkit and what it needs.
struct ToolkitMethod {
  std::string_view name;
  Groups groups;
};

struct SlackMethod {
  std::string_view name;
  Groups bot, user;  ///< alternatives; [[]] = any token of that kind, none = not callable with it
  bool deprecated = false;
  std::string_view kinds;  ///< "channels groups im mpim" where alternatives differ by kind of conversation
  bool removed = false;
  bool scope_known = true;  ///< false: no source gives its scopes
  std::string_view
      other_token;  ///< "config", "app" (called with such a token, not with a bot's or user's), "none" or empty
};

struct Equivalence {
  std::string_view product, scope, level;
  bool published = false;  ///< else derived: a hint only
  std::string_view basis;
};

struct SourceFact {
  std::string_view name, version, date, sha256, origin;
};

/// A pattern of a path split at `/`: see match().
struct OperationMatch {
  std::vector<uint32_t> best;      ///< the operations that the call is; several = ambiguous
  std::vector<uint32_t> possible;  ///< everything compatible (siblings included)
};

class Facts {
 public:
  Facts();  ///< the embedded blob
  explicit Facts(std::string_view blob);
  /// Whether the blob is whole and of this version. If not, every table is empty.
  bool valid() const;

  std::string_view date() const;
  std::string_view sha256() const;
  std::vector<SourceFact> sources() const;

  /// The first fact of that name (levels like READ exist for more than one product family: see scopes()).
  const ScopeFact* scope(std::string_view name) const;
  /// Sorted by name, then family.
  std::span<const ScopeFact> scopes() const;
  /// The closest scope names for "did you mean", best first; only those that are close.
  std::vector<std::string_view> similar_scopes(std::string_view name, size_t most = 3) const;

  uint32_t operation_count() const;
  const OperationFact& operation(uint32_t id) const;
  /// Operations that list the scope in some group, in the order of ids.
  std::vector<uint32_t> operations_with(std::string_view scope) const;

  /// The operations a call could be. `product` as in ApiCall (empty: any); method upper case or ANY; `path` a pattern:
  /// `{}` = one segment or part of one, never with `/`; `{+}` = anything. Version aliases (/rest/api/2, 3, latest),
  /// double and trailing slashes are taken care of. Rules: a literal segment beats a placeholder; a hole takes the
  /// placeholder's operation when there is one, else the literal siblings; `{+}` as a whole segment matches one segment
  /// and, only when that finds nothing, two or three; a `{+}` at the end after literal text of a segment (`/issue{+}`)
  /// is an unknown remainder: best holds the operation where the path ends there, possible everything below. Also taken
  /// care of: /ex/jira/{cloudId} and /gateway/api in front, a missing /wiki when product is confluence, a last
  /// placeholder {path} that holds several segments. `possible` holds whatever fits the pattern when `{+}` stands for
  /// anything at all; a literal segment still rules out the placeholder beside it. ANY: `best` for the best path,
  /// `possible` for all methods.
  OperationMatch match(std::string_view product, std::string_view method, std::string_view path) const;
  /// Operations whose template shares the longest literal prefix (at least three literal segments) with the pattern,
  /// any method.
  std::vector<uint32_t> sharing_prefix(std::string_view product, std::string_view path) const;
  /// Closest operations for "did you mean".
  std::vector<uint32_t> similar(std::string_view method, std::string_view path, size_t most = 3) const;

  /// By name; a name that no row has may fit one with `*` or `{…}` in it.
  const EventFact* event(std::string_view name) const;
  std::span<const EventFact> events() const;
  std::vector<const FeatureFact*> features(std::string_view kind, std::string_view key) const;
  std::span<const FeatureFact> features() const;

  const GraphqlField* graphql(std::string_view type, std::string_view field) const;
  std::span<const GraphqlField> graphql_fields() const;
  const ToolkitMethod* toolkit(std::string_view method) const;
  std::span<const ToolkitMethod> toolkit_methods() const;
  const SlackMethod* slack(std::string_view method) const;
  std::span<const SlackMethod> slack_methods() const;
  /// Scopes a companion scope needs beside it (chat:write.public -> chat:write).
  std::vector<std::string_view> companions(std::string_view scope) const;
  /// Scopes a Bitbucket OAuth scope implies (closure, itself not included).
  std::vector<std::string_view> bitbucket_implies(std::string_view scope) const;
  std::vector<Equivalence> equivalences(std::string_view scope) const;
  std::vector<Equivalence> equivalences() const;
  /// Links that responses hold: operation ("GET /rest/api/3/attachment/{id}"), field path -> operation.
  struct Link {
    std::string_view operation, field, to;
  };
  std::span<const Link> links() const;

  /// Embedded rule pages (rules/checks) and library models (rules/models, as JSON text), by file name without extension
  /// ("builtins/javascript" for one in a folder), and JSON schemas; sorted by name. kind: "checks", "models", "schema".
  std::vector<std::pair<std::string_view, std::string_view>> texts(std::string_view kind) const;

  struct Impl;  ///< for the files of this room

 private:
  std::shared_ptr<const Impl> impl_;
};

/// The words closest to `word` by edit distance, best first, ties in the order given; only those that are close enough
/// to be meant. For rule ids, flags and the like.
std::vector<std::string_view> closest(std::string_view word, std::span<const std::string_view> known, size_t most = 3);

/// Connect levels: NONE READ WRITE DELETE PROJECT_ADMIN/SPACE_ADMIN ADMIN; -1 for stand-alone or unknown words.
/// Upper or lower case, `-` or `_`, with or without the `:connect-jira` of Forge.
int connect_level(std::string_view word);

}  // namespace leastscope
