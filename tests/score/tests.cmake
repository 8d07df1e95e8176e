# Recall must not fall unseen: the scorer over our own fixtures, with floors.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME score COMMAND Python3::Interpreter "${CMAKE_CURRENT_SOURCE_DIR}/score/score.py" --leastscope $<TARGET_FILE:leastscope>
           --fixtures "${CMAKE_SOURCE_DIR}/fixtures/apps" --floor 98,98,98)
endif()
