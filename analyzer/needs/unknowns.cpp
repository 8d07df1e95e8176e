#include "needs/unknowns.h"

#include <algorithm>
#include <set>

#include "needs/operations.h"
#include "needs/slack.h"

namespace leastscope {
namespace {

/// Version words of Jira's REST API mean the same operations.
std::string one_version(std::string_view path) {
  for (std::string_view head : {"/rest/api/2/", "/rest/api/latest/"})
    if (path.starts_with(head)) return std::string("/rest/api/3/").append(path.substr(head.size()));
  return std::string(path);
}

enum class Piece : char { text, segment, any };
struct Token {
  Piece piece = Piece::text;
  char text = 0;
};

/// `{+}` any, `{}` and `{name}` a segment's text.
std::vector<Token> tokens(std::string_view text, bool is_template) {
  std::vector<Token> out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (is_template && text.substr(i) == "**") {
      out.push_back({Piece::any, 0});
      break;
    }
    const size_t end = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out.push_back({Piece::text, text[i]});
      continue;
    }
    const bool any = !is_template && text.substr(i, end - i + 1) == "{+}";
    out.push_back({any ? Piece::any : Piece::segment, 0});
    i = end;
  }
  return out;
}

/// Whether two patterns share a string: a walk over pairs of positions.
bool intersect(const std::vector<Token>& a, const std::vector<Token>& b) {
  const size_t columns = b.size() + 1;
  std::vector<char> reached((a.size() + 1) * columns, 0);
  reached[0] = 1;
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (!reached[i * columns + j]) continue;
      const auto to = [&](size_t x, size_t y) { reached[x * columns + y] = 1; };
      const bool hole_a = i < a.size() && a[i].piece != Piece::text;
      const bool hole_b = j < b.size() && b[j].piece != Piece::text;
      if (hole_a) to(i + 1, j);
      if (hole_b) to(i, j + 1);
      if (i >= a.size() || j >= b.size()) continue;
      if (hole_a && !hole_b && (a[i].piece == Piece::any || b[j].text != '/')) to(i, j + 1);
      if (hole_b && !hole_a && (b[j].piece == Piece::any || a[i].text != '/')) to(i + 1, j);
      if (hole_a && hole_b) to(i + 1, j + 1);
      if (!hole_a && !hole_b && a[i].text == b[j].text) to(i + 1, j + 1);
    }
  }
  return reached.back() != 0;
}

std::string_view literal_head(std::string_view pattern) { return pattern.substr(0, pattern.find('{')); }

class Finder {
 public:
  Finder(const Universe& universe, const Declaration& declared) : universe_(universe), declared_(declared) {}

  std::vector<PossibleOperation> find(const ApiCall& call) {
    out_.clear();
    const Platform platform = universe_.platform();
    if (platform == Platform::slack)
      slack(call);
    else if (call.method == "GRAPHQL")
      graphql(call);
    else
      rest(call);
    return std::move(out_);
  }

 private:
  void offer(PossibleOperation groups) {
    // Only groups that are held today can stop working.
    std::erase_if(groups, [&](const ScopeGroup& group) { return !allows(declared_.held, group); });
    if (groups.empty()) return;
    if (std::find(out_.begin(), out_.end(), groups) == out_.end()) out_.push_back(std::move(groups));
  }

  void operation(const ApiCall& call, const OperationFact& fact) {
    if (call.blind_spot && universe_.platform() == Platform::forge && !call.connect && !declared_.levels.empty()) {
      ApiCall through_connect = call;
      through_connect.connect = true;
      operation(through_connect, fact);
    }
    const OperationNeed need = operation_need(universe_.facts(), universe_.platform(), fact, call);
    offer(number_groups(universe_, need.alternatives, {}));
    if (!may_impersonate(call)) return;
    ApiCall as_user = call;
    as_user.impersonation = true;
    offer(number_groups(universe_, operation_need(universe_.facts(), universe_.platform(), fact, as_user).alternatives,
                        {}));
  }

  /// A back end whose identity is not known could act as a user; a browser never does.
  static bool may_impersonate(const ApiCall& call) { return !call.browser && call.identity == Identity::unknown; }

