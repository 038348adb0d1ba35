#include <cmath>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/units.hpp>

#include "bench_budget.hpp"
#include "bench_variances.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;
constexpr double room_temperature_k = 296.15;
constexpr double delay_left_samples = 0.02;  // by a sync marker, of one shot of a typical bench

// A band limit undershoots, and so does noise: a twentieth of the range is left below zero.
double digitizer_range(const BenchBudgetQuestion& question) {
  return 1.05 * question.rig.bench->receiver.full_scale;
}

// One-sided densities in A^2/Hz: of what does not follow the signal, and of shot noise.
double constant_density(const BenchBudgetQuestion& question) {
  const PhotodiodeFigures figures = photodiode_figures(figure_sources(question));
  const double boltzmann = core::constants::boltzmann.in(units::j_per_kelvin);
  const double thermal = figures.thermal_load_ohm > 0.0
                             ? 4.0 * boltzmann * room_temperature_k / figures.thermal_load_ohm
                             : 0.0;
  return thermal + std::pow(figures.amplifier_noise_a_per_sqrt_hz, 2.0) +
         std::pow(figures.noise_equivalent_power_w_per_sqrt_hz * figures.responsivity_a_per_w, 2.0);
}

double shot_density(const BenchBudgetQuestion& question, double mean_a) {
  return 2.0 * core::constants::elementary_charge.in(units::a_s)*question.spread.shot_noise_factor *
         mean_a;
}

// Noise of the photocurrent, as a share of the trace's energy.
class CurrentNoise {
 public:
  explicit CurrentNoise(const BenchBudgetQuestion& question)
      : receiver_(question.sensitivity.receiver),
        current_a_(responsivity_of(*question.rig.bench, question.catalog) *
                   question.rig.receiver.reference_power_w),
        band_hz_(0.5e9 * question.plan.light_path.sample_rate_gsa_per_s *
                 static_cast<double>(question.spread.grid_points_per_sample) *
                 receiver_.noise_share) {}

  /// Of |u|^2 = 1.
  [[nodiscard]] double current_a() const noexcept { return current_a_; }
  [[nodiscard]] double band_hz() const noexcept { return band_hz_; }
  [[nodiscard]] ErrorPower power(double density_a2_per_hz) const {
    return {.trace =
                density_a2_per_hz * band_hz_ / (current_a_ * current_a_ * receiver_.mean_square)};
  }

 private:
  const ReceiverSensitivity& receiver_;
  double current_a_;
  double band_hz_;
};

void add_photodiode(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  const BenchSpread& spread = question.spread;
  const ReceiverSensitivity& receiver = question.sensitivity.receiver;
  const CurrentNoise noise(question);
  const double saturation_w = spread.detector_saturation_power_w;
  const double reference_w = question.rig.receiver.reference_power_w;
  // At the saturation power the current is 1 dB short.
  const double compression =
      saturation_w > 0.0 ? (std::pow(10.0, 0.1) - 1.0) * reference_w / saturation_w : 0.0;
  waterfall.add_common({.name = "detector_saturation",
                        .explanation = "compression and dark current of the photodiode",
                        .numbers = {{"saturation power", saturation_w, "W"},
                                    {"power for |u|^2 = 1", reference_w, "W"},
                                    {"dark current", spread.dark_current_a, "A"}}},
                       {{compression, &receiver.compression},
                        {spread.dark_current_a / noise.current_a(), &receiver.offset}});
  const double mean_a = noise.current_a() * receiver.mean + spread.dark_current_a;
  waterfall.add_random(
      {.name = "shot_noise",
       .explanation = "shot noise of the mean current",
       .numbers = {{"mean current", mean_a, "A"}, {"band", noise.band_hz(), "Hz"}}},
      noise.power(shot_density(question, mean_a)));
  const double density = constant_density(question);
  waterfall.add_random(
      {.name = "thermal_noise",
       .explanation = "thermal and amplifier noise of the receiver",
       .numbers = {{"density", std::sqrt(density), "A/sqrt(Hz)"}, {"band", noise.band_hz(), "Hz"}}},
      noise.power(density));
}

