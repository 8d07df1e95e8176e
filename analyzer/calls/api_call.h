// What the engine found: product API calls, needs that are not calls, coverage. The report's arrays come from these.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/place.h"
#include "base/problem.h"
#include "descriptor/descriptor.h"

namespace leastscope {

/// An OR of AND-groups of scopes. One empty group: needs nothing. No group at all: not known.
using Alternatives = std::vector<std::vector<std::string>>;

enum class Governed { yes, no, unknown };
enum class Status { resolved, unresolved, unknown_endpoint };
std::string_view status_name(Status status);

struct TraceStep {
  Place at;
  std::string note;
};

struct CandidateOperation {
  std::string operation;  ///< "GET /rest/api/3/issue/{issueIdOrKey}"
  Alternatives alternatives;
};

/// One distinct call (method, path, identity). Filled in two steps: calls/ writes the first part, needs/operations the
/// second.
struct ApiCall {
  std::string method = "GET";  ///< upper case; ANY, GRAPHQL, SLACK
  /// Pattern of the path: literal text; `{}` = a hole that never contains `/`; `{+}` = a hole that may contain
  /// anything; query and fragment dropped. "{+}" alone: nothing known. GraphQL: "Type.field"; Slack: the method's name.
  /// Without host and /ex/… prefix.
  std::string path;
  std::string
      product;  ///< jira confluence bitbucket graph compass assets admin slack; "" = every product of the descriptor
  Identity identity = Identity::unknown;
  Governed governed = Governed::yes;
  Phase phase = Phase::run;
  bool maybe = false;          ///< not sure that this call happens (or that scopes govern it): treated as unresolved
  bool unresolved = false;     ///< method or path not known well enough
  bool blind_spot = false;     ///< stands for code that was not read; method ANY, path {+}
  bool browser = false;        ///< made in a browser
  bool impersonation = false;  ///< Connect back end acting as a user: its level and ACT_AS_USER
  bool connect =
      false;           ///< Forge only: made with a Connect JWT (Connect on Forge), so the *:connect-* level governs it
  std::string reason;  ///< why unresolved or uncertain
  std::vector<std::string>
      kinds;              ///< Slack: kinds of conversation that can occur (channels groups im mpim); empty = all
  std::string token;      ///< Slack: "bot", "user", "" = not known
  std::string selection;  ///< GraphQL: the whole set of fields, space separated "Type.field"
  std::vector<Place> at;
  std::vector<TraceStep> trace;
  std::vector<std::string> entries;

  // filled by needs/operations
  Status status = Status::resolved;
  std::string operation;
  std::vector<CandidateOperation> operations;  ///< all candidates (one: `operation`)
  Alternatives alternatives;
  bool alternatives_known = false;
  bool removed = false, deprecated = false, experimental = false, inaccessible = false;
};

/// A need that is not a call.
struct Requirement {
  std::string kind;  ///< event module storage hook notification remote-token condition impersonation webhook
                     ///< context-parameter slack-event slack-feature
  std::string what;
  Place at;
  Phase phase = Phase::run;
  Alternatives alternatives;
  std::string token;       ///< Slack
  bool tolerated = false;  ///< its scopes are neither missing nor over-requested (remote tokens)
  std::vector<TraceStep> trace;
};

/// A host the code talks to that is not a product's.
struct HostUse {
  std::string host;
  Place at;
};

struct CallsResult {
  std::vector<ApiCall> calls;
  std::vector<Requirement> requirements;  ///< those that code makes (storage, hooks, notifications, impersonation)
  std::vector<HostUse> hosts;
  std::vector<Problem> problems;
  bool no_source = false;  ///< no analysable source at all
  bool budget_spent = false;
  bool no_root = false;  ///< no entry point was found; everything counts as run
};

}  // namespace leastscope
