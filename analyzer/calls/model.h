// Client libraries as data: what a package's exports, types and members mean. The models stand in rules/models as YAML;
// the host tool embeds them as JSON text by library; Models parses only those an app imports. Format: docs/models.md.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"

namespace leastscope {

/// Where an effect takes a value from.
struct ValueSource {
  enum class From {
    None,      ///< not given
    Argument,  ///< {arg: n} (or name); `arg: last`
    Option,    ///< {option: [n | any, key, key…]}: a member of an object argument
    Self,      ///< self / self.attribute: of the handle
    Constant,  ///< a literal string
    Member,    ///< the member's own name, transformed: upper, lower, dotted, snake-to-dot, camel-to-dot
    FirstOf,   ///< the first that yields something
    Receiver,  ///< the value the member was taken from
  } from = From::None;
  int argument = 0;  ///< -1: last; -2: any object argument
  std::string name;  ///< named argument
  std::vector<std::string> keys;
  std::string text;  ///< Constant: the string; Self: attribute; Member: transformation
  std::string kind;  ///< only if the value is a "string", "object", "function"
  std::string
      template_kind;  ///< "uri-variables" ({name}), "holes" ({} and {+} in a literal of the model), "colon" (:name)
  std::vector<ValueSource> first_of;
  std::optional<std::string> fallback;  ///< `default:`
};

/// A sink: this call is a request.
struct ApiEffect {
  std::string product;   ///< jira confluence bitbucket graph slack … | "by-host" | "descriptor"
  std::string identity;  ///< app user unknown | "self": the handle's
  ValueSource url, method, document, variables, token, conversation, operation_name;
  ValueSource host;         ///< where the host stands apart from the path (node's http); empty: in the URL
  std::string join;         ///< "", "base" (append), "resolve", "replace"
  std::string governed;     ///< yes no unknown | "by-credentials"
  ValueSource credentials;  ///< the options object that may carry credentials (headers, auth, username, token …)
  std::string toolkit;      ///< GraphQL toolkit: operation is the member's name
  bool browser = false;
  std::vector<std::string> also;  ///< further requests that this call makes: "POST /path", "SLACK name"
};

struct CallbackEffect {
  ValueSource function;
  std::vector<std::string>
      with;           ///< what each argument is: response, response-text, element, error, opaque, member-of:…
  std::string phase;  ///< "" = the caller's
  bool later = false;
};

/// Registers code that the platform or a framework calls.
struct EntryEffect {
  std::string kind;  ///< resolver route listener scheduled consumer lifecycle …
  ValueSource key, function, path, method;
  /// What the function is called with, one word for each parameter: payload event request response context error next
  /// element opaque self, handle:<Type>, member-of:<global>; an object: "name=word name=word" (docs/models.md).
  std::vector<std::string> parameters;
  std::string phase;                 ///< "" = run; install
  std::vector<std::string> only_if;  ///< the key must be one of these for `phase` to hold
};

/// Jumps to another part of the app by key.
struct LinkEffect {
  std::string to;  ///< resolver consumer remote listener route
  ValueSource key, payload;
  ValueSource path, method;  ///< remote, route: the HTTP request made there
};

struct ReturnEffect {
  enum class Kind { None, Handle, Value, Self, Link, Type, Callback } kind = Kind::None;
  std::string type;  ///< Handle: the model type
  std::map<std::string, std::string>
      attributes;                              ///< Handle: identity, base, governed … ("app", "user", "installation")
  std::map<std::string, ValueSource> sources;  ///< attributes taken from arguments
  ValueSource value;                           ///< Value
};

struct NeedEffect {
  std::string kind, what;  ///< requirement
  std::string fact;   ///< its groups: Facts::features(fact, what): hook member package notification graph; "" = none
  ValueSource scope;  ///< condition: the scope (or list of scopes) that the code names itself
};

/// Like std::optional, but a thing that is not there takes one word: most effects have few parts, and models have many
/// effects. Copies share; nothing changes an effect once it is read.
template <class T>
class Part {
 public:
  Part() = default;
  Part(T value) : v_(std::make_shared<T>(std::move(value))) {}
  explicit operator bool() const { return v_ != nullptr; }
  bool has_value() const { return v_ != nullptr; }
  const T& operator*() const { return *v_; }
  const T* operator->() const { return v_.get(); }

