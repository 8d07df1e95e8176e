# The archive tests pack their own archives.
target_link_libraries(test_base PRIVATE LibArchive::LibArchive)
