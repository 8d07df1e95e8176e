#include "rules/tools/embed/sha256.h"

#include <array>
#include <bit>
#include <cstdint>

namespace leastscope::embed {
namespace {

__extension__ using Wide = unsigned __int128;

/// The first 32 bits of the fractional part of a root of n; exact for the primes used here.
struct Constants {
  std::array<uint32_t, 64> k{};
  std::array<uint32_t, 8> h{};
};

/// Integer part of the root-th root of `value`, by bisection.
uint64_t integer_root(Wide value, int root) {
  uint64_t low = 0, high = uint64_t{1} << (root == 2 ? 36 : 35);
  while (low + 1 < high) {
    uint64_t middle = (low + high) / 2;
    Wide power = 1;
    for (int i = 0; i < root; ++i) power *= middle;
    (power <= value ? low : high) = middle;
  }
  return low;
}

Constants constants() {
  Constants result;
  size_t found = 0;
  for (uint32_t n = 2; found < 64; ++n) {
    bool prime = true;
    for (uint32_t d = 2; d * d <= n; ++d) prime = prime && n % d != 0;
    if (!prime) continue;
    auto shifted = [&](int bits) { return static_cast<Wide>(n) << bits; };
    result.k[found] = static_cast<uint32_t>(integer_root(shifted(96), 3));
    if (found < 8) result.h[found] = static_cast<uint32_t>(integer_root(shifted(64), 2));
    ++found;
  }
  return result;
}

void block(const unsigned char* bytes, const std::array<uint32_t, 64>& k, std::array<uint32_t, 8>& h) {
  std::array<uint32_t, 64> w{};
  for (size_t i = 0; i < 16; ++i)
    w[i] = uint32_t{bytes[4 * i]} << 24 | uint32_t{bytes[4 * i + 1]} << 16 | uint32_t{bytes[4 * i + 2]} << 8 |
           bytes[4 * i + 3];
  for (size_t i = 16; i < 64; ++i) {
    uint32_t a = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
    uint32_t b = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + a + w[i - 7] + b;
  }
  auto s = h;
  for (size_t i = 0; i < 64; ++i) {
    uint32_t e = std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25);
    uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    uint32_t t1 = s[7] + e + choice + k[i] + w[i];
    uint32_t a = std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22);
    uint32_t t2 = a + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    s = {t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
  }
  for (size_t i = 0; i < 8; ++i) h[i] += s[i];
}

}  // namespace

std::string sha256(std::string_view bytes) {
  auto [k, h] = constants();
  std::string padded(bytes);
  padded.push_back(static_cast<char>(0x80));
  while (padded.size() % 64 != 56) padded.push_back('\0');
  uint64_t bits = uint64_t{bytes.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) padded.push_back(static_cast<char>((bits >> shift) & 0xff));
  for (size_t at = 0; at < padded.size(); at += 64) {
    std::array<unsigned char, 64> chunk{};
    for (size_t i = 0; i < 64; ++i) chunk[i] = static_cast<unsigned char>(padded[at + i]);
    block(chunk.data(), k, h);
  }
  std::string hex;
  for (uint32_t word : h)
    for (int shift = 28; shift >= 0; shift -= 4) hex.push_back("0123456789abcdef"[(word >> shift) & 15]);
  return hex;
}

}  // namespace leastscope::embed
