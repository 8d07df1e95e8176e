# Embeds rules/apis, rules/checks and rules/models into the catalog room as one flat blob (rules/tools/embed does the work).
include_guard(GLOBAL)
function(leastscope_embed_into target)
endfunction()
