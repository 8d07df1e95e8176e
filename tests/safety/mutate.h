// Rewrites of source that leave what a program does and change how it gets there: direct calls of functions become
// indirect ones. They work on lines, on statements of the plain forms `await f(x);`, `f(x);` and `return f(x);`, where
// `f` is a name or a chain of names; everything else stays as it is.
#pragma once
#include <string>
#include <vector>

#include "safety/world.h"

namespace safety {

struct Mutation {
  std::string name;
  std::string call;      ///< in place of the call: {f} function, {this} its receiver or null, {args} arguments
  std::string prologue;  ///< what the file needs to import: "NAME from 'package'", or ""
  bool value = true;     ///< false: gives no value, so calls whose value is returned stay
};

const std::vector<Mutation>& mutations();

/// The files with every matching call of every script replaced, and how many there were.
struct Mutated {
  Files files;
  size_t places = 0;
};
Mutated mutate(const Files& files, const Mutation& how);

/// Files other than index.* get names that sort otherwise; imports and handlers follow.
Files rename_files(const Files& files, bool late);
/// Functions declared at the top of a file stand in reverse order at its end.
Files permute_functions(const Files& files);

}  // namespace safety
