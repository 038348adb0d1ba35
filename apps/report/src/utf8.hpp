#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fiberloom::report::detail {

/// One decoded character; an invalid byte has length 1.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
  bool valid = false;
};

/// Decodes the character at byte `at`, which must be inside the text.
[[nodiscard]] CodePoint decode_at(std::string_view text, std::size_t at);

/// Whether HTML may not contain the character at all: controls, non-characters, the carriage
/// return.
[[nodiscard]] bool is_forbidden(char32_t character);

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

}  // namespace fiberloom::report::detail
