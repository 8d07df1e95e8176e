#include "calls/hints.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/paths.h"
#include "calls/requests.h"

namespace leastscope {
namespace {

std::string_view trimmed(std::string_view text) {
  const size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

bool http_method(std::string_view word) {
  for (std::string_view m : {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"})
    if (word == m) return true;
  return false;
}

/// `/issue/{issueIdOrKey}` → a literal, a segment hole.
Pattern pattern_of(std::string_view path) {
  Pattern out;
  while (!path.empty()) {
    const size_t open = path.find('{');
    const size_t close = open == std::string_view::npos ? open : path.find('}', open);
    if (close == std::string_view::npos) {
      out.push_back({std::string(path), false, Shape::any, 0});
      break;
    }
    if (open > 0) out.push_back({std::string(path.substr(0, open)), false, Shape::any, 0});
    out.push_back({"", true, Shape::segment, 0});
    path.remove_prefix(close + 1);
  }
  return out;
}

/// The versions of Jira's API are the same operations.
std::string one_version(std::string path) {
  for (std::string_view version : {"/rest/api/2/", "/rest/api/latest/"})
    if (path.starts_with(version)) path.replace(0, version.size(), "/rest/api/3/");
  return path;
}

/// Whether `path` is one of the paths that the pattern of a call stands for.
bool fits(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern.starts_with("{+}")) {
    for (size_t i = 0; i <= path.size(); ++i)
      if (fits(pattern.substr(3), path.substr(i))) return true;
    return false;
  }
  if (pattern.starts_with("{}")) {
    for (size_t i = 1; i <= path.size() && path[i - 1] != '/'; ++i)
      if (fits(pattern.substr(2), path.substr(i))) return true;
    return false;
  }
  return !path.empty() && path[0] == pattern[0] && fits(pattern.substr(1), path.substr(1));
}

/// Holes of an unresolved path may be anything, also the rest of it.
std::string widest(std::string pattern, bool unresolved) {
  if (unresolved && pattern.ends_with("{}")) pattern.replace(pattern.size() - 2, 2, "{+}");
  return pattern;
}

bool comment_only(std::string_view line) {
  line = trimmed(line);
  return line.empty() || starts_with_any(line, {"//", "/*", "*", "{/*", "<!--"});
}

std::string what_is_wrong(std::string_view one) {
  return fmt::format(
      "'{}' names no call. Write METHOD /path, such as GET /rest/api/3/issue/{{id}}, with several separated by commas.",
      one);
}

}  // namespace

std::string parse_hint(std::string_view text, Platform platform, std::vector<HintedCall>& out) {
  for (const std::string& piece : split(text, ',')) {
    std::string_view one = trimmed(piece);
    HintedCall call;
    for (auto [words, identity] : {std::pair<std::string_view, Identity>{" as app", Identity::app},
                                   std::pair<std::string_view, Identity>{" as user", Identity::user}})
      if (one.ends_with(words)) {
        call.identity = identity;
        one = trimmed(one.substr(0, one.size() - words.size()));
      }
    const size_t space = one.find_first_of(" \t");
    if (space == std::string_view::npos) return what_is_wrong(one);
    call.method = upper(one.substr(0, space));
    const std::string_view path = trimmed(one.substr(space));
    const bool words = path.find_first_of(" \t") != std::string_view::npos;
    if (call.method == "GRAPHQL" || call.method == "SLACK") {
      if (words || path.find('.') == std::string_view::npos || path.find('/') != std::string_view::npos)
        return what_is_wrong(one);
      call.path = path;
      call.product = call.method == "SLACK" ? "slack" : "graph";
    } else {
      if (!http_method(call.method) || words || !path.starts_with("/")) return what_is_wrong(one);
      const Request r = request_of(pattern_of(path), "by-host", true, platform);
      call.product = r.product;
      call.path = r.product.empty() ? std::string(path) : r.path;
    }
    out.push_back(std::move(call));
  }
  return {};
}

Hints::Hints(const Program& program, Platform platform) : program_(program) {
  for (ModuleId id = 0; id < program.modules.size(); ++id) {
    const ir::Module& m = program.modules[id];
    for (const auto& [line, text] : m.hints) {
      Hint h;
      h.module = id;
      h.line = line;
      h.error = parse_hint(text, platform, h.calls);
      uint32_t target = line;
      while (target <= m.lines.lines() && comment_only(m.lines.line(m.text, target))) ++target;
      if (target <= m.lines.lines()) {
        const std::string_view code = m.lines.line(m.text, target);
        h.target = target;
        h.at = static_cast<uint32_t>(code.data() - m.text.data() + code.find_first_not_of(" \t"));
        h.statement = statement_at(id, h.at);
      }
      by_module_[id].push_back(hints_.size());
      hints_.push_back(std::move(h));
    }
  }
}

const Span* Hints::statement_at(ModuleId module, uint32_t at) const {
  const Span* best = nullptr;
  for (const Span& s : program_.modules[module].statements) {
    if (s.begin > at) break;
    if (at < s.end) best = &s;
  }
  return best;
}

void Hints::call_at(ModuleId module, uint32_t at) {
  if (about(module)) lines_.insert({module, program_.modules[module].position(at).line});
}

bool Hints::inside_statement(ModuleId module, uint32_t at, const Span& function) const {
  const Span* s = statement_at(module, at);
  return s && s->begin <= function.begin && function.end <= s->end;
}

/// Hints on the line of the place; else those of its statement that stand on no call's line.
std::vector<Hints::Hint*> Hints::beside(const Place& place) {
  std::vector<Hint*> out;
  const ModuleId id = program_.module_of(place.file);
  const auto found = by_module_.find(id);
  if (found == by_module_.end() || place.at.line == 0) return out;
  for (size_t i : found->second)
    if (hints_[i].target == place.at.line) out.push_back(&hints_[i]);
  if (!out.empty()) return out;
  const ir::Module& m = program_.modules[id];
  const std::string_view line = m.lines.line(m.text, place.at.line);
  const auto at = static_cast<uint32_t>(static_cast<size_t>(line.data() - m.text.data()) +
                                        std::min<size_t>(place.at.column - 1, line.size()));
  const Span* statement = statement_at(id, at);
  for (size_t i : found->second) {
    Hint& h = hints_[i];
    if (statement && h.statement == statement && !lines_.count({id, h.target})) out.push_back(&h);
  }
  return out;
}

std::vector<ApiCall> Hints::explain(const ApiCall& call, const Place& use, const Place& sink) {
  std::vector<ApiCall> out;
  for (const Place& place : {use, sink}) {
    for (Hint* h : beside(place)) {
      for (const HintedCall& hinted : h->calls) {
        const bool product = call.product.empty() || hinted.product.empty() || call.product == hinted.product;
        const bool method = call.method == "ANY" || call.method == hinted.method;
        const std::string pattern = widest(one_version(call.path), call.unresolved);
        if (!product || !method || !fits(pattern, one_version(hinted.path))) {
          if (call.maybe) continue;  // by its name only: it need not be the one that is meant
          if (h->unlike.empty()) h->unlike = call.method + " " + call.path;
          for (size_t i; (i = h->unlike.find("{+}")) != std::string::npos;) h->unlike.erase(i + 1, 1);
          continue;
        }
        ApiCall known = call;
        known.method = hinted.method;
        known.path = hinted.path;
        if (known.product.empty()) known.product = hinted.product;
        if (hinted.identity && call.identity == Identity::unknown) known.identity = *hinted.identity;
        known.unresolved = known.maybe = false;
        known.governed = call.governed == Governed::unknown ? Governed::yes : call.governed;
        known.reason.clear();
        if (!known.trace.empty()) known.trace.back().note = known.method + " " + known.path + " (told by a hint)";
        h->used = true;
        out.push_back(std::move(known));
      }
    }
    if (!out.empty()) break;
  }
  return out;
}

void Hints::known(const ApiCall& call, const Place& use, const Place& sink) {
  for (const Place& place : {use, sink})
    for (Hint* h : beside(place))
      h->superfluous |= !h->calls.empty() && std::all_of(h->calls.begin(), h->calls.end(), [&](const HintedCall& c) {
        return c.method == call.method && fits(one_version(call.path), one_version(c.path));
      });
}

std::vector<Hints::Additional> Hints::rest(std::vector<Problem>& problems) const {
  std::vector<Additional> out;
  for (const Hint& h : hints_) {
    const auto complain = [&](const std::string& message) {
      problems.push_back({"bad-hint", message, {program_.modules[h.module].path, {h.line, 1}, {}}});
    };
    if (!h.error.empty()) {
      complain("This hint cannot be used: " + h.error);
    } else if (h.used) {
      continue;
    } else if (h.target == 0) {
      complain("This hint stands beside no code and was not used. Write it on the line of the call or above it.");
    } else if (!h.unlike.empty()) {
      complain(fmt::format(
          "This hint does not fit the call beside it ({}) and was not used. Correct its method or path.", h.unlike));
    } else if (h.superfluous) {
      complain("The call beside this hint is known without it. Remove the hint.");
    } else {
      for (const HintedCall& call : h.calls) {
        if (call.product.empty()) {
          complain(fmt::format("This hint names {} {}, which is no product's, and was not used. Correct the path.",
                               call.method, call.path));
        } else {
          out.push_back({h.module, h.at, call});
        }
      }
    }
  }
  return out;
}

}  // namespace leastscope
