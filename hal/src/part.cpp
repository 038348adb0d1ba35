#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/hal/part.hpp>
#include <fiberloom/hal/part_numbers.hpp>
#include <string_view>

#include "optional_fields.hpp"
#include "part_number_table.hpp"

namespace fiberloom::hal {

namespace {

using KindName = core::EnumName<PartKind>;

constexpr std::array kind_names{
    KindName{"dispersive_module", PartKind::dispersive_module},
    KindName{"chirped_grating", PartKind::chirped_grating},
    KindName{"tunable_dispersion_compensator", PartKind::tunable_dispersion_compensator},
    KindName{"programmable_filter", PartKind::programmable_filter},
    KindName{"highly_nonlinear_fiber", PartKind::highly_nonlinear_fiber},
    KindName{"nonlinear_medium", PartKind::nonlinear_medium},
    KindName{"transmission_fiber", PartKind::transmission_fiber},
    KindName{"erbium_doped_amplifier", PartKind::erbium_doped_amplifier},
    KindName{"semiconductor_amplifier", PartKind::semiconductor_amplifier},
    KindName{"variable_attenuator", PartKind::variable_attenuator},
    KindName{"modulator", PartKind::modulator},
    KindName{"phase_modulator", PartKind::phase_modulator},
    KindName{"waveform_generator", PartKind::waveform_generator},
    KindName{"laser", PartKind::laser},
    KindName{"pulse_source", PartKind::pulse_source},
    KindName{"photodiode", PartKind::photodiode},
    KindName{"digitizer", PartKind::digitizer},
    KindName{"spectrum_analyzer", PartKind::spectrum_analyzer},
    KindName{"optical_switch", PartKind::optical_switch}};

constexpr std::array<PartKind, kind_names.size()> kinds = [] {
  std::array<PartKind, kind_names.size()> values{};
  std::ranges::transform(kind_names, values.begin(), &KindName::value);
  return values;
}();

constexpr std::array grade_names{core::EnumName<Grade>{"data_sheet", Grade::data_sheet},
                                 core::EnumName<Grade>{"second_hand", Grade::second_hand},
                                 core::EnumName<Grade>{"unverified", Grade::unverified}};

constexpr Kinds gratings_and_modules =
    set_of(PartKind::dispersive_module) | set_of(PartKind::chirped_grating);

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
  return key == "reversible" || find_number(key) != nullptr;
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

// A part told by nothing but its name helps nobody.
bool has_number(Part& part) {
  return std::ranges::any_of(number_fields(), [&part](const NumberField& field) {
    return field.sign != Sign::fraction && field.of(part).has_value();
  });
}

void visit_numbers(Part& part, core::FieldVisitor& visit) {
  visit.field("reversible", part.reversible,
              {.description = "Whether exchanging the ports reverses the sign of the dispersion.",
               .required = false});
  for (const NumberField& field : number_fields()) {
    visit.field(field.key, field.of(part), options_of(field));
  }
  read_alternatives(part, visit);
}

void require_numbers_of_kind(Part& part, core::FieldVisitor& visit) {
  KindCheck check(part.kind);
  check.add("reversible", part.reversible.has_value(), gratings_and_modules, gratings_and_modules);
  for (const NumberField& field : number_fields()) {
    check.add(field.key, field.of(part).has_value(), field.needed, field.allowed);
  }
  check.report(visit);
  visit.require(has_number(part), "kind", "a part needs at least one number");
}

}  // namespace

std::span<const PartKind> part_kinds() { return kinds; }

std::string_view name_of(PartKind kind) {
  const auto* row = std::ranges::find(kind_names, kind, &KindName::value);
  return row == kind_names.end() ? std::string_view("part") : row->name;
}

std::optional<PartKind> part_kind_of(std::string_view name) {
  const auto* row = std::ranges::find(kind_names, name, &KindName::name);
  return row == kind_names.end() ? std::nullopt : std::optional(row->value);
}

std::string_view name_of(Grade grade) {
  return std::ranges::find(grade_names, grade, &core::EnumName<Grade>::value)->name;
}

std::vector<PartNumber> numbers_of(const Part& part) {
  Part copy = part;  // the table reaches numbers of a part that may be read into
  std::vector<PartNumber> numbers;
  for (const NumberField& field : number_fields()) {
    const OptionalNumber value = field.of(copy);
    if (!value || field.sign == Sign::fraction) {
      continue;
    }
    const bool is_unsourced =
        part.grade == Grade::unverified ||
        std::ranges::find(part.unverified, field.key) != part.unverified.end();
    PartNumber number{.key = field.key,
                      .value = *value,
                      .description = field.description,
                      .is_unsourced = is_unsourced};
    if (field.tolerance != nullptr) {
      number.tolerance_relative = part.*(field.tolerance);
    }
    const auto told = std::ranges::find(part.tolerances, field.key, &PartTolerance::number);
    if (told != part.tolerances.end()) {
      number.tolerance_relative = told->relative;
      number.tolerance_absolute = told->absolute;
    }
    numbers.push_back(number);
  }
  return numbers;
}

void Part::fields(core::FieldVisitor& visit) {
  describe(*this, visit);
  visit.field("reference_wavelength_nm", reference_wavelength_nm,
              {.description = "Wavelength that the dispersion is given at.",
               .required = false,
               .minimum = 400.0,
               .maximum = 3000.0});
  visit_numbers(*this, visit);
  field_unless_empty(visit, "tolerances", tolerances,
                     {.description = "Of numbers that have no tolerance field of their own."});
  require_numbers_of_kind(*this, visit);
  require_consistency(*this, visit);
}

}  // namespace fiberloom::hal
