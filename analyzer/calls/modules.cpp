// Imports and exports. A module's top level is a context of its own; whoever imports it runs it. Reading an imported
// name reads the exporting module's cell, so cycles and late exports settle by themselves.
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
/// Models and built-ins of TypeScript are JavaScript's.
std::string model_language(const std::string& language) { return language == "typescript" ? "javascript" : language; }
}  // namespace

ContextId Machine::load(ModuleId module, Frame* from, uint32_t at) {
  ModuleInfo& info = info_[module];
  if (info.init == kNone) {
    Closure c;
    c.module = module;
    c.function = 0;
    c.env = env_id({});
    info.init = context(closure_id(std::move(c)), v_.undefined(), {});
    contexts_[info.init].outer = true;
  }
  if (from && from->context != kNone && from->context != info.init) {
    Context& loading = contexts_[from->context];  // one edge is enough
    if (loading.edge_set.insert({info.init, kNone, false}).second)
      loading.edges.push_back({info.init, at, from->maybe});
  }
  Context& x = contexts_[info.init];
  if (!x.done && !x.running) {
    if (depth_ < 80)
      evaluate(info.init);
    else
      enqueue(info.init);
  }
  return info.init;
}

void Machine::bind_module(Frame& f, Environment& env) {
  const Module& m = *f.m;
  if (m.exports_slot != kNone || m.module_slot != kNone) {
    Frame g = f;
    ObjectId module = object_id(g, 0, ObjectKind::Exports, 800001),
             exports = object_id(g, 0, ObjectKind::Exports, 800002);
    objects_[module].published = objects_[exports].published = true;
    if (m.exports_slot != kNone) bind_slot(f, env, m.exports_slot, obj(exports));
    if (m.module_slot != kNone) bind_slot(f, env, m.module_slot, obj(module));
    set_field(f, env, module, s_exports_, obj(exports), false);
  }
  for (const ImportBinding& b : m.imports) {
    if (b.type_only) continue;
    const ImportTarget& t = import_target(f.module, b.specifier);
    if (t.kind == ImportTarget::Kind::Module) load(t.module, &f, b.at);
  }
  for (const ExportBinding& e : m.exports) {
    if (e.specifier == kNoSymbol || e.type_only) continue;
    const ImportTarget& t = import_target(f.module, e.specifier);
    if (t.kind == ImportTarget::Kind::Module) load(t.module, &f, e.at);
  }
}

/// module.exports of a CommonJS module; bottom for others.
ValueId Machine::commonjs_value(Frame* f, ModuleId module) {
  const Module& m = program_.modules[module];
  if (m.exports_slot == kNone && m.module_slot == kNone) return Values::kBottom;
  Frame g = outer_frame(module);
  g.context = info_[module].init;
  if (g.context == kNone) return Values::kBottom;
  ObjectId o = object_id(g, 0, ObjectKind::Exports, 800001);
  ObjectId plain = object_id(g, 0, ObjectKind::Exports, 800002);
  ValueId v = read(f, cell(0, o, s_exports_));
  if (v_[v].atoms.size() > 1 && objects_[plain].keys.empty()) {  // replaced as a whole
    AtomId id = v_.atom_id({AtomKind::Obj, plain, 0});
    v = v_.without(v, {&id, 1});
  }
  return v;
}

ValueId Machine::export_value(Frame* f, ModuleId module, Symbol name, unsigned depth) {
  if (depth > 24) return Values::kBottom;
  const Module& m = program_.modules[module];
  ValueId out = Values::kBottom;
  bool found = false;
  for (const ExportBinding& e : m.exports) {
    if (e.name != name || e.type_only) continue;
    found = true;
    if (e.slot != kNone) {
      int i = e.slot < info_[module].import_of_slot.size() ? info_[module].import_of_slot[e.slot] : -1;
      if (i >= 0)
        out = v_.join(out, import_value(f, module, m.imports[static_cast<size_t>(i)].specifier,
                                        m.imports[static_cast<size_t>(i)].name, e.at));
      else if (info_[module].init != kNone)
        out = v_.join(out, read(f, cell(1, info_[module].init, e.slot)));
    } else if (e.specifier != kNoSymbol) {
      out = v_.join(out, import_value(f, module, e.specifier, e.imported, e.at));
    }
  }
  if (found) return out;
  if (name != s_default_)
    for (const ExportBinding& e : m.exports) {
      if (e.name != s_star_ || e.specifier == kNoSymbol) continue;
      const ImportTarget& t = import_target(module, e.specifier);
      if (t.kind == ImportTarget::Kind::Module) {
        load(t.module, f, e.at);
        ValueId v = export_value(f, t.module, name, depth + 1);
        if (v != Values::kBottom) return v;
      } else if (t.kind == ImportTarget::Kind::Package) {
        ValueId v = package_value(f, module, t.package, t.subpath, name, e.at);
        if (v != Values::kBottom) return v;
      }
    }
  if (ValueId exports = commonjs_value(f, module); exports != Values::kBottom) {
    Frame g = outer_frame(module);
    if (f) g.context = f->context;
    Environment none;
    if (name == s_default_) {
      ValueId inner = get(g, none, v_.filter(exports, AtomKind::Obj), s_default_, 0);
      return v_.has(exports, AtomKind::Obj) && !v_.is_open(inner) && inner != v_.undefined() ? v_.join(exports, inner)
                                                                                             : exports;
    }
    return get(g, none, exports, name, 0);
  }
  return read(f, cell(12, module, name));
}

