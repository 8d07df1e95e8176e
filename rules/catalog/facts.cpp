// Look-ups by name. Small tables that are seldom asked for are read from the blob each time.
#include "rules/catalog/facts.h"

#include <algorithm>

#include "rules/catalog/impl.h"
#include "rules/catalog/path_pattern.h"

extern "C" {
extern const char leastscope_facts_begin[];
extern const char leastscope_facts_end[];
}

namespace leastscope {
namespace {

using tables::Table;

/// The first row whose key is not less than `wanted`, if it is equal to it.
template <class T, class Key>
const T* find(const std::vector<T>& rows, const Key& wanted, Key (*key)(const T&)) {
  auto found =
      std::lower_bound(rows.begin(), rows.end(), wanted, [&](const T& row, const Key& k) { return key(row) < k; });
  return found != rows.end() && key(*found) == wanted ? &*found : nullptr;
}

/// All scopes in the second column of the rows named `scope`.
std::vector<std::string_view> related(const Blob& blob, Table table, std::string_view scope) {
  std::vector<std::string_view> out;
  for (uint32_t row = 0; row < blob.rows(table); ++row) {
    if (blob.text(table, row, 0) != scope) continue;
    for (const auto& group : blob.groups(table, row, 1)) out.insert(out.end(), group.begin(), group.end());
  }
  return out;
}

std::string_view meta(const Blob& blob, std::string_view key) {
  for (uint32_t row = 0; row < blob.rows(Table::meta); ++row)
    if (blob.text(Table::meta, row, 0) == key) return blob.text(Table::meta, row, 1);
  return {};
}

Equivalence equivalence(const Blob& blob, uint32_t row) {
  auto cell = [&](size_t column) { return blob.text(Table::equivalences, row, column); };
  return {cell(0), cell(1), cell(2), cell(3).starts_with("published"), cell(3)};
}

}  // namespace

Facts::Facts()
    : Facts(std::string_view(leastscope_facts_begin,
                             static_cast<size_t>(leastscope_facts_end - leastscope_facts_begin))) {}
Facts::Facts(std::string_view blob) : impl_(std::make_shared<const Impl>(blob)) {}

bool Facts::valid() const { return impl_->blob.valid(); }
std::string_view Facts::date() const { return meta(impl_->blob, "date"); }
std::string_view Facts::sha256() const { return meta(impl_->blob, "sha256"); }

std::vector<SourceFact> Facts::sources() const {
  std::vector<SourceFact> out;
  for (uint32_t row = 0; row < impl_->blob.rows(Table::sources); ++row) {
    auto cell = [&](size_t column) { return impl_->blob.text(Table::sources, row, column); };
    out.push_back({cell(0), cell(1), cell(2), cell(3), cell(4)});
  }
  return out;
}

const ScopeFact* Facts::scope(std::string_view name) const {
  return find<ScopeFact, std::string_view>(impl_->scopes(), name, [](const ScopeFact& fact) { return fact.name; });
}
std::span<const ScopeFact> Facts::scopes() const { return impl_->scopes(); }

uint32_t Facts::operation_count() const { return impl_->blob.rows(Table::operations); }
const OperationFact& Facts::operation(uint32_t id) const { return impl_->operations().at(id); }

std::vector<uint32_t> Facts::operations_with(std::string_view scope) const {
  auto found = impl_->users().find(scope);
  return found == impl_->users().end() ? std::vector<uint32_t>() : found->second;
}

const EventFact* Facts::event(std::string_view name) const {
  const auto& rows = impl_->events();
  if (const auto* exact =
          find<EventFact, std::string_view>(rows, name, [](const EventFact& fact) { return fact.name; }))
    return exact;
  for (const EventFact& fact : rows) {
    std::string pattern(fact.name);
    if (size_t star = pattern.find('*'); star != std::string::npos) pattern.replace(star, 1, kHole);
    if (pattern.find('{') != std::string::npos && segments_fit(pattern, name)) return &fact;
  }
  return nullptr;
}
std::span<const EventFact> Facts::events() const { return impl_->events(); }

std::vector<const FeatureFact*> Facts::features(std::string_view kind, std::string_view key) const {
  std::vector<const FeatureFact*> out;
  for (const FeatureFact& fact : impl_->features())
    if (fact.kind == kind && fact.key == key) out.push_back(&fact);
  return out;
}
std::span<const FeatureFact> Facts::features() const { return impl_->features(); }

const GraphqlField* Facts::graphql(std::string_view type, std::string_view field) const {
  using Key = std::pair<std::string_view, std::string_view>;
  return find<GraphqlField, Key>(impl_->graphql(), Key(type, field),
                                 [](const GraphqlField& fact) { return Key(fact.type, fact.field); });
}
std::span<const GraphqlField> Facts::graphql_fields() const { return impl_->graphql(); }

const ToolkitMethod* Facts::toolkit(std::string_view method) const {
  return find<ToolkitMethod, std::string_view>(impl_->toolkit(), method,
                                               [](const ToolkitMethod& fact) { return fact.name; });
}
std::span<const ToolkitMethod> Facts::toolkit_methods() const { return impl_->toolkit(); }

const SlackMethod* Facts::slack(std::string_view method) const {
  return find<SlackMethod, std::string_view>(impl_->slack(), method, [](const SlackMethod& fact) { return fact.name; });
}
std::span<const SlackMethod> Facts::slack_methods() const { return impl_->slack(); }

std::vector<std::string_view> Facts::companions(std::string_view scope) const {
  return related(impl_->blob, Table::companions, scope);
}
std::vector<std::string_view> Facts::bitbucket_implies(std::string_view scope) const {
  return related(impl_->blob, Table::implies, scope);
}

std::vector<Equivalence> Facts::equivalences() const {
  std::vector<Equivalence> out;
  for (uint32_t row = 0; row < impl_->blob.rows(Table::equivalences); ++row)
    out.push_back(equivalence(impl_->blob, row));
  return out;
}
std::vector<Equivalence> Facts::equivalences(std::string_view scope) const {
  auto out = equivalences();
  std::erase_if(out, [&](const Equivalence& fact) { return fact.scope != scope; });
  return out;
}

std::span<const Facts::Link> Facts::links() const { return impl_->links(); }

std::vector<std::pair<std::string_view, std::string_view>> Facts::texts(std::string_view kind) const {
  std::vector<std::pair<std::string_view, std::string_view>> out;
  const Blob& blob = impl_->blob;
  for (uint32_t row = 0; row < blob.rows(Table::texts); ++row)
    if (blob.text(Table::texts, row, 0) == kind)
      out.emplace_back(blob.text(Table::texts, row, 1), blob.text(Table::texts, row, 2));
  return out;
}

int connect_level(std::string_view word) {
  std::string level(word.substr(0, word.find(":connect-")));
  for (char& c : level) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (level == "SPACE_ADMIN") level = "PROJECT_ADMIN";
  static constexpr std::string_view kLevels[] = {"NONE", "READ", "WRITE", "DELETE", "PROJECT_ADMIN", "ADMIN"};
  auto found = std::find(std::begin(kLevels), std::end(kLevels), level);
  return found == std::end(kLevels) ? -1 : static_cast<int>(found - std::begin(kLevels));
}

}  // namespace leastscope
