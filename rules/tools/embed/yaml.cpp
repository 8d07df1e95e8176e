// YAML models as compact JSON: the analyzer reads JSON only. Keys keep their order, quoted scalars stay text.
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "rules/tools/embed/embed.h"

namespace leastscope::embed {
namespace {

using Json = nlohmann::ordered_json;

Json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str") return text;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  long long number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && (text == "0" || text[0] != '0')) return number;
  return text;
}

Json convert(const YAML::Node& node, int depth, const Input& input, std::vector<Fault>& faults) {
  auto fault = [&](std::string message) {
    faults.push_back({input.path, static_cast<size_t>(node.Mark().line + 1), "", std::move(message)});
  };
  if (depth > 64) {
    fault("expected at most 64 levels of nesting.");
    return nullptr;
  }
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return scalar(node);
    case YAML::NodeType::Sequence: {
      Json list = Json::array();
      for (const auto& item : node) list.push_back(convert(item, depth + 1, input, faults));
      return list;
    }
    case YAML::NodeType::Map: {
      Json map = Json::object();
      for (const auto& pair : node) {
        if (!pair.first.IsScalar()) {
          fault("expected keys that are plain words.");
          continue;
        }
        if (map.contains(pair.first.Scalar()))
          fault("expected each key once, found '" + pair.first.Scalar() + "' again.");
        map[pair.first.Scalar()] = convert(pair.second, depth + 1, input, faults);
      }
      return map;
    }
    default:
      return nullptr;
  }
}

}  // namespace

std::string yaml_to_json(const Input& input, std::vector<Fault>& faults) {
  try {
    auto documents = YAML::LoadAll(input.bytes);
    if (documents.size() > 1) faults.push_back({input.path, 0, "", "expected one YAML document, found several."});
    if (documents.empty()) return "null";
    return convert(documents.front(), 0, input, faults).dump();
  } catch (const YAML::Exception& error) {
    faults.push_back({input.path, static_cast<size_t>(error.mark.line + 1), "", "expected YAML: " + error.msg + "."});
  } catch (const std::exception& error) {
    faults.push_back({input.path, 0, "", std::string("expected UTF-8 text: ") + error.what() + "."});
  }
  return {};
}

}  // namespace leastscope::embed
