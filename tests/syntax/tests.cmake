# The parser tests look into the trees.
target_link_libraries(test_syntax PRIVATE ts_grammars)
