#include "descriptor/template_text.h"

#include <algorithm>

namespace leastscope {
namespace {

enum class Tag { none, value, control };

struct TagFound {
  Tag tag = Tag::none;
  size_t end = 0;  ///< behind the tag
};

TagFound tag_at(std::string_view text, size_t at) {
  auto until = [&](std::string_view close, size_t from) {
    const size_t found = text.find(close, from);
    return found == std::string_view::npos ? size_t{0} : found + close.size();
  };
  const std::string_view two = text.substr(at, 2);
  if (two == "<%") {
    const char kind = at + 2 < text.size() ? text[at + 2] : '\0';
    const size_t end = until("%>", at + 2);
    return end ? TagFound{kind == '=' ? Tag::value : Tag::control, end} : TagFound{};
  }
  if (two == "{{") {
    size_t inner = at + 2;
    while (inner < text.size() &&
           (text[inner] == '{' || text[inner] == '~' || text[inner] == '-' || text[inner] == ' '))
      ++inner;
    const std::string_view rest = text.substr(inner);
    bool control = !rest.empty() && std::string_view("#/^!>").find(rest[0]) != std::string_view::npos;
    for (std::string_view word : {"else", "if ", "end", "range ", "with ", "unless "})
      control |= rest.starts_with(word);
    size_t end = until("}}", inner);
    if (end && end < text.size() && text.substr(at, 3) == "{{{" && text[end] == '}') ++end;
    return end ? TagFound{control ? Tag::control : Tag::value, end} : TagFound{};
  }
  if (two == "{%" || two == "{#") {
    const size_t end = until(two == "{%" ? "%}" : "#}", at + 2);
    return end ? TagFound{Tag::control, end} : TagFound{};
  }
  if (two == "${") {
    const size_t end = until("}", at + 2);
    return end ? TagFound{Tag::value, end} : TagFound{};
  }
  if (two == "<#" || text.substr(at, 3) == "</#") {
    const size_t end = until(">", at + 2);
    return end ? TagFound{Tag::control, end} : TagFound{};
  }
  return {};
}

}  // namespace

bool has_template_marks(std::string_view text) {
  for (std::string_view mark : {"<%", "{{", "{%", "${", "<#"})
    if (text.find(mark) != std::string_view::npos) return true;
  return false;
}

bool has_placeholder(std::string_view value) {
  for (std::string_view mark : {"<%", "{{", "{%", "${"})
    if (value.find(mark) != std::string_view::npos) return true;
  return false;
}

std::string without_template_tags(std::string_view text) {
  std::string copy(text);
  bool in_string = false;
  for (size_t i = 0; i < text.size();) {
    const TagFound found = tag_at(text, i);
    if (found.tag == Tag::none) {
      if (in_string && text[i] == '\\') {
        i += 2;
        continue;
      }
      if (text[i] == '"') in_string = !in_string;
      ++i;
      continue;
    }
    for (size_t k = i; k < found.end; ++k) {
      char& c = copy[k];
      if (in_string) {
        if (c == '"' || c == '\\' || c == '\n' || c == '\r') c = '_';
      } else if (found.tag == Tag::value) {
        c = 'x';
      } else if (c != '\n' && c != '\r') {
        c = ' ';
      }
    }
    if (!in_string && found.tag == Tag::value) {
      // The tag's own text is kept where it may be, so that readers see a placeholder.
      copy[i] = copy[found.end - 1] = '"';
      if (found.end - i >= 5) copy.replace(i + 1, 2, "{{");
    }
    i = found.end;
  }
  return copy;
}

}  // namespace leastscope
