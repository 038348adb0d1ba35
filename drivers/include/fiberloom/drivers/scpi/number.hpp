#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// What "NM" or "DBM" does to the number before it: 1e-9 of "M", 1 of "DBM".
struct NumberSuffix {
  double factor = 1.0;
  std::string_view unit{};
};

/// Understands a suffix in any case: a unit, alone or behind a multiplier. MHZ and MOHM mean mega, all other M milli, and M
/// alone the metre. Nothing for what is no suffix.
///
/// Source:  IEEE 488.2, 7.7.3; SCPI 1999.0, volume 1, 7.2.
[[nodiscard]] std::optional<NumberSuffix> parse_suffix(std::string_view suffix);

/// A number as instruments answer it, spaces around it allowed: NR1, NR2, NR3, "9.9E37" for infinity and "9.91E37" for what
/// is no number. Nothing when anything else stands there.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// NR3 with enough digits to read the same double back: "+1.55000000000000000E-06" in short where fewer do.
[[nodiscard]] std::string format_nr3(double value);

/// NR3 as some makers write it: `digits` behind the point, the exponent with a sign and at least that many digits.
[[nodiscard]] std::string format_exponential(double value, int digits, int exponent_digits);

}  // namespace fiberloom::drivers