void add_times(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  const BenchSpread& spread = question.spread;
  const ReceiverSensitivity& receiver = question.sensitivity.receiver;
  const DelayVariance delay = delay_variance(question);
  waterfall.add_random({.name = "readout_skew",
                        .explanation = "a readout that is off in time",
                        .numbers = {{"skew at most", spread.readout_skew_s, "s"}}},
                       delay.constant, receiver.delay.power);
  const double clock = std::pow(1e-6 * spread.clock_error_ppm, 2.0);
  waterfall.add_random(
      {.name = "digitizer_clock",
       .explanation = "clock error and trigger jitter of the digitiser",
       .numbers = {{"clock error", spread.clock_error_ppm, "ppm"},
                   {"trigger jitter", spread.trigger_jitter_s, "s"}}},
      {.trace = delay.jitter * receiver.delay.power.trace + clock * receiver.clock.power.trace});
}

void add_digitizer(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  const ConverterFigures figures = digitizer_figures(figure_sources(question));
  const ReceiverSensitivity& receiver = question.sensitivity.receiver;
  const double full_scale = question.rig.bench->receiver.full_scale;
  const ConverterNoise noise =
      converter_noise(digitizer_range(question), figures.bits, figures.effective_bits);
  waterfall.add_random({.name = "digitizer_quantisation",
                        .explanation = "steps of the digitiser's converter over its range",
                        .numbers = {{"bits", static_cast<double>(figures.bits), ""},
                                    {"full scale", full_scale, "|u|^2"}}},
                       {.trace = noise.quantisation / receiver.mean_square});
  waterfall.add_random(
      {.name = "digitizer_noise",
       .explanation = "noise that the digitiser's effective bits stand for, over its range",
       .numbers = {{"effective bits", figures.effective_bits, ""},
                   {"full scale", full_scale, "|u|^2"}}},
      {.trace = noise.excess / receiver.mean_square});
  waterfall.add_common({.name = "digitizer_clipping",
                        .explanation = "intensities beyond the digitiser's full scale",
                        .numbers = {{"full scale", full_scale, "|u|^2"}}},
                       {{1.0, &receiver.clipping}});
}

}  // namespace

DelayVariance delay_variance(const BenchBudgetQuestion& question) {
  const BenchSpread& spread = question.spread;
  const LightPath& path = question.plan.light_path;
  const auto square = [&](double seconds) {
    return std::pow(seconds / path.model_sample().in(units::s), 2.0);
  };
  DelayVariance delay{.jitter = square(spread.trigger_jitter_s)};
  if (question.rig.bench->receiver.sync_marker) {
    delay.jitter += std::pow(delay_left_samples / static_cast<double>(path.oversampling), 2.0);
    return delay;
  }
  // Uniform between their two ends.
  delay.constant = square(spread.readout_skew_s) / 3.0 + square(spread.trigger_offset_s) / 3.0;
  delay.jitter += square(spread.capture_jitter_s);
  return delay;
}

double trace_variance(const BenchBudgetQuestion& question) {
  const CurrentNoise noise(question);
  const double density = constant_density(question) + shot_density(question, noise.current_a());
  const ConverterFigures figures = digitizer_figures(figure_sources(question));
  const ConverterNoise digitizer =
      converter_noise(digitizer_range(question), figures.bits, figures.effective_bits);
  return density * noise.band_hz() / std::pow(noise.current_a(), 2.0) + digitizer.quantisation +
         digitizer.excess;
}

void add_receiver_errors(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  add_photodiode(waterfall, question);
  waterfall.add_common(
      {.name = "receiver_bandwidth",
       .explanation = "roll-off of photodiode and digitiser",
       .numbers = {{"bandwidth", digitizer_figures(figure_sources(question)).bandwidth_hz, "Hz"}}},
      {{1.0, &question.sensitivity.receiver.bandwidth}});
  add_times(waterfall, question);
  add_digitizer(waterfall, question);
}

}  // namespace fiberloom::hal
