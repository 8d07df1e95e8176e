// Messages about wrong models: file, line, the dotted key, what is wrong and what was expected.
#include <charconv>

#include "calls/model_parse.h"

namespace leastscope {

ModelErrors::ModelErrors(std::string file, std::string_view text, std::vector<Problem>& out)
    : file_(std::move(file)), text_(text), lines_(text), out_(out) {}

void ModelErrors::add(Span at, const std::string& path, const std::string& wrong, const std::string& expected) {
  ++count_;
  Problem problem;
  problem.kind = "bad-model";
  problem.at.file = file_;
  problem.at.at = lines_.position(text_, at.begin);
  problem.at.end = lines_.position(text_, at.end);
  problem.message = "Model '" + file_ + "', line " + std::to_string(problem.at.at.line) + ", key '" + path +
                    "': " + wrong + ". Expected: " + expected + ".";
  out_.push_back(std::move(problem));
}

std::string list_words(const std::vector<std::string>& words) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

namespace {
std::string allowed_words(Keys allowed) { return list_words({allowed.begin(), allowed.end()}); }

bool contains(Keys allowed, std::string_view name) {
  for (std::string_view one : allowed)
    if (one == name) return true;
  return false;
}
}  // namespace

bool check_keys(const ConfigNode& node, const std::string& path, Keys allowed, ModelErrors& errors) {
  if (!node.is_map()) {
    errors.add(node.span, path, "not a map", "a map with the keys " + allowed_words(allowed));
    return false;
  }
  for (const auto& entry : node.entries)
    if (!contains(allowed, entry.key))
      errors.add(entry.key_span, path.empty() ? entry.key : path + "." + entry.key, "no such key here",
                 allowed_words(allowed));
  return true;
}

std::string scalar(const ConfigNode& node, const std::string& path, ModelErrors& errors) {
  if (node.is_scalar()) return node.text;
  errors.add(node.span, path, "not a plain value", "a string");
  return {};
}

std::string word(const ConfigNode& node, const std::string& path, Keys allowed, ModelErrors& errors) {
  std::string text = scalar(node, path, errors);
  if (node.is_scalar() && !contains(allowed, text))
    errors.add(node.span, path, "'" + text + "' is not allowed", allowed_words(allowed));
  return text;
}

std::vector<std::string> scalars(const ConfigNode& node, const std::string& path, ModelErrors& errors) {
  std::vector<std::string> out;
  if (node.is_list()) {
    for (const ConfigNode& item : node.items) out.push_back(scalar(item, path, errors));
  } else {
    out.push_back(scalar(node, path, errors));
  }
  return out;
}

int integer(const ConfigNode& node, const std::string& path, ModelErrors& errors) {
  int value = 0;
  const char* end = node.text.data() + node.text.size();
  auto [stop, error] = std::from_chars(node.text.data(), end, value);
  if (!node.is_scalar() || error != std::errc() || stop != end) {
    errors.add(node.span, path, "'" + node.text + "' is not a number", "a whole number");
    return 0;
  }
  return value;
}

}  // namespace leastscope
