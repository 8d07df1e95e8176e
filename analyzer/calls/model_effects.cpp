// Effects: what using or calling a member does (docs/models.md, "Effects"). The list is closed.
#include "calls/model_parse.h"

namespace leastscope {
namespace {

using Types = std::vector<std::pair<std::string, Span>>;

class EffectReader {
 public:
  EffectReader(ModelErrors& errors, Types& types) : errors_(errors), types_(types) {}

  Effect one(const ConfigNode& node, const std::string& path) {
    Effect effect;
    if (!check_keys(node, path,
                    {"when", "type", "attributes", "intrinsic", "api", "calls", "entry", "link", "returns", "sets",
                     "need", "opaque", "transport", "on-use", "new"},
                    errors_))
      return effect;
    const ConfigNode* construct = nullptr;
    for (const auto& entry : node.entries) {
      if (entry.key == "new")
        construct = &entry.value;
      else
        key(effect, entry.key, entry.value, path + "." + entry.key);
    }
    if (construct != nullptr) add_construct(effect, *construct, node.entries.size() == 1, path + ".new");
    return effect;
  }

 private:
  void add_construct(Effect& effect, const ConfigNode& node, bool alone, const std::string& path) {
    Effect made = parse_effect(node, path, errors_, types_);
    for (Effect* one = &made; one != nullptr; one = one->next.get()) one->constructs = true;
    if (alone) {
      effect = std::move(made);
      return;
    }
    Effect* last = &effect;
    while (last->next) last = last->next.get();
    last->next = std::make_shared<Effect>(std::move(made));
  }

  void key(Effect& effect, const std::string& name, const ConfigNode& value, const std::string& path) {
    if (name == "when")
      when(effect, value, path);
    else if (name == "type")
      effect.type = type_name(value, path);
    else if (name == "attributes")
      attributes(effect.type_attributes, value, path);
    else if (name == "intrinsic")
      effect.intrinsic = scalar(value, path, errors_);
    else if (name == "api")
      effect.api = api(value, path);
    else if (name == "calls")
      calls(effect, value, path);
    else if (name == "entry")
      effect.entry = entry(value, path);
    else if (name == "link")
      effect.link = link(value, path);
    else if (name == "returns")
      effect.returns = returns(value, path);
    else if (name == "sets")
      sets(effect, value, path);
    else if (name == "need")
      effect.need = need(value, path);
    else if (name == "opaque")
      effect.opaque = truth(value, path);
    else if (name == "transport")
      effect.transport = truth(value, path);
    else if (name == "on-use")
      effect.on_use = truth(value, path);
  }

  std::string type_name(const ConfigNode& node, const std::string& path) {
    std::string name = scalar(node, path, errors_);
    if (!name.empty()) types_.emplace_back(name, node.span);
    return name;
  }

  bool truth(const ConfigNode& node, const std::string& path) {
    return word(node, path, {"true", "false"}, errors_) == "true";
  }

  void when(Effect& effect, const ConfigNode& node, const std::string& path) {
    if (!check_keys(node, path, {"arguments", "in", "arg", "option", "self", "kind"}, errors_)) return;
    ConfigNode source;
    source.kind = ConfigNode::Kind::Map;
    source.span = node.span;
    bool has_source = false;
    for (const auto& entry : node.entries) {
      if (entry.key == "arguments") {
        if (entry.value.is_list() && entry.value.items.size() == 2) {
          effect.min_arguments = integer(entry.value.items[0], path + ".arguments", errors_);
          effect.max_arguments = integer(entry.value.items[1], path + ".arguments", errors_);
        } else {
          effect.min_arguments = effect.max_arguments = integer(entry.value, path + ".arguments", errors_);
        }
      } else if (entry.key == "in") {
        effect.when_in = scalars(entry.value, path + ".in", errors_);
      } else {
        source.entries.push_back(entry);
        has_source = true;
      }
    }
    if (has_source) effect.when_value = parse_source(source, path, errors_);
  }

