// From a URL pattern to a request: product or third party, path, what is known of it. No knowledge of operations.
#pragma once
#include <optional>
#include <string>

#include "calls/values.h"
#include "descriptor/descriptor.h"

namespace leastscope {

struct Request {
  std::string product;  ///< jira confluence bitbucket graph slack …; "" = every product of the descriptor
  std::string path;     ///< as ApiCall::path
  std::string host;     ///< literal host of a third party (product empty, third_party true)
  bool third_party = false;
  bool unresolved = false;    ///< the path is hidden
  bool host_unknown = false;  ///< by shape only: the host or base is not known
  bool site = false;          ///< the base is the address of the installation
  bool storage = false;       ///< Forge storage over HTTP
  bool remainder = false;     ///< an unknown text may follow the path
  ReasonId reason = 0;
};

/// What follows the base of a URL, when that is a path of a product; nothing else may have been taken for a base.
std::optional<Pattern> below_site(const Pattern& url);

/// Does a path begin like those of the products?
bool is_product_path(std::string_view text);

/// `product`: as the model says: a product, "by-host" or "descriptor". `base_known`: the base is the installation's.
Request request_of(const Pattern& url, const std::string& product, bool base_known, Platform platform);

/// Base and relative URL as HTTP clients join them: an absolute URL replaces the base.
Pattern join_base(const Pattern& base, const Pattern& url);

}  // namespace leastscope
