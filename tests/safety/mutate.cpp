#include "safety/mutate.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <regex>
#include <sstream>

namespace safety {
namespace {

bool script(const std::string& path) {
  for (const char* end : {".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs"})
    if (path.ends_with(end) && !path.ends_with(".d.ts")) return true;
  return false;
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (size_t i = 0; (i = text.find(from, i)) != std::string::npos; i += to.size()) text.replace(i, from.size(), to);
  return text;
}

/// Where the bracket that opens at `open` closes on this line, outside quotes.
std::optional<size_t> closing(const std::string& line, size_t open) {
  int depth = 0;
  char quote = 0;
  for (size_t i = open; i < line.size(); ++i) {
    char c = line[i];
    if (quote) {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
      continue;
    }
    if (c == '"' || c == '\'' || c == '`') quote = c;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') {
      if (--depth == 0) return i;
    }
  }
  return std::nullopt;
}

struct Statement {
  std::string before, function, args, after;
  bool returned = false;
};

/// `  await f(x); // …` taken apart.
std::optional<Statement> statement_of(const std::string& line) {
  static const std::regex start(
      R"(^(\s*)((?:return\s+)?(?:await\s+)?)((?:[A-Za-z_$][\w$]*|this)(?:\.[A-Za-z_$][\w$]*)*)\()");
  static const std::regex words(
      "^(if|for|while|switch|catch|function|super|import|require|return|await|new|typeof|console.*|super.*)$");
  std::smatch m;
  if (!std::regex_search(line, m, start)) return std::nullopt;
  const std::string function = m[3];
  if (std::regex_match(function, words) || function == "this") return std::nullopt;
  const size_t open = static_cast<size_t>(m.length(0)) - 1;
  auto close = closing(line, open);
  if (!close) return std::nullopt;
  const std::string rest = line.substr(*close + 1);
  static const std::regex end(R"(^;\s*(//.*)?$)");
  if (!std::regex_match(rest, end)) return std::nullopt;
  Statement out;
  out.before = m[1].str() + m[2].str();
  out.function = function;
  out.args = line.substr(open + 1, *close - open - 1);
  out.after = rest;
  out.returned = m[2].str().find("return") != std::string::npos;
  return out;
}

std::string receiver_of(const std::string& function) {
  size_t dot = function.rfind('.');
  return dot == std::string::npos ? "null" : function.substr(0, dot);
}

std::string import_line(const std::string& prologue, const std::string& text) {
  const std::regex parts(R"(^(.*) from '(.*)'$)");
  std::smatch m;
  if (!std::regex_match(prologue, m, parts)) return "";
  const bool esm = std::regex_search(text, std::regex(R"((^|\n)(import|export)\s)"));
  if (esm) return "import " + prologue + ";\n";
  return "const " + std::regex_replace(m[1].str(), std::regex(" as "), ": ") + " = require('" + m[2].str() + "');\n";
}

}  // namespace

