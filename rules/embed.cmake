# Embeds rules/apis, rules/checks, rules/models and rules/schema into the catalog room as one flat blob (rules/tools/embed does the
# work). The blob is made again whenever a table, page or model changes, comes or goes.
include_guard(GLOBAL)

set(embed_folder "${CMAKE_SOURCE_DIR}/rules/tools/embed")
add_library(leastscope_embedding STATIC
  "${embed_folder}/parse.cpp" "${embed_folder}/sha256.cpp" "${embed_folder}/table.cpp" "${embed_folder}/write.cpp"
  "${embed_folder}/yaml.cpp" "${CMAKE_SOURCE_DIR}/rules/catalog/blob.cpp")
target_include_directories(leastscope_embedding PUBLIC "${CMAKE_SOURCE_DIR}")
target_compile_options(leastscope_embedding PRIVATE ${LEASTSCOPE_WARNINGS})
target_link_libraries(leastscope_embedding PRIVATE ${YAML_CPP} nlohmann_json::nlohmann_json)
add_executable(leastscope_embed "${embed_folder}/main.cpp")
target_compile_options(leastscope_embed PRIVATE ${LEASTSCOPE_WARNINGS})
target_link_libraries(leastscope_embed PRIVATE leastscope_embedding)

function(leastscope_embed_into target)
  file(GLOB_RECURSE inputs CONFIGURE_DEPENDS
    "${CMAKE_SOURCE_DIR}/rules/apis/*.tsv" "${CMAKE_SOURCE_DIR}/rules/checks/*.md"
    "${CMAKE_SOURCE_DIR}/rules/models/*.yaml" "${CMAKE_SOURCE_DIR}/rules/schema/*.json")
  set(blob "${CMAKE_BINARY_DIR}/leastscope.facts")
  add_custom_command(OUTPUT "${blob}"
    COMMAND leastscope_embed "${CMAKE_SOURCE_DIR}/rules" "${blob}"
    DEPENDS leastscope_embed ${inputs}
    COMMENT "Embedding the rules" VERBATIM)
  set(source "${CMAKE_SOURCE_DIR}/rules/tools/embed/facts.S")
  set_source_files_properties("${source}" PROPERTIES
    OBJECT_DEPENDS "${blob}" COMPILE_DEFINITIONS "LEASTSCOPE_FACTS=\"${blob}\"")
  # An object library of its own: the warnings of the rooms are for C++ only, and a compiler cache must not keep the blob.
  add_library(leastscope_facts_blob OBJECT "${source}" "${blob}")
  set_target_properties(leastscope_facts_blob PROPERTIES C_COMPILER_LAUNCHER "" CXX_COMPILER_LAUNCHER "")
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:leastscope_facts_blob>)
endfunction()
