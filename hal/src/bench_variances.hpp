#pragma once

#include <fiberloom/hal/error_budget.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <vector>

#include "converter_noise.hpp"

namespace fiberloom::hal {

// How far a bench may be off and how noisy it is at each place: what both the error budget and the expected loss rest on.

/// Where the figures of the bench's instruments come from.
[[nodiscard]] FigureSources figure_sources(const BenchBudgetQuestion& question);

/// Mean squares that the generator's converters add to the light, over the band of its samples.
[[nodiscard]] ConverterNoise generator_noise(const BenchBudgetQuestion& question);

/// Mean square of the relative field noise of the laser, over the band of the glass.
[[nodiscard]] double intensity_noise(const BenchBudgetQuestion& question);

/// Mean square of the carrier that each child of the modulator lets through as its operating point drifts.
[[nodiscard]] double bias_carrier(const BenchBudgetQuestion& question);

/// Amplitude of the phase ripple of one grating, and how many there are in a stage.
[[nodiscard]] double ripple_amplitude_rad(const BenchSpread& spread);
[[nodiscard]] std::size_t num_gratings(const BenchBudgetQuestion& question, std::size_t stage);

/// Of a stage's gratings, in samples to the fourth.
[[nodiscard]] double dispersion_variance(const BenchBudgetQuestion& question, std::size_t stage);

/// Of a stage's nonlinear phase, by its spool and by its launch power, in rad squared.
[[nodiscard]] double spool_variance(const BenchBudgetQuestion& question, std::size_t stage);
[[nodiscard]] double unmeasured_loss_variance(const BenchBudgetQuestion& question,
                                              std::size_t stage);
[[nodiscard]] double attenuator_variance(const BenchBudgetQuestion& question, std::size_t stage);
[[nodiscard]] double meter_variance(const BenchBudgetQuestion& question, std::size_t stage);

/// What spontaneous emission adds to each stage's light, as a share of its mean power, over the band of the glass.
[[nodiscard]] std::vector<double> emission_shares(const BenchBudgetQuestion& question);

/// Noise of the photocurrent and of the digitiser, on traces of mean intensity 1: variance for each sample.
[[nodiscard]] double trace_variance(const BenchBudgetQuestion& question);

/// Of the moment when a record begins, in model samples squared: what is off for good, and what changes. Of both, a sync
/// marker leaves what it does not know of one shot's delay.
struct DelayVariance {
  double constant = 0.0;
  double jitter = 0.0;
};
[[nodiscard]] DelayVariance delay_variance(const BenchBudgetQuestion& question);

/// The realised nonlinear phase of a stage.
[[nodiscard]] double realised_phase_rad(const Plan& plan, std::size_t stage);

}  // namespace fiberloom::hal
