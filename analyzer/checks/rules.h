// The checks by rule. Declared here, defined one per file, registered in registry.cpp.
#pragma once
namespace leastscope {
class CheckContext;
namespace rules {
void over_requested_scope(CheckContext&);
void missing_scope(CheckContext&);
void redundant_scope(CheckContext&);
void dead_code_only_scope(CheckContext&);
void install_only_scope(CheckContext&);
void undecidable_scope(CheckContext&);
void unknown_scope(CheckContext&);
void unresolved_call(CheckContext&);
void unknown_endpoint(CheckContext&);
void broader_scope(CheckContext&);
void partial_granular_set(CheckContext&);
void not_grantable_operation(CheckContext&);
void inaccessible_operation(CheckContext&);
void removed_endpoint(CheckContext&);
void deprecated_endpoint(CheckContext&);
void deprecated_scope(CheckContext&);
void too_many_scopes(CheckContext&);
void user_only_scope(CheckContext&);
void unused_impersonation(CheckContext&);
void implicit_all_scopes(CheckContext&);
void undocumented_scope(CheckContext&);
void policy_violation(CheckContext&);
void unused_egress(CheckContext&);
void undeclared_egress(CheckContext&);
}  // namespace rules
}  // namespace leastscope
