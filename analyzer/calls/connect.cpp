// Connect in the evaluator and in what it collects: which members of unknown objects lead to the site, whose
// credentials a request shows, and which product it is for. A back end without Connect's own client builds its requests
// from the stored installation: an address, and a token that it signs.
#include "calls/connect.h"

#include <algorithm>

#include "calls/collect.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr std::string_view kBases[] = {"baseUrl",       "baseURL",           "base_url",    "hostBaseUrl",
                                       "host_base_url", "baseApiUrl",        "jiraBaseUrl", "jiraHost",
                                       "jira_host",     "confluenceBaseUrl", "siteUrl",     "instanceUrl",
                                       "hostUrl",       "host_url",          "displayUrl",  "productUrl"};
}  // namespace

/// Under these names apps keep the address of the site that installed them (Connect's lifecycle payload).
bool is_installation_base(std::string_view name) {
  return std::find(std::begin(kBases), std::end(kBases), name) != std::end(kBases);
}
void Machine::find_connect_names() {
  auto add = [&](std::string_view name) {
    const Symbol symbol = names_.intern(name);
    if (symbol >= connect_names_.size()) connect_names_.resize(symbol + 1);
    connect_names_[symbol] = 1;
  };
  for (std::string_view name : kBases) add(name);
  for (std::string_view name : {"context", "http", "asUserByAccountId", "httpClient"}) add(name);
}
/// Members of unknown objects that have a meaning in Connect apps: the address of the installation, and the client that
/// Connect's middleware puts into `request.context`. Bottom for all others.
ValueId Machine::connect_member(Frame& f, ValueId object, Symbol name, uint32_t at) {
  static constexpr const char* kContext = "what Connect's middleware adds to a request";
  if (name >= connect_names_.size() || !connect_names_[name]) return Values::kBottom;
  const std::string_view text = names_.text(name);
  const bool base = is_installation_base(text);
  const Value x = v_[object];
  std::vector<ReasonId> reasons(x.open.begin(), x.open.end());
  for (AtomId id : x.atoms)
    if (v_.atom(id).kind == AtomKind::Opaque) reasons.push_back(opaques_[v_.atom(id).a].reason);
  if (reasons.empty()) return Values::kBottom;
  const bool connect = platform_is_connect();
  auto noted = [&](std::string_view note) {
    return std::any_of(reasons.begin(), reasons.end(), [&](ReasonId r) { return v_.reason(r).note == note; });
  };
  if (base) return connect ? top(f, at, ReasonKind::installation, "the address of the installation") : Values::kBottom;
  if (text == "context")
    return connect || noted("an incoming request") ? top(f, at, ReasonKind::entry_parameter, kContext)
                                                   : Values::kBottom;
  if (text == "http" ? !noted(kContext) : !connect) return Values::kBottom;
  const LibraryModel* library = models_.package("atlassian-connect-express", "javascript");
  const LibraryModel* owner = nullptr;
  const ModelType* type = type_of(library, "Host", &owner);
  if (!type) return Values::kBottom;
  Handle h;
  h.library = owner;
  h.type = type;
  h.attributes["identity"] = v_.string("app");
  h.attributes["base"] = v_.string("installation");
  const ValueId client = v_.of({AtomKind::Handle, handle_id(std::move(h)), 0});
  if (text == "httpClient") {  // of the add-on, or a client that somebody keeps under this name
    Handle addon;
    addon.library = owner;
    addon.type = type_of(library, "Addon", &owner);
    if (!addon.type) return client;
    const auto& members = addon.type->members;
    const ValueId self = v_.of({AtomKind::Handle, handle_id(addon), 0});
    if (const auto of = members.find("httpClient"); of != members.end())
      return v_.join(client, effect_value({addon.library, &of->second, self, "httpClient"}));
    return client;
  }
  return text == "http" ? client : member_of_type(f, owner, *type, client, std::string(text), at);
}

bool Machine::platform_is_connect() const {
  return descriptor_.platform == Platform::connect_jira || descriptor_.platform == Platform::connect_confluence ||
         descriptor_.platform == Platform::connect_bitbucket;
}

/// Whose credentials a request may carry; unknown when nothing says.
std::vector<Identity> Collector::identities_of(const SinkEvent& e) const {
  std::vector<Identity> identities = platform_tokens(e.credentials);
  if (!identities.empty()) return identities;
  for (AtomId a : m_.v_[e.identity].atoms)
    if (const std::string* s = m_.v_.literal_of(a))
      identities.push_back(*s == "app" ? Identity::app : *s == "user" ? Identity::user : Identity::unknown);
  if (identities.empty()) identities.push_back(Identity::unknown);
  return identities;
}

