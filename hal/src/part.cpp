#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/hal/part.hpp>
#include <string_view>

namespace fiberloom::hal {

namespace {

constexpr std::array kind_names{
    core::EnumName<PartKind>{"dispersive_module", PartKind::dispersive_module},
    core::EnumName<PartKind>{"tunable_dispersion_compensator",
                             PartKind::tunable_dispersion_compensator},
    core::EnumName<PartKind>{"highly_nonlinear_fiber", PartKind::highly_nonlinear_fiber},
    core::EnumName<PartKind>{"transmission_fiber", PartKind::transmission_fiber}};

constexpr std::array grade_names{core::EnumName<Grade>{"data_sheet", Grade::data_sheet},
                                 core::EnumName<Grade>{"second_hand", Grade::second_hand},
                                 core::EnumName<Grade>{"unverified", Grade::unverified}};

// Sets of kinds, one bit each.
using Kinds = unsigned;
constexpr Kinds set_of(PartKind kind) { return 1u << static_cast<unsigned>(kind); }

constexpr Kinds none = 0;
constexpr Kinds module = set_of(PartKind::dispersive_module);
constexpr Kinds tunable = set_of(PartKind::tunable_dispersion_compensator);
constexpr Kinds nonlinear = set_of(PartKind::highly_nonlinear_fiber);
constexpr Kinds transmission = set_of(PartKind::transmission_fiber);
constexpr Kinds compensators = module | tunable;
constexpr Kinds fibers = nonlinear | transmission;
constexpr Kinds all = compensators | fibers;

enum class Sign { any, not_negative, positive, fraction };

// One optional number: who must have it, who may.
struct NumberField {
  std::string_view key;
  std::optional<double> Part::*member;
  Sign sign;
  Kinds needed;
  Kinds allowed;
  std::string_view description;
};

constexpr std::array number_fields{
    NumberField{"insertion_loss_db", &Part::insertion_loss_db, Sign::not_negative,
                compensators | nonlinear, all, "Loss of the whole element, ends included."},
    NumberField{"max_input_power_dbm", &Part::max_input_power_dbm, Sign::any, none, all,
                "Largest input power the maker allows."},
    NumberField{"accumulated_dispersion_ps_per_nm", &Part::accumulated_dispersion_ps_per_nm,
                Sign::any, module, module, "Dispersion as delivered."},
    NumberField{"minimum_ps_per_nm", &Part::minimum_ps_per_nm, Sign::any, tunable, tunable,
                "Lower end of the tuning range."},
    NumberField{"maximum_ps_per_nm", &Part::maximum_ps_per_nm, Sign::any, tunable, tunable,
                "Upper end of the tuning range."},
    NumberField{"step_ps_per_nm", &Part::step_ps_per_nm, Sign::not_negative, tunable, tunable,
                "Setting step; 0 for any value."},
    NumberField{"bandwidth_ghz", &Part::bandwidth_ghz, Sign::positive, none, compensators,
                "Full width over which the dispersion holds."},
    NumberField{"length_m", &Part::length_m, Sign::positive, nonlinear, fibers,
                "Length of the spool; without one the fibre is wound as ordered."},
    NumberField{"attenuation_db_per_km", &Part::attenuation_db_per_km, Sign::not_negative, fibers,
                fibers, "Power attenuation."},
    NumberField{"dispersion_ps_per_nm_km", &Part::dispersion_ps_per_nm_km, Sign::any, fibers,
                fibers, "Dispersion parameter D."},
    NumberField{"slope_ps_per_nm2_km", &Part::slope_ps_per_nm2_km, Sign::any, fibers, fibers,
                "Dispersion slope S."},
    NumberField{"gamma_per_w_km", &Part::gamma_per_w_km, Sign::positive, fibers, fibers,
                "Nonlinear coefficient, without a polarisation factor."},
    NumberField{"effective_area_um2", &Part::effective_area_um2, Sign::positive, fibers, fibers,
                "Effective area."},
    NumberField{"dispersion_tolerance_relative", &Part::dispersion_tolerance_relative,
                Sign::fraction, all, all, "Relative tolerance of the dispersion."},
    NumberField{"length_tolerance_relative", &Part::length_tolerance_relative, Sign::fraction,
                nonlinear, fibers, "Relative tolerance of the length."},
    NumberField{"attenuation_tolerance_relative", &Part::attenuation_tolerance_relative,
                Sign::fraction, fibers, fibers, "Relative tolerance of the attenuation."},
    NumberField{"gamma_tolerance_relative", &Part::gamma_tolerance_relative, Sign::fraction, fibers,
                fibers, "Relative tolerance of the nonlinear coefficient."}};

core::FieldOptions options_of(const NumberField& field) {
  core::FieldOptions options{.description = field.description, .required = false};
  if (field.sign != Sign::any) {
    options.minimum = 0.0;
    options.exclusive_minimum = field.sign == Sign::positive;
  }
  if (field.sign == Sign::fraction) {
    options.maximum = 1.0;
  }
  return options;
}

// What a part lacks or has too much for its kind, told in one message.
class KindCheck {
 public:
  explicit KindCheck(PartKind kind) : kind_(kind) {}

