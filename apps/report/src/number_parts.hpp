#pragma once

#include <string>

namespace fiberloom::report::detail {

/// The number in superscript digits, "⁻⁶".
[[nodiscard]] std::string superscript(int exponent);

}  // namespace fiberloom::report::detail
