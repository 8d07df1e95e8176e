// suggest --to forge: what a Connect app's code would need if it were a Forge app.
#pragma once
#include <string>
#include <vector>

#include "checks/report.h"
#include "output/text_style.h"

namespace leastscope {

/// Whether administrators have to approve a scope beside what the app declares now. Only published levels decide;
/// derived ones are a hint.
enum class Approval { no, perhaps, yes };

struct ForgeScope {
  std::string scope, level;  ///< level: the Connect level that the facts call equal; "" if none
  bool published = false;    ///< the level is published, not derived
  Approval approval = Approval::yes;
};

struct ForgeMove {
  bool possible = false;                      ///< false: not a Connect app of Jira or Confluence
  std::vector<ForgeScope> classic, granular;  ///< what the code needs, in each style
  std::vector<std::string> without;           ///< operations that no Forge scope opens
  std::vector<std::string> unclear;           ///< calls that could not be worked out
  std::vector<std::string> webhooks;          ///< events of Connect webhooks: product triggers have scopes of their own
  bool impersonates = false;                  ///< acts as users on the back end: allowImpersonation, or asUser()
};

ForgeMove move_to_forge(const Facts& facts, const AppReport& app);
std::string move_text(const Facts& facts, const AppReport& app, const ForgeMove& move, const Style& style,
                      unsigned width);
std::string move_json(const Facts& facts, const Report& report, const std::vector<ForgeMove>& moves);

}  // namespace leastscope
