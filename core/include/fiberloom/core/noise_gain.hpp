#pragma once

#include <fiberloom/core/frame.hpp>
#include <fiberloom/core/small_signal.hpp>
#include <functional>

namespace fiberloom::core {

/// How white noise within the band of the records grows, and the most that any small change grows, both in power.
struct NoiseGain {
  double mean = 1.0;
  double largest = 1.0;  ///< square of the largest singular value
};

/// The noise gain of a linear response: the mean of |direct|^2 + |conjugate|^2 over the frequencies that a record on
/// `frame` has, and its largest singular value there.
[[nodiscard]] NoiseGain noise_gain(const Frame& frame,
                                   const std::function<SidebandResponse(double w)>& response);

/// What a Kerr step makes of weak circular noise, in power: 1 + 2 kappa Gamma^2.
///
/// Units:   `nonlinear_phase` is Gamma in rad at the mean power of the light, `second_moment` its kappa = <P^2>/<P>^2.
[[nodiscard]] double kerr_noise_gain(double nonlinear_phase, double second_moment) noexcept;

}  // namespace fiberloom::core
