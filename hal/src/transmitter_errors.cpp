#include <cmath>
#include <fiberloom/core/units.hpp>
#include <numbers>

#include "bench_budget.hpp"
#include "bench_variances.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// Field that a change of a converter's sample, -1 to 1, makes about no drive: the modulator's sine has its slope there.
double field_per_drive(const RigDocument& rig) {
  return 0.5 * std::numbers::pi * rig.transmitter.full_scale;
}

// Light of |u|^2 = 1 rides on the sine where it is less steep: the mean square of its slope.
double slope_share(const RigDocument& rig) {
  return 1.0 - 0.5 / (rig.transmitter.full_scale * rig.transmitter.full_scale);
}

double glass_band_hz(const BenchBudgetQuestion& question) {
  return 1e9 * question.plan.light_path.sample_rate_gsa_per_s *
         static_cast<double>(question.spread.grid_points_per_sample);
}

void add_generator(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  const TransmitterSensitivity& light = question.sensitivity.transmitter;
  const double full_scale = question.rig.transmitter.full_scale;
  const ConverterNoise noise = generator_noise(question);
  const ConverterFigures figures = generator_figures(figure_sources(question));
  waterfall.add_random({.name = "generator_quantisation",
                        .explanation = "steps of the generator's converter over its fixed range",
                        .numbers = {{"bits", static_cast<double>(figures.bits), ""},
                                    {"full scale", full_scale, "|u|"}}},
                       noise.quantisation, light.sample_noise);
  waterfall.add_random(
      {.name = "generator_noise",
       .explanation = "noise that the generator's effective bits stand for, over its fixed range",
       .numbers = {{"effective bits", figures.effective_bits, ""},
                   {"full scale", full_scale, "|u|"}}},
      noise.excess, light.sample_noise);
  waterfall.add_common({.name = "generator_bandwidth",
                        .explanation = "held samples and the roll-off of generator and modulator",
                        .numbers = {{"bandwidth", figures.bandwidth_hz, "Hz"},
                                    {"hold share", question.spread.generator_hold_share, ""}}},
                       {{1.0, &light.bandwidth}});
  waterfall.add_common({.name = "generator_clipping",
                        .explanation = "samples beyond the generator's full scale",
                        .numbers = {{"full scale", full_scale, "|u|"}}},
                       {{1.0, &light.clipping}});
}

void add_generator_times(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  const BenchSpread& spread = question.spread;
  const TransmitterSensitivity& light = question.sensitivity.transmitter;
  const double sample_s = question.plan.light_path.model_sample().in(units::s);
  waterfall.add_random({.name = "generator_jitter",
                        .explanation = "jitter of the generator's clock times the light's slope",
                        .numbers = {{"jitter", spread.generator_jitter_s, "s"}}},
                       std::pow(spread.generator_jitter_s / sample_s, 2.0), light.clock_jitter);
  waterfall.add_random({.name = "channel_skew",
                        .explanation = "delay between the generator's channels",
                        .numbers = {{"skew", spread.channel_skew_s, "s"}}},
                       std::pow(spread.channel_skew_s / sample_s, 2.0),
                       light.quadrature_delay.power);
}

void add_laser(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  const LaserFigures figures = laser_figures(figure_sources(question));
  const TransmitterSensitivity& light = question.sensitivity.transmitter;
  waterfall.add_random(
      {.name = "laser_intensity_noise",
       .explanation = "relative intensity noise of the laser over the whole band",
       .numbers = {{"density", figures.relative_intensity_noise_db_per_hz, "dB/Hz"},
                   {"band", glass_band_hz(question), "Hz"}}},
      intensity_noise(question), light.intensity_noise);
  const double sample_s = question.plan.light_path.model_sample().in(units::s);
  waterfall.add_random({.name = "laser_phase_noise",
                        .explanation = "phase that the laser's linewidth lets wander in a frame",
                        .numbers = {{"linewidth", figures.linewidth_hz, "Hz"}}},
                       2.0 * std::numbers::pi * figures.linewidth_hz * sample_s, light.phase_noise);
}

