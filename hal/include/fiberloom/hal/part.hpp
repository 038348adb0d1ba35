#pragma once

#include <fiberloom/core/fields.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

enum class PartKind {
  dispersive_module,
  tunable_dispersion_compensator,
  highly_nonlinear_fiber,
  transmission_fiber
};

/// How well the numbers of a part are known.
enum class Grade {
  data_sheet,   ///< read in the manufacturer's own document
  second_hand,  ///< quoted by somebody who names the sheet or has measured
  unverified    ///< general knowledge: check before buying or trusting
};

/// One part of the catalogue; what its kind has no use for stays empty.
///
/// A part that lacks a number its kind needs, or has one that belongs to another kind, is refused
/// when it is read. Losses and tolerances are positive numbers, tolerances relative (0.1 for 10 %).
/// Units:   as the names end; dispersion at `reference_wavelength_nm`, D > 0 is anomalous.
struct Part {
  std::string id;  ///< lower-case letters, digits and hyphens
  PartKind kind = PartKind::transmission_fiber;
  std::string name;
  std::string manufacturer;
  std::string source;  ///< the document the numbers come from
  Grade grade = Grade::unverified;
  std::vector<std::string> unverified;  ///< fields that are known less well than `grade` says
  std::string note;

  double reference_wavelength_nm = 1550.0;
  std::optional<double> insertion_loss_db;  ///< of the whole element, ends included
  std::optional<double> max_input_power_dbm;
  std::optional<double> dispersion_tolerance_relative;

  // Dispersive modules.
  std::optional<double> accumulated_dispersion_ps_per_nm;
  std::optional<bool> reversible;  ///< exchanging the ports of the grating reverses the sign

  // Tunable dispersion compensators.
  std::optional<double> minimum_ps_per_nm;
  std::optional<double> maximum_ps_per_nm;
  std::optional<double> step_ps_per_nm;  ///< 0: any value
  std::optional<double> bandwidth_ghz;   ///< full width over which the range is reached

  // Fibres. A transmission fibre without a length is wound as ordered.
  std::optional<double> length_m;
  std::optional<double> attenuation_db_per_km;
  std::optional<double> dispersion_ps_per_nm_km;
  std::optional<double> slope_ps_per_nm2_km;
  std::optional<double> gamma_per_w_km;
  std::optional<double> effective_area_um2;
  std::optional<double> length_tolerance_relative;
  std::optional<double> attenuation_tolerance_relative;
  std::optional<double> gamma_tolerance_relative;

  void fields(core::FieldVisitor& visit);
};

/// The kind as documents spell it: "dispersive_module".
[[nodiscard]] std::string_view name_of(PartKind kind);

}  // namespace fiberloom::hal
