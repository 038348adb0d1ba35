#include <algorithm>
#include <fiberloom/calibration/twin.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>

namespace fiberloom::calibration {

namespace units = core::units;

TwinParameters nominal_twin(std::size_t num_stages) {
  const std::vector<double> ones(num_stages, 1.0);
  return {.dispersion_scale = ones, .nonlinear_phase_scale = ones};
}

LayerSettings settings_of(const core::CanonicalLayers& layers) {
  return {.dispersion = layers.dispersion, .nonlinear_phase = layers.nonlinear_phase};
}

LayerSettings compensated_settings(const core::CanonicalLayers& layers,
                                   const TwinParameters& twin) {
  LayerSettings settings = settings_of(layers);
  for (std::size_t m = 0; m < settings.dispersion.size(); ++m) {
    if (!(twin.dispersion_scale[m] > 0.0) || !(twin.nonlinear_phase_scale[m] > 0.0)) {
      throw core::CalibrationError("calibration.degenerate",
                                   "twin: a stage's scale is not positive; calibrate again");
    }
    settings.dispersion[m] /= twin.dispersion_scale[m];
    settings.nonlinear_phase[m] /= twin.nonlinear_phase_scale[m];
  }
  return settings;
}

LayerSettings within_ranges(LayerSettings settings, const hal::LightPath& path) {
  for (std::size_t m = 0; m < settings.dispersion.size(); ++m) {
    const hal::StagePath& stage = path.stages[m];
    settings.dispersion[m] = std::clamp(settings.dispersion[m],
                                        hal::b_of(stage.minimum_dispersion_ps2 * units::ps2, path),
                                        hal::b_of(stage.maximum_dispersion_ps2 * units::ps2, path));
    settings.nonlinear_phase[m] =
        std::clamp(settings.nonlinear_phase[m], 0.0,
                   hal::nonlinear_phase_of(stage.maximum_launch_power_w * units::w, stage));
  }
  return settings;
}

std::vector<hal::StageSetting> stage_settings(const LayerSettings& settings,
                                              const hal::LightPath& path) {
  std::vector<hal::StageSetting> result;
  for (std::size_t m = 0; m < path.stages.size(); ++m) {
    result.push_back(
        {.dispersion = hal::dispersion_of(settings.dispersion[m], path),
         .launch_power = hal::launch_power_of(settings.nonlinear_phase[m], path.stages[m])});
  }
  return result;
}

core::LayerParameters realised_layers(const LayerSettings& settings, const TwinParameters& twin) {
  core::LayerParameters layers = core::zero_layers(settings.dispersion.size());
  for (std::size_t m = 0; m < settings.dispersion.size(); ++m) {
    layers.beta2[m] = twin.dispersion_scale[m] * settings.dispersion[m];
    layers.gamma[m] = twin.nonlinear_phase_scale[m] * settings.nonlinear_phase[m];
  }
  return layers;
}

}  // namespace fiberloom::calibration
