#include <algorithm>
#include <cmath>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/operating_wavelength.hpp>
#include <fiberloom/hal/optical_chain.hpp>
#include <numbers>

#include "amplifier_powers.hpp"
#include "bench_budget.hpp"
#include "bench_variances.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

double ratio_of(double decibels) { return std::pow(10.0, 0.1 * decibels); }

// Names of the elements behind the place where the power is known, up to the spool: behind the meter at the tap, or,
// where there is none, behind the amplifier.
std::vector<std::string> unmeasured(const BenchBudgetQuestion& question, std::size_t m) {
  const OpticalChain chain(*question.rig.bench, question.plan.light_path, question.catalog);
  const StageWiring& wiring = question.rig.bench->stages.at(m);
  const StagePath& stage = question.plan.light_path.stages[m];
  const std::string& known = wiring.launch_meter.empty() ? wiring.amplifier : wiring.launch_meter;
  const std::vector<std::string> names = chain.names();
  const auto from = std::ranges::find(names, known);
  const auto to = std::ranges::find(names, stage.name + "/" + stage.nonlinear_part);
  return from < to && to != names.end() ? std::vector(from, to + 1) : std::vector<std::string>{};
}

double connection_variance_db2(const BenchBudgetQuestion& question, const std::string& from,
                               const std::string& to) {
  const BenchDocument& bench = *question.rig.bench;
  double uncertainty_db = bench.connector_uncertainty_db;
  for (const Connection& known : bench.wiring) {
    if (known.from == from && known.to == to) {
      uncertainty_db = known.uncertainty_db;
    }
  }
  // What the document says is the most that it can be off: two deviations.
  return std::pow(0.5 * question.spread.connector_loss_share * uncertainty_db, 2.0) +
         std::pow(question.spread.connector_drift_db, 2.0);
}

double step_db(const BenchBudgetQuestion& question, std::size_t stage) {
  const std::string& attenuator = question.rig.bench->stages.at(stage).attenuator;
  return attenuation_figures(figure_sources(question), attenuator).step_db;
}

void add_launch_power(Waterfall& waterfall, const BenchBudgetQuestion& question, std::size_t m) {
  const double phase = realised_phase_rad(question.plan, m);
  const ErrorPower& per_rad = question.sensitivity.stages[m].nonlinear_phase.power;
  const std::string& name = question.plan.light_path.stages[m].name;
  const double loss_variance = unmeasured_loss_variance(question, m);
  waterfall.add_random(
      {.name = "connector_loss",
       .where = name,
       .explanation = "launch power that the losses behind the last meter leave open",
       .numbers = {{"nonlinear phase", phase, "rad"},
                   {"deviation", std::sqrt(loss_variance), "rad"}}},
      loss_variance, per_rad);
  waterfall.add_random(
      {.name = "attenuator_steps",
       .where = name,
       .explanation = "launch power between two steps of the attenuator",
       .numbers = {{"nonlinear phase", phase, "rad"}, {"step", step_db(question, m), "dB"}}},
      attenuator_variance(question, m), per_rad);
  waterfall.add_random(
      {.name = "power_meters",
       .where = name,
       .explanation = "launch power that is set by a meter which is wrong",
       .numbers = {{"nonlinear phase", phase, "rad"},
                   {"calibration", question.spread.meter_calibration_relative, "relative"}}},
      meter_variance(question, m), per_rad);
}

double noise_figure_db(const BenchBudgetQuestion& question, std::size_t stage,
                       const AmplifierPowers& powers) {
  const std::string& amplifier = question.rig.bench->stages.at(stage).amplifier;
  return noise_figure_of(figure_sources(question), amplifier)
      .at(10.0 * std::log10(powers.output_w / powers.input_w));
}

// Noise per polarisation is (F G - 1) h nu/2 for each hertz.
double emission_share(const BenchBudgetQuestion& question, std::size_t stage,
                      const AmplifierPowers& powers) {
  if (powers.output_w == 0.0) {
    return 0.0;
  }
  const double figure_db = noise_figure_db(question, stage, powers);
  const double band_hz = 1e9 * question.plan.light_path.sample_rate_gsa_per_s *
                         static_cast<double>(question.spread.grid_points_per_sample);
  const double photon_j =
      (core::constants::planck *
       core::optical_frequency(
           operating_wavelength(question.rig, question.plan.light_path).light()))
          .in(units::j);
  const double factor = figure_db == 0.0 ? 0.0 : ratio_of(figure_db);
  const double gain = powers.output_w / powers.input_w;
  return std::max(0.0, 0.5 * (factor * gain - 1.0) * photon_j) * band_hz / powers.output_w;
}

