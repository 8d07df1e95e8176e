// The IR as text, for tests and for people.
//
//   fn0()                                     a function: number, name, parameters
//     const api = import "@forge/api".default an import binding
//     api := (…)                              Bind (`:=` declares, `=` assigns; `+=` `||=` `&&=` `??=` `?=` as in the
//     source) (get o name)  (index o k)  (call f a b) (new f a)  (jsx f {..})  `?` after get/index/call: optional $x
//     slot of this function, $x^2 of the function two up, %x global, #tmp3 a slot without a name fn:3 class:1 closures
//     and class values
#pragma once
#include <string>

#include "program/program.h"

namespace leastscope {

std::string dump(const Interner& names, const ir::Module& module);
std::string dump(const Program& program, const ir::Module& module);
/// One expression or statement.
std::string dump_node(const Interner& names, const ir::Module& module, ir::NodeId node);

}  // namespace leastscope
