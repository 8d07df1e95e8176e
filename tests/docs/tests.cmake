# The pages and their pictures show what the program really writes.
find_program(NODE NAMES node nodejs)
if(NODE)
  add_test(NAME docs COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/docs.mjs" --program $<TARGET_FILE:leastscope> --source "${CMAKE_SOURCE_DIR}")
  add_test(NAME docs_pictures COMMAND "${NODE}" "${CMAKE_SOURCE_DIR}/docs/images/screenshot.mjs" --program $<TARGET_FILE:leastscope> --check 1)
endif()
