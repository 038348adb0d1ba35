#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/time_grid.hpp>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// Which property of a low-pass is made as flat as it can be: the magnitude, or the delay.
enum class FilterShape { butterworth, bessel };

/// The band limit of an electrical part. Its delay at low frequency is taken out: triggers and cables are set to that.
///
/// Throws:  whatever takes one: InputError "input.filter" for an order other than 2, 3 or 4, or a bandwidth that is
///          negative or not finite.
/// Source:  all-pole prototypes, scaled to 3 dB: Zverev, Handbook of Filter Synthesis, ch. 2. Receivers of optical
///          links are specified with a fourth-order Bessel filter (ITU-T G.957).
struct ElectricalLowPass {
  double bandwidth_hz = 0.0;  ///< where the power is halved; 0: no limit
  int order = 4;
  FilterShape shape = FilterShape::bessel;
};

/// Transfer at one frequency of either sign.
[[nodiscard]] std::complex<double> transfer_at(const ElectricalLowPass& filter,
                                               double frequency_hz);

/// Frequencies of a real row on that grid, in hertz: 0 up to half the sample rate, [size/2 + 1].
[[nodiscard]] std::vector<double> one_sided_frequencies_hz(const core::TimeGrid& grid);

/// Transfer for a real row on that grid, [size/2 + 1]. The bin at half the sample rate, there for even sizes, holds a
/// cosine alone: it gets the real part.
[[nodiscard]] std::vector<std::complex<double>> one_sided_transfer(const ElectricalLowPass& filter,
                                                                   const core::TimeGrid& grid);

/// Width of the rectangular filter that lets as much white noise pass, counted on the grid: half the sample rate for a
/// transfer of one.
///
/// Shape:   one_sided [grid.size()/2 + 1].
[[nodiscard]] double noise_bandwidth_hz(std::span<const std::complex<double>> one_sided,
                                        const core::TimeGrid& grid);

}  // namespace fiberloom::sim
