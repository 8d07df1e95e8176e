# The safety net: what may never happen, whatever the source looks like (ARCHITECTURE.md on the engine's risks).
file(GLOB safety_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/safety/*.cpp")
add_executable(test_safety ${safety_sources})
target_link_libraries(test_safety PRIVATE ls_cli)
leastscope_test_program(test_safety)
add_test(NAME safety COMMAND test_safety)
