#include "parts/fiber_conversion.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <string_view>

namespace fiberloom::app {
namespace {

namespace units = core::units;

using Number = std::optional<double>;

struct NamedNumber {
  std::string_view key;
  Number FiberNumbers::*member;
  std::string_view name;
  std::string_view unit;
};

constexpr std::array named_numbers{
    NamedNumber{"wavelength_nm", &FiberNumbers::wavelength_nm, "wavelength", "nm"},
    NamedNumber{"dispersion_ps_per_nm_km", &FiberNumbers::dispersion_ps_per_nm_km, "D",
                "ps/(nm km)"},
    NamedNumber{"beta2_ps2_per_km", &FiberNumbers::beta2_ps2_per_km, "beta2", "ps^2/km"},
    NamedNumber{"slope_ps_per_nm2_km", &FiberNumbers::slope_ps_per_nm2_km, "slope", "ps/(nm^2 km)"},
    NamedNumber{"beta3_ps3_per_km", &FiberNumbers::beta3_ps3_per_km, "beta3", "ps^3/km"},
    NamedNumber{"n2_m2_per_w", &FiberNumbers::nonlinear_index_m2_per_w, "n2", "m^2/W"},
    NamedNumber{"effective_area_um2", &FiberNumbers::effective_area_um2, "effective area", "um^2"},
    NamedNumber{"gamma_per_w_km", &FiberNumbers::gamma_per_w_km, "gamma", "1/(W km)"},
    NamedNumber{"attenuation_db_per_km", &FiberNumbers::attenuation_db_per_km, "attenuation",
                "dB/km"},
    NamedNumber{"attenuation_per_km", &FiberNumbers::attenuation_per_km, "attenuation", "1/km"},
    NamedNumber{"length_km", &FiberNumbers::length_km, "length", "km"},
    NamedNumber{"effective_length_km", &FiberNumbers::effective_length_km, "effective length",
                "km"}};

[[noreturn]] void refuse(const std::string& message) {
  throw core::InputError("input.conversion", "parts convert: " + message);
}

void refuse_both(const Number& first, const Number& second, std::string_view names) {
  if (first && second) {
    refuse(fmt::format("{} say the same twice; give one of them", names));
  }
}

core::Wavelength wavelength_of(const FiberNumbers& numbers) {
  if (!numbers.wavelength_nm) {
    refuse("dispersion and nonlinearity need --wavelength-nm");
  }
  return *numbers.wavelength_nm * units::nm;
}

void convert_dispersion(FiberNumbers& numbers) {
  refuse_both(numbers.dispersion_ps_per_nm_km, numbers.beta2_ps2_per_km,
              "--dispersion-ps-per-nm-km and --beta2-ps2-per-km");
  if (numbers.dispersion_ps_per_nm_km) {
    numbers.beta2_ps2_per_km =
        core::group_velocity_dispersion(*numbers.dispersion_ps_per_nm_km * units::ps_per_nm_km,
                                        wavelength_of(numbers))
            .in(units::ps2_per_km);
  } else if (numbers.beta2_ps2_per_km) {
    numbers.dispersion_ps_per_nm_km =
        core::dispersion_parameter(*numbers.beta2_ps2_per_km * units::ps2_per_km,
                                   wavelength_of(numbers))
            .in(units::ps_per_nm_km);
  }
}

// After convert_dispersion().
void convert_slope(FiberNumbers& numbers) {
  refuse_both(numbers.slope_ps_per_nm2_km, numbers.beta3_ps3_per_km,
              "--slope-ps-per-nm2-km and --beta3-ps3-per-km");
  if (!numbers.slope_ps_per_nm2_km && !numbers.beta3_ps3_per_km) {
    return;
  }
  if (!numbers.dispersion_ps_per_nm_km) {
    refuse(
        "slope and beta3 need the dispersion they belong to: give --dispersion-ps-per-nm-km or "
        "--beta2-ps2-per-km, 0 where there is none");
  }
  const core::Wavelength wavelength = wavelength_of(numbers);
  const core::DispersionParameter dispersion =
      *numbers.dispersion_ps_per_nm_km * units::ps_per_nm_km;
  if (numbers.slope_ps_per_nm2_km) {
    numbers.beta3_ps3_per_km =
        core::third_order_dispersion(*numbers.slope_ps_per_nm2_km * units::ps_per_nm2_km,
                                     dispersion, wavelength)
            .in(units::ps3_per_km);
  } else {
    numbers.slope_ps_per_nm2_km =
        core::dispersion_slope(*numbers.beta3_ps3_per_km * units::ps3_per_km, dispersion,
                               wavelength)
            .in(units::ps_per_nm2_km);
  }
}

// gamma is proportional to n2 and to 1/Aeff, so the two others follow from gammas of unit values.
void convert_nonlinearity(FiberNumbers& numbers) {
  const Number& index = numbers.nonlinear_index_m2_per_w;
  const Number& area = numbers.effective_area_um2;
  const Number& gamma = numbers.gamma_per_w_km;
  const int given = int{index.has_value()} + int{area.has_value()} + int{gamma.has_value()};
  if (given == 0) {
    return;
  }
  if (given != 2) {
    refuse(
        "give two of --n2-m2-per-w, --effective-area-um2 and --gamma-per-w-km; the third "
        "follows");
  }
  const core::Wavelength wavelength = wavelength_of(numbers);
  const auto gamma_of = [wavelength](double m2_per_w, double um2) {
    return core::nonlinear_coefficient(m2_per_w * units::m2_per_w, wavelength, um2 * units::um2)
        .in(units::per_w_km);
  };
  if (!gamma) {
    numbers.gamma_per_w_km = gamma_of(*index, *area);
  } else if (!index) {
    numbers.nonlinear_index_m2_per_w = *gamma / gamma_of(1.0, *area);
  } else {
    const double area_um2 = gamma_of(*index, 1.0) / *gamma;
    if (!(area_um2 > 0.0) || !std::isfinite(area_um2)) {
      refuse("no effective area makes this gamma of this n2; both must be positive");
    }
    numbers.effective_area_um2 = area_um2;
  }
}

void convert_attenuation(FiberNumbers& numbers) {
  refuse_both(numbers.attenuation_db_per_km, numbers.attenuation_per_km,
              "--attenuation-db-per-km and --attenuation-per-km");
  if (numbers.attenuation_db_per_km) {
    numbers.attenuation_per_km =
        (*numbers.attenuation_db_per_km * units::db_per_km).in(units::per_km);
  } else if (numbers.attenuation_per_km) {
    numbers.attenuation_db_per_km =
        (*numbers.attenuation_per_km * units::per_km).in(units::db_per_km);
  }
  if (!numbers.length_km) {
    return;
  }
  if (!numbers.attenuation_per_km) {
    refuse("--length-km needs an attenuation to tell the effective length");
  }
  numbers.effective_length_km = core::effective_length(*numbers.attenuation_per_km * units::per_km,
                                                       *numbers.length_km * units::km)
                                    .in(units::km);
}

void require_finite(const FiberNumbers& numbers) {
  for (const NamedNumber& named : named_numbers) {
    const Number& number = numbers.*named.member;
    if (number && !std::isfinite(*number)) {
      refuse(fmt::format("{} of {} {} is no number to work with", named.name, *number, named.unit));
    }
  }
}

}  // namespace

FiberNumbers converted(const FiberNumbers& given) {
  require_finite(given);
  FiberNumbers numbers = given;
  convert_dispersion(numbers);
  convert_slope(numbers);
  convert_nonlinearity(numbers);
  convert_attenuation(numbers);
  if (!numbers.beta2_ps2_per_km && !numbers.gamma_per_w_km && !numbers.attenuation_per_km) {
    refuse("there is nothing to convert; give a number, such as --dispersion-ps-per-nm-km 17");
  }
  require_finite(numbers);
  return numbers;
}

std::string text_of(const FiberNumbers& numbers) {
  std::string text;
  for (const NamedNumber& named : named_numbers) {
    if (const Number& number = numbers.*named.member) {
      text += fmt::format("{:<17}{:>14.7g} {}\n", named.name, *number, named.unit);
    }
  }
  return text;
}

Json json_of(const FiberNumbers& numbers) {
  Json document{{"schema", "fiberloom.fiber-conversion/1"}};
  for (const NamedNumber& named : named_numbers) {
    if (const Number& number = numbers.*named.member) {
      document[std::string(named.key)] = *number;
    }
  }
  return document;
}

}  // namespace fiberloom::app