const std::vector<Mutation>& mutations() {
  static const std::vector<Mutation> all = {
      {"array map", "(await Promise.all([[{args}]].map((mutant) => {f}(...mutant))))[0]", "", false},
      {"bind", "{f}.bind({this}, {args})()", "", true},
      {"bind first", "{f}.bind({this})({args})", "", true},
      {"call", "{f}.call({this}, {args})", "", true},
      {"apply", "{f}.apply({this}, [{args}])", "", true},
      {"reflection", "Reflect.apply({f}, {this}, [{args}])", "", true},
      {"event emitter",
       "((mutant) => { mutant.on('go', (...rest) => {f}(...rest)); mutant.emit('go', {args}); })(new MutantEmitter())",
       "{ EventEmitter as MutantEmitter } from 'events'", false},
      {"event emitter, bound",
       "((mutant) => { mutant.once('go', {f}.bind({this})); mutant.emit('go', {args}); })(new MutantEmitter())",
       "{ EventEmitter as MutantEmitter } from 'node:events'", false},
      {"computed member", "({ ['ru' + 'n']: {f}.bind({this}) })['run']({args})", "", true},
      {"open member", "({ run: {f}.bind({this}), stop() {} })[process.env.MUTANT]({args})", "", true},
      {"unknown wrapper", "mutantWrap((...rest) => {f}(...rest))({args})", "mutantWrap from 'mutant-wrap'", true},
      {"unknown wrapper, bound", "mutantWrap({f}.bind({this}))({args})", "mutantWrap from 'mutant-wrap'", true},
      {"unknown registry", "mutantWrap.register({ task: () => {f}({args}) })", "mutantWrap from 'mutant-wrap'", true},
      {"unknown class", "new MutantQueue().add(() => {f}({args}))", "{ MutantQueue } from 'mutant-queue'", true},
      {"array of functions", "[{f}.bind({this})].forEach((mutant) => mutant({args}))", "", false},
      {"array, open index", "[{f}.bind({this}), () => null][Date.now() % 2]({args})", "", true},
      {"map of functions", "new Map([['run', {f}.bind({this})]]).get('run')({args})", "", true},
      {"map of functions, open key", "new Map([['run', {f}.bind({this})]]).get(process.env.MUTANT)({args})", "", true},
      {"set of functions", "new Set([{f}.bind({this})]).forEach((mutant) => mutant({args}))", "", false},
      {"class field", "new (class { run = () => {f}({args}); })().run()", "", true},
      {"getter", "({ get run() { return {f}.bind({this}); } }).run({args})", "", true},
      {"timer", "setTimeout(() => {f}({args}), 1)", "", false},
      {"timer, arguments", "setTimeout({f}.bind({this}), 1, {args})", "", false},
      {"then", "Promise.resolve().then(() => {f}({args}))", "", true},
      {"new promise", "new Promise((done) => { done({f}({args})); })", "", true},
      {"default value", "((mutant = {f}.bind({this})) => mutant({args}))()", "", true},
      {"curried", "((mutant) => (...rest) => mutant(...rest))({f}.bind({this}))({args})", "", true},
      {"reduce", "[{f}.bind({this})].reduce((result, mutant) => mutant({args}), null)", "", true},
      {"generator", "[...(function* () { yield {f}.bind({this}); })()].map((mutant) => mutant({args}))[0]", "", true},
      {"destructured", "(({ run }) => run({args}))({ run: {f}.bind({this}) })", "", true},
      {"spread", "(({ run }) => run({args}))({ ...{ run: {f}.bind({this}) } })", "", true},
      {"assigned later", "(() => { let mutant; mutant = {f}.bind({this}); return mutant({args}); })()", "", true},
      {"global", "(globalThis.mutant = {f}.bind({this})) && globalThis.mutant({args})", "", false},
      {"proxy", "new Proxy({f}.bind({this}), {})({args})", "", true},
      {"object assign", "Object.assign({}, { run: {f}.bind({this}) }).run({args})", "", true},
      {"entries", "Object.entries({ run: {f}.bind({this}) }).map(([, mutant]) => mutant({args}))[0]", "", true},
      {"optional", "({ run: {f}.bind({this}) })?.run?.({args})", "", true},
      {"tagged", "(() => {f}({args}))``", "", true},
      {"constructor", "new (class { constructor(mutant) { this.result = mutant({args}); } })({f}.bind({this})).result",
       "", true},
      {"inheritance",
       "new (class extends (class { start() { return this.run(); } }) { run() { return ((mutant) => mutant({args}))"
       "({f}.bind({this})); } })().start()",
       "", false},
  };
  return all;
}

