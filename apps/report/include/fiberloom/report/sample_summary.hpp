#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace fiberloom::report {

/// What stands behind the ± of a mean.
enum class Spread { standard_deviation, standard_error, confidence_95 };

/// "s.d.", "s.e.m." or "95 % interval of the mean".
[[nodiscard]] std::string_view spread_name(Spread spread);

/// Mean and spread of the finite values of a sample.
struct SampleSummary {
  double mean = 0.0;
  double spread = 0.0;    ///< half-width; zero for fewer than two values
  std::size_t count = 0;  ///< finite values; mean and spread mean nothing when it is zero
};

/// Summarises the finite values; the deviation has n - 1 below, the 95 % interval is Student's.
[[nodiscard]] SampleSummary summarize(std::span<const double> values,
                                      Spread spread = Spread::standard_deviation);

}  // namespace fiberloom::report