 private:
  std::shared_ptr<const T> v_;
};

/// What a member, export or global is, and what using or calling it does. Overloads: `next` is tried when `when` does
/// not fit.
struct Effect {
  int min_arguments = -1, max_arguments = -1;  ///< `when: {arguments: [min, max]}`
  ValueSource when_value;                      ///< `when: {arg: 0, in: […]}`
  std::vector<std::string> when_in;
  std::string type;  ///< the thing itself is a handle of this type
  std::map<std::string, std::string> type_attributes;
  std::string intrinsic;  ///< route-template, url-path-and-query, concat, join …
  Part<ApiEffect> api;
  std::vector<CallbackEffect> calls;
  Part<EntryEffect> entry;
  Part<LinkEffect> link;
  ReturnEffect returns;
  std::map<std::string, ValueSource> sets;  ///< attributes of the handle that this changes
  Part<NeedEffect> need;
  bool opaque = false;  ///< inert: functions given to it are still called unless `transport`
  bool transport = false;
  bool constructs = false;  ///< `new: …`: applies when constructed
  bool on_use = false;      ///< `need` holds when the export is used at all, not only when called
  std::shared_ptr<Effect> next;
};

struct ModelType {
  std::string name;
  std::map<std::string, Effect> members;  ///< "*": any other member; "**": any dotted path of members
  std::optional<Effect> call;             ///< calling the thing itself
  std::optional<Effect> construct;
};

struct LibraryModel {
  std::string library, language;
  std::vector<std::string> packages, globals, types_matched, headers;
  std::map<std::string, Effect> exports;  ///< "default", "*": any other; members of the thing for globals
  std::map<std::string, ModelType> types;
};

/// The models of a run: embedded ones, overridden by library name by the user's.
class Models {
 public:
  Models();
  ~Models();
  Models(Models&&) noexcept;
  Models& operator=(Models&&) noexcept;
  /// The model of an imported package (or package subpath), or null. Parsed at first use; not thread-safe.
  const LibraryModel* package(std::string_view name, std::string_view language);
  /// The model of a global name (AP, window.AP), or null.
  const LibraryModel* global(std::string_view name, std::string_view language);
  const LibraryModel* library(std::string_view name);
  /// The type `name` as the library `from` writes it: its own, or another library's as "library/Type". `owner` (if not
  /// null) receives the library that the type's own members refer to. Null if there is none.
  const ModelType* type(const LibraryModel& from, std::string_view name, const LibraryModel** owner = nullptr);
  /// The libraries whose `match` names this type ("com.atlassian.…") or header, in order of name.
  const LibraryModel* matched_type(std::string_view name, std::string_view language);
  /// Names of all libraries, sorted.
  std::vector<std::string> libraries() const;
  /// Member names of all types of all models, for relevance and for text scans of unread files.
  const std::vector<std::string>& trigger_names();

  /// Embedded models plus the YAML files of `user_folders`; wrong files become problems (file, line, key, what was
  /// expected).
  static Models load(const std::vector<std::pair<std::string, std::string>>& user_files,
                     std::vector<Problem>& problems);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The standard library of a language, mapped to intrinsics: "String.prototype.replace" -> "replace" … A language's
/// table is parsed when it is first asked for; not thread-safe.
class Builtins {
 public:
  Builtins();
  /// Tests: the table of one language from a YAML text.
  Builtins(std::string_view yaml, const std::string& file, std::vector<Problem>& problems);
  ~Builtins();
  /// Intrinsic of a method called on an unknown or primitive receiver ("" if none); `receiver`: string list object
  /// function promise map set date regex url params number emitter headers buffer any. What every object has is found
  /// for every receiver.
  std::string_view method(std::string_view language, std::string_view receiver, std::string_view name) const;
  /// Does a method of any kind of receiver bear the name?
  bool names_method(std::string_view language, std::string_view name) const;
  /// Intrinsic of a dotted global ("JSON.stringify", "encodeURIComponent", "Object.keys", "Array.prototype.slice",
  /// "window.setTimeout") or of a member of a standard module ("path.join", "node:path.join"; "util" = the module's
  /// default).
  std::string_view global(std::string_view language, std::string_view dotted) const;
  /// Do dotted globals begin with this name ("JSON", "process.env")?
  bool prefix(std::string_view language, std::string_view dotted) const;
  /// Is this import a module of the standard library ("path", "node:fs", "fs/promises")?
  bool module(std::string_view language, std::string_view specifier) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace leastscope
