# What code scanning takes: every line of the list, then independent judges (npm). See install.mjs about being offline.
find_program(NODE NAMES node nodejs)
if(NODE)
  add_executable(line_hashes "${CMAKE_CURRENT_LIST_DIR}/line_hashes.cc")
  target_link_libraries(line_hashes PRIVATE ls_sarif)
  add_test(NAME validators_install COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/install.mjs" --build "${CMAKE_BINARY_DIR}")
  set_tests_properties(validators_install PROPERTIES FIXTURES_SETUP validators)
  add_test(NAME codescanning_list COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/run_list.mjs"
           --program $<TARGET_FILE:leastscope> --source "${CMAKE_SOURCE_DIR}")
  add_test(NAME codescanning_formats COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/run_formats.mjs"
           --program $<TARGET_FILE:leastscope> --source "${CMAKE_SOURCE_DIR}")
  add_test(NAME codescanning_validators COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/run_validators.mjs"
           --program $<TARGET_FILE:leastscope> --source "${CMAKE_SOURCE_DIR}" --build "${CMAKE_BINARY_DIR}"
           --hashes $<TARGET_FILE:line_hashes>)
  set_tests_properties(codescanning_validators PROPERTIES FIXTURES_REQUIRED validators)
  set_tests_properties(validators_install codescanning_validators PROPERTIES SKIP_RETURN_CODE 77)
else()
  message(WARNING "node is missing: what code scanning takes is not tested")
endif()
