#pragma once

#include <optional>

namespace fiberloom::hal {

// The numbers that only some families of parts have. A part of a family may have those of its family and no others; what
// a sheet does not tell stays empty. Units: as the names end.

/// Erbium-doped and semiconductor amplifiers.
struct AmplifierNumbers {
  std::optional<double> minimum_gain_db{};
  std::optional<double> maximum_gain_db{};
  std::optional<double> noise_figure_db{};  ///< at the largest gain, where it is best
  std::optional<double> noise_figure_at_minimum_gain_db{};
  std::optional<double> minimum_input_power_dbm{};
  std::optional<double> saturation_output_power_dbm{};
  std::optional<double> polarization_dependent_gain_db{};
  std::optional<double> coupling_loss_db{};  ///< of one facet to its fibre
  std::optional<double> minimum_drive_current_ma{};
  std::optional<double> maximum_drive_current_ma{};
};

/// What attenuates, blocks or switches on request.
struct AttenuationNumbers {
  std::optional<double> maximum_attenuation_db{};  ///< of the setting, beyond the insertion loss
  std::optional<double> attenuation_step_db{};
  std::optional<double> attenuation_flatness_db{};  ///< over the band, either way
  std::optional<double> blocking_attenuation_db{};  ///< of a closed programmable filter
  std::optional<double> settling_time_ms{};
  std::optional<double> num_ports{};  ///< of a switch
};

/// Programmable filters and spectrum analysers.
struct SpectralNumbers {
  std::optional<double> resolution_ghz{};
  std::optional<double> resolution_nm{};
  std::optional<double> grid_ghz{};           ///< raster that a profile is written on
  std::optional<double> minimum_block_ghz{};  ///< narrowest pass band
  std::optional<double> sweep_speed_nm_per_s{};
};

/// Intensity, quadrature and phase modulators.
struct ModulatorNumbers {
  std::optional<double> half_wave_voltage_v{};
  std::optional<double> half_wave_voltage_length_v_cm{};  ///< of a platform, V_pi times length
  std::optional<double> extinction_ratio_db{};
};

/// Lasers and pulse sources.
struct SourceNumbers {
  std::optional<double> linewidth_khz{};
  std::optional<double> relative_intensity_noise_db_per_hz{};
  std::optional<double> minimum_pulse_width_fs{};
  std::optional<double> maximum_pulse_width_fs{};
  std::optional<double> minimum_repetition_rate_mhz{};
  std::optional<double> maximum_repetition_rate_mhz{};
};

struct PhotodiodeNumbers {
  std::optional<double> responsivity_a_per_w{};
  std::optional<double> lower_cutoff_khz{};  ///< of one that is AC-coupled
  std::optional<double> common_mode_rejection_db{};
  std::optional<double> noise_equivalent_power_pw_per_sqrt_hz{};
};

/// Digitisers and waveform generators.
struct ConverterNumbers {
  std::optional<double> sample_rate_gsa_per_s{};
  std::optional<double> resolution_bits{};
  std::optional<double> effective_bits{};
  std::optional<double> num_channels{};
};

}  // namespace fiberloom::hal
