#include "drawn_ends.hpp"

#include <cmath>
#include <numbers>

namespace fiberloom::sim {
namespace {

constexpr double responsivity_drift_time_s = 3600.0;

// A bias control looks for the darkest output without drive: it leans each child on the other's leakage.
IqBias bias_at_null(const IqModulatorParameters& modulator) {
  if (modulator.extinction_ratio_db <= 0.0) {
    return {};
  }
  const double leakage = std::pow(10.0, -modulator.extinction_ratio_db / 20.0);
  const double volts_per_radian = 2.0 * modulator.v_pi_v / std::numbers::pi;
  // sin(a) + cos(b) leakage = 0 and sin(b) - cos(a) leakage = 0, solved by |a| = b = atan(leakage).
  const double lean_v = volts_per_radian * std::atan(leakage);
  return {.in_phase_v = -lean_v, .quadrature_v = lean_v};
}

void draw_transmitter(const BenchPlan& plan, DrawnEnds& ends) {
  const hal::BenchSpread& spread = plan.spread;
  const hal::TransmitterWiring& wiring = plan.rig.bench->transmitter;
  const double rate_hz = 1e9 * plan.path.sample_rate_gsa_per_s;
  const hal::ConverterFigures generator = hal::generator_figures(sources_of(plan));
  ends.generator = {
      .sample_rate_hz = rate_hz,
      .grid_points_per_sample = static_cast<std::size_t>(spread.grid_points_per_sample),
      .peak_voltage_v = 1.0,
      .bits = generator.bits,
      .effective_bits = generator.effective_bits,
      .hold_share = spread.generator_hold_share,
      .low_pass = {.bandwidth_hz = generator.bandwidth_hz},
      .aperture_jitter_s = spread.generator_jitter_s,
      .quadrature_skew_s =
          spread.channel_skew_s * drawn_deviate(plan.seed, wiring.generator, "skew")};
  const hal::LaserFigures laser = hal::laser_figures(sources_of(plan));
  ends.laser = {.power_w = 1.0,
                .wavelength_m = 1e-9 * plan.rig.center_wavelength_nm,
                .relative_intensity_noise_db_per_hz = laser.relative_intensity_noise_db_per_hz,
                .linewidth_hz = laser.linewidth_hz};
  const auto deviate = [&](const char* quantity) {
    return drawn_deviate(plan.seed, "modulator", quantity);
  };
  const hal::ModulatorFigures modulator = hal::modulator_figures(*plan.rig.bench, plan.catalog);
  ends.modulator = {
      .v_pi_v = modulator.v_pi_v * (1.0 + spread.v_pi_relative * deviate("v_pi")),
      .extinction_ratio_db = spread.has_finite_extinction * modulator.extinction_ratio_db,
      .insertion_loss_db = modulator.insertion_loss_db,
      .amplitude_imbalance_db = spread.amplitude_imbalance_db * deviate("imbalance")};
  ends.nominal_v_pi_v = modulator.v_pi_v;
  ends.dither_half_wave_voltage_v =
      hal::half_wave_voltage_of(*plan.rig.bench, plan.catalog, wiring.broadening);
  ends.locked_bias = bias_at_null(ends.modulator);
  ends.locked_bias.phase_error_rad = spread.quadrature_error_rad * deviate("quadrature");
  const OrnsteinUhlenbeckParameters drift{.deviation = spread.bias_drift_v,
                                          .correlation_time_s = spread.bias_correlation_time_s};
  ends.in_phase_drift_v = {drift, {plan.seed, component_stream("modulator", "in-phase bias")}};
  ends.quadrature_drift_v = {drift, {plan.seed, component_stream("modulator", "quadrature bias")}};
}

void draw_receiver(const BenchPlan& plan, DrawnEnds& ends) {
  const hal::BenchSpread& spread = plan.spread;
  const hal::ReceiverWiring& wiring = plan.rig.bench->receiver;
  const double rate_hz = 1e9 * plan.path.sample_rate_gsa_per_s;
  const hal::PhotodiodeFigures photodiode = hal::photodiode_figures(sources_of(plan));
  ends.photodiode = {
      .responsivity_a_per_w = photodiode.responsivity_a_per_w,
      .saturation_power_w = spread.detector_saturation_power_w,
      .dark_current_a = spread.dark_current_a,
      .excess_noise_factor = spread.shot_noise_factor,
      .load_ohm = photodiode.thermal_load_ohm,
      .amplifier_noise_a_per_sqrt_hz = photodiode.amplifier_noise_a_per_sqrt_hz,
      .noise_equivalent_power_w_per_sqrt_hz = photodiode.noise_equivalent_power_w_per_sqrt_hz,
      .volts_per_ampere = wiring.load_ohm,
      .damage_power_w = photodiode.damage_power_w};
  const std::string& name = wiring.digitizer;
  ends.responsivity_factor =
      1.0 + spread.responsivity_relative * drawn_deviate(plan.seed, name, "responsivity");
  ends.responsivity_drift = {{.deviation = spread.responsivity_drift_relative,
                              .correlation_time_s = responsivity_drift_time_s},
                             {plan.seed, component_stream(name.c_str(), "responsivity drift")}};
  WhiteNoise trigger({plan.seed, component_stream(name.c_str(), "trigger offset")}, 0);
  WhiteNoise skew({plan.seed, component_stream(name.c_str(), "skew")}, 0);
  const hal::ConverterFigures digitizer = hal::digitizer_figures(sources_of(plan));
  ends.digitizer = {
      .sample_rate_hz = rate_hz,
      .converter = {.bits = digitizer.bits, .effective_bits = digitizer.effective_bits},
      // That of photodiode and digitiser together: the digitiser transforms the signal anyway.
      .low_pass = {.bandwidth_hz = digitizer.bandwidth_hz},
      .clock_error_ppm = spread.clock_error_ppm * drawn_deviate(plan.seed, name, "clock"),
      .trigger_jitter_s = spread.trigger_jitter_s,
      .sample_time_offset_s = spread.readout_skew_s * (2.0 * skew.uniform() - 1.0) +
                              spread.trigger_offset_s * (2.0 * trigger.uniform() - 1.0)};
}

}  // namespace

DrawnEnds draw_ends(const BenchPlan& plan) {
  DrawnEnds ends;
  draw_transmitter(plan, ends);
  draw_receiver(plan, ends);
  return ends;
}

}  // namespace fiberloom::sim
