#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/bench/impairment.hpp>
#include <string>
#include <vector>

namespace fiberloom::sim {
namespace {

template <auto... members>
void take(hal::BenchSpread& into, const hal::BenchSpread& from) {
  ((into.*members = from.*members), ...);
}

using S = hal::BenchSpread;

constexpr std::array table{
    Impairment{"generator_quantisation", "steps of the generator's converter",
               take<&S::generator_bits>},
    Impairment{"generator_noise", "noise and steps that the generator's effective bits stand for",
               take<&S::generator_effective_bits>},
    Impairment{"generator_bandwidth", "held samples and the roll-off of generator and modulator",
               take<&S::generator_hold_share, &S::generator_bandwidth_per_sample_rate>},
    Impairment{"generator_jitter", "jitter of the generator's clock", take<&S::generator_jitter_s>},
    Impairment{"channel_skew", "delay between the generator's channels", take<&S::channel_skew_s>},
    Impairment{"laser_intensity_noise", "relative intensity noise of the laser",
               take<&S::laser_rin_db_per_hz>},
    Impairment{"laser_phase_noise", "linewidth of the laser", take<&S::laser_linewidth_hz>},
    Impairment{"modulator_imbalance",
               "half-wave voltage, imbalance and quadrature of the modulator",
               take<&S::v_pi_relative, &S::amplitude_imbalance_db, &S::quadrature_error_rad>},
    Impairment{"modulator_extinction", "finite extinction of the modulator",
               take<&S::has_finite_extinction>},
    Impairment{"bias_drift", "drift of the modulator's operating point",
               take<&S::bias_drift_v, &S::bias_correlation_time_s>},
    Impairment{"connector_loss", "losses of connectors, by mating and in time",
               take<&S::connector_loss_share, &S::connector_drift_db>},
    Impairment{"dispersion_tolerance", "dispersion of the parts against their sheets",
               take<&S::dispersion_tolerance_share, &S::dispersion_tolerance_default_relative>},
    Impairment{"third_order_dispersion", "dispersion slope of the parts",
               take<&S::has_third_order_dispersion>},
    Impairment{"grating_bandwidth", "what tunable gratings lose beyond their channel",
               take<&S::has_grating_band_edges>},
    Impairment{"group_delay_ripple", "ripple of the group delay of gratings",
               take<&S::group_delay_ripple_ps, &S::group_delay_ripple_period_ghz>},
    Impairment{"nonlinear_tolerance", "nonlinear coefficient of the spools against their sheets",
               take<&S::nonlinear_tolerance_share, &S::nonlinear_tolerance_default_relative>},
    Impairment{"spool_dispersion", "dispersion inside the nonlinear spools",
               take<&S::has_spool_dispersion>},
    Impairment{"spool_attenuation", "loss inside the nonlinear spools, along their length",
               take<&S::has_spool_attenuation>},
    Impairment{"brillouin_scattering", "lines above the Brillouin threshold",
               take<&S::has_brillouin_scattering>},
    Impairment{"amplifier_noise", "amplified spontaneous emission",
               take<&S::amplifier_noise_figure_db>},
    Impairment{"amplifier_tilt", "gain tilt and Kerr phase of the amplifiers",
               take<&S::amplifier_gain_tilt_db_per_nm, &S::amplifier_fiber_phase_per_w>},
    Impairment{"amplifier_drift", "slow drift of the amplifiers' gain",
               take<&S::amplifier_gain_drift_db, &S::amplifier_gain_drift_time_s>},
    Impairment{"polarization", "walk of the polarisation, and losses that depend on it",
               take<&S::polarization_walk_rad_per_sqrt_s, &S::polarization_dependent_loss_db>},
    Impairment{"power_meters", "calibration and noise of the power meters",
               take<&S::meter_calibration_relative, &S::meter_noise_w_per_sqrt_hz>},
    Impairment{"temperature", "delay and dispersion that follow the room's temperature",
               take<&S::temperature_swing_k, &S::temperature_wander_k, &S::delay_drift_ps_per_km_k,
                    &S::dispersion_drift_ps_per_nm_km_k>},
    Impairment{"responsivity", "responsivity of the photodiode, and its drift",
               take<&S::responsivity_relative, &S::responsivity_drift_relative>},
    Impairment{"detector_saturation", "compression and dark current of the photodiode",
               take<&S::detector_saturation_power_w, &S::dark_current_a>},
    Impairment{"shot_noise", "shot noise of the photodiode", take<&S::shot_noise_factor>},
    Impairment{"thermal_noise", "thermal and amplifier noise of the receiver",
               take<&S::has_thermal_noise, &S::receiver_noise_a_per_sqrt_hz>},
    Impairment{"receiver_bandwidth", "roll-off of photodiode and digitiser",
               take<&S::receiver_bandwidth_per_sample_rate>},
    Impairment{"readout_skew", "a readout that is off in time",
               take<&S::readout_skew_s, &S::trigger_offset_s>},
    Impairment{"digitizer_quantisation", "steps of the digitiser's converter",
               take<&S::digitizer_bits>},
    Impairment{"digitizer_noise", "noise and steps that the digitiser's effective bits stand for",
               take<&S::digitizer_effective_bits>},
    Impairment{"digitizer_clock", "clock error and trigger jitter of the digitiser",
               take<&S::clock_error_ppm, &S::trigger_jitter_s, &S::capture_jitter_s>},
    Impairment{"continuum", "light that leaves the band of the model's grid",
               take<&S::grid_points_per_sample>}};

}  // namespace

std::span<const Impairment> impairments() { return table; }

const Impairment& impairment(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Impairment::name);
  if (found != table.end()) {
    return *found;
  }
  std::vector<std::string> known;
  known.reserve(table.size());
  for (const Impairment& entry : table) {
    known.emplace_back(entry.name);
  }
  const std::string_view nearest = core::nearest_key(name, known);
  throw core::InputError(
      "input.impairment",
      fmt::format("there is no impairment \"{}\"{}", core::printable(name),
                  nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
}

hal::BenchSpread only(const Impairment& impairment, const hal::BenchSpread& spread) {
  hal::BenchSpread result = hal::ideal_bench();
  impairment.take(result, spread);
  return result;
}

hal::BenchSpread without(const Impairment& impairment, const hal::BenchSpread& spread) {
  hal::BenchSpread result = spread;
  impairment.take(result, hal::ideal_bench());
  return result;
}

}  // namespace fiberloom::sim
