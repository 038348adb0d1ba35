#include "mapping/calibration_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/hal/stage_parts.hpp>
#include <numbers>
#include <set>

namespace fiberloom::app {
namespace {

constexpr double share_of_budget = 0.1;
// Physics, section 10.11: the worse end of 0.01 to 0.05 dB an hour, unsourced; loose-tube fibre in a room.
constexpr double amplifier_drift_db_per_h = 0.05;
constexpr double delay_drift_ps_per_km_k = 37.0;
constexpr double dispersion_drift_ps_per_nm_km_k = 0.0038;
// A room that swings by 0.5 K either way over a day, at its fastest: 2 pi / 24 h * 0.5 K.
constexpr double room_k_per_h = 2.0 * std::numbers::pi / 24.0 * 0.5;

/// What a plan is made of, as far as calibrations ask.
struct Inventory {
  std::set<std::string> fixed{};
  std::set<std::string> tunable{};
  std::set<std::string> spools{};
  std::set<std::string> modulators{};
  std::size_t amplifiers = 0;
  double fiber_km = 0.0;       ///< all that light goes through
  double dispersive_km = 0.0;  ///< of it, fibre that disperses
};

Inventory inventory_of(const MapResult& result) {
  Inventory found;
  for (const hal::StagePath& stage : result.plan.light_path.stages) {
    for (const hal::FixedPart& fixed : hal::fixed_parts(stage, result.catalog)) {
      found.fixed.insert(fixed.part->id);
      found.fiber_km += 1e-3 * fixed.length_m;
      found.dispersive_km += 1e-3 * fixed.length_m;
    }
    for (const std::string& id : stage.dispersive_parts) {
      if (!found.fixed.contains(id)) {
        found.tunable.insert(id);
      }
    }
    if (stage.nonlinear_part.empty()) {
      continue;
    }
    ++found.amplifiers;
    (stage.electro_optic ? found.modulators : found.spools).insert(stage.nonlinear_part);
    found.fiber_km += 1e-3 * result.catalog.find(stage.nonlinear_part).length_m.value_or(0.0);
  }
  return found;
}

std::string listed(const std::set<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

void add_line_steps(std::vector<CalibrationStep>& steps, const Inventory& parts) {
  std::set<std::string> dispersive = parts.fixed;
  dispersive.insert(parts.tunable.begin(), parts.tunable.end());
  if (!dispersive.empty()) {
    steps.push_back(
        {.name = "Dispersion",
         .parts = listed(dispersive),
         .procedure = "swept intensity modulation: the frequencies of the fading dips, squared and "
                      "fitted against their number; the slope does not depend on the modulator's "
                      "chirp. Tunable parts at five settings over their range",
         .gives = "ps/nm of every part and its sign, steps and offset of tunable ones"});
  }
  if (parts.amplifiers > 0) {
    steps.push_back(
        {.name = "Amplifiers",
         .parts = fmt::format("{} amplifier{}", parts.amplifiers, parts.amplifiers == 1 ? "" : "s"),
         .procedure = "gain and noise against input power at constant mean power, each "
                      "point after 10 ms or more; spectrum analyser for the noise",
         .gives = "gain, noise figure, gain tilt"});
  }
  if (!parts.spools.empty()) {
    steps.push_back(
        {.name = "Nonlinear fibres",
         .parts = listed(parts.spools),
         .procedure = "two continuous tones close to each other: the ratio of carrier to first "
                      "sideband against power, below the Brillouin threshold",
         .gives = "rad for every displayed mW: all that the plan needs of γ and effective length"});
  }
  if (!parts.modulators.empty()) {
    steps.push_back(
        {.name = "Electro-optic loops",
         .parts = listed(parts.modulators),
         .procedure = "sideband ratio against drive; then the delay between tap and light, by the "
                      "sideband asymmetry of a pulse",
         .gives = "rad for every mW at the tap, delay of the loop"});
  }
}

std::vector<CalibrationStep> steps_of(const MapResult& result, const Inventory& parts) {
  std::vector<CalibrationStep> steps{
      {.name = "Losses and taps",
       .parts = "every connection, tap and meter",
       .procedure = "patch-cord reference; each tap against the light behind it at five powers. "
                    "Splice where it can be: connectors come back to 0.1 dB only",
       .gives = "losses, tap ratios, zero of the meters"},
      {.name = "Modulator",
       .parts = "IQ modulator and its bias",
       .procedure = "slow ramp over more than twice the half-wave voltage, fitted by a raised "
                    "cosine; sideband ratios for its response",
       .gives = "half-wave voltages, operating point, extinction"},
      {.name = "Photodiode",
       .parts = result.rig.receiver.coherent ? "coherent receiver" : "photodiode and digitiser",
       .procedure = "two powers alone and together: what their sum lacks is saturation",
       .gives = "linear range, offset"},
      {.name = "Transmitter to receiver",
       .parts = "generator, modulator, photodiode, digitiser, back to back",
       .procedure = "multitone light, averaged; the inverse response, limited where the signal "
                    "drowns, is written into the waveforms; twice or three times",
       .gives = "frequency response and signal-to-noise ratio"}};
  add_line_steps(steps, parts);
  if (result.plan.gauges.conjugated || result.rig.receiver.coherent) {
    steps.push_back({.name = "Side of the spectrum",
                     .parts = "transmitter and receiver",
                     .procedure = "one sideband: on which side it comes back",
                     .gives = "whether fields are conjugated on the way"});
  }
  steps.push_back({.name = "Delay",
                   .parts = "the whole line",
                   .procedure = "cross-correlation, then the slope of the cross-spectrum's phase",
                   .gives = "time of the first sample, to a few thousandths of a sample"});
  steps.push_back({.name = "All together",
                   .parts = "every stage of this plan",
                   .procedure =
                       "probe frames at three launch powers; a twin of the rig is fitted to "
                       "all traces at once and judged on frames that it has not seen",
                   .gives = "b, Γ, delay and gain with standard errors"});
  return steps;
}

// The error of one number that adds its share to what is predicted anyway.
double allowed(double slope, const PlanBudget& budget) {
  return std::sqrt(share_of_budget * budget.errors.nmse.trace / slope);
}

void add_stage_drifts(std::vector<DriftAllowance>& drifts, const MapResult& result, std::size_t m) {
  const PlanBudget& budget = *result.study.budget;
  const hal::PlannedStage& stage = result.plan.stages[m];
  const bool is_held = result.rig.bench && m < result.rig.bench->stages.size() &&
                       !result.rig.bench->stages[m].launch_meter.empty();
  const double slope = budget.stages[m].nonlinear_phase;
  if (!is_held && stage.nonlinear_phase_rad != 0.0 && slope > 0.0) {
    const double relative = std::numbers::ln10 / 10.0 * amplifier_drift_db_per_h;
    drifts.push_back({.name = fmt::format("Γ of stage {}", m + 1),
                      .cause = "gain of its amplifier",
                      .unit = "rad",
                      .tolerance = allowed(slope, budget),
                      .drift_per_hour = std::abs(stage.nonlinear_phase_rad) * relative});
  }
}

void add_dispersion_drift(std::vector<DriftAllowance>& drifts, const MapResult& result,
                          std::size_t m) {
  const PlanBudget& budget = *result.study.budget;
  double km = 0.0;
  for (const hal::FixedPart& fixed :
       hal::fixed_parts(result.plan.light_path.stages[m], result.catalog)) {
    km += 1e-3 * fixed.length_m;
  }
  if (km == 0.0 || budget.stages[m].b <= 0.0) {
    return;
  }
  const double wavelength_m =
      1e-9 * hal::operating_wavelength(result.rig, result.plan.light_path).light_nm;
  const double ps2_per_ps_per_nm =
      1e21 * wavelength_m * wavelength_m / (2.0 * std::numbers::pi * 299792458.0);
  const double ps2_per_h = km * dispersion_drift_ps_per_nm_km_k * room_k_per_h * ps2_per_ps_per_nm;
  drifts.push_back(
      {.name = fmt::format("b of stage {}", m + 1),
       .cause = "temperature of its fibre",
       .unit = "samples²",
       .tolerance = allowed(budget.stages[m].b, budget),
       .drift_per_hour = ps2_per_h / (result.plan.model_sample_ps * result.plan.model_sample_ps)});
}

std::vector<DriftAllowance> drifts_of(const MapResult& result, const Inventory& parts) {
  std::vector<DriftAllowance> drifts;
  if (!result.study.budget) {
    return drifts;
  }
  const PlanBudget& budget = *result.study.budget;
  for (std::size_t m = 0; m < result.plan.stages.size(); ++m) {
    add_stage_drifts(drifts, result, m);
    add_dispersion_drift(drifts, result, m);
  }
  if (parts.fiber_km > 0.0 && budget.readout_delay > 0.0) {
    drifts.push_back({.name = "delay of the readout",
                      .cause = "temperature of the fibres",
                      .unit = "samples",
                      .tolerance = allowed(budget.readout_delay, budget),
                      .drift_per_hour = delay_drift_ps_per_km_k * parts.fiber_km * room_k_per_h /
                                        result.plan.model_sample_ps});
  }
  std::ranges::stable_sort(drifts, {}, &DriftAllowance::interval_h);
  return drifts;
}

}  // namespace

const DriftAllowance* CalibrationPlan::first_to_go() const {
  return drifts.empty() ? nullptr : &drifts.front();
}

CalibrationPlan calibration_plan(const MapResult& result) {
  const Inventory parts = inventory_of(result);
  CalibrationPlan plan{
      .steps = steps_of(result, parts),
      .drifts = drifts_of(result, parts),
      .command = fmt::format("fiberloom calibrate --rig {} --plan PLAN", result.names.rig)};
  plan.held = result.rig.bench
                  ? "Launch powers are held by the stages' meters, so gain drift of the amplifiers "
                    "does not count where there is one."
                  : "Nothing is taken to hold the launch powers.";
  return plan;
}

}  // namespace fiberloom::app
