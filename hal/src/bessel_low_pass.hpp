#pragma once

#include <complex>

namespace fiberloom::hal {

/// The band limit that generators and receivers are taken to have: fourth-order Bessel, its delay at low frequency taken
/// out.
///
/// Units:   both frequencies alike; the power is halved at `bandwidth`, and 0 is no limit.
/// Source:  Zverev, Handbook of Filter Synthesis, ch. 2; receivers of optical links after ITU-T G.957.
inline std::complex<double> bessel_low_pass(double frequency, double bandwidth) {
  if (bandwidth == 0.0) {
    return 1.0;
  }
  // Where 105 / |s^4 + 10 s^3 + 45 s^2 + 105 s + 105| is sqrt(1/2), on the imaginary axis.
  constexpr double half_power = 2.113917674904215843;
  const std::complex<double> s(0.0, half_power * frequency / bandwidth);
  return 105.0 * std::exp(s) / ((((s + 10.0) * s + 45.0) * s + 105.0) * s + 105.0);
}

}  // namespace fiberloom::hal
