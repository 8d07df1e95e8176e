# What brings leastscope to people: the action, the npm packages, and files that other programs read.
find_program(NODE NAMES node nodejs)
if(NODE)
  set(delivery --program $<TARGET_FILE:leastscope> --source "${CMAKE_SOURCE_DIR}" --build "${CMAKE_BINARY_DIR}")
  add_test(NAME delivery_action COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/action.mjs" ${delivery})
  add_test(NAME delivery_lint COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/lint.mjs" ${delivery})
  add_test(NAME delivery_npm COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/npm.mjs" ${delivery})
  set_tests_properties(delivery_action delivery_lint PROPERTIES FIXTURES_REQUIRED validators SKIP_RETURN_CODE 77)
endif()
