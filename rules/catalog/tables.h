// The columns of every table in rules/apis: written once, used by the tool that embeds them and by the reader. Adding a
// column here is enough for both: the embedding tool demands it in the TSV, the reader finds it by its place.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace leastscope::tables {

/// The tables of the blob, in this order.
enum class Table : uint32_t {
  meta,
  operations,
  scopes,
  events,
  features,
  graphql,
  toolkit,
  slack,
  companions,
  implies,
  equivalences,
  links,
  sources,
  texts
};
inline constexpr uint32_t kTables = 14;

/// What a cell holds, and so how its TSV text is checked and stored in 32 bits.
enum class Cell {
  text,    ///< any text, `-` = empty: index of a string
  word,    ///< text that must not be empty
  method,  ///< GET PUT POST DELETE PATCH HEAD OPTIONS ANY
  path,    ///< begins with `/`, braces paired
  groups,  ///< `a+b|c`, `()` = one empty group, `-` = none: offset of a list of lists
  yes_no,  ///< yes, no or `-`: 1 or 0
  risk,    ///< 1 to 4
  flags,   ///< comma separated words of `allowed`: bit n = the n-th word
};

struct Column {
  std::string_view name;
  Cell cell = Cell::text;
  std::string_view allowed = {};  ///< flags: the words, space separated
};

/// Flags of an operation, as bits in the order of `allowed` below.
enum OperationFlag : uint32_t {
  kDeprecated = 1,
  kExperimental = 2,
  kRemoved = 4,
  kNoScopeData = 8,
  kInferred = 16,
  kV3Only = 32,
  kPattern = 64
};
inline constexpr std::string_view kOperationFlags =
    "deprecated experimental removed no-scope-data inferred v3-only pattern";

/// Flags of a GraphQL field.
enum GraphqlFlag : uint32_t { kInternalOnly = 1, kFieldDeprecated = 2, kBeta = 4 };
inline constexpr std::string_view kGraphqlFlags = "internal-only deprecated beta";
/// Flags of a Slack method.
enum SlackFlag : uint32_t {
  kMethodDeprecated = 1,
  kMethodRemoved = 2,
  kMethodNoScopeData = 4,
  kConfigToken = 8,
  kAppToken = 16,
  kNoToken = 32
};
inline constexpr std::string_view kSlackFlags = "deprecated removed no-scope-data config-token app-token no-token";

/// In the blob an operation has two columns more, in front: api and product (they come from the file's name).
inline constexpr std::array<Column, 10> kOperations{{{"api", Cell::word},
                                                     {"product", Cell::word},
                                                     {"method", Cell::method},
                                                     {"path", Cell::path},
                                                     {"classic", Cell::groups},
                                                     {"granular", Cell::groups},
                                                     {"deprecated_groups", Cell::groups},
                                                     {"connect"},
                                                     {"flags", Cell::flags, kOperationFlags},
                                                     {"note"}}};
inline constexpr std::array<Column, 10> kScopes{{{"scope", Cell::word},
                                                 {"family", Cell::word},
                                                 {"kind", Cell::word},
                                                 {"risk", Cell::risk},
                                                 {"forge", Cell::yes_no},
                                                 {"connect", Cell::yes_no},
                                                 {"bitbucket", Cell::yes_no},
                                                 {"slack_tokens"},
                                                 {"deprecated", Cell::yes_no},
                                                 {"opens"}}};
inline constexpr std::array<Column, 4> kEvents{
    {{"product", Cell::word}, {"event", Cell::word}, {"groups", Cell::groups}, {"note"}}};
inline constexpr std::array<Column, 5> kFeatures{
    {{"kind", Cell::word}, {"key", Cell::word}, {"condition"}, {"groups", Cell::groups}, {"note"}}};
inline constexpr std::array<Column, 5> kGraphql{{{"type", Cell::word},
                                                 {"field", Cell::word},
                                                 {"groups", Cell::groups},
                                                 {"returns"},
                                                 {"flags", Cell::flags, kGraphqlFlags}}};
inline constexpr std::array<Column, 2> kToolkit{{{"method", Cell::word}, {"groups", Cell::groups}}};
inline constexpr std::array<Column, 5> kSlack{{{"method", Cell::word},
                                               {"bot", Cell::groups},
                                               {"user", Cell::groups},
                                               {"kinds"},
                                               {"flags", Cell::flags, kSlackFlags}}};
inline constexpr std::array<Column, 2> kCompanions{{{"scope", Cell::word}, {"needs", Cell::groups}}};
inline constexpr std::array<Column, 2> kImplies{{{"scope", Cell::word}, {"implies", Cell::groups}}};
inline constexpr std::array<Column, 4> kEquivalences{
    {{"product"}, {"scope", Cell::word}, {"level", Cell::word}, {"basis"}}};
inline constexpr std::array<Column, 3> kLinks{{{"operation", Cell::word}, {"field", Cell::word}, {"to", Cell::word}}};
inline constexpr std::array<Column, 5> kSources{
    {{"source", Cell::word}, {"version"}, {"date"}, {"sha256"}, {"origin"}}};
inline constexpr std::array<Column, 3> kTexts{{{"kind", Cell::word}, {"name", Cell::word}, {"text"}}};
inline constexpr std::array<Column, 2> kMeta{{{"key", Cell::word}, {"value"}}};

/// A table read from one file; operations come from several files (operations.<api>.tsv) and have no entry here.
struct File {
  std::string_view stem;
  Table table;
  std::span<const Column> columns;
  size_t key;  ///< this many leading columns tell the rows apart
};
inline constexpr std::array<File, 11> kFiles{{{"scopes", Table::scopes, kScopes, 2},
                                              {"events", Table::events, kEvents, 2},
                                              {"features", Table::features, kFeatures, 3},
                                              {"graphql", Table::graphql, kGraphql, 2},
                                              {"graphql-toolkit", Table::toolkit, kToolkit, 1},
                                              {"slack-methods", Table::slack, kSlack, 1},
                                              {"slack-companions", Table::companions, kCompanions, 1},
                                              {"bitbucket-implies", Table::implies, kImplies, 1},
                                              {"equivalences", Table::equivalences, kEquivalences, 3},
                                              {"links", Table::links, kLinks, 3},
                                              {"provenance", Table::sources, kSources, 1}}};

/// Number of columns of each table in the blob. The scopes table has one more at its end: covered.
constexpr uint32_t columns_of(Table table) {
  switch (table) {
    case Table::meta:
      return kMeta.size();
    case Table::operations:
      return kOperations.size();
    case Table::scopes:
      return kScopes.size() + 1;
    case Table::events:
      return kEvents.size();
    case Table::features:
      return kFeatures.size();
    case Table::graphql:
      return kGraphql.size();
    case Table::toolkit:
      return kToolkit.size();
    case Table::slack:
      return kSlack.size();
    case Table::companions:
      return kCompanions.size();
    case Table::implies:
      return kImplies.size();
    case Table::equivalences:
      return kEquivalences.size();
    case Table::links:
      return kLinks.size();
    case Table::sources:
      return kSources.size();
    case Table::texts:
      return kTexts.size();
  }
  return 0;
}

}  // namespace leastscope::tables
