#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/units.hpp>
#include <set>
#include <string>

#include "part_number_table.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// A second way to tell a number: refused beside the first one, else converted into it.
class Alternative {
 public:
  Alternative(core::FieldVisitor& visit, std::string_view key, std::string_view kept_key,
              OptionalNumber& kept, const core::FieldOptions& options)
      : visit_(visit), key_(key), kept_key_(kept_key), kept_(kept) {
    visit.field(key, given_, options);
  }

  template <class Convert>
  void into_kept(Convert convert) {
    if (!given_) {
      return;
    }
    visit_.require(!kept_, key_, fmt::format("is given twice: {} is there too", kept_key_));
    if (!kept_) {
      kept_ = convert(*given_);
    }
  }

  void needs(bool is_there, std::string_view what) {
    visit_.require(!given_ || is_there, key_, fmt::format("needs {}", what));
    if (!is_there) {
      given_.reset();
    }
  }

 private:
  core::FieldVisitor& visit_;
  std::string_view key_;
  std::string_view kept_key_;
  OptionalNumber& kept_;
  OptionalNumber given_{};
};

void read_dispersion(Part& part, core::FieldVisitor& visit, core::Wavelength wavelength) {
  Alternative beta2(visit, "beta2_ps2_per_km", "dispersion_ps_per_nm_km",
                    part.dispersion_ps_per_nm_km,
                    {.description = "Instead of dispersion_ps_per_nm_km."});
  beta2.into_kept([wavelength](double value) {
    return core::dispersion_parameter(value * units::ps2_per_km, wavelength)
        .in(units::ps_per_nm_km);
  });
  Alternative beta3(visit, "beta3_ps3_per_km", "slope_ps_per_nm2_km", part.slope_ps_per_nm2_km,
                    {.description = "Instead of slope_ps_per_nm2_km."});
  beta3.needs(part.dispersion_ps_per_nm_km.has_value(), "the dispersion it belongs to");
  beta3.into_kept([&part, wavelength](double value) {
    return core::dispersion_slope(value * units::ps3_per_km,
                                  *part.dispersion_ps_per_nm_km * units::ps_per_nm_km, wavelength)
        .in(units::ps_per_nm2_km);
  });
}

// Two ends of a range, the second of which must not be below the first.
struct Range {
  std::string_view low;
  std::string_view high;
  bool may_be_equal = true;
};

constexpr std::array ranges{Range{"minimum_ps_per_nm", "maximum_ps_per_nm", false},
                            Range{"minimum_wavelength_nm", "maximum_wavelength_nm", false},
                            Range{"minimum_frequency_thz", "maximum_frequency_thz", false},
                            Range{"minimum_gain_db", "maximum_gain_db"},
                            Range{"minimum_input_power_dbm", "max_input_power_dbm"},
                            Range{"minimum_drive_current_ma", "maximum_drive_current_ma"},
                            Range{"minimum_pulse_width_fs", "maximum_pulse_width_fs"},
                            Range{"minimum_repetition_rate_mhz", "maximum_repetition_rate_mhz"},
                            Range{"effective_bits", "resolution_bits"},
                            Range{"attenuation_step_db", "maximum_attenuation_db"}};

OptionalNumber number(Part& part, std::string_view key) { return find_number(key)->of(part); }

void require_ranges(Part& part, core::FieldVisitor& visit) {
  for (const Range& range : ranges) {
    const OptionalNumber low = number(part, range.low);
    const OptionalNumber high = number(part, range.high);
    const bool holds = !low || !high || *low < *high || (range.may_be_equal && *low == *high);
    visit.require(
        holds, range.high,
        fmt::format("must {} {}", range.may_be_equal ? "not be below" : "be above", range.low));
  }
}

// Ends and splices only add to what the fibre itself takes.
void require_possible_loss(const Part& part, core::FieldVisitor& visit) {
  if (!part.insertion_loss_db || !part.length_m || !part.attenuation_db_per_km) {
    return;
  }
  const double along_db = *part.attenuation_db_per_km * *part.length_m * 1e-3;
  visit.require(*part.insertion_loss_db >= along_db * (1.0 - 1e-9), "insertion_loss_db",
                fmt::format("is less than the {:.4g} dB that length_m of attenuation_db_per_km "
                            "alone takes",
                            along_db));
}

std::string mistake_of(const PartTolerance& tolerance, Part& part) {
  const NumberField* field = find_number(tolerance.number);
  const std::string name = core::printable(tolerance.number);
  if (field == nullptr || field->sign == Sign::fraction) {
    return fmt::format("names \"{}\", which is no number of a part", name);
  }
  if (!field->of(part)) {
    return fmt::format("names {}, which this part does not have", name);
  }
  if (field->tolerance != nullptr && part.*(field->tolerance)) {
    return fmt::format("names {}, whose tolerance has a field of its own", name);
  }
  return {};
}

void require_tolerances(Part& part, core::FieldVisitor& visit) {
  std::set<std::string_view> seen;
  for (const PartTolerance& tolerance : part.tolerances) {
    const std::string mistake = mistake_of(tolerance, part);
    visit.require(mistake.empty(), "tolerances", mistake);
    visit.require(seen.insert(tolerance.number).second, "tolerances",
                  fmt::format("names {} twice", core::printable(tolerance.number)));
  }
}

}  // namespace

void PartTolerance::fields(core::FieldVisitor& visit) {
  visit.field("number", number, {.description = "Key of the number.", .minimum_length = 1});
  visit.field("relative", relative,
              {.description = "As a share of the number, either way.",
               .minimum = 0.0,
               .exclusive_minimum = true,
               .maximum = 1.0});
  visit.field("absolute", absolute,
              {.description = "In the unit of the number, either way.",
               .minimum = 0.0,
               .exclusive_minimum = true});
  visit.require(relative || absolute, "relative", "missing: give relative or absolute");
  visit.require(!relative || !absolute, "absolute", "is given twice: relative is there too");
}

void read_alternatives(Part& part, core::FieldVisitor& visit) {
  if (!(part.reference_wavelength_nm > 0.0) || !std::isfinite(part.reference_wavelength_nm)) {
    return;
  }
  const core::Wavelength wavelength = part.reference_wavelength_nm * units::nm;
  Alternative length(
      visit, "length_km", "length_m", part.length_m,
      {.description = "Instead of length_m.", .minimum = 0.0, .exclusive_minimum = true});
  length.into_kept([](double value) { return 1e3 * value; });
  Alternative loss(
      visit, "attenuation_per_km", "attenuation_db_per_km", part.attenuation_db_per_km,
      {.description = "Instead of attenuation_db_per_km: natural, of power.", .minimum = 0.0});
  loss.into_kept([](double value) { return (value * units::per_km).in(units::db_per_km); });
  read_dispersion(part, visit, wavelength);
  Alternative index(visit, "nonlinear_index_m2_per_w", "gamma_per_w_km", part.gamma_per_w_km,
                    {.description = "Instead of gamma_per_w_km, with effective_area_um2.",
                     .minimum = 0.0,
                     .exclusive_minimum = true});
  const bool has_area = part.effective_area_um2 && *part.effective_area_um2 > 0.0;
  index.needs(has_area, "effective_area_um2");
  index.into_kept([&part, wavelength](double value) {
    return core::nonlinear_coefficient(value * units::m2_per_w, wavelength,
                                       *part.effective_area_um2 * units::um2)
        .in(units::per_w_km);
  });
}

void require_consistency(Part& part, core::FieldVisitor& visit) {
  require_ranges(part, visit);
  require_possible_loss(part, visit);
  require_tolerances(part, visit);
}

}  // namespace fiberloom::hal
