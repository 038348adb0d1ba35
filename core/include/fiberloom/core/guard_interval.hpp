#pragma once

#include <cstddef>

namespace fiberloom::core {

/// What it takes that frames which follow each other in glass do not disturb one another, as if each were periodic.
struct GuardInterval {
  double memory = 0.0;          ///< L_mem = sum|b| w_max, in model samples to each side
  std::size_t guard = 0;        ///< cyclic prefix, and suffix: 1.25 L_mem, in whole model samples
  double overhead = 0.0;        ///< share of the time that the guard takes
  std::size_t repetitions = 1;  ///< instead: times the frame is played, to use an inner one
};

/// A cascade needs a guard to both sides, and from the sum of |b|, since Kerr steps stand between its dispersions.
///
/// Units:   `sum_of_magnitudes` of b in samples squared, `highest_frequency` w_max in rad per sample, `samples` of one
///          frame in model samples.
/// Throws:  InputError "input.domain" for a negative or infinite number, or a frame without samples.
/// Source:  physics section 7: about -60 dB at 1.25 L_mem for light that is band-limited; exact when repeated.
[[nodiscard]] GuardInterval guard_interval(double sum_of_magnitudes, double highest_frequency,
                                           std::size_t samples);

}  // namespace fiberloom::core
