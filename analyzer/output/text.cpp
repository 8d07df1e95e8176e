// The report for people at a terminal: findings with code frames, then the scopes in a table, then one summary line per
// app.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/fetch.h"
#include "output/output.h"
#include "output/text_frame.h"
#include "output/text_table.h"

namespace leastscope {
namespace {

// So many notes of one rule are shown in full unless --verbose asks for all.
constexpr size_t kNotesPerRule = 3;

class Writer {
 public:
  explicit Writer(const TextOptions& options) : options_(options), style_(options.color) {}

  void problem(const Problem& p, const AppReport* a = nullptr) {
    headline(fmt::format("problem[{}]: ", p.kind), Paint::red, p.message);
    if (a && !p.at.file.empty()) {
      out_ += code_frame(*a, p.at, Paint::red, style_, options_.width, gutter_of(p.at));
    } else if (!p.at.file.empty()) {
      out_ += fmt::format("  {} {}\n", style_(Paint::blue, "-->"), harmless(place_text(p.at)));
    }
    out_ += "\n";
  }

  void app(const AppReport& a) {
    if (!options_.quiet) {
      for (const auto& p : a.problems) problem(p, &a);
      findings(a);
      if (options_.verbose) calls(a);
      out_ += scope_table(a, style_, options_.width);
      out_ += coverage(a);
    }
    out_ += summary(a, style_) + "\n";
  }

  void gap() { out_ += "\n"; }

  /// As a shell takes it.
  static std::string shell_word(const std::string& text) {
    constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/+@,:";
    std::string shown = harmless(text);
    if (shown.find_first_not_of(kPlain) == std::string::npos) return shown;
    std::string out = "'";
    for (char c : shown) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
  }

  /// Where to go from here, once.
  void advice(const Report& report) {
    if (options_.quiet) return;
    size_t fixes = 0;
    std::set<std::string> roots;
    for (const auto& a : report.apps) {
      const auto n = std::count_if(a.findings.begin(), a.findings.end(),
                                   [](const Finding& f) { return f.fix || f.rule == "missing-scope"; });
      if (is_address(a.root)) continue;  // nothing there that could be edited
      fixes += static_cast<size_t>(n);
      if (n > 0) roots.insert(a.root);
    }
    if (fixes == 0) return;
    const std::string where = roots.size() == 1 && *roots.begin() != "." ? " " + shell_word(*roots.begin()) : "";
    // The command stands alone: it is there to be copied.
    const std::string head = fixes == 1 ? "1 finding asks" : fmt::format("{} findings ask", fixes);
    for (const auto& line : wrapped(head + " for a change of the descriptor. To see it:", prose())) out_ += line + "\n";
    out_ += fmt::format("  leastscope fix --diff{}\n", where);
  }

  std::string take() { return std::move(out_); }

 private:
  /// "error[rule]: the first sentence", wrapped.
  void headline(const std::string& head, Paint paint, const std::string& text) {
    auto lines = wrapped(head + harmless(text), prose());
    size_t colored = std::min(lines[0].size(), head.size() - 2);
    out_ += style_(paint, lines[0].substr(0, colored)) + style_(Paint::bold, lines[0].substr(colored)) + "\n";
    for (size_t i = 1; i < lines.size(); ++i) out_ += "  " + style_(Paint::bold, lines[i]) + "\n";
  }

  size_t prose() const { return std::min<size_t>(options_.width, 110) - 2; }

  void findings(const AppReport& a) {
    std::map<std::string, size_t> shown, hidden;
    for (const auto& f : a.findings) {
      if (f.level == Level::off) continue;
      if (f.level == Level::note && !options_.verbose && ++shown[f.rule] > kNotesPerRule) {
        ++hidden[f.rule];
        continue;
      }
      finding(a, f);
    }
    for (const auto& [rule, n] : hidden) {
      out_ += fmt::format("{}: {} more of this rule; --verbose shows them.\n",
                          style_(Paint::cyan, fmt::format("note[{}]", rule)), n);
    }
    if (!hidden.empty()) out_ += "\n";
  }

