#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/backend.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

void check_stage(const StageSetting& setting, const StagePath& stage) {
  const double dispersion = setting.dispersion.in(units::ps2);
  const double power = setting.launch_power.in(units::w);
  const double slack = 1e-9 * std::max(std::abs(stage.minimum_dispersion_ps2),
                                       std::abs(stage.maximum_dispersion_ps2));
  if (!(dispersion >= stage.minimum_dispersion_ps2 - slack) ||
      !(dispersion <= stage.maximum_dispersion_ps2 + slack)) {
    throw core::InputError(
        "input.setting",
        fmt::format(
            "stage \"{}\": dispersion {:.4g} ps^2 is outside its range {:.4g} to {:.4g} ps^2; "
            "map the model anew or choose another element",
            stage.name, dispersion, stage.minimum_dispersion_ps2, stage.maximum_dispersion_ps2));
  }
  if (!(power >= 0.0)) {
    throw core::InputError(
        "input.setting",
        fmt::format("stage \"{}\": launch power {:.4g} W is negative; a power is 0 or more",
                    stage.name, power));
  }
  if (power > stage.maximum_launch_power_w * (1.0 + 1e-9)) {
    throw core::InterlockError(
        "interlock.launch_power",
        fmt::format("stage \"{}\": launch power {:.4g} W is above the limit of {:.4g} W; lower it",
                    stage.name, power, stage.maximum_launch_power_w));
  }
}

void check_waveform(const core::FieldBatch<double>& waveform, const BackendLimits& limits) {
  if (waveform.empty()) {
    throw core::InputError("input.shape", "run: the waveform has no frames");
  }
  for (std::size_t i = 0; i < waveform.batch(); ++i) {
    double mean_power = 0.0;
    for (const std::complex<double>& value : waveform.row(i)) {
      mean_power += std::norm(value) / static_cast<double>(waveform.samples());
    }
    if (!std::isfinite(mean_power)) {
      throw core::InputError("input.not_finite",
                             fmt::format("run: frame {} of the waveform holds NaN or infinity", i));
    }
    const double detector_power = mean_power * limits.detector_reference_power_w;
    if (detector_power > limits.maximum_detector_power_w) {
      throw core::InterlockError("interlock.detector_power",
                                 fmt::format("run: frame {} would put {:.3g} W on the photodiode, "
                                             "limit {:.3g} W; scale the input down",
                                             i, detector_power, limits.maximum_detector_power_w));
    }
  }
}

}  // namespace

void check_request(const RunRequest& request, const BackendLimits& limits) {
  if (request.stages.size() != limits.path.stages.size()) {
    throw core::InputError("input.shape",
                           fmt::format("run: settings for {} stages, but the light path has {}",
                                       request.stages.size(), limits.path.stages.size()));
  }
  if (request.averages == 0) {
    throw core::InputError("input.setting", "run: averages must be at least 1");
  }
  for (std::size_t m = 0; m < request.stages.size(); ++m) {
    check_stage(request.stages[m], limits.path.stages[m]);
  }
  check_waveform(request.waveform, limits);
}

RunResult Backend::forward(Backend& inner, const RunRequest& request) {
  check_request(request, inner.limits_);
  return inner.run_checked(request);
}

RunResult Backend::run(const RunRequest& request, const EmissionPermit& permit) {
  if (!permit.is_valid() || permit.gate_ != gate_) {
    throw core::InterlockError(
        "interlock.not_armed",
        "run: the permit is spent or belongs to another rig; arm this rig again");
  }
  check_request(request, limits_);
  if (request.stop.stop_requested()) {
    throw core::InterruptedError("run.interrupted", "run: stopped before the first shot");
  }
  try {
    return run_checked(request);
  } catch (...) {
    permit.revoke();
    throw;
  }
}

}  // namespace fiberloom::hal
