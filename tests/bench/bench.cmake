# The benchmark is no test: it is built on request, also without the tests (release preset), as build/…/tests/bench.
add_executable(bench EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/bench.cpp")
target_link_libraries(bench PRIVATE ls_cli)
set_target_properties(bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
