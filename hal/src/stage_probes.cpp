#include "stage_probes.hpp"

#include <cmath>
#include <numbers>

#include "fixed_noise.hpp"

namespace fiberloom::hal {
namespace {

using Complex = std::complex<double>;
using Fields = core::FieldBatch<double>;

constexpr Complex imaginary(0.0, 1.0);

// A phase that goes up and down over frequency: the mean over all its positions is that of two in quadrature.
ErrorPower ripple_power(const ProbedModel& probed, std::size_t stage) {
  ErrorPower sum;
  if (probed.optics.ripple_period <= 0.0) {
    return sum;
  }
  const double delay = 1.0 / (probed.optics.ripple_period *
                              static_cast<double>(probed.points_per_sample));  // model samples
  for (const double position : {0.0, 0.5 * std::numbers::pi}) {
    const ErrorPower power = probed.meter.power(probed.twin.change_of_light(
        stage, probed.twin.filtered(
                   stage, [=](double w) { return imaginary * std::sin(w * delay + position); })));
    sum.field += 0.5 * power.field;
    sum.trace += 0.5 * power.trace;
  }
  return sum;
}

ErrorPower noise_power(const ProbedModel& probed, std::size_t stage) {
  FixedNoise noise(100 + stage);
  Fields change(probed.twin.light_at(stage).batch(), probed.twin.grid().size());
  for (Complex& value : change.values()) {
    value = noise.complex_normal();
  }
  return probed.meter.power(probed.twin.change_of_light(stage, std::move(change)));
}

Response edge_response(const ProbedModel& probed, std::size_t stage, double full_width) {
  const double cycles_per_rad =
      0.5 / (std::numbers::pi * static_cast<double>(probed.points_per_sample));
  return probed.meter.response(
      probed.twin.change_of_light(stage, probed.twin.filtered(stage, [=](double w) {
        return channel_transfer(full_width, w * cycles_per_rad) - 1.0;
      })));
}

}  // namespace

StageSensitivity stage_sensitivity(const ProbedModel& probed, std::size_t stage) {
  GlassTwin& twin = probed.twin;
  const ErrorMeter& meter = probed.meter;
  StageSensitivity result;
  result.dispersion = meter.response(twin.change_of_operator(stage - 1, "beta2"));
  result.third_order = meter.response(twin.change_of_operator(stage - 1, "beta3"));
  result.nonlinear_phase = meter.response(twin.change_of_operator(stage, "gamma"));
  result.spool_dispersion =
      meter.response(twin.change_along_element(stage, [](double w) { return 0.5 * w * w; }));
  // The optical offset is -w.
  result.spool_third_order =
      meter.response(twin.change_along_element(stage, [](double w) { return -w * w * w / 6.0; }));
  result.light_level = meter.response(twin.change_of_light(stage, twin.light_at(stage)));
  result.gain_slope = meter.response(
      twin.change_of_light(stage, twin.filtered(stage, [](double w) { return -w; })));
  for (const double width : probed.optics.channels) {
    result.channel_edges.emplace(width, edge_response(probed, stage, width));
  }
  result.ripple = ripple_power(probed, stage);
  result.noise = noise_power(probed, stage);
  return result;
}

}  // namespace fiberloom::hal
