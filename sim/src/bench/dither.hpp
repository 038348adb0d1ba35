#pragma once

namespace fiberloom::sim {

/// A sine on a phase modulator.
struct Dither {
  double drive_v = 0.0;  ///< peak
  double frequency_hz = 0.0;
  double half_wave_voltage_v = 3.5;
};

/// Linewidth that raises the Brillouin threshold of a carrier as that dither does.
///
/// The dither spreads the carrier over lines of shares J_k(m)^2, m = pi V/V_pi, apart by its frequency; those within one
/// Brillouin linewidth act together, and the strongest such group meets the threshold first.
/// Units:   hertz; the threshold rises by 1 + linewidth/brillouin_linewidth_hz.
/// Source:  phase modulation by a sine: Agrawal, Nonlinear Fiber Optics, ch. 9.
[[nodiscard]] double dithered_linewidth_hz(const Dither& dither, double brillouin_linewidth_hz);

}  // namespace fiberloom::sim
