#include <fmt/format.h>

#include <cmath>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/planned_frames.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <numbers>

namespace fiberloom::hal {
namespace {

constexpr double group_index = 1.468;
constexpr double metres_per_ns = 0.299792458 / group_index;

std::string scaling_of(const core::Encoding& encoding) {
  const char* scale = encoding.scale == core::InputScale::zscore ? "zscore"
                      : encoding.scale == core::InputScale::max  ? "max"
                                                                 : "none";
  return fmt::format("{}, offset {:.6g}, times {:.6g}", scale, encoding.offset,
                     encoding.field_scale);
}

std::string readout_of(const core::Readout& readout) {
  const char* detect = readout.detect == core::Detection::amplitude   ? "amplitude"
                       : readout.detect == core::Detection::intensity ? "intensity"
                       : readout.detect == core::Detection::field     ? "field"
                                                                      : "spectrum";
  return fmt::format("{}, {} points to a feature", detect, readout.pool);
}

std::string sync_marker_of(const RigDocument& rig) {
  return rig.bench && rig.bench->receiver.sync_marker
             ? "a known frame behind those of each batch; what it comes late by is taken out"
             : "the generator's marker, at the first point of every frame";
}

double fiber_length_m(const Plan& plan, const Catalog& catalog) {
  double length = 0.0;
  for (const StagePath& stage : plan.light_path.stages) {
    for (const FixedPart& fixed : fixed_parts(stage, catalog)) {
      length += fixed.length_m;
    }
    if (!stage.nonlinear_part.empty()) {
      length += catalog.find(stage.nonlinear_part).length_m.value_or(0.0);
    }
  }
  return length;
}

// Steps of the network that are not nothing, and those of them that are built.
double glass_fraction(const core::Model& model, const Plan& plan) {
  double all = 0.0;
  for (std::size_t m = 0; m < model.layers.num_layers(); ++m) {
    all += (model.layers.beta2[m] != 0.0 ? 1.0 : 0.0) + (model.layers.gamma[m] != 0.0 ? 1.0 : 0.0);
  }
  double built = 0.0;
  for (const StagePath& stage : plan.light_path.stages) {
    built += (stage.dispersive_parts.empty() ? 0.0 : 1.0) +
             (stage.nonlinear_part.empty() || stage.electro_optic ? 0.0 : 1.0);
  }
  return all == 0.0 ? 0.0 : built / all;
}

// The memory of the dispersion over the frame's length, played before and after.
std::int64_t plays(const core::Model& model, const Plan& plan) {
  double sum = 0.0;
  for (const PlannedStage& stage : plan.stages) {
    sum += std::abs(stage.b);
  }
  const double cutoff = model.low_pass ? model.low_pass->cutoff : 0.5;
  const double reach = 2.0 * sum * 2.0 * std::numbers::pi * cutoff;
  return static_cast<std::int64_t>(
      std::ceil(1.0 + reach / static_cast<double>(model.frame.padded_samples())) + 1.0);
}

}  // namespace

void PlannedFrames::fields(core::FieldVisitor& visit) {
  visit.field("samples", samples, {.description = "Samples of a record.", .minimum = 1.0});
  visit.field("guard_before", guard_before, {.description = "Empty samples before it."});
  visit.field("guard_after", guard_after, {.description = "Empty samples after it."});
  visit.field("points_per_sample", points_per_sample,
              {.description = "Points of the waveform for each sample.", .minimum = 1.0});
  visit.field(
      "plays", plays,
      {.description = "Times a frame is played on end; one inside is read.", .minimum = 1.0});
  visit.field("full_scale_field", full_scale_field,
              {.description = "|u| at the generator's full scale."});
  visit.field("scaling", scaling, {.description = "Of a record before it becomes light."});
  visit.field("sync_marker", sync_marker, {.description = "How the first point is found."});
  visit.field("readout", readout, {.description = "What is made of the trace."});
  visit.field("frame_duration_ns", frame_duration_ns, {.description = "Of one play."});
  visit.field("frames_per_s", frames_per_s, {.description = "Without averaging."});
  visit.field("latency_ns", latency_ns, {.description = "Through the fibres alone."});
  visit.field("glass_fraction", glass_fraction,
              {.description = "Share of the network's steps that light computes.",
               .minimum = 0.0,
               .maximum = 1.0});
}

PlannedFrames planned_frames(const core::Model& model, const Plan& plan, const RigDocument& rig,
                             const Catalog& catalog) {
  PlannedFrames frames{.samples = static_cast<std::int64_t>(model.frame.samples),
                       .guard_before = static_cast<std::int64_t>(model.frame.guard_before),
                       .guard_after = static_cast<std::int64_t>(model.frame.guard_after),
                       .points_per_sample = static_cast<std::int64_t>(model.frame.oversampling),
                       .plays = plays(model, plan),
                       .full_scale_field = rig.transmitter.full_scale,
                       .scaling = scaling_of(model.encoding),
                       .sync_marker = sync_marker_of(rig),
                       .readout = readout_of(model.readout),
                       .frame_duration_ns = static_cast<double>(model.frame.grid_size()) /
                                            plan.light_path.sample_rate_gsa_per_s,
                       .latency_ns = fiber_length_m(plan, catalog) / metres_per_ns,
                       .glass_fraction = glass_fraction(model, plan)};
  frames.frames_per_s = 1e9 / (frames.frame_duration_ns * static_cast<double>(frames.plays));
  return frames;
}

}  // namespace fiberloom::hal
