// Hosts: what the descriptor allows against what the code talks to. A declared host may have a scheme, a path and a
// leading `*.`.
#include <algorithm>
#include <map>

#include "base/paths.h"
#include "cli/pipeline.h"

namespace leastscope {
namespace {

std::string bare_host(std::string_view declared) {
  if (auto at = declared.find("://"); at != std::string_view::npos) declared.remove_prefix(at + 3);
  declared = declared.substr(0, declared.find_first_of("/?#"));
  if (auto at = declared.rfind('@'); at != std::string_view::npos) declared.remove_prefix(at + 1);
  return lower(declared.substr(0, declared.find(':')));
}

bool covers(const std::string& pattern, const std::string& host) {
  if (pattern == "*" || pattern == host) return true;
  if (pattern.rfind("*.", 0) != 0) return false;
  std::string tail = pattern.substr(1);
  return host.size() > tail.size() && host.compare(host.size() - tail.size(), tail.size(), tail) == 0;
}

}  // namespace

std::vector<EgressUse> egress_of(const Descriptor& descriptor, const std::vector<HostUse>& used) {
  std::map<std::string, EgressUse> all;
  for (const auto& d : descriptor.egress) {
    auto& e = all[d.host];
    e.host = d.host;
    e.declared = true;
    e.at.push_back(d.at);
  }
  std::map<std::string, EgressUse> undeclared;
  for (const auto& u : used) {
    std::string host = bare_host(u.host);
    bool declared = false;
    for (auto& [pattern, e] : all) {
      if (!covers(bare_host(pattern), host)) continue;
      declared = e.used = true;
      e.at.push_back(u.at);
    }
    if (declared) continue;
    auto& e = undeclared[u.host];
    e.host = u.host;
    e.used = true;
    e.at.push_back(u.at);
  }
  all.merge(undeclared);
  std::vector<EgressUse> out;
  for (auto& [host, e] : all) {
    std::sort(e.at.begin(), e.at.end());
    e.at.erase(std::unique(e.at.begin(), e.at.end()), e.at.end());
    out.push_back(std::move(e));
  }
  return out;
}

}  // namespace leastscope
