#pragma once

#include <string_view>

namespace fiberloom::hal {

/// How far a bench is from what its document says, and how noisy it is: what one is drawn from. Every number at 0 is the
/// ideal bench.
///
/// Deviations are standard deviations unless they say otherwise, "relative" ones of 1. Numbers that the document or the
/// catalogue gives (insertion losses, ranges, dispersion of parts) are not repeated here.
/// Source:  hil-training, section 5, and physics, sections 2, 5, 6 and 10; where they give a range, "typical" takes its
///          better half and "rough" its worse end.
struct BenchSpread {
  // Generator.
  int generator_bits = 0;
  double generator_effective_bits = 0.0;
  double generator_hold_share = 0.0;
  double generator_bandwidth_per_sample_rate = 0.0;
  double generator_jitter_s = 0.0;
  double channel_skew_s = 0.0;

  // Laser and modulator.
  double laser_rin_db_per_hz = 0.0;
  double laser_linewidth_hz = 0.0;
  double v_pi_relative = 0.0;
  double amplitude_imbalance_db = 0.0;
  double quadrature_error_rad = 0.0;
  double has_finite_extinction = 0.0;  ///< 1: that of the document; 0: none
  double bias_drift_v = 0.0;           ///< Ornstein-Uhlenbeck,
  double bias_correlation_time_s = 3600.0;

  // Line.
  double connector_loss_share =
      0.0;  ///< of the document's uncertainty, which is taken as two deviations
  double connector_drift_db = 0.0;
  double dispersion_tolerance_share = 0.0;             ///< of the part's own tolerance
  double dispersion_tolerance_default_relative = 0.0;  ///< where the catalogue gives none
  double has_third_order_dispersion = 0.0;
  double has_grating_band_edges = 0.0;  ///< 1: tunable gratings lose what lies beyond their channel
  double group_delay_ripple_ps = 0.0;   ///< peak, of chirped gratings
  double group_delay_ripple_period_ghz = 10.0;
  double nonlinear_tolerance_share = 0.0;
  double nonlinear_tolerance_default_relative = 0.0;
  double has_spool_dispersion = 0.0;
  double has_spool_attenuation = 0.0;
  double has_brillouin_scattering = 0.0;
  double amplifier_noise_figure_db = 0.0;
  double amplifier_gain_tilt_db_per_nm = 0.0;
  double amplifier_fiber_phase_per_w = 0.0;
  double amplifier_gain_drift_db = 0.0;
  double amplifier_gain_drift_time_s = 1800.0;
  double polarization_walk_rad_per_sqrt_s = 0.0;
  double polarization_dependent_loss_db = 0.0;
  double meter_calibration_relative = 0.0;
  double meter_noise_w_per_sqrt_hz = 0.0;

  // Room.
  double temperature_swing_k = 0.0;   ///< of the day, amplitude
  double temperature_wander_k = 0.0;  ///< Ornstein-Uhlenbeck
  double delay_drift_ps_per_km_k = 0.0;
  double dispersion_drift_ps_per_nm_km_k = 0.0;

  // Receiver.
  double responsivity_relative = 0.0;
  double responsivity_drift_relative = 0.0;
  double detector_saturation_power_w = 0.0;
  double dark_current_a = 0.0;
  double shot_noise_factor = 0.0;
  double has_thermal_noise = 0.0;
  double receiver_noise_a_per_sqrt_hz = 0.0;
  double receiver_bandwidth_per_sample_rate = 0.0;
  double readout_skew_s = 0.0;    ///< uniform within plus or minus this
  double trigger_offset_s = 0.0;  ///< the same, of a record whose begin nobody has adjusted
  int digitizer_bits = 0;
  double digitizer_effective_bits = 0.0;
  double clock_error_ppm = 0.0;
  double trigger_jitter_s = 0.0;  ///< from frame to frame
  double capture_jitter_s = 0.0;  ///< from capture to capture, of all their frames together

  // The glass itself: more points of the grid than samples of the model, so that light can leave the model's band.
  int grid_points_per_sample = 1;

  bool operator==(const BenchSpread&) const = default;
};

/// The three benches that come with fiberloom. Their records begin where the generator's frames do: somebody has adjusted
/// the trigger.
[[nodiscard]] BenchSpread ideal_bench();
[[nodiscard]] BenchSpread typical_bench();
[[nodiscard]] BenchSpread rough_bench();

/// Throws:  core::InputError "input.profile" that names the three, for any other.
[[nodiscard]] BenchSpread bench_profile(std::string_view name);

}  // namespace fiberloom::hal
