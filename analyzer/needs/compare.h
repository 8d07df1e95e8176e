// What a new version of an app asks for and does more than the old one, and what of it somebody has to approve.
#pragma once
#include <string>
#include <vector>

#include "needs/needs.h"

namespace leastscope {

/// What a version is compared by. Comes from an analysis or from a JSON report.
struct Surface {
  struct Asked {
    std::string scope, token;
    bool impersonation = false;
  };
  struct Call {
    std::string what;  ///< "GET /rest/api/3/issue/{issueIdOrKey}": the operation, else method and path
    Identity identity = Identity::unknown;
    Phase phase = Phase::run;
    bool open = false;  ///< not resolved
    Place at;
  };
  Platform platform = Platform::forge;
  std::string descriptor;
  std::vector<Asked> scopes;
  std::vector<Call> calls;                              ///< governed and reachable
  std::vector<std::string> hosts_declared, hosts_used;  ///< egress
};

/// One difference. Kinds: platform-changed scope-added scope-removed impersonation-added operation-added
/// operation-removed install-call-added app-identity-added unclear-call-added host-opened host-closed host-contacted
struct Change {
  std::string kind, what;
  std::string risk;         ///< scopes: read write delete admin
  std::string note;         ///< a sentence, or empty
  bool approval = false;    ///< administrators have to approve (Slack: install again)
  bool escalation = false;  ///< the app may do more than before, not only something else
  Place at;
};

/// In the order of the kinds above, then by name.
std::vector<Change> compare(const Facts& facts, const Surface& before, const Surface& after);

}  // namespace leastscope
