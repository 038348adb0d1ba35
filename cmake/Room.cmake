# fiberloom_add_room(NAME [PUBLIC targets...] [PRIVATE targets...])
#
# One room is one static library `fiberloom::NAME` with its public headers in include/fiberloom/NAME and everything else
# in src. The include paths of the target are all that a room can see: what it does not link, it cannot include.
# A room without sources is an INTERFACE target with the same name and paths.
function(fiberloom_add_room room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PUBLIC;PRIVATE")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/src/*.cpp")
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/include/fiberloom/${room}/*.hpp")

  set(target fiberloom_${room})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(usage PUBLIC)
    target_include_directories(${target} PRIVATE src)
    target_link_libraries(${target} PRIVATE fiberloom_warnings ${arg_PRIVATE})
  else()
    add_library(${target} INTERFACE)
    set(usage INTERFACE)
  endif()
  add_library(fiberloom::${room} ALIAS ${target})
  target_link_libraries(${target} ${usage} ${arg_PUBLIC})
  target_sources(${target} ${usage} FILE_SET HEADERS BASE_DIRS include FILES ${headers})
endfunction()