Mutated mutate(const Files& files, const Mutation& how) {
  Mutated out;
  for (const auto& [path, text] : files) {
    out.files[path] = text;
    if (!script(path)) continue;
    std::istringstream in(text);
    std::string result;
    size_t places = 0;
    for (std::string line; std::getline(in, line);) {
      auto s = statement_of(line);
      // this inside function and class bodies of the new form would be another
      const bool other_this =
          s &&
          (how.call.find("class") != std::string::npos || how.call.find("get run()") != std::string::npos ||
           how.call.find("function*") != std::string::npos) &&
          (s->function.starts_with("this") || s->args.find("this") != std::string::npos);
      const bool awaits = s && s->args.find("await") != std::string::npos;
      if (!s || (s->returned && !how.value) || other_this || awaits) {
        result += line + "\n";
        continue;
      }
      std::string call = how.call;
      if (s->args.find_first_not_of(' ') == std::string::npos) {
        call = replace_all(call, ", {args}", "");
        call = replace_all(call, "{args}", "");
      }
      call = replace_all(call, "{this}", receiver_of(s->function));
      call = replace_all(call, "{f}", s->function);
      call = replace_all(call, "{args}", s->args);
      // an await inside only where the statement had one
      if (s->before.find("await") == std::string::npos) call = replace_all(call, "(await Promise.all", "(Promise.all");
      std::string before = s->before;
      if (before.find_first_not_of(' ') == std::string::npos && !result.empty()) before += ";";
      result += before + call + s->after + "\n";
      ++places;
    }
    if (places == 0) continue;
    out.files[path] = (how.prologue.empty() ? "" : import_line(how.prologue, text)) + result;
    out.places += places;
  }
  return out;
}

Files rename_files(const Files& files, bool late) {
  std::map<std::string, std::string> names;  // base -> new base
  for (const auto& [path, text] : files) {
    if (!script(path)) continue;
    const size_t slash = path.rfind('/'), dot = path.rfind('.');
    if (slash == std::string::npos || dot < slash) continue;
    const std::string base = path.substr(slash + 1, dot - slash - 1);
    // names that tools know, and those that are addresses
    if (base == "index" || base == "main" || base.ends_with(".config") || base.starts_with("build-") ||
        path.find("__") != std::string::npos || path.find("/parts/") != std::string::npos ||
        path.find("server/api/") != std::string::npos)
      continue;
    names[base] = (late ? "zz_" : "a0_") + base;
  }
  Files out;
  for (const auto& [path, text] : files) {
    std::string now = path, body = text;
    for (const auto& [base, name] : names) {
      const std::regex file("(^|/)" + base + R"((\.(?:js|jsx|ts|tsx|mjs|cjs))$)");
      if (script(path)) now = std::regex_replace(now, file, "$1" + name + "$2");
      body = std::regex_replace(body, std::regex(R"((['"`](?:\.{1,2}/)+(?:[\w-]+/)*))" + base + R"((\.\w+)?(['"`]))"),
                                "$1" + name + "$2$3");
      if (!script(path))  // pages and package.json name scripts by their whole path
        body = std::regex_replace(body, std::regex("/" + base + R"((\.(?:js|ts)\b))"), "/" + name + "$1");
      if (path == "manifest.yml" || path == "manifest.yaml")
        body =
            std::regex_replace(body, std::regex("handler: ((?:[\\w-]+/)*)" + base + "\\."), "handler: $1" + name + ".");
    }
    out[now] = body;
  }
  return out;
}

Files permute_functions(const Files& files) {
  Files out;
  static const std::regex start(R"(^(export )?(async )?function\*? \w+)");
  for (const auto& [path, text] : files) {
    out[path] = text;
    if (!script(path)) continue;
    std::istringstream in(text);
    std::vector<std::string> functions;
    std::string rest, current;
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
      if (!inside && std::regex_search(line, start)) inside = true;
      (inside ? current : rest) += line + "\n";
      if (inside && (line == "}" || (line.ends_with("}") && std::regex_search(line, start)))) {
        functions.push_back(current);
        current.clear();
        inside = false;
      }
    }
    if (inside) continue;
    std::reverse(functions.begin(), functions.end());
    for (const auto& f : functions) rest += f;
    out[path] = rest;
  }
  return out;
}

}  // namespace safety
