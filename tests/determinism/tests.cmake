# Same bytes in, same bytes out: the built program over all fixtures, with one thread and with eight.
if(EXISTS "${CMAKE_SOURCE_DIR}/fixtures/apps" AND TARGET leastscope)
  add_test(NAME determinism
    COMMAND "${CMAKE_COMMAND}" -DPROGRAM=$<TARGET_FILE:leastscope> -DFIXTURES=${CMAKE_SOURCE_DIR}/fixtures/apps
            -DOUT=${CMAKE_BINARY_DIR}/determinism -P "${CMAKE_CURRENT_LIST_DIR}/run.cmake")
endif()
