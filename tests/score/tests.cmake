# Recall must not fall unseen: the scorer over our own fixtures that have a label. Everything they state is found.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME score COMMAND Python3::Interpreter "${CMAKE_CURRENT_SOURCE_DIR}/score/score.py" --leastscope $<TARGET_FILE:leastscope>
           "${CMAKE_SOURCE_DIR}/fixtures/labels" "${CMAKE_SOURCE_DIR}/fixtures/apps"
           --floor calls=100,right=100,identity=100,phase=100,install=100,places=100,unresolved=100,verdicts=100,minimal=100,missing=100)
endif()
