# The tests of the command line run the program itself.
add_dependencies(test_cli leastscope)
target_compile_definitions(test_cli PRIVATE LEASTSCOPE_BIN="$<TARGET_FILE:leastscope>")
