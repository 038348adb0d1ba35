#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/generic_scpi/scpi_description.hpp>

#include "builtin_descriptions.hpp"

namespace fiberloom::drivers {
namespace {

constexpr std::array safe_end_names{core::EnumName<SafeEnd>{"stays", SafeEnd::stays},
                                    core::EnumName<SafeEnd>{"minimum", SafeEnd::minimum},
                                    core::EnumName<SafeEnd>{"maximum", SafeEnd::maximum}};

[[noreturn]] void refuse(const ScpiDescription& description, const std::string& trouble) {
  throw core::InputError("input.scpi_description",
                         fmt::format("the description of \"{}\": {}", description.name, trouble));
}

// Each key once, all that are needed, none that is not.
template <class Entries>
void require_keys(const ScpiDescription& description, const Entries& entries,
                  const std::vector<std::string_view>& needed) {
  for (const std::string_view key : needed) {
    if (std::ranges::count(entries, key, &Entries::value_type::key) != 1) {
      refuse(description, fmt::format("a {} wants \"{}\" once", description.role, key));
    }
  }
  if (entries.size() != needed.size()) {
    refuse(description, fmt::format("has more than a {} can do", description.role));
  }
}

void require_role(const ScpiDescription& description, std::string_view role) {
  if (description.role != role) {
    refuse(description, fmt::format("is of a {}, not of a {}", description.role, role));
  }
  const auto& roles = described_roles();
  const auto needs = std::ranges::find(roles, role, &RoleNeeds::role);
  if (needs == roles.end()) {
    refuse(description, fmt::format("a {} cannot be described", role));
  }
  require_keys(description, description.settings, needs->settings);
  require_keys(description, description.readings, needs->readings);
  const std::size_t switches =
      (description.emission_on.empty() ? 0U : 1U) + (description.emission_off.empty() ? 0U : 1U);
  if (switches != (needs->is_source ? 2U : 0U)) {
    refuse(description,
           fmt::format("a {} {}", role,
                       needs->is_source ? "wants commands that switch its light on and off"
                                        : "has no light to switch"));
  }
}

}  // namespace

void DescribedSetting::fields(core::FieldVisitor& visit) {
  visit.field("key", key, {.description = "Setting of the role.", .minimum_length = 1});
  visit.field("set", set,
              {.description = "Command, with {value} where the number goes.", .minimum_length = 8});
  visit.field(
      "query", query,
      {.description = "Question for the number; absent when there is none.", .required = false});
  visit.field("factor", factor,
              {.description = "The setting is factor * number + offset.", .required = false});
  visit.field("offset", offset, {.description = "See factor.", .required = false});
  visit.field("digits", digits,
              {.description = "Digits that a number is sent with.",
               .required = false,
               .minimum = 1.0,
               .maximum = 17.0});
  visit.field(
      "resolution", resolution,
      {.description = "Step of the setting; 0 for none.", .required = false, .minimum = 0.0});
  visit.field("minimum", minimum, {.description = "Least value, within the role's own range."});
  visit.field("maximum", maximum, {.description = "Largest value, within the role's own range."});
  visit.field("initial", initial, {.description = "Value that is sent when it is configured."});
  visit.enumeration(
      "when_safe", when_safe, safe_end_names,
      {.description = "Where it goes when the instrument is made safe.", .required = false});
  visit.require(factor != 0.0, "factor", "is zero");
  visit.require(set.find("{value}") != std::string::npos, "set", "has no {value}");
  visit.require(!query.empty() || initial.has_value(), "initial",
                "is missing: without a query nobody knows where the setting stands");
}

void DescribedReading::fields(core::FieldVisitor& visit) {
  visit.field("key", key, {.description = "Reading of the role.", .minimum_length = 1});
  visit.field("query", query, {.description = "Question for the number.", .minimum_length = 1});
  visit.field("factor", factor,
              {.description = "The reading is factor * number + offset.", .required = false});
  visit.field("offset", offset, {.description = "See factor.", .required = false});
  visit.field("is_dbm", is_dbm,
              {.description = "Whether the number is in dBm where the reading is in watts.",
               .required = false});
  visit.require(factor != 0.0, "factor", "is zero");
}

void ScpiDescription::fields(core::FieldVisitor& visit) {
  const auto text = [&visit](std::string_view key, std::string& value, std::string_view about) {
    visit.field(key, value, {.description = about, .required = false});
  };
  const auto list = [&visit](std::string_view key, std::vector<std::string>& value,
                             std::string_view about) {
    visit.field(key, value, {.description = about, .required = false});
  };
  visit.field("name", name, {.description = "What the instrument is.", .minimum_length = 1});
  visit.field("role", role, {.description = "Role that it plays.", .minimum_length = 1});
  visit.field("terminator", terminator,
              {.description = "Behind each command.", .required = false, .minimum_length = 1});
  visit.field("answer_terminator", answer_terminator,
              {.description = "Behind each answer.", .required = false, .minimum_length = 1});
  visit.field(
      "tcp_port", tcp_port,
      {.description = "Port of raw TCP.", .required = false, .minimum = 1.0, .maximum = 65535.0});
  visit.field("command_interval_ms", command_interval_ms,
              {.description = "Least time between two messages.",
               .required = false,
               .minimum = 0.0,
               .maximum = 10000.0});
  list("greeting", greeting, "Commands on each connection.");
  list("setup", setup, "Commands when it is configured.");
  text("identity", identity, "Question who is there; empty for none.");
  text("self_test", self_test, "Question that is answered with 0; empty for none.");
  text("error_query", error_query, "Question for its error queue; empty for none.");
  visit.field("settings", settings, {.description = "Its settings.", .minimum_length = 1});
  visit.field("readings", readings, {.description = "What it measures.", .required = false});
  list("emission_on", emission_on, "Commands of a source that let light out.");
  list("emission_off", emission_off, "Commands of a source that end that.");
  list("dark", dark, "Commands when it is made safe, beside emission_off.");
}

const std::vector<RoleNeeds>& described_roles() {
  static const std::vector<RoleNeeds> roles{
      {.role = "laser", .settings = {"output_power_dbm", "wavelength_nm"}, .is_source = true},
      {.role = "optical_amplifier",
       .settings = {"output_power_dbm"},
       .readings = {"input_power_w", "output_power_w"},
       .is_source = true},
      {.role = "variable_attenuator", .settings = {"attenuation_db"}},
      {.role = "power_meter", .settings = {"wavelength_nm"}, .readings = {"power_w"}},
      {.role = "dispersion_compensator", .settings = {"dispersion_ps2"}},
      {.role = "phase_modulator", .settings = {"drive_v", "frequency_mhz"}},
      {.role = "modulator_bias",
       .settings = {"in_phase_bias_v", "quadrature_bias_v", "phase_bias_v"}},
      {.role = "optical_switch", .settings = {"port"}},
      {.role = "delay_line", .settings = {"delay_ps"}},
      {.role = "polarization_controller",
       .settings = {"first_retardance_deg", "second_retardance_deg", "third_retardance_deg"}},
      {.role = "temperature_controller",
       .settings = {"temperature_c"},
       .readings = {"temperature_c"}}};
  return roles;
}

ScpiDescription builtin_scpi_description(std::string_view role) {
  const std::string_view text = builtin_description_text(role);
  if (text.empty()) {
    throw core::InputError("input.scpi_description",
                           fmt::format("there is no built-in description of a {}; name a file with "
                                       "the option description",
                                       role));
  }
  return core::parse_document<ScpiDescription>(text, fmt::format("built-in {}", role));
}

ScpiDescription scpi_description(const std::string& file, std::string_view role) {
  ScpiDescription description =
      file.empty() ? builtin_scpi_description(role) : core::read_document<ScpiDescription>(file);
  require_role(description, role);
  return description;
}

}  // namespace fiberloom::drivers
