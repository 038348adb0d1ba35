#pragma once

#include <string_view>

namespace fiberloom::drivers {

/// JSON text; empty for a role without one.
[[nodiscard]] std::string_view builtin_description_text(std::string_view role) noexcept;

}  // namespace fiberloom::drivers
