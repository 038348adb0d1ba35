# Puts recipes/*.json into the program as text, so that an installed program needs no file beside it.

file(GLOB recipes CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/recipes/*.json")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${recipes})
set(FIBERLOOM_RECIPES)
foreach(recipe IN LISTS recipes)
  cmake_path(GET recipe STEM name)
  file(READ "${recipe}" text)
  string(APPEND FIBERLOOM_RECIPES "    {\"${name}\", R\"json(${text})json\"},\n")
endforeach()
configure_file(src/builtin_recipes_text.cpp.in builtin_recipes_text.cpp @ONLY)
target_sources(fiberloom_command_line PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/builtin_recipes_text.cpp")
