# The safety net: what may never happen, whatever the source looks like (ARCHITECTURE.md on the engine's risks).
file(GLOB safety_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/safety/*.cpp")
add_executable(test_safety ${safety_sources})
target_include_directories(test_safety PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
target_link_libraries(test_safety PRIVATE ls_cli test_main nlohmann_json::nlohmann_json)
target_compile_definitions(test_safety PRIVATE SOURCE_DIR="${CMAKE_SOURCE_DIR}")
add_test(NAME safety COMMAND test_safety)
