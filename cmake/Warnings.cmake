# The one warning set of the house. Linked PRIVATE, so that it never reaches anyone who uses the libraries.

add_library(fiberloom_warnings INTERFACE)
target_compile_options(fiberloom_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Woverloaded-virtual -Wnon-virtual-dtor -Wdouble-promotion
  $<$<BOOL:${FIBERLOOM_WARNINGS_AS_ERRORS}>:-Werror>)

# g++ 12 sees overlapping copies in `"text" + std::string()` when it optimises (GCC bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(fiberloom_warnings INTERFACE -Wno-restrict)
endif()
