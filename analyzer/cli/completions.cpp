// Completions for bash, zsh and fish, made from the table of commands. They know the commands, every command's options
// and the values an option can have; paths are the shell's own business.
#include <fmt/format.h>

#include <set>

#include "cli/table.h"

namespace leastscope {
namespace {

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (text.substr(i, what.size()) == what) {
      out += with;
      i += what.size();
    } else {
      out += text[i++];
    }
  }
  return out;
}

/// In single quotes; a quote inside is written as the shell wants it.
std::string quoted_fish(std::string_view text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string command_names(std::string_view separator) {
  std::vector<std::string_view> names;
  for (const auto& c : command_table()) names.push_back(c.name);
  return fmt::format("{}", fmt::join(names, separator));
}

/// Lines end words, so that blanks in the names of files do not.
std::string bash_words(const std::vector<std::string_view>& words) {
  return fmt::format("$(compgen -W $'{}' -- \"$word\")", fmt::join(words, "\\n"));
}

std::string bash_value(const OptionRow& o) {
  if (!o.choices.empty()) return bash_words(o.choices);
  if (o.offer == Offer::nothing) return {};
  return fmt::format("$(compgen -{} -- \"$word\")", o.offer == Offer::folders ? "d" : "f");
}

std::string bash() {
  std::string values, options, words;
  std::vector<std::string_view> commands;
  for (const auto& c : command_table()) {
    commands.push_back(c.name);
    std::vector<std::string_view> names;
    for (const auto& o : c.options) {
      for (const auto& name : names_of(o)) {
        names.push_back(o.names.substr(o.names.find(name), name.size()));
        if (!is_flag(o)) values += fmt::format("    {}:{}) COMPREPLY=({}); return ;;\n", c.name, name, bash_value(o));
      }
    }
    names.insert(names.end(), {"-h", "--help"});
    options += fmt::format("      {}) COMPREPLY=({}) ;;\n", c.name, bash_words(names));
    if (!c.choices.empty()) words += fmt::format("    {}) COMPREPLY=({}) ;;\n", c.name, bash_words(c.choices));
    if (c.offer != Offer::nothing)
      words += fmt::format("    {}) COMPREPLY=($(compgen -{} -- \"$word\")) ;;\n", c.name,
                           c.offer == Offer::folders ? "d" : "f");
  }
  return fmt::format(R"(# leastscope in bash. Load it with: source <(leastscope completions bash)
# shellcheck disable=SC2207
_leastscope() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command=check IFS=$'\n'
  COMPREPLY=()
  case ${{COMP_WORDS[1]}} in
    {}) [[ $COMP_CWORD -gt 1 ]] && command=${{COMP_WORDS[1]}} ;;
  esac
  if [[ $COMP_CWORD -eq 1 && $word != -* ]]; then
    COMPREPLY=({} $(compgen -f -- "$word"))
    return
  fi
  case $command:$before in
{}  esac
  if [[ $word == -* ]]; then
    case $command in
{}    esac
    return
  fi
  case $command in
{}  esac
}}
complete -o filenames -F _leastscope leastscope
)",
                     command_names("|"), bash_words(commands), values, options, words);
}

/// A description between brackets, where colons and brackets mean something.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return replaced(out, "'", "'\\''");
}

std::string zsh_action(const std::vector<std::string_view>& choices, Offer offer) {
  if (!choices.empty()) return fmt::format("({})", fmt::join(choices, " "));
  if (offer == Offer::folders) return "_files -/";
  return offer == Offer::files ? "_files" : " ";
}

std::string zsh_option(const OptionRow& o) {
  const auto names = names_of(o);
  std::string value;
  if (!is_flag(o)) value = fmt::format(":{}:{}", zsh_text(o.value), zsh_action(o.choices, o.offer));
  const bool repeats = std::holds_alternative<std::vector<std::string> Options::*>(o.target);
  std::string out;
  for (const auto& name : names) {
    const std::string apart = repeats ? "*" : "(" + fmt::format("{}", fmt::join(names, " ")) + ")";
    out += fmt::format("        '{}{}[{}]{}' \\\n", apart, name, zsh_text(o.text), value);
  }
  return out;
}

std::string zsh() {
  std::string described, cases;
  for (const auto& c : command_table()) {
    described += fmt::format("    '{}:{}'\n", c.name, zsh_text(c.text));
    cases += fmt::format("    {})\n      _arguments -s \\\n", c.name);
    for (const auto& o : c.options) cases += zsh_option(o);
    if (!c.words.empty())
      cases += fmt::format("        '*:{}:{}' \\\n", zsh_text(c.words), zsh_action(c.choices, c.offer));
    cases += "        '(-h --help)'{-h,--help}'[Show this help]' ;;\n";
  }
  return fmt::format(R"(#compdef leastscope
# leastscope in zsh. Write it to a file named _leastscope in a folder of $fpath, or: source <(leastscope completions zsh)
_leastscope() {{
  local -a commands
  commands=(
{}  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t commands command commands
    _files
    return
  fi
  local command=check
  if (( ${{commands[(I)$words[2]:*]}} )); then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $command in
{}  esac
}}
# Called by the completion system when it is a file of $fpath, registered when it is sourced.
if [[ $funcstack[1] == _leastscope ]]; then
  _leastscope "$@"
else
  compdef _leastscope leastscope
fi
)",
                     described, cases);
}

std::string fish_option(const OptionRow& o, const std::string& condition) {
  std::string out = fmt::format("complete -c leastscope -n {}", condition);
  for (const auto& name : names_of(o))
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!is_flag(o)) {
    if (!o.choices.empty()) {
      out += fmt::format(" -x -a '{}'", fmt::join(o.choices, " "));
    } else {
      out += o.offer == Offer::folders ? " -x -a '(__fish_complete_directories)'"
             : o.offer == Offer::files ? " -r -F"
                                       : " -x";
    }
  }
  return out + fmt::format(" -d {}\n", quoted_fish(o.text));
}

std::string fish() {
  std::string out = "# leastscope in fish. Load it with: leastscope completions fish | source\n";
  std::string others;
  for (const auto& c : command_table()) {
    out += fmt::format("complete -c leastscope -n __fish_use_subcommand -a {} -d {}\n", c.name, quoted_fish(c.text));
    if (c.name != "check") others += fmt::format(" {}", c.name);
  }
  for (const auto& c : command_table()) {
    // Without a command it is `check`.
    const std::string condition = c.name == "check" ? fmt::format("'not __fish_seen_subcommand_from{}'", others)
                                                    : fmt::format("'__fish_seen_subcommand_from {}'", c.name);
    for (const auto& o : c.options) out += fish_option(o, condition);
    if (!c.choices.empty()) {
      out += fmt::format("complete -c leastscope -n {} -f -a '{}'\n", condition, fmt::join(c.choices, " "));
    } else if (c.offer == Offer::nothing) {
      out += fmt::format("complete -c leastscope -n {} -f\n", condition);
    }
  }
  return out + "complete -c leastscope -s h -l help -d 'Show this help'\n";
}

}  // namespace

std::string completion_script(std::string_view shell) {
  if (shell == "zsh") return zsh();
  return shell == "fish" ? fish() : bash();
}

}  // namespace leastscope
