#pragma once

#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/part_families.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

enum class PartKind {
  dispersive_module,
  chirped_grating,
  tunable_dispersion_compensator,
  programmable_filter,
  highly_nonlinear_fiber,  ///< a spool whose numbers suffice to map onto
  nonlinear_medium,        ///< any other: cut to order, a chip, or a spool that is not fully known
  transmission_fiber,
  erbium_doped_amplifier,
  semiconductor_amplifier,
  variable_attenuator,
  modulator,
  phase_modulator,
  waveform_generator,
  laser,
  pulse_source,
  photodiode,
  digitizer,
  spectrum_analyzer,
  optical_switch
};

/// How well the numbers of a part are known.
enum class Grade {
  data_sheet,   ///< read in the manufacturer's own document
  second_hand,  ///< quoted by somebody who names the sheet or has measured
  unverified    ///< general knowledge: check before buying or trusting
};

/// How far one number of a part may be from what stands there: as a share of it, or in its own unit.
struct PartTolerance {
  std::string number{};  ///< its key
  std::optional<double> relative{};
  std::optional<double> absolute{};

  void fields(core::FieldVisitor& visit);
};

/// One part of the catalogue; what its kind has no use for stays empty.
///
/// A part that lacks a number its kind needs, has one that belongs to another kind, or numbers that contradict each
/// other, is refused when it is read. Losses and tolerances are positive numbers, tolerances relative (0.1 for 10 %).
/// A fibre may be told by beta2, beta3, loss per km, length in km or nonlinear index instead; it is written back in the
/// units below.
/// Units:   as the names end; dispersion at `reference_wavelength_nm`, D > 0 is anomalous.
struct Part {
  std::string id;  ///< lower-case letters, digits and hyphens
  PartKind kind = PartKind::transmission_fiber;
  std::string name;
  std::string manufacturer;
  std::string source;  ///< the document the numbers come from, or "measured ..."
  Grade grade = Grade::unverified;
  std::vector<std::string> unverified;  ///< fields that are known less well than `grade` says
  std::string note;

  double reference_wavelength_nm = 1550.0;
  std::optional<double> insertion_loss_db;  ///< of the whole element, ends included
  std::optional<double> max_input_power_dbm;
  std::optional<double> dispersion_tolerance_relative;

  // Dispersive modules and gratings.
  std::optional<double> accumulated_dispersion_ps_per_nm;
  std::optional<bool> reversible;  ///< exchanging the ports of the grating reverses the sign

  // Tunable dispersion compensators.
  std::optional<double> minimum_ps_per_nm;
  std::optional<double> maximum_ps_per_nm;
  std::optional<double> step_ps_per_nm;  ///< 0: any value
  std::optional<double> bandwidth_ghz;   ///< full optical width, or 3-dB width of electronics

  // Fibres. A transmission fibre without a length is wound as ordered.
  std::optional<double> length_m;
  std::optional<double> attenuation_db_per_km;
  std::optional<double> dispersion_ps_per_nm_km;
  std::optional<double> slope_ps_per_nm2_km;
  std::optional<double> gamma_per_w_km;
  std::optional<double> effective_area_um2;
  std::optional<double> group_index;
  std::optional<double> polarization_mode_dispersion_ps_per_sqrt_km;
  std::optional<double> length_tolerance_relative;
  std::optional<double> attenuation_tolerance_relative;
  std::optional<double> gamma_tolerance_relative;

  // Elements of many families.
  std::optional<double> polarization_mode_dispersion_ps;
  std::optional<double> polarization_dependent_loss_db;
  std::optional<double> group_delay_ripple_ps;
  std::optional<double> maximum_output_power_dbm;
  std::optional<double> minimum_wavelength_nm;
  std::optional<double> maximum_wavelength_nm;
  std::optional<double> minimum_frequency_thz;
  std::optional<double> maximum_frequency_thz;

  AmplifierNumbers amplifier{};
  AttenuationNumbers attenuation{};
  SpectralNumbers spectral{};
  ModulatorNumbers modulator{};
  SourceNumbers light_source{};
  PhotodiodeNumbers photodiode{};
  ConverterNumbers converter{};

  std::vector<PartTolerance> tolerances{};  ///< of numbers without a tolerance field of their own

  void fields(core::FieldVisitor& visit);
};

[[nodiscard]] std::span<const PartKind> part_kinds();

/// The kind as documents spell it: "dispersive_module".
[[nodiscard]] std::string_view name_of(PartKind kind);
[[nodiscard]] std::optional<PartKind> part_kind_of(std::string_view name);

/// The grade as documents spell it: "second_hand".
[[nodiscard]] std::string_view name_of(Grade grade);

}  // namespace fiberloom::hal