ErrorPower sum(std::initializer_list<ErrorPower> powers) {
  ErrorPower total;
  for (const ErrorPower& power : powers) {
    total.field += power.field;
    total.trace += power.trace;
  }
  return total;
}

ErrorPower times(double variance, const ErrorPower& power) {
  return {.field = variance * power.field, .trace = variance * power.trace};
}

void add_modulator(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  const BenchSpread& spread = question.spread;
  const TransmitterSensitivity& light = question.sensitivity.transmitter;
  const ModulatorFigures figures = modulator_figures(*question.rig.bench, question.catalog);
  // Half of the decibels on either child, and half of those in the field.
  const double imbalance = std::numbers::ln10 / 40.0 * spread.amplitude_imbalance_db;
  waterfall.add_random(
      {.name = "modulator_imbalance",
       .explanation = "half-wave voltage, imbalance and quadrature of the modulator",
       .numbers = {{"half-wave voltage", spread.v_pi_relative, "relative"},
                   {"imbalance", spread.amplitude_imbalance_db, "dB"},
                   {"quadrature error", spread.quadrature_error_rad, "rad"}}},
      sum({times(std::pow(spread.v_pi_relative, 2.0), light.light_level.power),
           times(imbalance * imbalance, light.imbalance.power),
           times(std::pow(spread.quadrature_error_rad, 2.0), light.quadrature_error.power)}));
  waterfall.add_common({.name = "modulator_extinction",
                        .explanation = "finite extinction of the modulator",
                        .numbers = {{"extinction ratio", figures.extinction_ratio_db, "dB"}}},
                       {{spread.has_finite_extinction, &light.leakage}});
  waterfall.add_random(
      {.name = "bias_drift",
       .explanation = "carrier that a drifting operating point of the modulator lets through",
       .numbers = {{"drift", spread.bias_drift_v, "V"},
                   {"half-wave voltage", figures.v_pi_v, "V"}}},
      times(bias_carrier(question),
            sum({light.in_phase_carrier.power, light.quadrature_carrier.power})));
}

}  // namespace

FigureSources figure_sources(const BenchBudgetQuestion& question) {
  return {question.rig, question.catalog, question.spread,
          1e9 * question.plan.light_path.sample_rate_gsa_per_s};
}

ConverterNoise generator_noise(const BenchBudgetQuestion& question) {
  const ConverterFigures figures = generator_figures(figure_sources(question));
  const ConverterNoise noise = converter_noise(2.0, figures.bits, figures.effective_bits);
  // Both channels have it.
  const double per_drive =
      2.0 * std::pow(field_per_drive(question.rig), 2.0) * slope_share(question.rig);
  return {.quantisation = per_drive * noise.quantisation, .excess = per_drive * noise.excess};
}

double intensity_noise(const BenchBudgetQuestion& question) {
  const LaserFigures figures = laser_figures(figure_sources(question));
  if (figures.relative_intensity_noise_db_per_hz == 0.0) {
    return 0.0;
  }
  // The field takes half of a relative change of power; the density is one-sided.
  return std::pow(10.0, figures.relative_intensity_noise_db_per_hz / 10.0) * 0.5 *
         glass_band_hz(question) / 4.0;
}

double bias_carrier(const BenchBudgetQuestion& question) {
  const double carrier = field_per_drive(question.rig) * question.spread.bias_drift_v /
                         modulator_figures(*question.rig.bench, question.catalog).v_pi_v;
  return carrier * carrier * slope_share(question.rig);
}

void add_transmitter_errors(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  add_generator(waterfall, question);
  add_generator_times(waterfall, question);
  add_laser(waterfall, question);
  add_modulator(waterfall, question);
  waterfall.add_common({.name = "continuum",
                        .explanation = "light that leaves the band of the model's grid, which the "
                                       "model folds back and glass does not"},
                       {{1.0, &question.sensitivity.aliasing}});
}

}  // namespace fiberloom::hal
