#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/model_sensitivity.hpp>
#include <numbers>
#include <numeric>

#include "error_meter.hpp"
#include "model_filters.hpp"
#include "stage_probes.hpp"
#include "transmitted_light.hpp"
#include "transmitter_probes.hpp"

namespace fiberloom::hal {
namespace {

using Fields = core::FieldBatch<double>;
using Traces = core::RealBatch<double>;

void check(const core::Model& model, const Fields& frames, const RigOptics& optics) {
  const core::LayerParameters& layers = model.layers;
  const bool is_lossless =
      std::ranges::all_of(layers.alpha, [](double alpha) { return alpha == 0.0; });
  if (!is_lossless || layers.has_potential() || !layers.others.empty()) {
    throw core::InputError("input.model",
                           "sensitivities: the model has losses, a potential or other operators; "
                           "take it as buildable_model() makes it");
  }
  if (frames.batch() == 0 || frames.samples() != model.frame.grid_size()) {
    throw core::InputError(
        "input.shape",
        fmt::format("sensitivities: {} frames of {} points were given; the model wants one or more "
                    "of {}",
                    frames.batch(), frames.samples(), model.frame.grid_size()));
  }
  if (energy_of(frames.values()) == 0.0) {
    throw core::InputError("input.shape", "sensitivities: the frames are dark; send some light");
  }
  if (optics.glass_points == 0) {
    throw core::InputError("input.grid", "sensitivities: the glass needs a point for each sample");
  }
}

core::TimeGrid grid_of(const core::Model& model, const Fields& frames, std::size_t glass_points) {
  return {frames.samples() * glass_points,
          1.0 / static_cast<double>(model.frame.oversampling * glass_points)};
}

using Filters = std::vector<GlassTwin::Filter>;

// The model's own filters, and with them the channels of the bench's compensators.
Filters glass_filters(const core::Model& model, const core::TimeGrid& grid,
                      const RigOptics& optics) {
  Filters filters = model_filters(model, grid);
  const double cycles_per_rad =
      0.5 / (std::numbers::pi * static_cast<double>(model.frame.oversampling));
  const std::size_t count = std::min(optics.stage_channels.size(), model.layers.num_layers());
  for (std::size_t m = 0; m < count; ++m) {
    if (optics.stage_channels[m] > 0.0) {
      filters[m].resize(grid.size(), 1.0);
      const std::vector<double> frequencies = grid.angular_frequencies();
      for (std::size_t k = 0; k < grid.size(); ++k) {
        filters[m][k] *=
            channel_transfer(optics.stage_channels[m], frequencies[k] * cycles_per_rad);
      }
    }
  }
  return filters;
}

Fields propagated(const core::Model& model, const core::TimeGrid& grid, const Fields& launched) {
  return GlassTwin(model, grid, model_filters(model, grid), launched).at_detector();
}

// Energy of the noise itself, whatever it does to the light, is left in: it is found at the output as well.
std::vector<Saturation> saturation_of(const ProbedModel& probed, const core::Model& model,
                                      const Fields& noise, const TraceFilter& receiver) {
  const GlassTwin& twin = probed.twin;
  const ErrorPower per_unit = probed.meter.power(probed.twin.change_of_light(0, noise));
  const Fields undisturbed = probed.meter.at_samples(twin.at_detector());
  std::vector<Saturation> result;
  for (const double size : {0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0}) {
    const double variance = size / per_unit.field;
    Fields light = twin.light_at(0);
    for (std::size_t j = 0; j < light.values().size(); ++j) {
      light.values()[j] += std::sqrt(variance) * noise.values()[j];
    }
    const Fields found =
        GlassTwin(model, twin.grid(), glass_filters(model, twin.grid(), probed.optics), light)
            .at_detector();
    const Fields field = probed.meter.at_samples(found);
    const Traces trace = receiver.samples_of(intensity_of(found));
    double rest = 0.0;
    for (std::size_t i = 0; i < field.batch(); ++i) {
      rest += unexplained(field.row(i), undisturbed.row(i));
    }
    result.push_back(
        {.linear = {.field = size, .trace = variance * per_unit.trace},
         .found = {.field = rest / energy_of(field.values()),
                   .trace = unexplained(trace.values(), probed.meter.glass_trace().values()) /
                            energy_of(trace.values())}});
  }
  return result;
}

// Everything behind the photodiode answers to the intensities alone.
ReceiverSensitivity receiver_of(const ErrorMeter& meter, const TraceFilter& filter,
                                const RigOptics& optics, double model_samples_per_point) {
  const Traces& intensity = meter.intensity();
  ReceiverSensitivity receiver;
  const TraceFilter open(meter.ideal_trace().samples(), optics.glass_points, RigOptics{}.receiver);
  receiver.bandwidth =
      meter.response(Fields{}, difference(meter.glass_trace(), open.samples_of(intensity)));
  Traces compressed = intensity;
  for (double& value : compressed.values()) {
    value *= -value;
  }
  receiver.compression = meter.response(compressed);
  Traces offset(intensity.batch(), intensity.samples());
  std::ranges::fill(offset.values(), 1.0);
  receiver.offset = meter.response(offset);
  Traces delayed = filter.slopes_of(intensity);
  Traces stretched = delayed;
  for (std::size_t i = 0; i < delayed.batch(); ++i) {
    for (std::size_t j = 0; j < delayed.samples(); ++j) {
      stretched.row(i)[j] *= static_cast<double>(j);
      delayed.row(i)[j] /= model_samples_per_point;
    }
  }
  receiver.delay = meter.response(Fields{}, std::move(delayed));
  receiver.clock = meter.response(Fields{}, std::move(stretched));
  Traces clipped = meter.glass_trace();
  for (double& value : clipped.values()) {
    value =
        optics.receiver_full_scale > 0.0 ? std::min(0.0, optics.receiver_full_scale - value) : 0.0;
  }
  receiver.clipping = meter.response(Fields{}, std::move(clipped));
  receiver.noise_share = filter.noise_share();
  const auto trace = meter.glass_trace().values();
  const auto count = static_cast<double>(trace.size());
  receiver.mean = std::accumulate(trace.begin(), trace.end(), 0.0) / count;
  receiver.mean_square = energy_of(trace) / count;
  return receiver;
}

}  // namespace

ModelSensitivity sensitivities(const core::Model& buildable, const Fields& frames,
                               const RigOptics& optics) {
  check(buildable, frames, optics);
  const std::size_t samples = frames.samples();
  const std::size_t points = optics.glass_points;
  const core::TimeGrid grid = grid_of(buildable, frames, points);
  const TransmittedLight transmitter(samples, optics);
  const Fields launched = transmitter.light_of(frames);
  const Fields ideal = propagated(buildable, grid_of(buildable, frames, 1), frames);
  GlassTwin twin(buildable, grid, glass_filters(buildable, grid, optics), launched);
  const TraceFilter receiver(samples, points, optics.receiver);
  const ErrorMeter meter(ideal, twin.at_detector(), receiver, points);

  ModelSensitivity result;
  result.ideal_field = ideal;
  result.ideal_trace = meter.ideal_trace();
  result.glass_field = meter.at_samples(twin.at_detector());
  result.glass_trace = meter.glass_trace();
  // Step by step from the model to the glass of the rig.
  const auto step = [&](const Fields& to, const Fields& from) {
    return meter.response(difference(to, from), difference(intensity_of(to), intensity_of(from)));
  };
  const Fields continuous = meter.at_samples(
      propagated(buildable, grid, TransmittedLight(samples, points).light_of(frames)));
  const Fields rolled_off = meter.at_samples(propagated(buildable, grid, launched));
  result.aliasing = step(continuous, ideal);
  result.channel_edges = step(result.glass_field, rolled_off);
  const ProbedModel probed{.twin = twin,
                           .meter = meter,
                           .optics = optics,
                           .points_per_sample = buildable.frame.oversampling};
  result.transmitter = transmitter_sensitivity(probed, frames, transmitter);
  result.transmitter.bandwidth = step(rolled_off, continuous);
  result.saturation =
      saturation_of(probed, buildable, transmitter.light_of(noise_probe(frames)), receiver);
  for (std::size_t m = 1; m <= twin.num_stages(); ++m) {
    result.stages.push_back(stage_sensitivity(probed, m));
  }
  result.receiver =
      receiver_of(meter, receiver, optics, 1.0 / static_cast<double>(buildable.frame.oversampling));
  return result;
}

}  // namespace fiberloom::hal
