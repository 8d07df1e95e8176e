# The libraries of the distribution that rooms link: FMT, YAML_CPP, ARCHIVE, toml_headers. The preset portable takes their archives, so that of
# the binary only glibc stays dynamic and it runs on other distributions too. Both ways compile the rooms with the same flags: the
# compiler cache of one build serves the other.
include_guard(GLOBAL)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(LibArchive REQUIRED)

# One file reads TOML: the headers alone do, and no binary needs libtomlplusplus.so.
find_path(TOML_INCLUDE NAMES toml++/toml.h REQUIRED)
add_library(toml_headers INTERFACE)
target_include_directories(toml_headers SYSTEM INTERFACE "${TOML_INCLUDE}")

if(NOT LEASTSCOPE_PORTABLE)
  set(FMT fmt::fmt)  # not its header-only form, which costs two seconds for each file
  set(YAML_CPP yaml-cpp)
  set(ARCHIVE LibArchive::LibArchive)
  return()
endif()

# Debian has no archive of fmt: one file of ours compiles it.
add_library(fmt_static STATIC "${CMAKE_CURRENT_LIST_DIR}/fmt_static.cc")
target_compile_options(fmt_static PRIVATE -w)
target_compile_definitions(fmt_static INTERFACE FMT_SHARED)  # what fmt::fmt says; it matters on Windows only, and to the cache
set(FMT fmt_static)

find_library(YAML_CPP_ARCHIVE NAMES libyaml-cpp.a REQUIRED)
set(YAML_CPP "${YAML_CPP_ARCHIVE}")

set(ARCHIVE "")
foreach(name archive z bz2 lzma zstd nettle)  # what libarchive's readers of zip, tar and gzip need
  find_library(ARCHIVE_${name} NAMES lib${name}.a REQUIRED)
  list(APPEND ARCHIVE "${ARCHIVE_${name}}")
endforeach()
