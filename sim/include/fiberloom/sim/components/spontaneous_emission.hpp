#pragma once

#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <span>

namespace fiberloom::sim {

class TravellingLight;

/// Spectral density of amplified spontaneous emission in one polarisation at the output, (F G - 1) h nu/2, W/Hz; not
/// below zero: a noise factor below 1/G, such as 0, stands for an amplifier without noise.
[[nodiscard]] double spontaneous_emission_w_per_hz(double gain, double noise_factor,
                                                   double wavelength_m);

/// The noise factor behind a noise figure: 0 for 0 dB, which stands for no noise.
[[nodiscard]] double noise_factor_of(double noise_figure_db);

/// One amplifier, or one loss (its gain below 0 dB, its noise figure the loss in dB), of a chain.
struct AmplifierStage {
  double gain_db = 0.0;
  double noise_figure_db = 0.0;
};

/// Friis: F1 + (F2 - 1)/G1 + ... of stages in the order in which light meets them, in dB.
[[nodiscard]] double chain_noise_figure_db(std::span<const AmplifierStage> stages);

/// Multiplies field and orthogonal noise by a power gain, and adds spontaneous emission of that density to both: to the
/// field as white noise over its whole grid, to the orthogonal polarisation as a density. Orthogonal noise that was
/// filtered before keeps its power.
void amplify(Light& light, double gain, double emission_w_per_hz, WhiteNoise& noise);
void amplify(TravellingLight& light, double gain, double emission_w_per_hz, WhiteNoise& noise);

/// What that does to the orthogonal noise alone, for amplifiers whose gain is not the same at every sample.
void amplify(OrthogonalNoise& noise, double gain, double emission_w_per_hz, double grid_hz);

}  // namespace fiberloom::sim
