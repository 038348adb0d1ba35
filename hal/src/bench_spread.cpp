#include <fmt/format.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/bench_spread.hpp>

namespace fiberloom::hal {

BenchSpread ideal_bench() { return {}; }

BenchSpread typical_bench() {
  BenchSpread spread;
  spread.generator_bits = 8;
  spread.generator_effective_bits = 6.0;
  spread.generator_hold_share = 1.0;
  spread.generator_bandwidth_per_sample_rate = 0.4;
  spread.generator_jitter_s = 50e-15;
  spread.channel_skew_s = 0.3e-12;
  spread.laser_rin_db_per_hz = -155.0;
  spread.laser_linewidth_hz = 100e3;
  spread.v_pi_relative = 0.01;
  spread.amplitude_imbalance_db = 0.1;
  spread.quadrature_error_rad = 0.01;
  spread.has_finite_extinction = 1.0;
  spread.bias_drift_v = 0.01;
  spread.connector_loss_share = 1.0;
  spread.connector_drift_db = 0.02;
  spread.dispersion_tolerance_share = 0.3;
  spread.dispersion_tolerance_default_relative = 0.02;
  spread.has_third_order_dispersion = 1.0;
  spread.has_grating_band_edges = 1.0;
  spread.group_delay_ripple_ps = 3.0;
  spread.group_delay_ripple_period_ghz = 5.0;
  spread.nonlinear_tolerance_share = 0.5;
  spread.nonlinear_tolerance_default_relative = 0.05;
  spread.has_spool_dispersion = 1.0;
  spread.has_spool_attenuation = 1.0;
  spread.has_brillouin_scattering = 1.0;
  spread.amplifier_noise_figure_db = 5.0;
  spread.amplifier_gain_tilt_db_per_nm = 0.02;
  spread.amplifier_fiber_phase_per_w = 0.1;
  spread.amplifier_gain_drift_db = 0.02;
  spread.polarization_walk_rad_per_sqrt_s = 1e-3;
  spread.polarization_dependent_loss_db = 0.1;
  spread.meter_calibration_relative = 0.02;
  spread.meter_noise_w_per_sqrt_hz = 1e-11;
  spread.temperature_swing_k = 0.5;
  spread.temperature_wander_k = 0.1;
  spread.delay_drift_ps_per_km_k = 35.0;
  spread.dispersion_drift_ps_per_nm_km_k = -0.0015;
  spread.responsivity_relative = 0.03;
  spread.responsivity_drift_relative = 0.002;
  spread.detector_saturation_power_w = 50e-3;
  spread.dark_current_a = 10e-9;
  spread.shot_noise_factor = 1.0;
  spread.has_thermal_noise = 1.0;
  spread.receiver_noise_a_per_sqrt_hz = 0.0;
  spread.receiver_bandwidth_per_sample_rate = 0.4;
  spread.readout_skew_s = 0.5e-12;
  spread.digitizer_bits = 10;
  spread.digitizer_effective_bits = 6.0;
  spread.clock_error_ppm = 0.5;
  spread.trigger_jitter_s = 50e-15;
  spread.grid_points_per_sample = 2;
  return spread;
}

BenchSpread rough_bench() {
  BenchSpread spread = typical_bench();
  spread.generator_effective_bits = 5.0;
  spread.generator_bandwidth_per_sample_rate = 0.35;
  spread.generator_jitter_s = 100e-15;
  spread.channel_skew_s = 1e-12;
  spread.laser_rin_db_per_hz = -145.0;
  spread.laser_linewidth_hz = 1e6;
  spread.v_pi_relative = 0.03;
  spread.amplitude_imbalance_db = 0.4;
  spread.quadrature_error_rad = 0.05;
  spread.bias_drift_v = 0.05;
  spread.connector_drift_db = 0.1;
  spread.dispersion_tolerance_share = 1.0;
  spread.dispersion_tolerance_default_relative = 0.05;
  spread.group_delay_ripple_ps = 10.0;
  spread.nonlinear_tolerance_share = 1.0;
  spread.nonlinear_tolerance_default_relative = 0.1;
  spread.amplifier_noise_figure_db = 7.0;
  spread.amplifier_gain_tilt_db_per_nm = 0.1;
  spread.amplifier_gain_drift_db = 0.1;
  spread.polarization_walk_rad_per_sqrt_s = 1e-2;
  spread.polarization_dependent_loss_db = 0.3;
  spread.meter_calibration_relative = 0.05;
  spread.meter_noise_w_per_sqrt_hz = 1e-10;
  spread.temperature_swing_k = 2.0;
  spread.temperature_wander_k = 0.5;
  spread.responsivity_relative = 0.1;
  spread.responsivity_drift_relative = 0.01;
  spread.detector_saturation_power_w = 20e-3;
  spread.receiver_noise_a_per_sqrt_hz = 20e-12;
  spread.receiver_bandwidth_per_sample_rate = 0.3;
  spread.readout_skew_s = 2e-12;
  spread.digitizer_bits = 8;
  spread.digitizer_effective_bits = 5.0;
  spread.clock_error_ppm = 5.0;
  spread.trigger_jitter_s = 300e-15;
  return spread;
}

BenchSpread bench_profile(std::string_view name) {
  if (name == "ideal") {
    return ideal_bench();
  }
  if (name == "typical") {
    return typical_bench();
  }
  if (name == "rough") {
    return rough_bench();
  }
  throw core::InputError("input.profile",
                         fmt::format("there is no bench profile \"{}\"; there are ideal, typical "
                                     "and rough",
                                     name));
}

}  // namespace fiberloom::hal
