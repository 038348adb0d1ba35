# Puts data/catalog.json into the library as text, so that an installed program needs no file beside it.

set(catalog "${CMAKE_CURRENT_SOURCE_DIR}/data/catalog.json")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${catalog}")
file(READ "${catalog}" FIBERLOOM_CATALOG_TEXT)
configure_file(src/builtin_catalog_text.cpp.in builtin_catalog_text.cpp @ONLY)
target_sources(fiberloom_hal PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/builtin_catalog_text.cpp")
