# The tests of the command line run the program itself.
add_dependencies(test_cli leastscope)
target_compile_definitions(test_cli PRIVATE LEASTSCOPE_BIN="$<TARGET_FILE:leastscope>")
# Colour, width and progress need a terminal.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME terminal COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/terminal.py" $<TARGET_FILE:leastscope> "${CMAKE_SOURCE_DIR}/fixtures/apps")
endif()
# Descriptors by address, from servers on the loopback.
find_program(NODE NAMES node nodejs)
if(NODE)
  add_test(NAME descriptor_url COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/descriptor_url.mjs" --program $<TARGET_FILE:leastscope>)
endif()
