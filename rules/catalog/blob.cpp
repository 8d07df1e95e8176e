#include "rules/catalog/blob.h"

namespace leastscope {
namespace {

constexpr size_t kSizeAt = 8, kCheckAt = 12, kStringsAt = 16, kListsAt = 24, kPoolAt = 32, kTablesAt = 40;

size_t directory(tables::Table table) { return kTablesAt + 8 * static_cast<size_t>(table); }

}  // namespace

uint32_t fnv1a(std::string_view bytes) {
  uint32_t hash = 2166136261u;
  for (char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619u;
  return hash;
}

Blob::Blob(std::string_view bytes) : bytes_(bytes), valid_(check()) {}

uint32_t Blob::word(size_t at) const {
  if (at + 4 > bytes_.size()) return 0;
  auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes_[at + i])); };
  return byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
}

bool Blob::check() const {
  if (bytes_.size() < kBlobHeader || !bytes_.starts_with(kBlobMagic)) return false;
  if (word(kSizeAt) != bytes_.size()) return false;
  if (word(kCheckAt) != fnv1a(bytes_.substr(kStringsAt, kBlobHeader - kStringsAt))) return false;
  auto inside = [&](uint64_t count, uint64_t size, uint64_t at) { return at + count * size <= bytes_.size(); };
  if (!inside(word(kStringsAt), 8, word(kStringsAt + 4)) || !inside(word(kListsAt), 4, word(kListsAt + 4)) ||
      !inside(word(kPoolAt), 1, word(kPoolAt + 4)))
    return false;
  for (uint32_t i = 0; i < tables::kTables; ++i) {
    auto table = static_cast<tables::Table>(i);
    if (!inside(word(directory(table)), uint64_t{4} * tables::columns_of(table), word(directory(table) + 4)))
      return false;
  }
  return true;
}

uint32_t Blob::rows(tables::Table table) const { return valid_ ? word(directory(table)) : 0; }

uint32_t Blob::number(tables::Table table, uint32_t row, size_t column) const {
  if (row >= rows(table) || column >= tables::columns_of(table)) return 0;
  return word(word(directory(table) + 4) + 4 * (static_cast<size_t>(row) * tables::columns_of(table) + column));
}

std::string_view Blob::string(uint32_t index) const {
  if (index >= word(kStringsAt)) return {};
  size_t at = word(kStringsAt + 4) + 8 * static_cast<size_t>(index);
  uint64_t begin = word(at), length = word(at + 4);
  if (begin + length > word(kPoolAt)) return {};
  return bytes_.substr(word(kPoolAt + 4) + begin, length);
}

std::string_view Blob::text(tables::Table table, uint32_t row, size_t column) const {
  if (row >= rows(table)) return {};
  return string(number(table, row, column));
}

std::vector<std::vector<std::string_view>> Blob::groups(tables::Table table, uint32_t row, size_t column) const {
  std::vector<std::vector<std::string_view>> groups;
  if (row >= rows(table)) return groups;
  uint64_t at = number(table, row, column), end = word(kListsAt);
  auto next = [&]() -> uint32_t { return at < end ? word(word(kListsAt + 4) + 4 * at++) : 0; };
  for (uint32_t left = next(); left > 0 && at < end; --left) {
    auto& group = groups.emplace_back();
    for (uint32_t scopes = next(); scopes > 0 && at < end; --scopes) group.push_back(string(next()));
  }
  return groups;
}

}  // namespace leastscope
