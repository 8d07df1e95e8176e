#include "calls/requests.h"

#include <algorithm>

#include "base/paths.h"

namespace leastscope {
namespace {

bool absolute(const Pattern& p) {
  return !p.empty() && !p[0].hole &&
         (p[0].text.starts_with("http://") || p[0].text.starts_with("https://") || p[0].text.starts_with("//"));
}

const char* const kShapes[] = {"/rest/api/",
                               "/rest/agile/",
                               "/rest/servicedeskapi",
                               "/rest/software/",
                               "/rest/atlassian-connect/",
                               "/rest/builds/",
                               "/rest/deployments/",
                               "/rest/devinfo/",
                               "/rest/featureflags/",
                               "/rest/remotelinks/",
                               "/rest/operations/",
                               "/rest/security/",
                               "/rest/forge/",
                               "/wiki/",
                               "/2.0/",
                               "/ex/jira/",
                               "/ex/confluence/",
                               "/jsm/assets/",
                               "/jsm/ops/",
                               "/gateway/api/"};

/// Text with markers instead of holes: \1 segment, \2 any. Query dropped.
std::string flatten(const Pattern& p, bool& query_hole, ReasonId& reason) {
  std::string s;
  for (const Piece& x : p) {
    if (x.hole) {
      if (x.shape == Shape::query) {
        query_hole = true;
        break;
      }
      s += x.shape == Shape::segment ? '\1' : '\2';
      if (reason == 0) reason = x.reason;
      continue;
    }
    size_t q = x.text.find_first_of("?#");
    s += x.text.substr(0, q);
    if (q != std::string::npos) break;
  }
  return s;
}

std::string shown(const std::string& s) {
  std::string out;
  for (char c : s) {
    if (c == '\1')
      out += "{}";
    else if (c == '\2')
      out += "{+}";
    else
      out += c;
  }
  // "{+}{}" inside one segment is one hole
  for (const char* twice : {"{}{}", "{+}{+}", "{}{+}", "{+}{}"})
    for (size_t i; (i = out.find(twice)) != std::string::npos;) {
      bool any = std::string_view(twice).find('+') != std::string_view::npos;
      out.replace(i, std::string_view(twice).size(), any ? "{+}" : "{}");
    }
  return out;
}

void strip(std::string& s, std::string_view prefix_segments) {
  size_t n = static_cast<size_t>(std::count(prefix_segments.begin(), prefix_segments.end(), '/'));
  size_t i = 0;
  for (size_t k = 0; k <= n && i != std::string::npos; ++k) i = s.find('/', i + (k ? 1 : 0));
  s = i == std::string::npos ? "/" : s.substr(i);
}

/// "/jira/builds/0.1/cloud/{cloudId}/bulk", as the gateway has it, is "/rest/builds/0.1/bulk" of a site.
void to_site_path(std::string& path) {
  if (!path.starts_with("/jira/")) return;
  const size_t cloud = path.find("/cloud/");
  if (cloud == std::string::npos) return;
  const size_t end = path.find('/', cloud + 7);
  path = "/rest" + path.substr(5, cloud - 5) + (end == std::string::npos ? "" : path.substr(end));
}

/// The product that a path belongs to, for hosts that serve several; strips /ex/jira/{cloudId}.
std::string product_of_path(std::string& path) {
  to_site_path(path);
  if (path.starts_with("/ex/jira/")) {
    strip(path, "/ex/jira/x");
    return path.starts_with("/wiki/") ? "confluence" : "jira";
  }
  if (path.starts_with("/ex/confluence/")) {
    strip(path, "/ex/confluence/x");
    return "confluence";
  }
  if (path.starts_with("/gateway/api/graphql") || path == "/graphql") return "graph";
  if (path.starts_with("/gateway/api/jsm/")) path = path.substr(12);
  if (path.starts_with("/wiki/") || path == "/wiki") return "confluence";
  if (path.starts_with("/2.0/")) return "bitbucket";
  if (path.starts_with("/compass/")) return "compass";
  if (path.starts_with("/admin/")) return "admin";
  if (path.starts_with("/jsm/") || path.starts_with("/rest/")) return "jira";
  return "";
}

}  // namespace

Pattern join_base(const Pattern& base, const Pattern& url) {
  if (absolute(url) || base.empty()) return url;
  Pattern out = base;
  bool ends = !out.back().hole && out.back().text.ends_with("/");
  bool begins = !url.empty() && !url[0].hole && url[0].text.starts_with("/");
  if (ends && begins) {
    out.back().text.pop_back();
  } else if (!ends && !begins && !url.empty()) {
    append_text(out, "/");
  }
  append(out, url);
  return out;
}

std::optional<Pattern> below_site(const Pattern& url) {
  if (url.size() < 2 || !url[0].hole || url[1].hole) return std::nullopt;
  Pattern rest(url.begin() + 1, url.end());
  std::string& text = rest[0].text;
  while (text.starts_with("//")) text.erase(0, 1);
  if (!is_product_path(text)) return std::nullopt;
  if (!text.starts_with("/")) text.insert(0, "/");
  return rest;
}

bool is_product_path(std::string_view text) {
  if (text.starts_with("/")) text.remove_prefix(1);
  return text.starts_with("rest/") || text.starts_with("wiki/") || text.starts_with("2.0/") ||
         text.starts_with("gateway/");
}

Request request_of(const Pattern& url, const std::string& product, bool base_known, Platform platform) {
  Request r;
  bool query = false;
  std::string s = flatten(url, query, r.reason);
  std::string host;
  bool known_host = false;
  if (absolute(url)) {
    size_t from = s.find("//") + 2, slash = s.find('/', from);
    host = s.substr(from, slash == std::string::npos ? slash : slash - from);
    s = slash == std::string::npos ? "/" : s.substr(slash);
    if (size_t at = host.find('@'); at != std::string::npos) host = host.substr(at + 1);
    if (size_t colon = host.find(':'); colon != std::string::npos) host = host.substr(0, colon);
    known_host = true;
  }
  std::string fixed = product;
  if (product == "descriptor")
    fixed = platform == Platform::connect_confluence  ? "confluence"
            : platform == Platform::connect_bitbucket ? "bitbucket"
                                                      : "jira";
  if (fixed == "by-host" && base_known && !known_host)
    fixed = platform == Platform::connect_confluence  ? "confluence"
            : platform == Platform::connect_bitbucket ? "bitbucket"
            : platform == Platform::connect_jira      ? "jira"
                                                      : "by-host";
  if (known_host && host.find('\1') == std::string::npos && host.find('\2') == std::string::npos) {
    std::string h = lower(host);
    if (h == "api.bitbucket.org")
      fixed = "bitbucket";
    else if (h == "bitbucket.org" && s.starts_with("/api/2.0")) {
      fixed = "bitbucket";
      s = s.substr(4);
    } else if (h == "slack.com" && s.starts_with("/api/")) {
      r.product = "slack";
      r.path = shown(s.substr(5));
      return r;
    } else if (h == "api.atlassian.com") {
      if (s.starts_with("/forge/storage")) r.storage = true;
      fixed = product_of_path(s);
      if (fixed.empty()) {
        r.third_party = true;
        r.host = host;
        return r;
      }
    } else if (h.ends_with(".atlassian.net") || h.ends_with(".jira.com") || h.ends_with(".jira-dev.com")) {
      std::string p = product_of_path(s);
      if (!p.empty()) fixed = p;
      if (fixed == "by-host") {
        r.third_party = true;
        r.host = host;
        return r;
      }
    } else if (fixed == "by-host") {
      r.third_party = true;
      r.host = host;
      return r;
    }
  } else if (known_host && host.find(".atlassian.net") != std::string::npos) {
    std::string p = product_of_path(s);
    fixed = p.empty() ? "jira" : p;
  } else if (fixed == "by-host" || (!s.empty() && (s[0] == '\1' || s[0] == '\2'))) {
    // a base that is not known: only the shape of the path can tell
    size_t best = std::string::npos;
    for (const char* shape : kShapes) best = std::min(best, s.find(shape));
    if (best != std::string::npos && best > 0) {
      std::string before = s.substr(0, best);
      bool hole = before.find('\1') != std::string::npos || before.find('\2') != std::string::npos;
      if (hole || known_host) s = s.substr(best);
    } else if (best == 0 && known_host) {
      best = 0;
    }
    if (fixed == "by-host") {
      std::string p = best == std::string::npos ? "" : product_of_path(s);
      if (p.empty() || (best == 0 && !known_host && !base_known)) {
        r.third_party = true;
        return r;
      }
      r.host_unknown = true;
      // the address of a Confluence site ends with /wiki, so its paths look like Jira's
      fixed = platform == Platform::connect_confluence && p == "jira" ? "confluence" : p;
    }
  }
  if (fixed == "graph" && !known_host) {  // the gateway serves every product's paths
    fixed = product_of_path(s);
    r.unresolved = fixed.empty();
  }
  r.product = fixed;
  if (fixed == "jira" || fixed == "confluence") {
    std::string copy = s;
    if (copy.starts_with("/ex/") || copy.starts_with("/gateway/api/jsm/")) {
      product_of_path(copy);
      s = copy;
    }
  }
  if (s.empty() || s[0] != '/') {
    if (!s.empty() && (s[0] == '\1' || s[0] == '\2')) {
      size_t best = std::string::npos;
      for (const char* shape : kShapes) best = std::min(best, s.find(shape));
      if (best != std::string::npos)
        s = s.substr(best);
      else if (s.size() == 1 || s.find('/') == std::string::npos) {
        r.unresolved = true;
        r.path = "{+}";
        return r;
      } else {
        r.unresolved = true;
        r.path = shown(s);
        if (!r.path.starts_with("{")) r.path = "/" + r.path;
        return r;
      }
    } else {
      s = "/" + s;
    }
  }
  if (platform == Platform::connect_confluence && fixed == "confluence" &&
      (s.starts_with("/rest/") || s.starts_with("/api/v2/")))
    s = "/wiki" + s;
  for (size_t i; (i = s.find("//")) != std::string::npos;) s.erase(i, 1);
  while (s.size() > 1 && s.back() == '/') s.pop_back();
  // a hole that hides the first two segments hides the operation
  size_t second = s.find('/', 1);
  size_t third = second == std::string::npos ? second : s.find('/', second + 1);
  std::string head = s.substr(0, third);
  if (head.find('\1') != std::string::npos || head.find('\2') != std::string::npos || second == std::string::npos) {
    r.unresolved = head.find('\1') != std::string::npos || head.find('\2') != std::string::npos;
  }
  if (!r.unresolved && s.size() > 1 && s.back() == '\2' && s[s.size() - 2] != '/') {
    // text that may follow the last segment: most often a query
    s.pop_back();
    r.remainder = true;
  }
  r.path = shown(s);
  return r;
}

}  // namespace leastscope
