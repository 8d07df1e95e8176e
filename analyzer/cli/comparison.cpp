#include "cli/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "output/lookup.h"

namespace leastscope {
namespace {

std::string title_of(const std::string& kind) {
  if (kind == "platform-changed") return "Platform";
  if (kind == "scope-added") return "Scopes added";
  if (kind == "scope-removed") return "Scopes removed";
  if (kind == "impersonation-added") return "Impersonation added";
  if (kind == "operation-added") return "New operations";
  if (kind == "operation-removed") return "Operations no longer used";
  if (kind == "install-call-added") return "New calls while being installed";
  if (kind == "app-identity-added") return "Now also made as the app";
  if (kind == "unclear-call-added") return "New calls that could not be worked out";
  if (kind == "host-opened") return "Hosts opened";
  if (kind == "host-closed") return "Hosts no longer opened";
  return "Hosts newly contacted";
}

std::string line_of(const Change& c) {
  std::string out = c.what;
  if (!c.risk.empty()) out += fmt::format(" ({})", c.risk);
  return out;
}

std::string marks_of(const Change& c) {
  std::string out;
  if (c.escalation) out += " [escalation]";
  if (c.approval) out += " [approval needed]";
  return out;
}

struct Counts {
  size_t changes = 0, approvals = 0, escalations = 0;
};

Counts count(const ComparedApp& app) {
  Counts out;
  for (const auto& c : app.changes) {
    ++out.changes;
    out.approvals += c.approval ? 1 : 0;
    out.escalations += c.escalation ? 1 : 0;
  }
  return out;
}

std::string verdict_of(const ComparedApp& app) {
  if (!app.in_new) return "The app is gone.";
  if (!app.in_old) return "The app is new: everything it asks for has to be approved.";
  const Counts n = count(app);
  if (n.changes == 0) return "Nothing has changed in what the app asks for and calls.";
  return fmt::format(
      "{}, {} of them with more rights than before; {}.", counted(n.changes, "change"), n.escalations,
      n.approvals == 0 ? "nobody has to approve anything" : "administrators have to approve this version");
}

}  // namespace

std::string comparison_text(const std::vector<ComparedApp>& apps, const Style& style, unsigned width) {
  std::string out;
  for (const auto& app : apps) {
    out += style(Paint::bold, harmless(app.name)) + "\n";
    std::string kind;
    for (const auto& c : app.changes) {
      if (c.kind != kind) out += "  " + style(Paint::bold, title_of(c.kind)) + "\n";
      kind = c.kind;
      const Paint paint = c.escalation ? Paint::red : c.approval ? Paint::yellow : Paint::plain;
      out += "    " + style(paint, harmless(line_of(c)) + marks_of(c)) + "\n";
      if (!c.at.file.empty()) out += "      at " + harmless(place_text(c.at)) + "\n";
      for (const auto& line :
           c.note.empty() ? std::vector<std::string>() : wrapped(c.note, width > 40 ? width - 6 : 40))
        out += "      " + line + "\n";
    }
    out += "  " + verdict_of(app) + "\n";
  }
  return out;
}

std::string comparison_markdown(const std::vector<ComparedApp>& apps) {
  auto cell = [](const std::string& text) {
    std::string out;
    for (char c : harmless(text)) {
      if (c == '|' || c == '<' || c == '`' || c == '[' || c == ']' || c == '*' || c == '_' || c == '\\') out += '\\';
      out += c;
    }
    return out;
  };
  std::string out;
  for (const auto& app : apps) {
    out += fmt::format("### {}\n\n{}\n", cell(app.name), verdict_of(app));
    if (!app.changes.empty()) out += "\n| change | what | approval | more rights | |\n|---|---|---|---|---|\n";
    for (const auto& c : app.changes)
      out += fmt::format("| {} | {} | {} | {} | {} |\n", title_of(c.kind), cell(line_of(c)), c.approval ? "needed" : "",
                         c.escalation ? "yes" : "", cell(c.note));
    out += "\n";
  }
  return out;
}

std::string comparison_json(const std::vector<ComparedApp>& apps) {
  using Json = nlohmann::ordered_json;
  Json out{{"schema", "leastscope/diff/v1"}, {"apps", Json::array()}};
  for (const auto& app : apps) {
    Json changes = Json::array();
    for (const auto& c : app.changes) {
      Json one{{"kind", c.kind}, {"what", c.what}};
      if (!c.risk.empty()) one["risk"] = c.risk;
      one["approval"] = c.approval;
      one["escalation"] = c.escalation;
      if (!c.note.empty()) one["note"] = c.note;
      if (!c.at.file.empty()) one["at"] = place_text(c.at);
      changes.push_back(std::move(one));
    }
    const Counts n = count(app);
    out["apps"].push_back({{"descriptor", app.name},
                           {"status", !app.in_new   ? "removed"
                                      : !app.in_old ? "added"
                                                    : "both"},
                           {"approval", n.approvals > 0 || !app.in_old},
                           {"escalation", n.escalations > 0 || !app.in_old},
                           {"changes", changes}});
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace leastscope
