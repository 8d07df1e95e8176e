#include "calls/api_call.h"

namespace leastscope {

std::string_view status_name(Status status) {
  switch (status) {
    case Status::resolved:
      return "resolved";
    case Status::unresolved:
      return "unresolved";
    case Status::unknown_endpoint:
      return "unknown-endpoint";
  }
  return "";
}

}  // namespace leastscope
