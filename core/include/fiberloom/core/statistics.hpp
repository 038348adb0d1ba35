#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fiberloom::core {

/// A closed range.
struct Interval {
  double lower = 0.0;
  double upper = 0.0;
};

/// Throws InputError "input.shape" for no values.
double mean(std::span<const double> values);

/// Sample standard deviation (n - 1); 0 for a single value.
double standard_deviation(std::span<const double> values);

/// The middle value, or the mean of the two. Throws InputError "input.shape" for no values.
double median(std::span<const double> values);

/// 95 % interval of the mean, by the percentile bootstrap: `resamples` draws with replacement, seeded.
///
/// Source:  Efron, Tibshirani, An Introduction to the Bootstrap, ch. 13.
Interval bootstrap_interval_of_mean(std::span<const double> values, std::uint64_t seed,
                                    std::size_t resamples = 10000);

/// 95 % interval of a share, given `successes` out of `trials`.
///
/// Source:  Wilson, J. Am. Stat. Assoc. 22, 209 (1927).
Interval wilson_interval(std::size_t successes, std::size_t trials);

/// How two classifiers differ on the same records, given on how many only the one or only the other is right.
struct PairedShares {
  double difference = 0.0;  ///< share of the first less that of the second
  Interval interval;        ///< 95 % of the difference
  double p_value = 1.0;     ///< of no difference, two-sided, exact
};

/// Source:  McNemar, Psychometrika 12, 153 (1947), as an exact binomial test; the interval is the simple asymptotic one
///          of Fleiss, Statistical Methods for Rates and Proportions, ch. 13, without continuity correction.
/// Throws:  InputError "input.shape" for no trials, or fewer than the disagreements.
PairedShares paired_shares(std::size_t only_first, std::size_t only_second, std::size_t trials);

}  // namespace fiberloom::core
