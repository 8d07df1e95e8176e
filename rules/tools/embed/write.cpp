// The blob's bytes: cells become 32-bit words, strings and lists of scopes are stored once.
#include <map>

#include "rules/catalog/blob.h"
#include "rules/tools/embed/embed.h"

namespace leastscope::embed {
namespace {

void append(std::string& bytes, uint64_t value) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>((value >> shift) & 0xff));
}

class Writer {
 public:
  Writer() {
    string({});
    list({});
  }

  uint32_t word(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return string(*text);
    if (const auto* groups = std::get_if<Groups>(&value)) return list(*groups);
    return std::get<uint32_t>(value);
  }

  std::string bytes(const std::vector<std::vector<Row>>& tables) {
    std::string cells;
    for (const auto& rows : tables)
      for (const Row& row : rows)
        for (const Value& value : row) append(cells, word(value));

    std::string directory;
    uint64_t at = kBlobHeader, strings_at = at + cells.size(), lists_at = strings_at + strings_.size();
    uint64_t pool_at = lists_at + lists_.size();
    for (auto [count, place] : {std::pair<uint64_t, uint64_t>{strings_.size() / 8, strings_at},
                                {lists_.size() / 4, lists_at},
                                {pool_.size(), pool_at}}) {
      append(directory, count);
      append(directory, place);
    }
    for (uint32_t i = 0; i < tables.size(); ++i) {
      append(directory, tables[i].size());
      append(directory, at);
      at += tables[i].size() * 4 * tables::columns_of(static_cast<tables::Table>(i));
    }
    std::string bytes(kBlobMagic);
    append(bytes, pool_at + pool_.size());
    append(bytes, fnv1a(directory));
    return bytes + directory + cells + strings_ + lists_ + pool_;
  }

 private:
  uint32_t string(const std::string& text) {
    auto [found, fresh] = string_of_.try_emplace(text, static_cast<uint32_t>(string_of_.size()));
    if (fresh) {
      append(strings_, pool_.size());
      append(strings_, text.size());
      pool_ += text;
    }
    return found->second;
  }

  uint32_t list(const Groups& groups) {
    auto found = list_of_.find(groups);
    if (found != list_of_.end()) return found->second;
    std::string words;
    append(words, groups.size());
    for (const auto& group : groups) {
      append(words, group.size());
      for (const auto& scope : group) append(words, string(scope));
    }
    auto at = static_cast<uint32_t>(lists_.size() / 4);
    lists_ += words;
    return list_of_.emplace(groups, at).first->second;
  }

  std::map<std::string, uint32_t> string_of_;
  std::map<Groups, uint32_t> list_of_;
  std::string strings_, lists_, pool_;
};

}  // namespace

std::string write_blob(const std::vector<std::vector<Row>>& tables) { return Writer().bytes(tables); }

}  // namespace leastscope::embed
