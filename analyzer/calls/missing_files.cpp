#include "calls/missing_files.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "program/load/select.h"

namespace leastscope {

using namespace ir;

namespace {

class Reader {
 public:
  Reader(const Program& program, ModuleId module) : program_(program), m_(program.modules[module]), module_(module) {}

  std::vector<MissingFile> run() {
    find_uses();
    for (const ImportBinding& b : m_.imports) {
      if (b.type_only) continue;
      const auto why = missing(b.specifier);
      if (!why) continue;
      const auto& slots = m_.functions[0].slots;
      if (why->code || b.slot == kNone || (b.slot < slots.size() && called_.count(slots[b.slot].name)) ||
          is_exported(b.slot))
        add(b.at, *why);
    }
    for (const ExportBinding& b : m_.exports)
      if (b.specifier && !b.type_only)
        if (const auto why = missing(b.specifier)) add(b.at, *why);
    for (const auto& [node, names] : loads_) {
      const Node& specifier = m_.node(m_.child(node, 0));
      if (specifier.kind != Kind::Const) continue;
      const bool used = names.empty() ||
                        std::any_of(names.begin(), names.end(), [&](Symbol name) { return called_.count(name) > 0; });
      const auto why = missing(specifier.symbol);
      if (why && (used || why->code)) add(m_.node(node).at, *why);
    }
    return std::move(out_);
  }

 private:
  /// The name at the root of `a.b[c]()`, a kind of call included.
  NodeId root_of(NodeId n) const {
    while (n != kNone) {
      const Node& x = m_.node(n);
      if ((x.kind != Kind::Get && x.kind != Kind::Index && x.kind != Kind::Call && x.kind != Kind::Hint) ||
          x.count == 0)
        return n;
      n = m_.child(n, 0);
    }
    return n;
  }

  void find_uses() {
    for (NodeId n = 0; n < m_.nodes.size(); ++n) {
      const Node& x = m_.nodes[n];
      if (x.kind == Kind::Call && x.count > 0) {
        const NodeId root = root_of(m_.child(n, 0));
        if (root != kNone && m_.node(root).kind == Kind::Name) called_.insert(m_.node(root).symbol);
        for (unsigned i = 1; i < x.count; ++i) {  // a function that somebody else calls
          const NodeId argument = m_.child(n, i);
          if (argument != kNone && m_.node(argument).kind == Kind::Name) called_.insert(m_.node(argument).symbol);
        }
      }
      if (x.kind == Kind::Import && x.count > 0) loads_.try_emplace(n);
    }
    // `const { a } = require('./b')`: what is called is a
    for (NodeId n = 0; n < m_.nodes.size(); ++n) {
      const Node& x = m_.nodes[n];
      if (x.kind != Kind::Bind || x.count < 2 || m_.child(n, 0) == kNone) continue;
      const NodeId root = root_of(m_.child(n, 1));
      if (root == kNone) continue;
      const Symbol target = m_.node(m_.child(n, 0)).symbol;
      for (auto& [load, names] : loads_) {
        const Node& r = m_.node(root);
        const bool from = root == load || (r.kind == Kind::Name && std::count(names.begin(), names.end(), r.symbol));
        if (from && target != kNoSymbol) names.push_back(target);
      }
    }
  }

  bool is_exported(uint32_t slot) const {
    return slot != kNone && std::any_of(m_.exports.begin(), m_.exports.end(),
                                        [&](const ExportBinding& e) { return e.slot == slot && !e.type_only; });
  }

  struct Why {
    std::string text;
    bool code = false;  ///< whatever is done with it: a component is only handed on
  };

  std::optional<Why> missing(Symbol specifier) const {
    const std::string text(program_.names.text(specifier));
    const ImportTarget target = program_.resolve(module_, text);
    if (target.kind != ImportTarget::Kind::Missing) return std::nullopt;
    if (target.subpath.empty()) {
      if (!text.starts_with(".")) return std::nullopt;
      const std::string language = language_of(text);
      return Why{"'" + text + "', which it uses, is not in the tree", !language.empty() && !reads_language(language)};
    }
    for (const SourceFile& file : program_.files)
      if (file.path == target.subpath && file.skipped.empty() && !file.read_language && file.language != "html")
        return Why{
            target.subpath + ", which it uses, is written in a language that is not analysed (" + file.language + ")",
            true};
    return std::nullopt;
  }

  void add(uint32_t at, const Why& why) { out_.push_back({at, why.text}); }

  const Program& program_;
  const Module& m_;
  ModuleId module_;
  std::set<Symbol> called_;                      ///< names that stand at the root of a callee
  std::map<NodeId, std::vector<Symbol>> loads_;  ///< import() and require(): what their value is called
  std::vector<MissingFile> out_;
};

}  // namespace

std::vector<MissingFile> missing_files(const Program& program, ModuleId module) {
  if (program.modules[module].functions.empty()) return {};
  return Reader(program, module).run();
}

}  // namespace leastscope