  bool fits_product(const ApiCall& call, std::string_view product) const {
    const Platform platform = universe_.platform();
    if (platform == Platform::connect_bitbucket) return product == "bitbucket";
    if (platform == Platform::connect_confluence) return product == "confluence";
    if (platform == Platform::connect_jira && (product == "confluence" || product == "bitbucket")) return false;
    return call.product.empty() || call.product == product || (call.product == "jira" && product == "assets");
  }

  void rest(const ApiCall& call) {
    const Facts& facts = universe_.facts();
    if (call.status == Status::unresolved) {
      if (!closed(call)) {
        fitting(call);
      } else {
        for (uint32_t id : by_method(call)) operation(call, facts.operation(id));
        if (by_method(call).empty()) sharing(call);
      }
      if (call.blind_spot || call.method == "ANY") graphql_families(call);
      return;
    }
    sharing(call);
  }

  /// Complete but for the method, or not sure to happen: the operations are known.
  static bool closed(const ApiCall& call) {
    if (call.blind_spot || call.path.find("{+}") != std::string::npos) return false;
    return call.method == "ANY" || !call.unresolved;
  }

  std::set<uint32_t> by_method(const ApiCall& call) const {
    std::set<uint32_t> ids;
    const bool any = call.method == "ANY";
    for (std::string_view method : {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}) {
      if (!any && method != call.method) continue;
      const OperationMatch match = universe_.facts().match(call.product, method, call.path);
      ids.insert(match.best.begin(), match.best.end());
    }
    return ids;
  }

  void fitting(const ApiCall& call) {
    const Facts& facts = universe_.facts();
    const std::string path = one_version(call.path.empty() ? "{+}" : call.path);
    for (uint32_t id = 0; id < facts.operation_count(); ++id) {
      const OperationFact& fact = facts.operation(id);
      if (call.method != "ANY" && call.method != fact.method) continue;
      if (!fits_product(call, fact.product) || !compatible(path, fact.path)) continue;
      operation(call, fact);
    }
  }

  /// New endpoints use old scopes: those of the neighbours, else any of the product.
  void sharing(const ApiCall& call) {
    const auto ids = universe_.facts().sharing_prefix(call.product, call.path);
    for (uint32_t id : ids) operation(call, universe_.facts().operation(id));
    if (ids.empty()) whole_product(call.product, call);
  }

  void whole_product(std::string_view product, const ApiCall& call) {
    for (size_t id : declared_.scopes.ids()) {
      const ScopeFact* fact = universe_.fact(id);
      const std::string_view mine = fact ? product_of_family(fact->family) : std::string_view{};
      const bool fits = product.empty() || mine == product || (product == "graph" && mine != "forge");
      if (universe_.platform() == Platform::slack) {
        const auto allowed = slack_tokens(call);
        if (std::find(allowed.begin(), allowed.end(), universe_.token(id)) == allowed.end()) continue;
      } else if (universe_.platform() == Platform::connect_jira ||
                 universe_.platform() == Platform::connect_confluence) {
        if (call.browser && universe_.name(id) == "ACT_AS_USER") continue;
      } else if (!fits || (mine == "forge" && product.empty())) {
        continue;
      }
      ScopeGroup group;
      group.scopes.add(id);
      offer({group});
    }
    if (universe_.platform() == Platform::forge && !call.connect && !call.blind_spot) return;
    for (const LevelScope& level : declared_.levels) {
      ScopeGroup group;
      group.levels[level.ladder] = level.rank;
      offer({group});
    }
  }

