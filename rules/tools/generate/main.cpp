// leastscope_facts: published documents in, reviewed tables out. Not part of the shipped program.
#include <cstdio>
#include <string>

#include "tables.h"

namespace {

using namespace leastscope::generate;

void usage() {
  std::puts(
      "leastscope_facts --facts FOLDER --apis FOLDER --mapping FOLDER [--graphql FOLDER] [--out FOLDER]\n"
      "  --facts    documents: openapi/*.json, slack/, *.tsv\n"
      "  --apis     rules/apis of the source tree (hand-written tables are read there)\n"
      "  --mapping  rules/tools/generate of the source tree\n"
      "  --graphql  the unpacked npm package @atlassian/forge-graphql-types; without it the GraphQL table is left as "
      "it is\n"
      "  --out      where to write; default: --apis");
}

}  // namespace

int main(int argc, char** argv) {
  Sources sources;
  std::string out;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string option = argv[i];
    if (option == "--facts")
      sources.facts = argv[i + 1];
    else if (option == "--apis")
      sources.apis = argv[i + 1];
    else if (option == "--mapping")
      sources.mapping = argv[i + 1];
    else if (option == "--graphql")
      sources.graphql = argv[i + 1];
    else if (option == "--out")
      out = argv[i + 1];
  }
  if (sources.facts.empty() || sources.apis.empty() || sources.mapping.empty()) {
    usage();
    return 2;
  }
  if (out.empty()) out = sources.apis;
  Problems problems;
  Tables tables;
  ScopeNames names(sources, problems);
  make_operations(sources, names, tables, problems);
  make_scopes(sources, tables, problems);
  make_events(sources, tables, problems);
  make_features(sources, tables, problems);
  make_graphql(sources, tables, problems);
  make_slack(sources, tables, problems);
  make_bitbucket_implies(sources, tables, problems);
  make_equivalences(sources, tables, problems);
  make_provenance(sources, tables, problems);
  apply_overlay(sources, tables, problems);
  for (const auto& [name, table] : tables) write_file(out + "/" + name, table_text(table), problems);
  for (const std::string& problem : problems) std::fprintf(stderr, "%s\n", problem.c_str());
  std::printf("%zu tables, %zu problems\n", tables.size(), problems.size());
  return problems.empty() ? 0 : 1;
}
