#pragma once

#include <string>

namespace fiberloom::report {

/// The value with a fixed number of decimals, "−" for minus, "–" (a dash) when it is not finite.
[[nodiscard]] std::string fixed_text(double value, int decimals);

/// The value with so many significant digits: plain decimals from 0.001 to 10⁶, powers of ten
/// outside.
[[nodiscard]] std::string significant_text(double value, int digits = 4);

/// "76.9 ± 0.5".
[[nodiscard]] std::string plus_minus_text(double mean, double spread, int decimals);

/// "1 234 567" with narrow no-break spaces from five digits up.
[[nodiscard]] std::string count_text(unsigned long long count);

}  // namespace fiberloom::report