const ImportTarget& Machine::import_target(ModuleId from, Symbol specifier) {
  auto [it, fresh] = import_targets_.try_emplace(static_cast<uint64_t>(from) << 32 | specifier);
  if (fresh) it->second = program_.resolve(from, names_.text(specifier));
  return it->second;
}

ValueId Machine::import_value(Frame* f, ModuleId from, Symbol specifier, Symbol name, uint32_t at) {
  const ImportTarget& t = import_target(from, specifier);
  switch (t.kind) {
    case ImportTarget::Kind::Module:
      load(t.module, f, at);
      if (name == s_star_) return v_.of({AtomKind::Module, t.module, 0});
      return export_value(f, t.module, name, 0);
    case ImportTarget::Kind::Package:
      return package_value(f, from, t.package, t.subpath, name, at);
    case ImportTarget::Kind::Missing:
      break;
  }
  return v_.top(v_.reason_id(ReasonKind::library_result, from, at,
                             "'" + std::string(names_.text(specifier)) + "', which is not in the tree"));
}

ValueId Machine::package_value(Frame* f, ModuleId from, const std::string& package, const std::string& subpath,
                               Symbol name, uint32_t at) {
  const std::string language = model_language(program_.modules[from].language);
  Frame outer;
  if (!f) outer = outer_frame(from);
  Frame& g = f ? *f : outer;
  std::string whole = subpath.empty() ? package : package + "/" + subpath;
  const LibraryModel* model = models_.package(whole, language);
  if (!model && !subpath.empty()) model = models_.package(package, language);
  if (model) {
    if (name == s_star_) {
      Handle h;
      h.library = model;
      return v_.of({AtomKind::Handle, handle_id(std::move(h)), 0});
    }
    return library_export(g, *model, std::string(names_.text(name)), at);
  }
  if (builtins_.module(language, whole)) {
    if (name == s_star_ || name == s_default_) return v_.of({AtomKind::Native, names_.intern(whole), 0});
    return v_.of({AtomKind::Native, names_.intern(whole + "." + std::string(names_.text(name))), 0});
  }
  return v_.top(v_.reason_id(ReasonKind::library_result, from, at, "the package '" + whole + "'"));
}

/// An export of a modelled package; what CommonJS hides behind the default export is found there too.
ValueId Machine::library_export(Frame& f, const LibraryModel& model, const std::string& name, uint32_t at) {
  if (auto it = model.exports.find(name); it != model.exports.end())
    return effect_as_value(f, &model, it->second, Values::kBottom, name, at);
  auto def = model.exports.find("default");
  if (def != model.exports.end()) {
    if (name == "default") return effect_as_value(f, &model, def->second, Values::kBottom, name, at);
    if (!def->second.type.empty()) {
      ValueId handle = effect_as_value(f, &model, def->second, Values::kBottom, "default", at);
      const LibraryModel* owner = nullptr;
      if (const ModelType* t = type_of(&model, def->second.type, &owner))
        if (ValueId v = member_of_type(f, owner, *t, handle, name, at); v != Values::kBottom) return v;
    }
  }
  if (name == "default") {  // `import x from` of a package that only has named exports: the package as a whole
    Handle h;
    h.library = &model;
    return v_.of({AtomKind::Handle, handle_id(std::move(h)), 0});
  }
  if (auto any = model.exports.find("*"); any != model.exports.end())
    return effect_as_value(f, &model, any->second, Values::kBottom, name, at);
  return top(f, at, ReasonKind::library_result, "'" + name + "' of " + model.library);
}