  void add(std::string_view key, bool has_value, Kinds needed, Kinds allowed) {
    if (!has_value && (needed & set_of(kind_)) != 0) {
      missing_.push_back(key);
    } else if (has_value && (allowed & set_of(kind_)) == 0) {
      foreign_.push_back(key);
    }
  }

  void report(core::FieldVisitor& visit) const {
    visit.require(missing_.empty(), missing_.empty() ? "kind" : missing_.front(),
                  fmt::format("a {} needs {}", name_of(kind_), fmt::join(missing_, ", ")));
    visit.require(foreign_.empty(), foreign_.empty() ? "kind" : foreign_.front(),
                  fmt::format("a {} has no {}", name_of(kind_), fmt::join(foreign_, ", ")));
  }

 private:
  PartKind kind_;
  std::vector<std::string_view> missing_;
  std::vector<std::string_view> foreign_;
};

bool is_id(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
  });
}

bool is_physical_field(std::string_view key) {
  return key == "reversible" || std::ranges::any_of(number_fields, [key](const NumberField& field) {
           return field.key == key;
         });
}

void describe(Part& part, core::FieldVisitor& visit) {
  visit.field("id", part.id, {.description = "What rigs and plans call the part."});
  visit.require(is_id(part.id), "id", "must be made of a-z, 0-9 and hyphens");
  visit.enumeration("kind", part.kind, kind_names, {.description = "What the part is."});
  visit.field("name", part.name, {.description = "What people call it.", .minimum_length = 1});
  visit.field("manufacturer", part.manufacturer,
              {.description = "Who makes it; empty for a generic part.", .required = false});
  visit.field("source", part.source,
              {.description = "Document the numbers come from.", .minimum_length = 1});
  visit.enumeration("grade", part.grade, grade_names,
                    {.description = "How well the numbers are known."});
  visit.field(
      "unverified", part.unverified,
      {.description = "Fields that are known less well than the grade says.", .required = false});
  visit.require(std::ranges::all_of(part.unverified, is_physical_field), "unverified",
                "names something that is no number of a part");
  visit.field("note", part.note,
              {.description = "What a buyer should know besides.", .required = false});
}

}  // namespace

std::string_view name_of(PartKind kind) {
  const auto* row = std::ranges::find(kind_names, kind, &core::EnumName<PartKind>::value);
  return row == kind_names.end() ? std::string_view("part") : row->name;
}

void Part::fields(core::FieldVisitor& visit) {
  describe(*this, visit);
  visit.field("reference_wavelength_nm", reference_wavelength_nm,
              {.description = "Wavelength that the dispersion is given at.",
               .required = false,
               .minimum = 400.0,
               .maximum = 3000.0});
  visit.field("reversible", reversible,
              {.description = "Whether exchanging the ports reverses the sign of the dispersion.",
               .required = false});
  KindCheck check(kind);
  check.add("reversible", reversible.has_value(), module, module);
  for (const NumberField& field : number_fields) {
    std::optional<double>& value = this->*field.member;
    visit.field(field.key, value, options_of(field));
    check.add(field.key, value.has_value(), field.needed, field.allowed);
  }
  check.report(visit);
  visit.require(!minimum_ps_per_nm || !maximum_ps_per_nm || *minimum_ps_per_nm < *maximum_ps_per_nm,
                "maximum_ps_per_nm", "must be above minimum_ps_per_nm");
}

}  // namespace fiberloom::hal