  void attributes(std::map<std::string, std::string>& out, const ConfigNode& node, const std::string& path) {
    if (!node.is_map()) {
      errors_.add(node.span, path, "not a map", "attribute: value");
      return;
    }
    for (const auto& entry : node.entries) out[entry.key] = scalar(entry.value, path + "." + entry.key, errors_);
  }

  /// In URLs and documents `{}` (one segment) and `{+}` (anything) in a literal are holes.
  ValueSource templated(const ConfigNode& node, const std::string& path) {
    ValueSource source = parse_source(node, path, errors_);
    if (source.from == ValueSource::From::Constant && source.template_kind.empty() &&
        source.text.find('{') != std::string::npos)
      source.template_kind = "holes";
    return source;
  }

  ApiEffect api(const ConfigNode& node, const std::string& path) {
    ApiEffect api;
    api.identity = "unknown";
    api.governed = "yes";
    if (!check_keys(node, path,
                    {"product", "identity", "url", "path", "host", "method", "document", "variables", "token",
                     "conversation", "operation", "join", "governed", "credentials", "toolkit", "browser", "also"},
                    errors_))
      return api;
    for (const auto& entry : node.entries) {
      const std::string here = path + "." + entry.key;
      const std::string& name = entry.key;
      const ConfigNode& value = entry.value;
      if (name == "product")
        api.product = word(value, here,
                           {"jira", "confluence", "bitbucket", "graph", "compass", "assets", "admin", "slack",
                            "by-host", "descriptor", "self"},
                           errors_);
      else if (name == "identity")
        api.identity = word(value, here, {"app", "user", "unknown", "self"}, errors_);
      else if (name == "url" || name == "path")
        api.url = templated(value, here);
      else if (name == "host")
        api.host = parse_source(value, here, errors_);
      else if (name == "method")
        api.method = parse_source(value, here, errors_);
      else if (name == "document")
        api.document = parse_source(value, here, errors_);
      else if (name == "variables")
        api.variables = parse_source(value, here, errors_);
      else if (name == "token")
        api.token = parse_source(value, here, errors_);
      else if (name == "conversation")
        api.conversation = parse_source(value, here, errors_);
      else if (name == "operation")
        api.operation_name = parse_source(value, here, errors_);
      else if (name == "join")
        api.join = word(value, here, {"base", "resolve", "replace"}, errors_);
      else if (name == "governed")
        api.governed = word(value, here, {"yes", "no", "unknown", "by-credentials", "self"}, errors_);
      else if (name == "credentials")
        api.credentials = parse_source(value, here, errors_);
      else if (name == "toolkit")
        api.toolkit = scalar(value, here, errors_);
      else if (name == "browser")
        api.browser = truth(value, here);
      else if (name == "also")
        api.also = scalars(value, here, errors_);
    }
    if (api.product.empty())
      errors_.add(node.span, path, "names no product",
                  "product: jira, confluence, bitbucket, graph, slack, by-host, …");
    return api;
  }

  /// A word for each parameter; a map {name: word} becomes "name=word name=word".
  std::vector<std::string> parameters(const ConfigNode& node, const std::string& path) {
    if (!node.is_list()) {
      errors_.add(node.span, path, "not a list", "a list of words or of maps {name: word}");
      return {};
    }
    std::vector<std::string> out;
    for (const ConfigNode& item : node.items) {
      if (!item.is_map()) {
        out.push_back(scalar(item, path, errors_));
        continue;
      }
      std::string object;
      for (const auto& entry : item.entries)
        object += (object.empty() ? "" : " ") + entry.key + "=" + scalar(entry.value, path + "." + entry.key, errors_);
      out.push_back(std::move(object));
    }
    return out;
  }

