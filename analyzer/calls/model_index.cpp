// Reading just enough of a model's JSON text to know what it matches and which names it holds. A linear scan over bytes
// that trusts the embed tool's output (plain JSON): nothing is allocated but the names found.
#include "calls/model_parse.h"

namespace leastscope {
namespace {

/// Calls `visit(path, is_key, text)` for each key and each string value; `path` holds the keys that lead there.
template <class Visit>
void walk(std::string_view json, Visit visit, bool head_only) {
  std::vector<std::string_view> path;
  std::vector<bool> is_map;
  bool expects_key = false, matched = false;
  size_t i = 0;
  while (i < json.size()) {
    const char c = json[i];
    if (c == '"') {
      size_t end = i + 1;
      while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
      const std::string_view text = json.substr(i + 1, std::min(end, json.size()) - i - 1);
      i = end + 1;
      if (expects_key) {
        path.back() = text;
        expects_key = false;
        // The head stands first (a test holds our files to it); only a file in another order is read whole.
        if (path.size() == 1 && text == "match") matched = true;
        if (head_only && matched && path.size() == 1 && (text == "exports" || text == "members" || text == "types"))
          return;
        visit(path, true, text);
      } else if (!path.empty()) {
        visit(path, false, text);
      }
      continue;
    }
    if (c == '{') {
      path.emplace_back();
      is_map.push_back(true);
      expects_key = true;
    } else if (c == '[') {
      is_map.push_back(false);
    } else if (c == '}' || c == ']') {
      if (is_map.empty()) return;
      if (is_map.back()) path.pop_back();
      is_map.pop_back();
      expects_key = false;
    } else if (c == ',') {
      expects_key = !is_map.empty() && is_map.back();
    }
    ++i;
  }
}

}  // namespace

ModelHead scan_head(std::string_view json) {
  ModelHead head;
  walk(
      json,
      [&](const std::vector<std::string_view>& path, bool is_key, std::string_view text) {
        if (is_key) return;
        if (path.size() == 1 && path[0] == "library") head.library = text;
        if (path.size() == 1 && path[0] == "language") head.languages.emplace_back(text);
        if (path.size() != 2 || path[0] != "match") return;
        if (path[1] == "package") head.packages.emplace_back(text);
        if (path[1] == "global" || path[1] == "also") head.globals.emplace_back(text);
        if (path[1] == "type") head.types.emplace_back(text);
        if (path[1] == "header") head.headers.emplace_back(text);
      },
      true);
  if (head.languages.empty()) head.languages.emplace_back("javascript");
  return head;
}

void scan_names(std::string_view json, std::vector<std::string>& names) {
  walk(
      json,
      [&](const std::vector<std::string_view>& path, bool is_key, std::string_view text) {
        if (!is_key) return;
        const bool exported = path.size() == 2 && (path[0] == "exports" || path[0] == "members");
        const bool member = path.size() == 4 && path[0] == "types" && path[2] == "members";
        if (!exported && !member) return;
        // "defaults.baseURL": every part is a name in the source; "*" is none.
        while (!text.empty()) {
          const size_t dot = text.find('.');
          const std::string_view part = text.substr(0, dot);
          if (!part.empty() && part.find('*') == std::string_view::npos && part != "default") names.emplace_back(part);
          if (dot == std::string_view::npos) break;
          text.remove_prefix(dot + 1);
        }
      },
      false);
}

}  // namespace leastscope
