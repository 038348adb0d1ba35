#pragma once

#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/light.hpp>

namespace fiberloom::sim {

/// Stimulated Brillouin scattering of one fibre. An effective area of 0 switches it off.
struct BrillouinParameters {
  double effective_area_m2 = 0.0;
  double gain_m_per_w = 2e-11;
  double polarization_factor = 1.0;  ///< 1 for aligned, 2 for scrambled polarisation
  double linewidth_hz = 30e6;
  double source_linewidth_hz = 0.0;  ///< of the laser, slow phase dither included
};

/// Power that one line may have before it is scattered back, in watts: hal::brillouin_threshold. Infinite when switched
/// off or when the fibre has no length.
[[nodiscard]] double brillouin_threshold_w(const BrillouinParameters& parameters,
                                           double effective_length_m);

/// What one line may have, and how wide a line is.
struct LineLimit {
  double threshold_w = 0.0;
  double linewidth_hz = 30e6;
};

/// Holds every line of a repeated frame at the threshold and returns the excess, in watts, that went back.
///
/// A line is what lies within one Brillouin linewidth: a frame of period T is a comb of spacing 1/T, and where that is
/// finer than the linewidth, neighbours are counted together and share the clamp. Pump depletion is taken as complete: the
/// transmitted power of a line beyond threshold is the threshold; phases stay. The build-up time of the acoustic wave
/// (about 10 ns) plays no part in light that repeats for ever.
///
/// Units:   watts.
/// Throws:  core::InputError "input.shape" for a frame that is not on the grid of the band.
double clamp_brillouin_lines(Light& light, const OpticalBand& band, const LineLimit& limit);

}  // namespace fiberloom::sim