  void calls(Effect& effect, const ConfigNode& node, const std::string& path) {
    if (node.is_list()) {
      for (const ConfigNode& item : node.items) effect.calls.push_back(callback(item, path));
    } else {
      effect.calls.push_back(callback(node, path));
    }
  }

  /// {function: SOURCE, with, phase, later}, or the source's own keys beside them: {arg: 1, with: [response]}.
  CallbackEffect callback(const ConfigNode& node, const std::string& path) {
    CallbackEffect callback;
    if (!node.is_map()) {
      callback.function = parse_source(node, path, errors_);
      return callback;
    }
    ConfigNode source;
    source.kind = ConfigNode::Kind::Map;
    source.span = node.span;
    for (const auto& entry : node.entries) {
      const std::string here = path + "." + entry.key;
      if (entry.key == "with")
        callback.with = parameters(entry.value, here);
      else if (entry.key == "phase")
        callback.phase = word(entry.value, here, {"install", "run"}, errors_);
      else if (entry.key == "later")
        callback.later = truth(entry.value, here);
      else if (entry.key == "function")
        callback.function = parse_source(entry.value, here, errors_);
      else
        source.entries.push_back(entry);
    }
    if (callback.function.from == ValueSource::From::None)
      callback.function = parse_source(source, path, errors_);
    else if (!source.entries.empty())
      errors_.add(source.entries[0].key_span, path + "." + source.entries[0].key, "no such key here",
                  "function, with, phase or later");
    return callback;
  }

  EntryEffect entry(const ConfigNode& node, const std::string& path) {
    EntryEffect made;
    if (!check_keys(node, path,
                    {"kind", "key", "event", "function", "path", "method", "parameters", "phase", "only-if"}, errors_))
      return made;
    for (const auto& one : node.entries) {
      const std::string here = path + "." + one.key;
      const std::string& name = one.key;
      if (name == "kind")
        made.kind = word(one.value, here,
                         {"resolver", "route", "middleware", "listener", "scheduled", "consumer", "lifecycle", "server",
                          "service", "controller", "module", "injection", "command", "prefix"},
                         errors_);
      else if (name == "key" || name == "event")
        made.key = parse_source(one.value, here, errors_);
      else if (name == "function")
        made.function = parse_source(one.value, here, errors_);
      else if (name == "path")
        made.path = parse_source(one.value, here, errors_);
      else if (name == "method")
        made.method = parse_source(one.value, here, errors_);
      else if (name == "parameters")
        made.parameters = parameters(one.value, here);
      else if (name == "phase")
        made.phase = word(one.value, here, {"install", "run"}, errors_);
      else if (name == "only-if")
        made.only_if = scalars(one.value, here, errors_);
    }
    if (made.kind.empty()) errors_.add(node.span, path, "has no kind", "kind: resolver, route, listener, …");
    return made;
  }

  LinkEffect link(const ConfigNode& node, const std::string& path) {
    LinkEffect made;
    if (!check_keys(node, path, {"to", "key", "payload", "path", "method"}, errors_)) return made;
    for (const auto& one : node.entries) {
      const std::string here = path + "." + one.key;
      if (one.key == "to")
        made.to = word(one.value, here, {"resolver", "consumer", "remote", "listener", "route", "trigger"}, errors_);
      else if (one.key == "key")
        made.key = parse_source(one.value, here, errors_);
      else if (one.key == "payload")
        made.payload = parse_source(one.value, here, errors_);
      else if (one.key == "path")
        made.path = parse_source(one.value, here, errors_);
      else if (one.key == "method")
        made.method = parse_source(one.value, here, errors_);
    }
    if (made.to.empty())
      errors_.add(node.span, path, "has no target", "to: resolver, consumer, remote, listener or route");
    return made;
  }

