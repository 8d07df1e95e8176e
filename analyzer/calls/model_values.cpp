// Value sources: where an effect takes a value from (docs/models.md, "Value sources").
#include <array>

#include "calls/model_parse.h"

namespace leastscope {
namespace {

using From = ValueSource::From;

constexpr std::array<std::string_view, 8> kForms = {"arg",    "option",   "self",  "const",
                                                    "member", "first-of", "value", "receiver"};
constexpr std::string_view kExpected =
    "a literal, self, self.<attribute>, member, receiver, or a map with one of arg, option, self, const, member, "
    "first-of or receiver";

/// n, last or any.
int position(const ConfigNode& node, const std::string& path, ModelErrors& errors) {
  if (node.text == "last") return -1;
  if (node.text == "any") return -2;
  int n = integer(node, path, errors);
  if (n < 0) errors.add(node.span, path, "a negative position", "0, 1, …, last or any");
  return n;
}

ValueSource from_word(const ConfigNode& node) {
  ValueSource source;
  if (node.text == "self" && !node.quoted) {
    source.from = From::Self;
  } else if (node.text.rfind("self.", 0) == 0) {
    source.from = From::Self;
    source.text = node.text.substr(5);
  } else if (node.text == "member") {
    source.from = From::Member;
  } else if (node.text == "receiver") {
    source.from = From::Receiver;
  } else {
    source.from = From::Constant;
    source.text = node.text;
  }
  return source;
}

void read_option(const ConfigNode& node, const std::string& path, ModelErrors& errors, ValueSource& source) {
  source.from = From::Option;
  if (!node.is_list() || node.items.size() < 2) {
    errors.add(node.span, path, "not a list of an argument and at least one key",
               "[0, key], [last, key] or [any, key]");
    return;
  }
  source.argument = position(node.items[0], path, errors);
  for (size_t i = 1; i < node.items.size(); ++i) source.keys.push_back(scalar(node.items[i], path, errors));
}

void read_form(const std::string& form, const ConfigNode& value, const std::string& path, ModelErrors& errors,
               ValueSource& source) {
  if (form == "arg") {
    source.from = From::Argument;
    source.argument = position(value, path, errors);
  } else if (form == "option") {
    read_option(value, path, errors, source);
  } else if (form == "self") {
    source.from = From::Self;
    source.text = scalar(value, path, errors);
  } else if (form == "const") {
    source.from = From::Constant;
    source.text = scalar(value, path, errors);
  } else if (form == "member") {
    source.from = From::Member;
    source.text = word(value, path, {"upper", "lower", "dotted", "plain", "snake-to-dot", "camel-to-dot"}, errors);
  } else if (form == "first-of") {
    source.from = From::FirstOf;
    if (!value.is_list() || value.items.empty()) {
      errors.add(value.span, path, "not a list", "a list of value sources");
    } else {
      for (const ConfigNode& item : value.items) source.first_of.push_back(parse_source(item, path, errors));
    }
  } else if (form == "receiver") {
    source.from = From::Receiver;
  }
}

}  // namespace

ValueSource parse_source(const ConfigNode& node, const std::string& path, ModelErrors& errors) {
  if (node.is_scalar()) return from_word(node);
  ValueSource source;
  if (!node.is_map()) {
    errors.add(node.span, path, "not a value source", std::string(kExpected));
    return source;
  }
  check_keys(
      node, path,
      {"arg", "option", "self", "const", "member", "first-of", "receiver", "name", "kind", "template", "default"},
      errors);
  int forms = 0;
  for (const auto& entry : node.entries) {
    const std::string here = path + "." + entry.key;
    bool is_form = false;
    for (std::string_view form : kForms) is_form = is_form || form == entry.key;
    if (is_form) {
      ++forms;
      read_form(entry.key, entry.value, here, errors, source);
    } else if (entry.key == "name") {
      source.name = scalar(entry.value, here, errors);
    } else if (entry.key == "kind") {
      source.kind = word(entry.value, here, {"string", "object", "function", "list", "boolean", "number"}, errors);
    } else if (entry.key == "template") {
      source.template_kind = word(entry.value, here, {"uri-variables", "holes", "colon"}, errors);
    } else if (entry.key == "default") {
      source.fallback = scalar(entry.value, here, errors);
    }
  }
  const bool only_default = forms == 0 && source.fallback.has_value();
  if (forms != 1 && !only_default)
    errors.add(node.span, path, forms == 0 ? "says no place to take the value from" : "says more than one place",
               std::string(kExpected));
  return source;
}

}  // namespace leastscope
