// The tables that carry over almost unchanged: implications, equivalences, where everything comes from.
#include <algorithm>
#include <filesystem>

#include "rules/tools/embed/sha256.h"
#include "tables.h"

namespace leastscope::generate {
namespace {

/// A file; of a folder, all its files one after the other in the order of their names.
std::string bytes_of(const std::string& path, Problems& problems) {
  if (!std::filesystem::is_directory(path)) return read_file(path, problems);
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) files.insert(entry.path().string());
  std::string bytes;
  for (const std::string& file : files) bytes += read_file(file, problems);
  return bytes;
}

}  // namespace

void make_bitbucket_implies(const Sources& sources, Tables& tables, Problems& problems) {
  Table& table = tables["bitbucket-implies.tsv"];
  table.comment = {
      "What a Bitbucket OAuth or Connect scope implies (closure). Forge and API-token scopes imply nothing.",
      "Written by leastscope_facts."};
  table.columns = {"scope", "implies"};
  for (const auto& row : read_table(sources.facts + "/bitbucket_implies.tsv", problems).rows) {
    if (!starts_with(row[0], "OAuth") || row[3].empty()) continue;
    Group implied;
    for (const std::string& scope : split(row[3], ',')) implied.insert(trim(scope));
    table.rows.push_back({row[1], groups_text({implied})});
  }
}

void make_equivalences(const Sources& sources, Tables& tables, Problems& problems) {
  Table& table = tables["equivalences.tsv"];
  table.comment = {
      "Connect level that stands for an OAuth scope when an app moves to Forge. Written by leastscope_facts.",
      "basis: published, or derived from the levels of the operations (a hint only). UNMAPPED: no level stands for "
      "it."};
  table.columns = {"product", "scope", "level", "basis"};
  for (const auto& row : read_table(sources.facts + "/equivalences.tsv", problems).rows) {
    table.rows.push_back({row[0], row[1], row[2], row[3] == "recovered" ? "published" : "derived"});
  }
}

void make_provenance(const Sources& sources, Tables& tables, Problems& problems) {
  Table& table = tables["provenance.tsv"];
  table.comment = {
      "The sources of the facts: written by leastscope_facts, origin and date from rules/tools/generate/origins.tsv.",
      "sha256 is that of the copy that was read (reduced to what the facts need)."};
  table.columns = {"source", "version", "date", "sha256", "origin"};
  for (const auto& row : read_table(sources.mapping + "/origins.tsv", problems).rows) {
    const std::string& source = row[0];
    std::string version = row[1], sha = row[4], path = sources.facts + "/" + source;
    if (sha.empty() && !starts_with(row[3], "npm")) {
      sha = embed::sha256(bytes_of(path, problems));
      if (version.empty()) version = read_document(path, problems).version;
    }
    table.rows.push_back({source, version, row[2], sha, row[3]});
  }
}

}  // namespace leastscope::generate
