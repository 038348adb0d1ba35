#pragma once

#include <cstddef>
#include <span>

namespace fiberloom::app {

/// A closed interval of a share.
struct Interval {
  double lower = 0.0;
  double upper = 1.0;
};

/// Wilson's score interval at 95 % for `correct` of `total`; 0 to 1 for a total of zero.
///
/// Source:  Wilson, J. Am. Stat. Assoc. 22, 209 (1927).
Interval wilson_interval(std::size_t correct, std::size_t total);

double mean(std::span<const double> values);

/// With n - 1; zero for fewer than two values.
double standard_deviation(std::span<const double> values);

/// Zero for none.
double median(std::span<const double> values);

}  // namespace fiberloom::app
