#pragma once

#include <array>
#include <string_view>

namespace fiberloom::drivers {

/// What the end of a message can be, in the words of addresses.
inline constexpr std::array<std::string_view, 3> santec_delimiters{"cr", "lf", "crlf"};

}  // namespace fiberloom::drivers