  /// A field is an operation: whoever can select it needs one of its scopes.
  void graphql(const ApiCall& call) {
    const Facts& facts = universe_.facts();
    if (call.status == Status::unknown_endpoint) {
      whole_product(call.product.empty() ? "graph" : std::string_view(call.product), call);
      return;
    }
    if (!call.unresolved && !call.alternatives.empty()) {
      offer(number_groups(universe_, call.alternatives, {}));
      return;
    }
    const bool open = call.blind_spot || call.method != "GRAPHQL" || call.path.empty();
    for (const GraphqlField& field : facts.graphql_fields()) {
      const std::string name = std::string(field.type).append(".").append(field.field);
      if (!open && !compatible(call.path, name)) continue;
      Alternatives groups;
      for (const auto& group : field.groups)
        if (!(call.browser && group == std::vector<std::string_view>{"storage:app"}))
          groups.emplace_back(group.begin(), group.end());
      offer(number_groups(universe_, groups, {}));
    }
  }

  /// Code that was not read can reach the gateway and, on a back end, the app's storage.
  void graphql_families(const ApiCall& call) {
    if (universe_.platform() != Platform::forge) return;
    if (call.product.empty() || call.product == "graph" || call.product == "compass") graphql(call);
    if (!call.blind_spot || !call.product.empty()) return;
    for (size_t id : declared_.scopes.ids()) {
      const ScopeFact* fact = universe_.fact(id);
      const bool graph = fact && product_of_family(fact->family) == "graph";
      if (!graph && (call.browser || universe_.name(id) != "storage:app")) continue;
      ScopeGroup group;
      group.scopes.add(id);
      offer({group});
    }
  }

  void slack(const ApiCall& call) {
    const Facts& facts = universe_.facts();
    if (call.status != Status::unresolved) {
      whole_product("slack", call);
      return;
    }
    const std::string path = call.path.empty() || call.blind_spot ? "{+}" : call.path;
    for (const SlackMethod& method : facts.slack_methods()) {
      if (!compatible(path, method.name)) continue;
      // Each kind of conversation that can occur is an operation of its own; so is each token.
      for (const auto& part : slack_parts(universe_, method, call)) {
        for (const ScopeGroup& group : part) offer({group});
      }
    }
  }

  const Universe& universe_;
  const Declaration& declared_;
  std::vector<PossibleOperation> out_;
};

bool unknown_scopes(const ApiCall& call) {
  return call.status == Status::resolved && !call.alternatives_known && !call.operations.empty() && !call.inaccessible;
}

/// A resolved call of a Connect back end, as the add-on or as a user: its operation is known, its identity is not.
bool open_identity(Platform platform, const ApiCall& call) {
  const bool connect = platform == Platform::connect_jira || platform == Platform::connect_confluence || call.connect;
  return connect && call.status == Status::resolved && !call.browser && !call.impersonation &&
         call.identity == Identity::unknown;
}

}  // namespace

std::string_view product_of_family(std::string_view family) {
  if (family.starts_with("jira") || family == "jsm" || family == "jsm-ops" || family == "assets" || family == "cmdb")
    return "jira";
  if (family.starts_with("forge")) return "forge";
  if (family.starts_with("graph") || family == "gateway") return "graph";
  if (family.starts_with("confluence")) return "confluence";
  return family;
}

bool compatible(std::string_view pattern, std::string_view path_template) {
  const std::string_view head = literal_head(pattern), other = literal_head(path_template);
  const size_t common = std::min(head.size(), other.size());
  if (head.substr(0, common) != other.substr(0, common)) return false;
  return intersect(tokens(pattern, false), tokens(path_template, true));
}

std::vector<Unknown> collect_unknowns(const Universe& universe, const Declaration& declared,
                                      const std::vector<ApiCall>& calls) {
  std::vector<Unknown> out;
  Finder finder(universe, declared);
  for (size_t i = 0; i < calls.size(); ++i) {
    const ApiCall& call = calls[i];
    if (call.phase == Phase::unreachable || call.governed == Governed::no) continue;
    if (!platform_governs(universe.platform(), call.product)) continue;
    ApiCall asked = call;
    if (open_identity(universe.platform(), call)) asked.status = Status::unresolved;
    if (asked.status == Status::resolved && !unknown_scopes(call)) continue;
    Unknown unknown;
    unknown.call = i;
    unknown.phase = call.phase;
    unknown.operations = finder.find(asked);
    if (!unknown.operations.empty()) out.push_back(std::move(unknown));
  }
  return out;
}

}  // namespace leastscope
