// The one table of commands and options. The parser, the help, the completions of shells and the manual page are made
// from it, so that none of them can forget an option.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/options.h"

namespace leastscope {

/// What a shell may offer for a value.
enum class Offer { nothing, files, folders };

/// Where a value goes; the kind of the field says whether the option is a flag, takes a value, or may be repeated.
using Target =
    std::variant<bool Options::*, unsigned Options::*, std::string Options::*, std::vector<std::string> Options::*>;

struct OptionRow {
  std::string_view names;  ///< "-q,--quiet"
  Target target;
  std::string_view value;                      ///< the value's name in the help; empty for flags
  std::string_view text;                       ///< what it does; no period
  std::vector<std::string_view> choices = {};  ///< the only values there are, unless `open`
  Offer offer = Offer::nothing;
  bool open = false;  ///< `choices` are the beginnings of values (FORMAT:FILE)
};

struct CommandRow {
  std::string_view name, text;
  std::string_view words;       ///< positional arguments as the help shows them: "PATH", "OLD NEW"; empty: none
  std::string_view words_text;  ///< what they are
  size_t least = 0, most = 0;   ///< how many of them; most 0: any number
  Offer offer = Offer::nothing;
  std::vector<std::string_view> choices = {};
  std::vector<OptionRow> options = {};  ///< its own, then those it shares with others
};

const std::vector<CommandRow>& command_table();
const CommandRow* command_named(std::string_view name);

/// "-q", "--quiet" of "-q,--quiet".
std::vector<std::string> names_of(const OptionRow& option);
bool is_flag(const OptionRow& option);

/// A script for bash, zsh or fish.
std::string completion_script(std::string_view shell);
/// The manual page, section 1, as troff.
std::string manual_page();

}  // namespace leastscope
