# cmake -DPROGRAM=… -DFIXTURES=… -DOUT=… -P run.cmake: fails when two runs differ in a byte, or when a run crashes.
# Twice with one thread and twice with eight, then over a copy whose files were made in the opposite order: what a folder
# lists first must not matter, nor where the folder stands. Each copy is a repository of its own, as SARIF names files from
# the repository's root.
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE "${OUT}")
file(GLOB_RECURSE files RELATIVE "${FIXTURES}" "${FIXTURES}/*")
foreach(copy forward backward)
  file(MAKE_DIRECTORY "${OUT}/${copy}/.git")
  foreach(file IN LISTS files)
    get_filename_component(folder "${OUT}/${copy}/${file}" DIRECTORY)
    file(MAKE_DIRECTORY "${folder}")
    file(COPY_FILE "${FIXTURES}/${file}" "${OUT}/${copy}/${file}")
  endforeach()
  list(REVERSE files)
endforeach()

foreach(format json sarif text)
  set(first "")
  foreach(run 1:forward 8:forward 1:forward 8:forward 3:backward)
    string(REGEX MATCH "^([0-9]+):(.*)$" all "${run}")
    set(threads "${CMAKE_MATCH_1}")
    set(folder "${OUT}/${CMAKE_MATCH_2}")
    execute_process(COMMAND "${PROGRAM}" check . --format ${format} -j ${threads} --no-config
      WORKING_DIRECTORY "${folder}" RESULT_VARIABLE code OUTPUT_FILE "${OUT}/${format}" ERROR_FILE "${OUT}/${format}.errors"
      TIMEOUT 300)
    if(NOT code MATCHES "^[013]$")
      file(READ "${OUT}/${format}.errors" errors LIMIT 2000)
      message(FATAL_ERROR "check --format ${format} -j ${threads} in ${folder} ended with ${code}: ${errors}")
    endif()
    file(SIZE "${OUT}/${format}" bytes)
    if(bytes LESS 10000)
      message(FATAL_ERROR "check --format ${format} wrote only ${bytes} bytes for all fixtures")
    endif()
    file(SHA256 "${OUT}/${format}" sum)
    if(first STREQUAL "")
      set(first "${sum}")
      file(RENAME "${OUT}/${format}" "${OUT}/${format}.first")
    elseif(NOT sum STREQUAL first)
      message(FATAL_ERROR "check --format ${format} -j ${threads} in ${folder} gave other bytes; "
                          "compare ${OUT}/${format}.first and ${OUT}/${format}")
    endif()
  endforeach()
endforeach()