ValueId Machine::eval_import(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  ValueId specifier = x.count ? eval(f, f.m->child(n, 0), env) : v_.undefined();
  if (specifier == Values::kBottom) return specifier;
  bool require = (x.flags & kRequire) != 0;
  ValueId out = Values::kBottom;
  auto module_value = [&](ModuleId id) {
    load(id, &f, x.at);
    if (require)
      if (ValueId v = commonjs_value(&f, id); v != Values::kBottom) return v;
    return v_.of({AtomKind::Module, id, require ? 1u : 0u});
  };
  for (AtomId id : v_[specifier].atoms) {
    if (const std::string* s = v_.literal_of(id)) {
      ImportTarget t = program_.resolve(f.module, *s);
      if (t.kind == ImportTarget::Kind::Module)
        out = v_.join(out, module_value(t.module));
      else if (t.kind == ImportTarget::Kind::Package)
        out = v_.join(out, package_value(&f, f.module, t.package, t.subpath, s_star_, x.at));
      else
        out = v_.join(out, top(f, x.at, ReasonKind::library_result, "'" + *s + "', which is not in the tree"));
    } else if (v_.atom(id).kind == AtomKind::Str) {
      const Pattern p = v_.pattern_of(id);
      std::string prefix = p.empty() || p[0].hole ? "" : p[0].text,
                  suffix = p.empty() || p.back().hole ? "" : p.back().text;
      bool was = f.maybe;
      f.maybe |= prefix.empty();
      for (ModuleId m : program_.matching(f.module, prefix, suffix)) out = v_.join(out, module_value(m));
      f.maybe = was;
    }
  }
  if (v_.is_open(specifier) || out == Values::kBottom)
    out = v_.join(out, top(f, x.at, ReasonKind::library_result, "a module chosen at run time"));
  return out;
}

ValueId Machine::module_member(Frame& f, Environment& env, ModuleId module, bool commonjs, Symbol name) {
  (void)env;
  (void)commonjs;
  ValueId v = export_value(&f, module, name, 0);
  return v == Values::kBottom && !contexts_[info_[module].init].running && name != s_default_ ? v_.undefined() : v;
}

ValueId Machine::matching_exports(Frame& f, Environment& env, ModuleId module, const Pattern& pattern, uint32_t at) {
  (void)env;
  (void)at;
  ValueId out = Values::kBottom;
  for (const ExportBinding& e : program_.modules[module].exports)
    if (!e.type_only && e.name != s_star_ &&
        (pattern.size() == 1 || names_.text(e.name).starts_with(pattern[0].hole ? "" : pattern[0].text)))
      out = v_.join(out, export_value(&f, module, e.name, 0));
  if (ValueId exports = commonjs_value(&f, module); exports != Values::kBottom) {
    Environment none;
    out = v_.join(out, matching_members(f, none, exports, pattern, at));
  }
  return out;
}

ValueId Machine::global_value(Frame& f, Symbol name, uint32_t at) {
  auto known = globals_.find({names_.intern(f.m->language), name});
  if (known == globals_.end())
    known = globals_.emplace(std::make_pair(names_.intern(f.m->language), name), modelled_global(f, name)).first;
  if (known->second == v_.undefined()) return known->second;
  ValueId own = read(&f, cell(9, name, 0));
  if (known->second != Values::kBottom) return v_.join(own, known->second);
  if (own != Values::kBottom) return own;
  return top(f, at, ReasonKind::library_result, "the global '" + std::string(names_.text(name)) + "'");
}

/// What a global of this name is before anybody writes to it; bottom when we know none.
ValueId Machine::modelled_global(const Frame& f, Symbol name) {
  std::string text(names_.text(name));
  if (text == "undefined") return v_.undefined();
  if (const LibraryModel* model = models_.global(text, model_language(f.m->language))) {
    Handle h;
    h.library = model;
    return v_.of({AtomKind::Handle, handle_id(std::move(h)), 0});
  }
  if (text == "window" || text == "globalThis" || text == "global" || text == "self" ||
      !builtins_.global(f.m->language, text).empty() || native_prefix(f, text))
    return v_.of({AtomKind::Native, name, 0});
  return Values::kBottom;
}

bool Machine::native_prefix(const Frame& f, const std::string& dotted) const {
  return builtins_.prefix(f.m->language, dotted);
}

void Machine::set_handle_member(Frame& f, Environment& env, HandleId h, Symbol name, ValueId v) {
  // `client.defaults.baseURL = …`: the model says which attribute a written member is
  const Handle& handle = handles_[h];
  if (!handle.type) return;
  std::string path(names_.text(name));
  if (auto p = handle.attributes.find("#path"); p != handle.attributes.end())
    if (const std::string* before = v_.literal(p->second)) path = *before + "." + path;
  auto it = handle.type->members.find(path);
  if (it == handle.type->members.end()) return;
  for (auto& [attribute, from] : it->second.sets) {
    (void)from;
    // the cell belongs to the handle itself, not to its path
    Handle root = handle;
    root.attributes.erase("#path");
    escape(f, env, v);
    write(cell(16, handle_id(std::move(root)), names_.intern(attribute)), v);
  }
}

}  // namespace leastscope
