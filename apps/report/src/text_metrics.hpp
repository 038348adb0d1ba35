#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::report::detail {

/// Estimated width in pixels of a text in a common sans-serif face; a little generous.
[[nodiscard]] double text_width(std::string_view text, double font_size);

/// Where to break a text into lines.
struct WrapLimits {
  double width = 100.0;
  double font_size = 12.0;
  std::size_t num_lines = 2;
};

/// The text in at most `num_lines` lines, broken at blanks where possible; what does not fit ends
/// in "…".
[[nodiscard]] std::vector<std::string> wrap_text(std::string_view text, const WrapLimits& limits);

}  // namespace fiberloom::report::detail
