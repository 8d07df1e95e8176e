// leastscope_facts: published documents in, reviewed tables out. Not part of the shipped program.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tables.h"

namespace {

using namespace leastscope::generate;

constexpr int kSkipped = 77;

void usage() {
  std::puts(
      "leastscope_facts --source FOLDER [--facts FOLDER] [--graphql FOLDER] [--out FOLDER | --check]\n"
      "  --source   the source tree; its rules/apis is read for hand-written tables and is where the result goes\n"
      "  --facts    the documents: openapi/*.json, slack/, *.tsv; else $LEASTSCOPE_FACTS, else SOURCE/../shared/facts\n"
      "  --graphql  the unpacked npm package @atlassian/forge-graphql-types; else $LEASTSCOPE_GRAPHQL_TYPES;\n"
      "             without it graphql.tsv is left as it is\n"
      "  --out      write somewhere else\n"
      "  --check    write nothing, compare; exit code 0 same bytes, 1 different, 77 no documents");
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// The tables that differ from those in the folder.
int compare(const Tables& tables, const std::string& folder) {
  int different = 0;
  for (const auto& [name, table] : tables) {
    Problems ignored;
    if (read_file(folder + "/" + name, ignored) == table_text(table)) continue;
    std::printf("%s is not what the documents give; run leastscope_facts and review the difference\n", name.c_str());
    ++different;
  }
  return different;
}

}  // namespace

int main(int argc, char** argv) {
  Sources sources;
  std::string source, out;
  bool check = false;
  sources.facts = environment("LEASTSCOPE_FACTS");
  sources.graphql = environment("LEASTSCOPE_GRAPHQL_TYPES");
  for (int i = 1; i < argc; ++i) {
    std::string option = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
    if (option == "--check") {
      check = true;
      continue;
    }
    ++i;
    if (option == "--source")
      source = value;
    else if (option == "--facts")
      sources.facts = value;
    else if (option == "--graphql")
      sources.graphql = value;
    else if (option == "--out")
      out = value;
    else
      source.clear();
  }
  if (source.empty()) {
    usage();
    return 2;
  }
  sources.apis = source + "/rules/apis";
  sources.mapping = source + "/rules/tools/generate";
  if (sources.facts.empty()) sources.facts = source + "/../shared/facts";
  if (!file_exists(sources.facts + "/scopes.tsv")) {
    std::printf("skipped: no documents in %s; give --facts or set LEASTSCOPE_FACTS\n", sources.facts.c_str());
    return kSkipped;
  }
  Problems problems;
  Tables tables = make_all(sources, problems);
  int different = 0;
  if (check)
    different = compare(tables, sources.apis);
  else {
    for (const auto& [name, table] : tables)
      write_file((out.empty() ? sources.apis : out) + "/" + name, table_text(table), problems);
  }
  for (const std::string& problem : problems) std::fprintf(stderr, "%s\n", problem.c_str());
  std::printf("%zu tables, %d different, %zu problems\n", tables.size(), different, problems.size());
  return problems.empty() && different == 0 ? 0 : 1;
}