  void finding(const AppReport& a, const Finding& f) {
    Paint paint = paint_of(f.level);
    // The first sentence is the headline; what follows explains.
    auto dot = f.message.find(". ");
    std::string first = f.message.substr(0, dot == std::string::npos ? dot : dot + 1);
    std::string rest = dot == std::string::npos ? std::string() : f.message.substr(dot + 2);
    std::string head = fmt::format("{}[{}]: ", level_name(f.level), f.rule);
    headline(head, paint, first);
    size_t gutter = gutter_of(f.at);
    out_ += code_frame(a, f.at, paint, style_, options_.width, gutter);
    std::string bar = fmt::format("{} {} ", std::string(gutter, ' '), style_(Paint::blue, "="));
    note(bar, gutter, "", rest);
    trace(bar, gutter, f);
    related(bar, gutter, f);
    out_ += "\n";
  }

  void note(const std::string& bar, size_t gutter, std::string_view label, const std::string& text) {
    if (text.empty()) return;
    size_t indent = gutter + 3 + display_width(label);
    size_t room = prose() > indent + 20 ? prose() - indent : 40;
    auto lines = wrapped(harmless(text), room);
    for (size_t i = 0; i < lines.size(); ++i) {
      out_ += (i == 0 ? bar + style_(Paint::bold, label) : std::string(indent, ' ')) + lines[i] + "\n";
    }
  }

  void trace(const std::string& bar, size_t gutter, const Finding& f) {
    if (f.flow.size() < 2) return;
    // A step a line; what follows the first hangs below its text.
    const std::string below(gutter + 8, ' ');
    for (size_t i = 0; i < f.flow.size(); ++i) {
      const auto& step = f.flow[i];
      const auto text = fmt::format("{} ({})", step.note.empty() ? "here" : step.note, place_text(step.at));
      if (i == 0) {
        note(bar, gutter, "way: ", text);
      } else {
        note(below, gutter + 5, "→ ", text);
      }
    }
  }

  void related(const std::string& bar, size_t gutter, const Finding& f) {
    constexpr size_t kShown = 4;
    std::vector<const TraceStep*> others;  // the way has told its places already
    for (const auto& r : f.related) {
      const auto same = [&](const TraceStep& s) { return s.at == r.at && s.note == r.note; };
      if (f.flow.size() < 2 || std::none_of(f.flow.begin(), f.flow.end(), same)) others.push_back(&r);
    }
    size_t most = options_.verbose ? others.size() : std::min(others.size(), kShown);
    for (size_t i = 0; i < most; ++i)
      note(bar, gutter, "see: ", fmt::format("{} {}", place_text(others[i]->at), others[i]->note));
    if (most < others.size()) note(bar, gutter, "see: ", fmt::format("{} more places", others.size() - most));
  }

  void calls(const AppReport& a) {
    out_ += call_list(a, style_);
    for (const auto& s : a.suppressed)
      out_ += fmt::format("accepted {} at {} by {}: {}\n", s.finding.rule, harmless(place_text(s.finding.at)), s.how,
                          harmless(s.reason));
    for (const auto& s : a.coverage.skipped) out_ += fmt::format("skipped {} ({})\n", harmless(s.path), s.reason);
    if (!a.coverage.skipped.empty()) out_ += "\n";
  }

  static std::string coverage(const AppReport& a) {
    const auto& c = a.coverage;
    std::string out = fmt::format("read {} ({} bytes)", counted(c.files, "file"), c.bytes);
    if (!c.skipped.empty()) out += fmt::format(", left out {}", c.skipped.size());
    for (const auto& u : c.unread) out += fmt::format(", not read: {} in {}", counted(u.files, "file"), u.language);
    out += fmt::format("; calls: {} resolved", c.resolved);
    if (c.unresolved > 0) out += fmt::format(", {} unresolved", c.unresolved);
    if (c.unknown_endpoint > 0) out += fmt::format(", {} to unknown endpoints", c.unknown_endpoint);
    if (!a.suppressed.empty()) out += fmt::format("; accepted: {}", counted(a.suppressed.size(), "finding"));
    if (c.files == 0 && c.unread.empty()) out += "; no source code was found, so nothing is said about use";
    return out + "\n";
  }

  const TextOptions& options_;
  Style style_;
  std::string out_;
};

}  // namespace

std::string write_text(const Report& report, const TextOptions& options) {
  Writer writer(options);
  for (const auto& p : report.problems) writer.problem(p);
  for (const auto& app : report.apps) {
    if (!options.quiet && &app != &report.apps.front()) writer.gap();
    writer.app(app);
  }
  writer.advice(report);
  return writer.take();
}

}  // namespace leastscope