Governed Collector::governed(const SinkEvent& e, const Request& r) const {
  const std::string* fixed = m_.v_.literal(e.governed);
  std::string how = fixed ? *fixed : e.api->governed;
  if (how == "no") return Governed::no;
  if (how == "yes") return Governed::yes;
  if (how == "by-credentials" || e.api->product == "by-host") {
    std::string shown = m_.credentials_text(e.credentials, 0);
    if (shown.find("Basic ") != std::string::npos || shown.find("\"auth\"") != std::string::npos ||
        shown.find("OAuth ") != std::string::npos)
      return Governed::no;
    if (own_bearer(e.credentials, 0)) return Governed::no;
    if (shows_jwt(e) || !platform_tokens(e.credentials).empty()) return Governed::yes;
    if (e.base != Values::kBottom && m_.v_.literal(e.base) && *m_.v_.literal(e.base) == "installation")
      return Governed::yes;
    return from_installation(r) ? Governed::yes : Governed::unknown;
  }
  return Governed::yes;
}

/// Is the host the address of the site that installed a Connect app?
bool Collector::from_installation(const Request& r) const {
  return r.site || (r.host_unknown && r.reason && m_.v_.reason(r.reason).kind == ReasonKind::installation);
}

/// The request of one URL. Below the address of the installation every path is the product's, whether it is documented
/// or not.
Request Collector::request(const SinkEvent& e, const Pattern& url, bool installation) const {
  if (e.api->product == "by-host" && !installation && !url.empty() && url[0].hole && url[0].reason &&
      m_.v_.reason(url[0].reason).kind == ReasonKind::installation && m_.platform_is_connect())
    if (const auto rest = below_site(url)) {
      Request r = request_of(*rest, e.api->product, true, site_platform(true));
      r.site = true;
      return r;
    }
  return request_of(url, e.api->product, installation, site_platform(installation));
}

/// Our own bounds have taken away whose request it is.
bool Collector::credentials_cut(const SinkEvent& e) const {
  const auto cut = [&](ValueId v) {
    return std::any_of(m_.v_[v].open.begin(), m_.v_[v].open.end(),
                       [&](ReasonId r) { return m_.v_.reason(r).kind <= ReasonKind::construct; });
  };
  return m_.any_part(e.credentials, 0, cut);
}

/// Connect on Forge: the product whose Connect modules the manifest declares is the one that the client talks to.
Platform Collector::site_platform(bool installation) const {
  const Descriptor& d = m_.descriptor_;
  if (!installation || d.platform != Platform::forge) return d.platform;
  bool confluence = false, jira = false;
  for (const DeclaredModule& module : d.modules) {
    confluence = confluence || (module.connect && module.type.starts_with("confluence:"));
    jira = jira || (module.connect && module.type.starts_with("jira:"));
  }
  return confluence && !jira ? Platform::connect_confluence : d.platform;
}

/// A Connect token in the header or in the query.
bool Collector::shows_jwt(const SinkEvent& e) const {
  if (m_.credentials_text(e.credentials, 0).find("JWT ") != std::string::npos) return true;
  for (AtomId a : m_.v_[e.url].atoms)
    if (m_.v_.atom(a).kind == AtomKind::Str)
      for (const Piece& p : m_.v_.pattern_of(a))
        if (!p.hole && (p.text.find("?jwt=") != std::string::npos || p.text.find("&jwt=") != std::string::npos))
          return true;
  return false;
}

/// Nothing but paths without a host, none of them a product's: the app's own server is asked.
bool Collector::own_path(const SinkEvent& e) const {
  const Value& url = m_.v_[e.url];
  if (e.base != Values::kBottom || !url.open.empty() || url.atoms.empty()) return false;
  return std::all_of(url.atoms.begin(), url.atoms.end(), [&](AtomId a) {
    if (m_.v_.atom(a).kind != AtomKind::Str) return false;
    const Pattern& p = m_.v_.pattern_of(a);
    return !p.empty() && !p[0].hole && p[0].text.starts_with("/") && !is_product_path(p[0].text);
  });
}

/// Nothing of the URL is known, but it is a site's: the token says so, or our own bounds have taken the rest away. In a
/// browser the token is the page's own, for the app's server; requests to the site go through AP.
bool Collector::lost_site(const SinkEvent& e, const Request& r, bool browser) const {
  if (!m_.platform_is_connect() || !r.host.empty() || browser) return false;
  if (own_path(e)) return false;
  if (shows_jwt(e) || credentials_cut(e)) return true;
  if (!r.reason) return false;
  const Reason& why = m_.v_.reason(r.reason);
  return why.kind == ReasonKind::bound || why.kind == ReasonKind::budget || why.kind == ReasonKind::installation;
}

}  // namespace leastscope