  ReturnEffect returns(const ConfigNode& node, const std::string& path) {
    ReturnEffect made;
    using Kind = ReturnEffect::Kind;
    if (node.is_scalar() && node.text == "self") {
      made.kind = Kind::Self;
      return made;
    }
    if (!node.is_map() || node.entries.empty()) {
      errors_.add(node.span, path, "not a result",
                  "self, {handle: Type}, {type: Type}, {result: link}, {value: …} or {arg: n}");
      return made;
    }
    const auto& first = node.entries.front();
    const std::string here = path + "." + first.key;
    if (first.key == "handle" || first.key == "type") {
      made.kind = first.key == "handle" ? Kind::Handle : Kind::Type;
      made.type = type_name(first.value, here);
      for (size_t i = 1; i < node.entries.size(); ++i) attribute(made, node.entries[i], path);
    } else if (first.key == "self" && first.value.is_map()) {
      made.kind = Kind::Self;
      for (const auto& one : first.value.entries) attribute(made, one, here);
    } else if (first.key == "result") {
      made.kind = word(first.value, here, {"link", "callback"}, errors_) == "callback" ? Kind::Callback : Kind::Link;
    } else {
      made.kind = Kind::Value;
      made.value = first.key == "value" ? parse_source(first.value, here, errors_) : parse_source(node, path, errors_);
    }
    return made;
  }

  /// A plain word is fixed; a value source is taken from the call.
  void attribute(ReturnEffect& made, const ConfigNode::Entry& entry, const std::string& path) {
    if (entry.value.is_scalar() && entry.value.text.rfind("self", 0) != 0)
      made.attributes[entry.key] = entry.value.text;
    else
      made.sources[entry.key] = parse_source(entry.value, path + "." + entry.key, errors_);
  }

  /// `sets: base` is short for `sets: {base: {arg: 0}}`; for an assigned member, argument 0 is the assigned value.
  void sets(Effect& effect, const ConfigNode& node, const std::string& path) {
    if (node.is_map()) {
      for (const auto& one : node.entries)
        effect.sets[one.key] = parse_source(one.value, path + "." + one.key, errors_);
      return;
    }
    ValueSource assigned;
    assigned.from = ValueSource::From::Argument;
    effect.sets[scalar(node, path, errors_)] = assigned;
  }

  NeedEffect need(const ConfigNode& node, const std::string& path) {
    NeedEffect made;
    if (!check_keys(node, path, {"kind", "what", "scope"}, errors_)) return made;
    for (const auto& one : node.entries) {
      const std::string here = path + "." + one.key;
      if (one.key == "kind")
        made.kind = word(one.value, here,
                         {"storage", "hook", "notification", "privacy", "impersonation", "condition", "remote-token",
                          "module", "graph"},
                         errors_);
      else if (one.key == "what")
        made.what = scalar(one.value, here, errors_);
      else if (one.key == "scope")
        made.scope = parse_source(one.value, here, errors_);
    }
    if (made.kind.empty()) errors_.add(node.span, path, "has no kind", "kind: storage, hook, notification, …");
    if (made.kind == "storage" || made.kind == "privacy" || made.kind == "module")
      made.fact = made.what.find('#') == std::string::npos ? "package" : "member";
    else if (made.kind == "hook" || made.kind == "notification" || made.kind == "graph")
      made.fact = made.kind;
    return made;
  }

  ModelErrors& errors_;
  Types& types_;
};

}  // namespace

Effect parse_effect(const ConfigNode& node, const std::string& path, ModelErrors& errors, Types& types) {
  EffectReader reader(errors, types);
  if (!node.is_list()) return reader.one(node, path);
  if (node.items.empty()) {
    errors.add(node.span, path, "an empty list", "at least one effect");
    return {};
  }
  Effect first = reader.one(node.items[0], path);
  Effect* last = &first;
  for (size_t i = 1; i < node.items.size(); ++i) {
    while (last->next) last = last->next.get();
    last->next = std::make_shared<Effect>(reader.one(node.items[i], path));
  }
  return first;
}

}  // namespace leastscope
