// Unfolding the tables of the blob.
#include "rules/catalog/impl.h"

#include <algorithm>
#include <set>

#include "rules/catalog/path_pattern.h"

namespace leastscope {
namespace {

using tables::Table;

/// One row of a table, read by the name of a column.
class Reader {
 public:
  Reader(const Blob& blob, Table table, std::span<const tables::Column> columns, uint32_t row)
      : blob_(blob), table_(table), columns_(columns), row_(row) {}
  std::string_view text(std::string_view column) const { return blob_.text(table_, row_, place(column)); }
  uint32_t number(std::string_view column) const { return blob_.number(table_, row_, place(column)); }
  bool yes(std::string_view column) const { return number(column) != 0; }
  Groups groups(std::string_view column) const { return blob_.groups(table_, row_, place(column)); }

 private:
  /// The column's place; a name that is not there is the place after the last one.
  size_t place(std::string_view column) const {
    size_t at = 0;
    while (at < columns_.size() && columns_[at].name != column) ++at;
    return at;
  }
  const Blob& blob_;
  Table table_;
  std::span<const tables::Column> columns_;
  uint32_t row_;
};

template <class T, class Make>
std::vector<T> unfold(const Blob& blob, Table table, std::span<const tables::Column> columns, Make make) {
  std::vector<T> rows;
  rows.reserve(blob.rows(table));
  for (uint32_t row = 0; row < blob.rows(table); ++row) rows.push_back(make(Reader(blob, table, columns, row)));
  return rows;
}

OperationFact read_operation(const Reader& row) {
  OperationFact fact;
  fact.api = row.text("api");
  fact.product = row.text("product");
  fact.method = row.text("method");
  fact.path = row.text("path");
  fact.classic = row.groups("classic");
  fact.granular = row.groups("granular");
  fact.deprecated_groups = row.groups("deprecated_groups");
  fact.connect = row.text("connect");
  uint32_t flags = row.number("flags");
  fact.scope_known = !(flags & tables::kNoScopeData);
  fact.deprecated = flags & tables::kDeprecated;
  fact.experimental = flags & tables::kExperimental;
  fact.removed = flags & tables::kRemoved;
  fact.inferred = flags & tables::kInferred;
  fact.v3_only = flags & tables::kV3Only;
  fact.pattern = flags & tables::kPattern;
  fact.note = row.text("note");
  return fact;
}

ScopeFact read_scope(const Reader& row) {
  ScopeFact fact;
  fact.name = row.text("scope");
  fact.family = row.text("family");
  fact.kind = row.text("kind");
  fact.risk = static_cast<int>(row.number("risk"));
  fact.forge = row.yes("forge");
  fact.connect = row.yes("connect");
  fact.bitbucket = row.yes("bitbucket");
  fact.slack_tokens = row.text("slack_tokens");
  fact.deprecated = row.yes("deprecated");
  fact.covered = row.yes("covered");  // the column after the last named one
  fact.opens = row.text("opens");
  return fact;
}

SlackMethod read_slack(const Reader& row) {
  SlackMethod fact;
  fact.name = row.text("method");
  fact.bot = row.groups("bot");
  fact.user = row.groups("user");
  fact.kinds = row.text("kinds");
  uint32_t flags = row.number("flags");
  fact.deprecated = flags & tables::kMethodDeprecated;
  fact.removed = flags & tables::kMethodRemoved;
  fact.scope_known = !(flags & tables::kMethodNoScopeData);
  if (flags & tables::kConfigToken) fact.other_token = "config";
  if (flags & tables::kAppToken) fact.other_token = "app";
  if (flags & tables::kNoToken) fact.other_token = "none";
  return fact;
}

/// Whether the operation is there a second time without /gateway/api, which is the same request.
bool has_twin(const std::vector<OperationFact>& operations, const OperationFact& fact) {
  constexpr std::string_view kGateway = "/gateway/api";
  if (!fact.path.starts_with(kGateway)) return false;
  std::string_view path = fact.path.substr(kGateway.size());
  return std::any_of(operations.begin(), operations.end(), [&](const OperationFact& other) {
    return other.path == path && other.method == fact.method && other.product == fact.product;
  });
}

}  // namespace

const std::vector<OperationFact>& Facts::Impl::operations() const {
  return operations_.get([&] {
    auto facts = unfold<OperationFact>(blob, Table::operations, tables::kOperations, read_operation);
    for (uint32_t id = 0; id < facts.size(); ++id) facts[id].id = id;
    return facts;
  });
}

const std::vector<ScopeFact>& Facts::Impl::scopes() const {
  return scopes_.get([&] { return unfold<ScopeFact>(blob, Table::scopes, tables::kScopes, read_scope); });
}

const std::vector<EventFact>& Facts::Impl::events() const {
  return events_.get([&] {
    return unfold<EventFact>(blob, Table::events, tables::kEvents, [](const Reader& row) {
      return EventFact{row.text("product"), row.text("event"), row.groups("groups"), row.text("note")};
    });
  });
}

const std::vector<FeatureFact>& Facts::Impl::features() const {
  return features_.get([&] {
    return unfold<FeatureFact>(blob, Table::features, tables::kFeatures, [](const Reader& row) {
      return FeatureFact{row.text("kind"), row.text("key"), row.text("condition"), row.groups("groups"),
                         row.text("note")};
    });
  });
}

const std::vector<GraphqlField>& Facts::Impl::graphql() const {
  return graphql_.get([&] {
    return unfold<GraphqlField>(blob, Table::graphql, tables::kGraphql, [](const Reader& row) {
      uint32_t flags = row.number("flags");
      return GraphqlField{row.text("type"),
                          row.text("field"),
                          row.groups("groups"),
                          row.text("returns"),
                          !(flags & tables::kInternalOnly),
                          (flags & tables::kFieldDeprecated) != 0};
    });
  });
}

const std::vector<ToolkitMethod>& Facts::Impl::toolkit() const {
  return toolkit_.get([&] {
    return unfold<ToolkitMethod>(blob, Table::toolkit, tables::kToolkit, [](const Reader& row) {
      return ToolkitMethod{row.text("method"), row.groups("groups")};
    });
  });
}

const std::vector<SlackMethod>& Facts::Impl::slack() const {
  return slack_.get([&] { return unfold<SlackMethod>(blob, Table::slack, tables::kSlack, read_slack); });
}

const std::vector<Facts::Link>& Facts::Impl::links() const {
  return links_.get([&] {
    return unfold<Link>(blob, Table::links, tables::kLinks, [](const Reader& row) {
      return Link{row.text("operation"), row.text("field"), row.text("to")};
    });
  });
}

const Trie& Facts::Impl::trie() const {
  return trie_.get([&] {
    Trie trie;
    for (const auto& fact : operations())
      if (!has_twin(operations(), fact)) trie.add(request_path(fact.product, fact.path).segments, fact.id);
    return trie;
  });
}

const std::map<std::string_view, std::vector<uint32_t>>& Facts::Impl::users() const {
  return users_.get([&] {
    std::map<std::string_view, std::vector<uint32_t>> users;
    for (const auto& fact : operations()) {
      std::set<std::string_view> scopes;
      for (const Groups* groups : {&fact.classic, &fact.granular, &fact.deprecated_groups})
        for (const auto& group : *groups) scopes.insert(group.begin(), group.end());
      for (std::string_view scope : scopes) users[scope].push_back(fact.id);
    }
    return users;
  });
}

}  // namespace leastscope
