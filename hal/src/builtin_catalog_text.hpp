#pragma once

#include <string_view>

namespace fiberloom::hal {

/// The text of hal/data/catalog.json; made at configure time by embed_catalog.cmake.
std::string_view builtin_catalog_text();

}  // namespace fiberloom::hal
