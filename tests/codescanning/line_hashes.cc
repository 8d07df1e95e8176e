// line_hashes FILE: GitHub's fingerprint of every line, one per line, for comparing with other implementations.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "sarif/sarif.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream in(argv[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  for (const auto& hash : sarif::line_hashes(text)) std::printf("%s\n", hash.c_str());
  return in.good() || in.eof() ? 0 : 1;
}