void add_noise(Waterfall& waterfall, const BenchBudgetQuestion& question, std::size_t m,
               const AmplifierPowers& powers) {
  waterfall.add_random({.name = "amplifier_noise",
                        .where = question.plan.light_path.stages[m].name,
                        .explanation = "amplified spontaneous emission",
                        .numbers = {{"noise figure", noise_figure_db(question, m, powers), "dB"},
                                    {"input power", powers.input_w, "W"},
                                    {"output power", powers.output_w, "W"}}},
                       emission_share(question, m, powers), question.sensitivity.stages[m].noise);
}

// Power grows as exp(z ln G/L) along the erbium fibre: its mean is (1 - 1/G)/ln G of the output.
double fiber_phase(const BenchSpread& spread, const AmplifierPowers& powers) {
  const double log_gain = std::log(powers.output_w / powers.input_w);
  const double mean_share = log_gain == 0.0 ? 1.0 : -std::expm1(-log_gain) / log_gain;
  return spread.amplifier_fiber_phase_per_w * mean_share * powers.output_w;
}

// Relative field for each rad of optical offset in a model sample; a gain of so many dB to the nanometre.
double gain_slope(const BenchBudgetQuestion& question) {
  const double wavelength_m =
      1e-9 * operating_wavelength(question.rig, question.plan.light_path).light_nm;
  const double nm_per_hz =
      -1e9 * wavelength_m * wavelength_m / core::constants::speed_of_light.in(units::m_per_s);
  const double hz_per_rad =
      1.0 / (2.0 * std::numbers::pi * question.plan.light_path.model_sample().in(units::s));
  return std::numbers::ln10 / 20.0 * question.spread.amplifier_gain_tilt_db_per_nm * nm_per_hz *
         hz_per_rad;
}

}  // namespace

double unmeasured_loss_variance(const BenchBudgetQuestion& question, std::size_t stage) {
  const std::vector<std::string> names = unmeasured(question, stage);
  double variance_db2 = 0.0;
  for (std::size_t i = 1; i < names.size(); ++i) {
    variance_db2 += connection_variance_db2(question, names[i - 1], names[i]);
  }
  return std::pow(realised_phase_rad(question.plan, stage) * std::numbers::ln10 / 10.0, 2.0) *
         variance_db2;
}

// Anywhere within half a step to either side.
double attenuator_variance(const BenchBudgetQuestion& question, std::size_t stage) {
  const double step = step_db(question, stage) * std::numbers::ln10 / 10.0;
  return std::pow(realised_phase_rad(question.plan, stage) * step, 2.0) / 12.0;
}

double meter_variance(const BenchBudgetQuestion& question, std::size_t stage) {
  const bool has_meter = !question.rig.bench->stages.at(stage).launch_meter.empty();
  return has_meter ? std::pow(realised_phase_rad(question.plan, stage) *
                                  question.spread.meter_calibration_relative,
                              2.0)
                   : 0.0;
}

std::vector<double> emission_shares(const BenchBudgetQuestion& question) {
  std::vector<double> shares;
  const std::vector<AmplifierPowers> powers =
      amplifier_powers(question.plan, question.rig, question.catalog);
  for (std::size_t m = 0; m < powers.size(); ++m) {
    shares.push_back(emission_share(question, m, powers[m]));
  }
  return shares;
}

void add_amplifier_errors(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  const std::vector<AmplifierPowers> powers =
      amplifier_powers(question.plan, question.rig, question.catalog);
  std::vector<Waterfall::Change> changes;
  const double drift = std::numbers::ln10 / 20.0 * question.spread.amplifier_gain_drift_db;
  for (std::size_t m = 0; m < powers.size(); ++m) {
    const StageSensitivity& light = question.sensitivity.stages[m];
    if (!question.plan.light_path.stages[m].nonlinear_part.empty()) {
      add_launch_power(waterfall, question, m);
    }
    if (powers[m].output_w == 0.0) {
      continue;
    }
    add_noise(waterfall, question, m, powers[m]);
    waterfall.add_random({.name = "amplifier_drift",
                          .where = question.plan.light_path.stages[m].name,
                          .explanation = "slow drift of the amplifier's gain",
                          .numbers = {{"drift", question.spread.amplifier_gain_drift_db, "dB"}}},
                         drift * drift, light.light_level.power);
    changes.push_back({fiber_phase(question.spread, powers[m]), &light.nonlinear_phase});
    changes.push_back({gain_slope(question), &light.gain_slope});
  }
  waterfall.add_common(
      {.name = "amplifier_tilt",
       .explanation = "gain tilt and Kerr phase of the amplifiers",
       .numbers = {{"tilt", question.spread.amplifier_gain_tilt_db_per_nm, "dB/nm"},
                   {"phase", question.spread.amplifier_fiber_phase_per_w, "rad/W"}}},
      changes);
}

}  // namespace fiberloom::hal
