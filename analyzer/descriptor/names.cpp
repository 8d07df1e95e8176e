// The words of the report for platforms, phases and identities.
#include "descriptor/descriptor.h"

namespace leastscope {

std::string_view platform_name(Platform platform) {
  switch (platform) {
    case Platform::forge:
      return "forge";
    case Platform::connect_jira:
      return "connect-jira";
    case Platform::connect_confluence:
      return "connect-confluence";
    case Platform::connect_bitbucket:
      return "connect-bitbucket";
    case Platform::slack:
      return "slack";
  }
  return "";
}

std::string_view phase_name(Phase phase) {
  switch (phase) {
    case Phase::run:
      return "run";
    case Phase::install:
      return "install";
    case Phase::unreachable:
      return "unreachable";
  }
  return "";
}

std::string_view identity_name(Identity identity) {
  switch (identity) {
    case Identity::app:
      return "app";
    case Identity::user:
      return "user";
    case Identity::unknown:
      return "unknown";
  }
  return "";
}

}  // namespace leastscope
