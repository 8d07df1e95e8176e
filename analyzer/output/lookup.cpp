#include "output/lookup.h"

#include <fmt/format.h>

#include "base/paths.h"

namespace leastscope {

const std::string* source_text(const AppReport& app, std::string_view file) {
  auto it = app.sources.find(std::string(file));
  return it == app.sources.end() ? nullptr : &it->second;
}

std::string source_line(const AppReport& app, const Place& at) {
  const auto* text = source_text(app, at.file);
  if (!text || at.at.line == 0) return {};
  return std::string(LineIndex(*text).line(*text, at.at.line));
}

std::string shown_place(const AppReport& app, const Place& at) {
  std::string text = place_text(at);
  if (app.root.empty() || app.root == ".") return text;
  return app.root + (app.root.back() == '/' ? "" : "/") + text;
}

std::string repository_path(const AppReport& app, const std::string& file) {
  return path_join(app.in_repository, file);
}

std::string place_text(const Place& at) {
  if (at.at.line == 0) return at.file;
  return fmt::format("{}:{}:{}", at.file, at.at.line, at.at.column);
}

std::string counted(size_t n, std::string_view one, std::string_view many) {
  if (n == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", n, one) : fmt::format("{} {}", n, many);
}

LevelCounts count_levels(const AppReport& app) {
  LevelCounts n;
  for (const auto& f : app.findings) {
    if (f.level == Level::error) ++n.errors;
    if (f.level == Level::warning) ++n.warnings;
    if (f.level == Level::note) ++n.notes;
  }
  return n;
}

}  // namespace leastscope
