#include "descriptor/page_names.h"

#include <algorithm>

#include "base/paths.h"
#include "descriptor/roots.h"

namespace leastscope {

std::vector<std::string> url_segments(std::string_view path) {
  std::vector<std::string> out;
  for (std::string& part : split(path.substr(0, path.find_first_of("?#")), '/'))
    if (!part.empty()) out.push_back(std::move(part));
  return out;
}

bool is_open_segment(std::string_view segment) { return segment.find_first_of(":{}<>()*$") != std::string_view::npos; }

std::string page_name(std::string_view path) {
  std::string name;
  for (std::string& segment : url_segments(path))
    if (!is_open_segment(segment)) name = std::move(segment);
  return name;
}

bool spells(std::string_view text, std::string_view name) {
  constexpr std::string_view kQuotes = "'\"`";
  for (size_t i = text.find(name); i != std::string_view::npos; i = text.find(name, i + 1)) {
    const char before = i == 0 ? ' ' : text[i - 1], after = i + name.size() < text.size() ? text[i + name.size()] : ' ';
    if ((before == '/' || kQuotes.find(before) != std::string_view::npos) &&
        (after == '/' || after == '?' || after == '#' || kQuotes.find(after) != std::string_view::npos))
      return true;
  }
  return false;
}

namespace {

/// Words of requests to products. Where one of them stands, code may need a scope.
bool shows_product(std::string_view text) {
  for (std::string_view word :
       {"AP.request", "AP.require", "httpClient", "requestJira", "requestConfluence", "requestBitbucket", "/rest/",
        "/wiki/", "/2.0/", "/ex/jira", "/ex/confluence", "api.atlassian.com", "asUser", "asApp"})
    if (text.find(word) != std::string_view::npos) return true;
  return false;
}

bool is_code(std::string_view path) {
  const std::string extension = lower(path_extension(path));
  for (std::string_view known :
       {".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".html", ".hbs"})
    if (extension == known) return true;
  return false;
}

}  // namespace

void drop_pages_of_neighbours(const FileSource& source, const std::vector<FileEntry>& files, Descriptor& app) {
  constexpr size_t kMostFiles = 2000;
  constexpr uint64_t kMostBytes = 1u << 20;
  const auto is_page = [](const EntryPoint& entry) { return entry.kind == EntryKind::page; };
  if (app.root.empty() || std::none_of(app.entries.begin(), app.entries.end(), is_page)) return;
  std::vector<std::string> texts;
  for (const FileEntry& file : files) {
    if (!is_code(file.path) || path_below(file.path, app.root) || listed_reason(file.path) == "test") continue;
    if (std::any_of(app.foreign.begin(), app.foreign.end(), [&](const auto& f) { return path_below(file.path, f); }))
      continue;
    if (file.bytes > kMostBytes || texts.size() == kMostFiles) return;  // not seen as a whole
    auto text = source.read(file.path, kMostBytes);
    if (!text || shows_product(*text)) return;
    texts.push_back(std::move(*text));
  }
  std::erase_if(app.entries, [&](const EntryPoint& entry) {
    const std::string name = is_page(entry) ? page_name(entry.path) : std::string();
    return !name.empty() &&
           std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return spells(text, name); });
  });
}

}  // namespace leastscope
