#pragma once

#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <vector>

namespace fiberloom::calibration {

/// The few numbers in which a bench differs from its documents: the digital twin is the model with these put in.
///
/// Shape:   scales [stages].
/// Units:   scale: realised over set. Delay in model samples, positive when the trace comes late. Gain: detected over
///          expected intensity. Inverse bandwidths in model samples per cycle (core::RollOff), 0 for no limit.
struct TwinParameters {
  std::vector<double> dispersion_scale;
  std::vector<double> nonlinear_phase_scale;
  double delay_samples = 0.0;
  double gain = 1.0;
  double transmitter_inverse_bandwidth = 0.0;
  double receiver_inverse_bandwidth = 0.0;
};

/// The twin of a bench that is exactly as documented.
TwinParameters nominal_twin(std::size_t num_stages);

/// Dimensionless settings of a light path: b in samples squared and Gamma in radian, as asked for.
struct LayerSettings {
  std::vector<double> dispersion;
  std::vector<double> nonlinear_phase;
};

/// The settings of a model's canonical layers on a bench that is as documented.
LayerSettings settings_of(const core::CanonicalLayers& layers);

/// The settings that make the twin realise `layers`: what is wanted divided by what the bench makes of it.
///
/// Throws:  core::CalibrationError "calibration.degenerate" when a scale is not positive.
LayerSettings compensated_settings(const core::CanonicalLayers& layers, const TwinParameters& twin);

/// The nearest settings inside the ranges of the light path.
LayerSettings within_ranges(LayerSettings settings, const hal::LightPath& path);

/// Settings in physical units, one per stage.
std::vector<hal::StageSetting> stage_settings(const LayerSettings& settings,
                                              const hal::LightPath& path);

/// The lossless layers that the twin predicts for these settings.
core::LayerParameters realised_layers(const LayerSettings& settings, const TwinParameters& twin);

}  // namespace fiberloom::calibration
