#include <cmath>
#include <fiberloom/core/units.hpp>
#include <limits>

#include "check/check_report.hpp"

namespace fiberloom::app {
namespace {

namespace units = core::units;
using core::GaugedStep;
using Parameter = core::ParameterSensitivity::Parameter;

constexpr double least_nmse = 1e-15;

double decibels(double power) { return 10.0 * std::log10(power); }

const char* name_of(GaugedStep::Place place) {
  switch (place) {
    case GaugedStep::Place::glass:
      return "glass";
    case GaugedStep::Place::waveform:
      return "waveform";
    case GaugedStep::Place::unseen:
      break;
  }
  return "unseen";
}

const char* name_of(Finding::Weight weight) {
  switch (weight) {
    case Finding::Weight::ruled_out:
      return "ruled_out";
    case Finding::Weight::warning:
      return "warning";
    case Finding::Weight::remark:
      break;
  }
  return "remark";
}

const char* name_of(Parameter parameter) {
  switch (parameter) {
    case Parameter::dispersion:
      return "b";
    case Parameter::nonlinear_phase:
      return "Gamma";
    case Parameter::timing_skew:
      break;
  }
  return "timing_skew_samples";
}

std::vector<std::size_t> counted_from_one(const GaugedStep& step) {
  std::vector<std::size_t> numbers;
  for (const std::size_t layer : step.layers) {
    numbers.push_back(layer + 1);
  }
  return numbers;
}

Json json_of(const std::vector<GaugedStep>& steps) {
  Json json = Json::array();
  for (const GaugedStep& step : steps) {
    const bool is_linear = step.kind == GaugedStep::Kind::linear;
    json.push_back({{"kind", is_linear ? "linear" : "kerr"},
                    {"layers", counted_from_one(step)},
                    {is_linear ? "b" : "Gamma", step.value},
                    {"has_potential", !step.potential.empty()},
                    {"carried_out_in", name_of(step.place)}});
  }
  return json;
}

Json json_of(const AliasingReading& reading) {
  std::vector<double> levels;
  for (const double nmse : reading.fidelity.nmse) {
    levels.push_back(decibels(std::max(nmse, least_nmse)));
  }
  Json json{{"name", reading.name},
            {"oversampling", reading.fidelity.oversampling},
            {"nmse", reading.fidelity.nmse},
            {"nmse_db", levels},
            {"continuum_oversampling", reading.fidelity.continuum},
            {"continuum_stands_still", reading.fidelity.stands_still},
            {"last_change_db", reading.fidelity.last_change_db}};
  if (reading.filter) {
    json["filter"] = {{"cutoff_cycles_per_sample", reading.filter->cutoff},
                      {"order", reading.filter->order}};
  }
  return json;
}

Json json_of(const NoiseReading& noise) {
  return {{"closed_form_db", decibels(noise.closed_form)},
          {"measured_db", decibels(noise.measured)}};
}

Json noise_json(const ModelCheck& check) {
  Json layers = Json::array();
  for (std::size_t m = 0; m < check.noise.size(); ++m) {
    Json layer = json_of(check.noise[m]);
    layer["kappa"] = check.places[m + 1].light.second_moment;
    layers.push_back(layer);
  }
  return {{"layers", layers}, {"cascade", json_of(check.cascade_noise)}};
}

Json json_of(const PlaceReading& place) {
  const core::LightStatistics& light = place.light;
  return {{"at", place.name},
          {"mean_power", light.mean_power},
          {"peak_999_db", decibels(light.peak_999)},
          {"peak_db", decibels(light.peak)},
          {"kappa", light.second_moment},
          {"carrier_fraction", light.carrier},
          {"strongest_line_fraction", light.strongest_line},
          {"occupied_rad_per_sample", light.occupied_frequency}};
}

Json json_of(const GuardReading& guard) {
  return {{"name", guard.name},
          {"is_of_glass_alone", guard.is_of_glass_alone},
          {"sum_of_magnitudes_of_b", guard.sum_of_magnitudes},
          {"highest_frequency_rad_per_sample", guard.highest_frequency},
          {"memory_samples", guard.interval.memory},
          {"guard_samples_per_side", guard.interval.guard},
          {"overhead", guard.interval.overhead},
          {"repetitions", guard.interval.repetitions},
          {"frame_suffices", guard.frame_suffices}};
}

// What does not matter at all has no tolerance: JSON knows no infinity.
Json amount(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_of(const ToleranceReading& reading) {
  Json json{{"parameter", name_of(reading.sensitivity.parameter)}};
  if (reading.sensitivity.parameter != Parameter::timing_skew) {
    json["layer"] = reading.sensitivity.layer + 1;
    json["value"] = reading.value;
    json["carried_out_in"] = name_of(reading.place);
  }
  json["sensitivity"] = {{"closed_form", reading.sensitivity.closed_form},
                         {"downstream_gain", reading.sensitivity.downstream_gain},
                         {"derived", reading.sensitivity.derived}};
  json["alone"] = {{"closed_form", amount(reading.alone)},
                   {"derived", amount(reading.alone_derived)}};
  json["shared"] = {{"closed_form", amount(reading.shared)},
                    {"derived", amount(reading.shared_derived)}};
  if (reading.sensitivity.parameter == Parameter::nonlinear_phase && reading.value != 0.0) {
    const auto power_db = [&](double error) {
      return amount(decibels(1.0 + error / std::abs(reading.value)));
    };
    json["alone"]["closed_form_power_db"] = power_db(reading.alone);
    json["alone"]["derived_power_db"] = power_db(reading.alone_derived);
    json["shared"]["closed_form_power_db"] = power_db(reading.shared);
    json["shared"]["derived_power_db"] = power_db(reading.shared_derived);
  }
  return json;
}

Json json_of(const RateReading& rate) {
  std::vector<double> ps2, ps_per_nm, km;
  for (const core::RequiredDispersion& each : rate.layers) {
    ps2.push_back(each.group_delay_dispersion.in(units::ps2));
    ps_per_nm.push_back(each.accumulated.in(units::ps_per_nm));
    km.push_back(each.fiber_length.in(units::km));
  }
  return {{"sample_rate_gsa_per_s", rate.rate_gsa_per_s},
          {"is_of_rig", rate.is_of_rig},
          {"beta2_l_ps2", ps2},
          {"dispersion_ps_per_nm", ps_per_nm},
          {"smf28_km", km}};
}

Json json_of(const Finding& finding) {
  return {{"weight", name_of(finding.weight)},
          {"text", finding.text},
          {"alternatives", finding.alternatives}};
}

template <class Values>
Json list_of(const Values& values) {
  Json list = Json::array();
  for (const auto& value : values) {
    list.push_back(json_of(value));
  }
  return list;
}

}  // namespace

Json json_of(const core::NetworkGauges& gauges) {
  return {{"b", gauges.canonical.dispersion},
          {"Gamma", gauges.canonical.nonlinear_phase},
          {"field_factor", gauges.canonical.field_factor},
          {"steps", json_of(gauges.steps)},
          {"trained_steps", gauges.trained_steps},
          {"fraction_in_glass", gauges.fraction_in_glass},
          {"conjugated", gauges.conjugated},
          {"sign_conflicts", json_of(gauges.negative)},
          {"potential_conflicts", json_of(gauges.modulated)}};
}

Json json_of(const ModelCheck& check) {
  Json json{{"schema", "fiberloom.check-result/1"},
            {"model", check.request.model_name},
            {"possible", check.is_possible()},
            {"verdict", verdict(check)},
            {"findings", list_of(check.findings)},
            {"light",
             {{"records", check.request.light.launched.batch()},
              {"is_synthetic", check.request.light.is_synthetic},
              {"description", check.request.light.words}}},
            {"target_db", check.request.target_db}};
  json["canonical"] = json_of(check.gauges);
  json["aliasing"] = {
      {check.model.low_pass ? "own_filter" : "raw", json_of(check.aliasing.front())}};
  if (check.aliasing.size() > 1) {
    json["aliasing"]["filtered"] = json_of(check.aliasing.back());
  }
  json["noise_gain"] = noise_json(check);
  json["light_at"] = list_of(check.places);
  json["guard"] = list_of(check.guards);
  json["tolerances"] = list_of(check.tolerances);
  json["required_dispersion"] = list_of(check.rates);
  if (check.request.rig) {
    json["rig"] = check.request.rig->name;
  }
  json["seed"] = check.request.seed;
  return json;
}

}  // namespace fiberloom::app
