#pragma once

#include <optional>
#include <string>

#include "command_line.hpp"

namespace fiberloom::app {

/// Numbers of a fibre, each as a data sheet or as the equation of propagation tells it. Of a pair at most one is given.
struct FiberNumbers {
  std::optional<double> wavelength_nm{};
  std::optional<double> dispersion_ps_per_nm_km{};
  std::optional<double> beta2_ps2_per_km{};
  std::optional<double> slope_ps_per_nm2_km{};
  std::optional<double> beta3_ps3_per_km{};
  std::optional<double> nonlinear_index_m2_per_w{};
  std::optional<double> effective_area_um2{};
  std::optional<double> gamma_per_w_km{};
  std::optional<double> attenuation_db_per_km{};
  std::optional<double> attenuation_per_km{};
  std::optional<double> length_km{};
  std::optional<double> effective_length_km{};  ///< only ever computed
};

/// The same with all that follows from it: D and beta2, slope and beta3, the third of nonlinear index, effective area and
/// gamma, attenuation in dB and natural, the effective length.
///
/// Throws:  InputError "input.conversion" for a number given in both ways, one that needs another one, and for nothing to
///          convert; "input.domain" for a wavelength, area or length that none can be.
FiberNumbers converted(const FiberNumbers& given);

/// One line a number, with its unit.
std::string text_of(const FiberNumbers& numbers);
Json json_of(const FiberNumbers& numbers);

}  // namespace fiberloom::app
