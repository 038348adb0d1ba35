#pragma once

#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/light_statistics.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <vector>

namespace fiberloom::core {

/// How the error of the output field grows with the error of one number: NMSE = value * (error of the number)^2, for
/// small errors, once the best complex gain of each record is taken out.
///
/// Units:   1 over the square of samples^2, of rad, or of model samples.
struct ParameterSensitivity {
  enum class Parameter { dispersion, nonlinear_phase, timing_skew };

  Parameter parameter = Parameter::dispersion;
  std::size_t layer = 0;         ///< counted from 0; of no meaning for the timing skew
  double closed_form = 0.0;      ///< of the step alone, from power and spectrum of the light there
  double downstream_gain = 1.0;  ///< what Kerr steps behind it make of it, as if it were noise
  double derived = 0.0;          ///< of the whole cascade, from its derivative
};

/// The error that spends an NMSE on one number; infinite where the number does not matter.
[[nodiscard]] double tolerance(double sensitivity, double nmse);

/// var(w^2) of light with a flat spectrum up to `highest_frequency`: W^4 (1/5 - 1/9).
[[nodiscard]] double variance_of_square_frequency_of_flat_band(double highest_frequency) noexcept;

// Of one step alone, from the light at it.
/// var(w^2)/4, of an error of b.
[[nodiscard]] double dispersion_sensitivity(double variance_of_square_frequency) noexcept;
/// <P^3>/<P> - (<P^2>/<P>)^2, of an error of Gamma: 2 for circular Gaussian light of unit power.
[[nodiscard]] double nonlinear_phase_sensitivity(const LightStatistics& light) noexcept;

/// Sensitivities to every b and Gamma of a cascade, layer by layer, and last to a skew of the time at the readout.
///
/// Shape:   launched [records, frame.grid_size()].
/// Throws:  as light_underway.
/// Source:  physics sections 8.4 and 9; derivatives by Propagator's tangent.
[[nodiscard]] std::vector<ParameterSensitivity> parameter_sensitivities(
    const Model& model, const FieldBatch<double>& launched, WorkerPool& workers);

}  // namespace fiberloom::core
