#include "sha256.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace leastscope::generate {
namespace {

using Words = std::array<uint32_t, 8>;

/// First 32 bits of the fractional parts of the roots of the first primes: square roots for the start, cube roots for
/// the rounds.
std::vector<uint32_t> fractions(size_t count, long double (*root)(long double)) {
  std::vector<uint32_t> words;
  for (uint32_t candidate = 2; words.size() < count; ++candidate) {
    bool prime = true;
    for (uint32_t divisor = 2; divisor * divisor <= candidate; ++divisor) prime = prime && candidate % divisor != 0;
    if (!prime) continue;
    long double value = root(static_cast<long double>(candidate));
    words.push_back(static_cast<uint32_t>(std::floor((value - std::floor(value)) * 4294967296.0L)));
  }
  return words;
}

void add_block(Words& state, const unsigned char* block, const std::vector<uint32_t>& rounds) {
  std::array<uint32_t, 64> w{};
  for (size_t i = 0; i < 16; ++i) {
    w[i] =
        static_cast<uint32_t>(block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3]);
  }
  for (size_t i = 16; i < 64; ++i) {
    uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
    uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  Words v = state;
  for (size_t i = 0; i < 64; ++i) {
    uint32_t s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
    uint32_t first = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + rounds[i] + w[i];
    uint32_t s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
    uint32_t second = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    v = {first + second, v[0], v[1], v[2], v[3] + first, v[4], v[5], v[6]};
  }
  for (size_t i = 0; i < 8; ++i) state[i] += v[i];
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::vector<uint32_t> start = fractions(8, [](long double x) { return std::sqrt(x); });
  std::vector<uint32_t> rounds = fractions(64, [](long double x) { return std::cbrt(x); });
  Words state{};
  for (size_t i = 0; i < 8; ++i) state[i] = start[i];
  std::string message(bytes);
  message += static_cast<char>(0x80);
  while (message.size() % 64 != 56) message += '\0';
  uint64_t bits = static_cast<uint64_t>(bytes.size()) * 8;
  for (int shift = 56; shift >= 0; shift -= 8) message += static_cast<char>(bits >> shift & 0xff);
  std::vector<unsigned char> data(message.begin(), message.end());
  for (size_t at = 0; at < data.size(); at += 64) add_block(state, data.data() + at, rounds);
  std::string hex;
  for (uint32_t word : state) {
    for (int shift = 28; shift >= 0; shift -= 4) hex += "0123456789abcdef"[word >> shift & 0xf];
  }
  return hex;
}

}  // namespace leastscope::generate
