#include "part_number_table.hpp"

#include <algorithm>
#include <array>

namespace fiberloom::hal {
namespace {

template <OptionalNumber Part::*Member>
OptionalNumber& own(Part& part) {
  return part.*Member;
}

template <auto Group, auto Member>
OptionalNumber& of_family(Part& part) {
  return (part.*Group).*Member;
}

constexpr Kinds none = 0;
constexpr Kinds module = set_of(PartKind::dispersive_module) | set_of(PartKind::chirped_grating);
constexpr Kinds tunable = set_of(PartKind::tunable_dispersion_compensator);
constexpr Kinds filter = set_of(PartKind::programmable_filter);
constexpr Kinds spool = set_of(PartKind::highly_nonlinear_fiber);
constexpr Kinds medium = set_of(PartKind::nonlinear_medium);
constexpr Kinds transmission = set_of(PartKind::transmission_fiber);
constexpr Kinds erbium = set_of(PartKind::erbium_doped_amplifier);
constexpr Kinds semiconductor = set_of(PartKind::semiconductor_amplifier);
constexpr Kinds attenuator = set_of(PartKind::variable_attenuator);
constexpr Kinds intensity = set_of(PartKind::modulator);
constexpr Kinds phase = set_of(PartKind::phase_modulator);
constexpr Kinds generator = set_of(PartKind::waveform_generator);
constexpr Kinds laser = set_of(PartKind::laser);
constexpr Kinds pulses = set_of(PartKind::pulse_source);
constexpr Kinds diode = set_of(PartKind::photodiode);
constexpr Kinds digitizer = set_of(PartKind::digitizer);
constexpr Kinds analyzer = set_of(PartKind::spectrum_analyzer);
constexpr Kinds router = set_of(PartKind::optical_switch);

constexpr Kinds compensators = module | tunable;
constexpr Kinds mapped_fibers = spool | transmission;
constexpr Kinds fibers = mapped_fibers | medium;
constexpr Kinds modulators = intensity | phase;
constexpr Kinds amplifiers = erbium | semiconductor;
constexpr Kinds sources = laser | pulses;
constexpr Kinds converters = generator | digitizer;
constexpr Kinds passive = compensators | filter | fibers | attenuator | modulators | router;
constexpr Kinds lit = passive | amplifiers | diode | digitizer | analyzer;  // light goes in

using A = AmplifierNumbers;
using V = AttenuationNumbers;
using F = SpectralNumbers;
using M = ModulatorNumbers;
using L = SourceNumbers;
using D = PhotodiodeNumbers;
using C = ConverterNumbers;

constexpr std::array optical_fields{
    NumberField{"insertion_loss_db", own<&Part::insertion_loss_db>, Sign::not_negative,
                compensators | spool, passive, "Loss of the whole element, ends included."},
    NumberField{"max_input_power_dbm", own<&Part::max_input_power_dbm>, Sign::any, none, lit,
                "Largest input power the maker allows."},
    NumberField{"accumulated_dispersion_ps_per_nm", own<&Part::accumulated_dispersion_ps_per_nm>,
                Sign::any, module, module, "Dispersion as delivered.",
                &Part::dispersion_tolerance_relative},
    NumberField{"minimum_ps_per_nm", own<&Part::minimum_ps_per_nm>, Sign::any, tunable, tunable,
                "Lower end of the tuning range.", &Part::dispersion_tolerance_relative},
    NumberField{"maximum_ps_per_nm", own<&Part::maximum_ps_per_nm>, Sign::any, tunable, tunable,
                "Upper end of the tuning range.", &Part::dispersion_tolerance_relative},
    NumberField{"step_ps_per_nm", own<&Part::step_ps_per_nm>, Sign::not_negative, tunable, tunable,
                "Setting step; 0 for any value."},
    NumberField{"bandwidth_ghz", own<&Part::bandwidth_ghz>, Sign::positive, diode | converters,
                compensators | modulators | diode | converters,
                "Full width over which the dispersion holds, or 3-dB width of electronics."},
    NumberField{"length_m", own<&Part::length_m>, Sign::positive, spool, fibers,
                "Length of the spool; without one the fibre is wound as ordered.",
                &Part::length_tolerance_relative},
    NumberField{"attenuation_db_per_km", own<&Part::attenuation_db_per_km>, Sign::not_negative,
                mapped_fibers, fibers, "Power attenuation.", &Part::attenuation_tolerance_relative},
    NumberField{"dispersion_ps_per_nm_km", own<&Part::dispersion_ps_per_nm_km>, Sign::any,
                mapped_fibers, fibers, "Dispersion parameter D.",
                &Part::dispersion_tolerance_relative},
    NumberField{"slope_ps_per_nm2_km", own<&Part::slope_ps_per_nm2_km>, Sign::any, spool, fibers,
                "Dispersion slope S."},
    NumberField{"gamma_per_w_km", own<&Part::gamma_per_w_km>, Sign::positive, spool | medium,
                fibers, "Nonlinear coefficient, without a polarisation factor.",
                &Part::gamma_tolerance_relative},
    NumberField{"effective_area_um2", own<&Part::effective_area_um2>, Sign::positive, spool, fibers,
                "Effective area."},
    NumberField{"group_index", own<&Part::group_index>, Sign::positive, none, fibers,
                "Group index."},
    NumberField{"polarization_mode_dispersion_ps_per_sqrt_km",
                own<&Part::polarization_mode_dispersion_ps_per_sqrt_km>, Sign::not_negative, none,
                fibers, "Polarisation-mode dispersion of the fibre."},
    NumberField{"polarization_mode_dispersion_ps", own<&Part::polarization_mode_dispersion_ps>,
                Sign::not_negative, none, passive,
                "Differential group delay of the whole element."},
    NumberField{"polarization_dependent_loss_db", own<&Part::polarization_dependent_loss_db>,
                Sign::not_negative, none, passive, "Loss that depends on polarisation."},
    NumberField{"group_delay_ripple_ps", own<&Part::group_delay_ripple_ps>, Sign::not_negative,
                none, compensators | filter, "Ripple of the group delay, peak, either way."},
    NumberField{"maximum_output_power_dbm", own<&Part::maximum_output_power_dbm>, Sign::any, none,
                amplifiers | sources, "Largest mean output power."},
    NumberField{"minimum_wavelength_nm", own<&Part::minimum_wavelength_nm>, Sign::positive, none,
                lit | sources, "Short end of the band."},
    NumberField{"maximum_wavelength_nm", own<&Part::maximum_wavelength_nm>, Sign::positive, none,
                lit | sources, "Long end of the band."},
    NumberField{"minimum_frequency_thz", own<&Part::minimum_frequency_thz>, Sign::positive, none,
                lit | sources, "Low end of the band."},
    NumberField{"maximum_frequency_thz", own<&Part::maximum_frequency_thz>, Sign::positive, none,
                lit | sources, "High end of the band."}};

template <auto Member>
constexpr auto amplifier = of_family<&Part::amplifier, Member>;
template <auto Member>
constexpr auto attenuation = of_family<&Part::attenuation, Member>;
template <auto Member>
constexpr auto spectral = of_family<&Part::spectral, Member>;
template <auto Member>
constexpr auto modulator = of_family<&Part::modulator, Member>;
template <auto Member>
constexpr auto light_source = of_family<&Part::light_source, Member>;
template <auto Member>
constexpr auto photodiode = of_family<&Part::photodiode, Member>;
template <auto Member>
constexpr auto converter = of_family<&Part::converter, Member>;

constexpr std::array instrument_fields{
    NumberField{"minimum_gain_db", amplifier<&A::minimum_gain_db>, Sign::not_negative, none,
                amplifiers, "Smallest gain."},
    NumberField{"maximum_gain_db", amplifier<&A::maximum_gain_db>, Sign::not_negative, none,
                amplifiers, "Largest gain."},
    NumberField{"noise_figure_db", amplifier<&A::noise_figure_db>, Sign::any, none, amplifiers,
                "Noise figure at the largest gain."},
    NumberField{"noise_figure_at_minimum_gain_db", amplifier<&A::noise_figure_at_minimum_gain_db>,
                Sign::any, none, amplifiers, "Noise figure at the smallest gain."},
    NumberField{"minimum_input_power_dbm", amplifier<&A::minimum_input_power_dbm>, Sign::any, none,
                amplifiers, "Smallest input power."},
    NumberField{"saturation_output_power_dbm", amplifier<&A::saturation_output_power_dbm>,
                Sign::any, none, amplifiers, "Output power at which the gain has fallen by 3 dB."},
    NumberField{"polarization_dependent_gain_db", amplifier<&A::polarization_dependent_gain_db>,
                Sign::not_negative, none, amplifiers, "Gain that depends on polarisation."},
    NumberField{"coupling_loss_db", amplifier<&A::coupling_loss_db>, Sign::not_negative, none,
                semiconductor, "Loss from one facet to its fibre."},
    NumberField{"minimum_drive_current_ma", amplifier<&A::minimum_drive_current_ma>,
                Sign::not_negative, none, semiconductor, "Smallest drive current."},
    NumberField{"maximum_drive_current_ma", amplifier<&A::maximum_drive_current_ma>, Sign::positive,
                none, semiconductor, "Largest drive current."},
    NumberField{"maximum_attenuation_db", attenuation<&V::maximum_attenuation_db>, Sign::positive,
                attenuator, attenuator | filter, "Largest attenuation beyond the insertion loss."},
    NumberField{"attenuation_step_db", attenuation<&V::attenuation_step_db>, Sign::not_negative,
                none, attenuator | filter, "Setting step; 0 for any value."},
    NumberField{"attenuation_flatness_db", attenuation<&V::attenuation_flatness_db>,
                Sign::not_negative, none, attenuator | filter,
                "Deviation over the band, either way."},
    NumberField{"blocking_attenuation_db", attenuation<&V::blocking_attenuation_db>, Sign::positive,
                none, filter | router, "Attenuation of what is closed."},
    NumberField{"settling_time_ms", attenuation<&V::settling_time_ms>, Sign::not_negative, none,
                attenuator | filter | router | tunable, "Time until a new setting holds."},
    NumberField{"num_ports", attenuation<&V::num_ports>, Sign::positive, router, router,
                "Ports that the light may be sent to."},
    NumberField{"resolution_ghz", spectral<&F::resolution_ghz>, Sign::positive, none,
                filter | analyzer, "Optical resolution."},
    NumberField{"resolution_nm", spectral<&F::resolution_nm>, Sign::positive, none, analyzer,
                "Optical resolution."},
    NumberField{"grid_ghz", spectral<&F::grid_ghz>, Sign::positive, none, filter,
                "Raster that a profile is written on."},
    NumberField{"minimum_block_ghz", spectral<&F::minimum_block_ghz>, Sign::positive, none, filter,
                "Narrowest pass band."},
    NumberField{"sweep_speed_nm_per_s", spectral<&F::sweep_speed_nm_per_s>, Sign::positive, none,
                analyzer, "Speed of a sweep."},
    NumberField{"half_wave_voltage_v", modulator<&M::half_wave_voltage_v>, Sign::positive, none,
                modulators, "Half-wave voltage V_pi at low frequency."},
    NumberField{"half_wave_voltage_length_v_cm", modulator<&M::half_wave_voltage_length_v_cm>,
                Sign::positive, none, modulators, "Half-wave voltage times length of a platform."},
    NumberField{"extinction_ratio_db", modulator<&M::extinction_ratio_db>, Sign::positive, none,
                intensity, "Power at the open over power at the closed point."},
    NumberField{"linewidth_khz", light_source<&L::linewidth_khz>, Sign::not_negative, none, laser,
                "Linewidth."},
    NumberField{"relative_intensity_noise_db_per_hz",
                light_source<&L::relative_intensity_noise_db_per_hz>, Sign::any, none, sources,
                "Relative intensity noise."},
    NumberField{"minimum_pulse_width_fs", light_source<&L::minimum_pulse_width_fs>, Sign::positive,
                pulses, pulses, "Shortest pulse."},
    NumberField{"maximum_pulse_width_fs", light_source<&L::maximum_pulse_width_fs>, Sign::positive,
                none, pulses, "Longest pulse."},
    NumberField{"minimum_repetition_rate_mhz", light_source<&L::minimum_repetition_rate_mhz>,
                Sign::positive, none, pulses, "Lowest repetition rate."},
    NumberField{"maximum_repetition_rate_mhz", light_source<&L::maximum_repetition_rate_mhz>,
                Sign::positive, none, pulses, "Highest repetition rate."},
    NumberField{"responsivity_a_per_w", photodiode<&D::responsivity_a_per_w>, Sign::positive, none,
                diode, "Photocurrent over power."},
    NumberField{"lower_cutoff_khz", photodiode<&D::lower_cutoff_khz>, Sign::positive, none, diode,
                "Lower end of the band of an AC-coupled one."},
    NumberField{"common_mode_rejection_db", photodiode<&D::common_mode_rejection_db>,
                Sign::positive, none, diode, "Common-mode rejection of a balanced pair."},
    NumberField{"noise_equivalent_power_pw_per_sqrt_hz",
                photodiode<&D::noise_equivalent_power_pw_per_sqrt_hz>, Sign::positive, none, diode,
                "Noise-equivalent power."},
    NumberField{"sample_rate_gsa_per_s", converter<&C::sample_rate_gsa_per_s>, Sign::positive,
                converters, converters, "Samples per second of one channel."},
    NumberField{"resolution_bits", converter<&C::resolution_bits>, Sign::positive, none, converters,
                "Bits of a sample."},
    NumberField{"effective_bits", converter<&C::effective_bits>, Sign::positive, none, converters,
                "Effective number of bits."},
    NumberField{"num_channels", converter<&C::num_channels>, Sign::positive, none, converters,
                "Channels."}};

constexpr std::array tolerance_fields{
    NumberField{"dispersion_tolerance_relative", own<&Part::dispersion_tolerance_relative>,
                Sign::fraction, compensators | mapped_fibers, compensators | fibers,
                "Relative tolerance of the dispersion."},
    NumberField{"length_tolerance_relative", own<&Part::length_tolerance_relative>, Sign::fraction,
                spool, fibers, "Relative tolerance of the length."},
    NumberField{"attenuation_tolerance_relative", own<&Part::attenuation_tolerance_relative>,
                Sign::fraction, mapped_fibers, fibers, "Relative tolerance of the attenuation."},
    NumberField{"gamma_tolerance_relative", own<&Part::gamma_tolerance_relative>, Sign::fraction,
                spool, fibers, "Relative tolerance of the nonlinear coefficient."}};

constexpr std::size_t num_fields =
    optical_fields.size() + instrument_fields.size() + tolerance_fields.size();

constexpr std::array<NumberField, num_fields> joined() {
  std::array<NumberField, num_fields> fields{};
  auto* next = std::copy(optical_fields.begin(), optical_fields.end(), fields.data());
  next = std::copy(instrument_fields.begin(), instrument_fields.end(), next);
  std::copy(tolerance_fields.begin(), tolerance_fields.end(), next);
  return fields;
}

constexpr std::array<NumberField, num_fields> all_fields = joined();

}  // namespace

std::span<const NumberField> number_fields() { return all_fields; }

const NumberField* find_number(std::string_view key) {
  const auto* row = std::ranges::find(all_fields, key, &NumberField::key);
  return row == all_fields.end() ? nullptr : row;
}

}  // namespace fiberloom::hal
