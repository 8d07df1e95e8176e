# The catalog's tests make blobs of their own.
if(TARGET test_catalog)
  target_link_libraries(test_catalog PRIVATE leastscope_embedding)
endif()
