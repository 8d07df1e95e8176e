# The generator of the facts: unit tests, tests of the committed tables, and regeneration byte for byte.
leastscope_test(factsgen)
if(TARGET test_factsgen AND TARGET facts_generator)
  target_link_libraries(test_factsgen PRIVATE facts_generator)
  add_test(NAME factsgen_regenerate COMMAND leastscope_facts --source "${CMAKE_SOURCE_DIR}" --check)
  set_tests_properties(factsgen_regenerate PROPERTIES SKIP_RETURN_CODE 77)
endif()
