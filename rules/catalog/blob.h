// The flat blob that holds all facts, and its reader.
//
// Layout, all numbers unsigned 32 bit little-endian:
//   header      magic (8 bytes), size of the blob, check (FNV-1a of the header after it), then count and offset of:
//   strings, lists,
//               pool (bytes), and offset and rows of each table
//   strings     offset into the pool and length of each string; equal strings are stored once
//   lists       lists of lists of strings: number of groups, then for each group its length and its strings
//   tables      rows of cells; see tables.h for what a cell is. Rows are sorted by key, so that a binary search finds
//   them pool        the bytes of all strings
// Every access is checked against the bounds: a truncated or foreign blob reads as an empty one, never as garbage.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "rules/catalog/tables.h"

namespace leastscope {

inline constexpr std::string_view kBlobMagic{"LSFACTS2", 8};
/// Header: magic, size, check, strings, strings_at, lists, lists_at, pool, pool_at, then rows and place of each table.
inline constexpr size_t kBlobHeader = 8 + 4 * (8 + 2 * tables::kTables);

uint32_t fnv1a(std::string_view bytes);

class Blob {
 public:
  explicit Blob(std::string_view bytes);
  /// Whether the header fits the bytes. An invalid blob has no rows.
  bool valid() const { return valid_; }

  uint32_t rows(tables::Table table) const;
  uint32_t number(tables::Table table, uint32_t row, size_t column) const;
  std::string_view text(tables::Table table, uint32_t row, size_t column) const;
  std::vector<std::vector<std::string_view>> groups(tables::Table table, uint32_t row, size_t column) const;

 private:
  uint32_t word(size_t at) const;
  std::string_view string(uint32_t index) const;
  bool check() const;

  std::string_view bytes_;
  bool valid_ = false;
};

}  // namespace leastscope
