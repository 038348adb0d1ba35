#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/digitizer.hpp>
#include <vector>

namespace fiberloom::sim {
namespace {

double rate_of(const DigitizerParameters& parameters, const core::TimeGrid& grid) {
  return parameters.sample_rate_hz > 0.0 ? parameters.sample_rate_hz : 1.0 / grid.step();
}

std::size_t samples_in_frame(const DigitizerParameters& parameters, const core::TimeGrid& grid) {
  if (!(parameters.sample_rate_hz >= 0.0) || !(parameters.trigger_jitter_s >= 0.0)) {
    throw core::InputError("input.digitizer",
                           "digitizer: sample rate and trigger jitter must not be negative");
  }
  const double frame_s = static_cast<double>(grid.size()) * grid.step();
  const double samples = frame_s * rate_of(parameters, grid);
  const auto whole = static_cast<std::size_t>(std::floor(samples * (1.0 + 1e-12) + 1e-9));
  if (whole == 0) {
    throw core::InputError("input.digitizer",
                           "digitizer: the frame is shorter than one sample of its clock");
  }
  return whole;
}

// The clock's error grows along the frame: t + error t + drift t^2 / (2 T).
std::vector<double> sample_times(const DigitizerParameters& parameters,
                                 const core::TimeGrid& grid) {
  const double period = 1.0 / rate_of(parameters, grid);
  const double frame_s = static_cast<double>(grid.size()) * grid.step();
  std::vector<double> times(samples_in_frame(parameters, grid));
  for (std::size_t j = 0; j < times.size(); ++j) {
    const double nominal = static_cast<double>(j) * period;
    const double error =
        1e-6 * (parameters.clock_error_ppm + 0.5 * parameters.clock_drift_ppm * nominal / frame_s);
    times[j] = parameters.sample_time_offset_s + nominal * (1.0 + error);
  }
  return times;
}

}  // namespace

Digitizer::Digitizer(const DigitizerParameters& parameters, const core::TimeGrid& grid,
                     const ComponentSeed& seed)
    : num_samples_(samples_in_frame(parameters, grid)),
      trigger_jitter_s_(parameters.trigger_jitter_s),
      trigger_noise_(seed.origin("trigger")),
      converter_noise_(seed.origin("converter")),
      converter_(parameters.converter),
      sampler_(grid, sample_times(parameters, grid),
               one_sided_transfer(parameters.low_pass, grid)) {}

DigitizerFlags Digitizer::digitize(std::span<const double> signal, std::span<double> record,
                                   const Moment& moment, const DigitizerState& state,
                                   Workspace& workspace) const {
  if (state.is_lost) {
    std::ranges::fill(record, 0.0);
    return {.is_trigger_lost = true};
  }
  double shift_s = state.late_s;
  if (trigger_jitter_s_ > 0.0) {
    shift_s += trigger_jitter_s_ * WhiteNoise(trigger_noise_, moment.shot).normal();
  }
  sampler_.sample(signal, shift_s, record, workspace);
  if (state.vertical_offset_v != 0.0) {
    for (double& value : record) {
      value += state.vertical_offset_v;
    }
  }
  WhiteNoise noise(converter_noise_, moment.shot);
  return {.is_clipped = converter_.convert(record, noise)};
}

}  // namespace fiberloom::sim
