// The part of JSON Schema (draft 7) that rules/schema/report.schema.json uses, checked by hand: $ref into definitions,
// type, const, enum, pattern, minLength, minimum, minItems, items, properties, required, additionalProperties false,
// dependencies on keys.
#pragma once
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

namespace schema_check {

using Json = nlohmann::json;

class Checker {
 public:
  explicit Checker(const Json& schema) : schema_(schema) {}
  std::vector<std::string> run(const Json& value) {
    check(schema_, value, "$");
    return errors_;
  }

 private:
  void fail(const std::string& at, const std::string& what) { errors_.push_back(at + ": " + what); }

  static bool has_type(const Json& v, const std::string& type) {
    if (type == "object") return v.is_object();
    if (type == "array") return v.is_array();
    if (type == "string") return v.is_string();
    if (type == "integer") return v.is_number_integer();
    if (type == "boolean") return v.is_boolean();
    return false;
  }

  void check(const Json& s, const Json& v, const std::string& at) {
    if (s.contains("$ref")) {
      auto ref = s["$ref"].get<std::string>();
      check(schema_.at(Json::json_pointer(ref.substr(1))), v, at);
      return;
    }
    if (s.contains("type") && !has_type(v, s["type"])) {
      fail(at, "is no " + s["type"].get<std::string>());
      return;
    }
    if (s.contains("const") && v != s["const"]) fail(at, "is not " + s["const"].dump());
    if (s.contains("enum") && std::find(s["enum"].begin(), s["enum"].end(), v) == s["enum"].end())
      fail(at, v.dump() + " is not allowed");
    if (v.is_string()) check_string(s, v, at);
    if (v.is_number_integer() && s.contains("minimum") && v < s["minimum"]) fail(at, "is too small");
    if (v.is_array()) {
      if (s.contains("minItems") && v.size() < s["minItems"].get<size_t>()) fail(at, "has too few items");
      for (size_t i = 0; s.contains("items") && i < v.size(); ++i)
        check(s["items"], v[i], at + "[" + std::to_string(i) + "]");
    }
    if (v.is_object()) check_object(s, v, at);
  }

  void check_string(const Json& s, const Json& v, const std::string& at) {
    auto text = v.get<std::string>();
    if (s.contains("minLength") && text.size() < s["minLength"].get<size_t>()) fail(at, "is too short");
    if (s.contains("pattern") && !std::regex_search(text, std::regex(s["pattern"].get<std::string>())))
      fail(at, text + " does not match");
  }

  void check_object(const Json& s, const Json& v, const std::string& at) {
    static const Json none = Json::object();
    const Json& properties = s.contains("properties") ? s["properties"] : none;
    if (s.contains("required")) {
      for (const auto& key : s["required"]) {
        if (!v.contains(key.get<std::string>())) fail(at, "has no " + key.get<std::string>());
      }
    }
    for (const auto& [key, value] : v.items()) {
      if (properties.contains(key)) {
        check(properties[key], value, at + "." + key);
      } else if (s.contains("additionalProperties") && s["additionalProperties"] == false) {
        fail(at, "may not have " + key);
      }
      if (s.contains("dependencies") && s["dependencies"].contains(key)) {
        for (const auto& other : s["dependencies"][key]) {
          if (!v.contains(other.get<std::string>())) fail(at, key + " needs " + other.get<std::string>());
        }
      }
    }
  }

  const Json& schema_;
  std::vector<std::string> errors_;
};

inline std::vector<std::string> violations(const Json& schema, const Json& value) { return Checker(schema).run(value); }

}  // namespace schema_check
