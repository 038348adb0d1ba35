#include "check/model_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/layer_probe.hpp>
#include <fiberloom/core/noise_gain.hpp>
#include <fiberloom/core/units.hpp>
#include <numbers>
#include <utility>

#include "check/check_findings.hpp"

namespace fiberloom::app {
namespace {

namespace units = core::units;
using core::GaugedStep;
using Parameter = core::ParameterSensitivity::Parameter;

core::Model without_loss(core::Model model, const core::CanonicalLayers& canonical) {
  std::ranges::fill(model.layers.alpha, 0.0);
  model.layers.gamma = canonical.nonlinear_phase;
  return model;
}

void read_aliasing(ModelCheck& check, core::WorkerPool& workers) {
  const core::FieldBatch<double>& launched = check.request.light.launched;
  const bool has_filter = check.model.low_pass.has_value();
  check.aliasing.push_back(
      {.name = has_filter ? "with its own filter" : "raw",
       .fidelity = core::aliasing_fidelity(check.model, launched, std::nullopt, workers)});
  if (!has_filter) {
    const core::LowPass filter;
    check.aliasing.push_back(
        {.name = "with an optical filter",
         .filter = filter,
         .fidelity = core::aliasing_fidelity(check.model, launched, filter, workers)});
  }
}

void read_places(ModelCheck& check, core::WorkerPool& workers) {
  const core::FieldBatch<double>& launched = check.request.light.launched;
  const core::TimeGrid grid = check.model.frame.grid();
  check.places.push_back({.name = "input", .light = core::light_statistics(launched, grid)});
  const core::LightUnderway underway = core::light_underway(check.lossless, launched, workers);
  for (std::size_t m = 0; m < underway.in_front_of_kerr.size(); ++m) {
    check.places.push_back({.name = fmt::format("Kerr step {}", m + 1),
                            .light = core::light_statistics(underway.in_front_of_kerr[m], grid)});
  }
}

void read_noise(ModelCheck& check, core::WorkerPool& workers) {
  const core::CascadeProbe probe =
      core::probe_cascade(check.lossless, check.request.light.launched,
                          {.growth_fields = 0, .seed = check.request.seed}, workers);
  for (std::size_t m = 0; m < probe.layers.size(); ++m) {
    const core::LightStatistics& light = check.places[m + 1].light;
    const double phase = check.gauges.canonical.nonlinear_phase[m] * light.mean_power;
    const double closed = core::kerr_noise_gain(phase, light.second_moment);
    check.noise.push_back({.closed_form = closed, .measured = probe.layers[m].noise.mean});
    check.cascade_noise.closed_form *= closed;
  }
  check.cascade_noise.measured = probe.total.noise.mean;
}

double sum_of_magnitudes(const std::vector<GaugedStep>& steps, bool in_glass_only) {
  double sum = 0.0;
  for (const GaugedStep& step : steps) {
    const bool counts = !in_glass_only || step.place == GaugedStep::Place::glass;
    sum += step.kind == GaugedStep::Kind::linear && counts ? std::abs(step.value) : 0.0;
  }
  return sum;
}

void read_guards(ModelCheck& check) {
  const core::Frame& frame = check.model.frame;
  double widest = 0.0;
  for (const PlaceReading& place : check.places) {
    widest = std::max(widest, place.light.occupied_frequency);
  }
  const double cutoff = check.model.low_pass.value_or(core::LowPass{}).cutoff;
  const std::pair<const char*, double> bands[] = {{"filter band", 2.0 * std::numbers::pi * cutoff},
                                                  {"widest light", widest}};
  for (const bool in_glass_only : {false, true}) {
    const double sum = sum_of_magnitudes(check.gauges.steps, in_glass_only);
    for (const auto& [name, highest] : bands) {
      const core::GuardInterval interval =
          core::guard_interval(sum, highest, frame.padded_samples());
      check.guards.push_back(
          {.name = fmt::format("{}, {}", in_glass_only ? "steps in glass" : "all steps", name),
           .is_of_glass_alone = in_glass_only,
           .sum_of_magnitudes = sum,
           .highest_frequency = highest,
           .interval = interval,
           .frame_suffices = std::min(frame.guard_before, frame.guard_after) >= interval.guard});
    }
  }
}

GaugedStep::Place place_of(const core::NetworkGauges& gauges,
                           const core::ParameterSensitivity& sensitivity) {
  const auto kind = sensitivity.parameter == Parameter::dispersion ? GaugedStep::Kind::linear
                                                                   : GaugedStep::Kind::kerr;
  for (const GaugedStep& step : gauges.steps) {
    if (step.kind == kind &&
        std::ranges::find(step.layers, sensitivity.layer) != step.layers.end()) {
      return step.place;
    }
  }
  return GaugedStep::Place::unseen;  // a number that is zero: there is nothing to build
}

void read_tolerances(ModelCheck& check, core::WorkerPool& workers) {
  const core::CanonicalLayers& canonical = check.gauges.canonical;
  for (const core::ParameterSensitivity& each :
       core::parameter_sensitivities(check.lossless, check.request.light.launched, workers)) {
    ToleranceReading reading{.sensitivity = each};
    if (each.parameter != Parameter::timing_skew) {
      reading.value = each.parameter == Parameter::dispersion
                          ? canonical.dispersion[each.layer]
                          : canonical.nonlinear_phase[each.layer];
      reading.place = place_of(check.gauges, each);
    }
    check.tolerances.push_back(reading);
  }
  const auto built =
      std::ranges::count(check.tolerances, GaugedStep::Place::glass, &ToleranceReading::place);
  const double target = std::pow(10.0, check.request.target_db / 10.0);
  const double share = target / static_cast<double>(built);
  for (ToleranceReading& reading : check.tolerances) {
    const double closed = reading.sensitivity.closed_form * reading.sensitivity.downstream_gain;
    reading.alone = core::tolerance(closed, target);
    reading.alone_derived = core::tolerance(reading.sensitivity.derived, target);
    reading.shared = core::tolerance(closed, share);
    reading.shared_derived = core::tolerance(reading.sensitivity.derived, share);
  }
}

void read_rates(ModelCheck& check) {
  std::vector<std::pair<double, bool>> rates;
  for (const double rate : check.request.sample_rates_gsa_per_s) {
    rates.emplace_back(rate, false);
  }
  if (check.request.rig) {
    rates.emplace_back(check.request.rig->transmitter.sample_rate_gsa_per_s /
                           static_cast<double>(check.model.frame.oversampling),
                       true);
  }
  for (const auto& [rate, is_of_rig] : rates) {
    RateReading reading{.rate_gsa_per_s = rate, .is_of_rig = is_of_rig};
    for (const double b : check.gauges.canonical.dispersion) {
      reading.layers.push_back(core::required_dispersion(b, rate * units::gsa_per_s));
    }
    check.rates.push_back(std::move(reading));
  }
}

}  // namespace

bool ModelCheck::is_possible() const {
  return std::ranges::none_of(findings, [](const Finding& finding) {
    return finding.weight == Finding::Weight::ruled_out;
  });
}

ModelCheck check_model(core::Model model, CheckRequest request, core::WorkerPool& workers) {
  ModelCheck check{.model = std::move(model), .request = std::move(request)};
  check.gauges = core::network_gauges(check.model);
  check.lossless = without_loss(check.model, check.gauges.canonical);
  read_places(check, workers);
  read_noise(check, workers);
  read_aliasing(check, workers);
  read_guards(check);
  read_tolerances(check, workers);
  read_rates(check);
  check.findings = check_findings(check);
  return check;
}

}  // namespace fiberloom::app
