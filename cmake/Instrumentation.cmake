# Sanitizers and coverage apply to everything that is built here, tests included.

if(FIBERLOOM_SANITIZE)
  add_compile_options(-fsanitize=${FIBERLOOM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${FIBERLOOM_SANITIZE})
endif()

# ThreadSanitizer of this compiler generation cannot lay out its shadow memory where the kernel randomises addresses
# with more than 28 bits; without randomisation it always can.
if(FIBERLOOM_SANITIZE MATCHES "thread")
  find_program(SETARCH_PROGRAM setarch)
  mark_as_advanced(SETARCH_PROGRAM)
  if(SETARCH_PROGRAM)
    execute_process(COMMAND "${SETARCH_PROGRAM}" -R true RESULT_VARIABLE setarch_refused OUTPUT_QUIET ERROR_QUIET)
    if(setarch_refused EQUAL 0)
      set(CMAKE_CROSSCOMPILING_EMULATOR "${SETARCH_PROGRAM};-R")
    endif()
  endif()
endif()

if(FIBERLOOM_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
