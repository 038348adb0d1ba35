#include "rig/setting_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <numbers>
#include <optional>
#include <vector>

namespace fiberloom::app {
namespace {

namespace units = core::units;

constexpr double degrees_per_radian = 180.0 / std::numbers::pi;

// What a unit of text makes of its number: a factor, where nothing else is said.
struct AcceptedUnit {
  std::string_view name;
  double factor = 1.0;
  double (*convert)(double value, double wavelength_nm) = nullptr;
};

template <int exponent>
double dbm_of(double value, double) {
  return core::to_dbm(value * std::pow(10.0, exponent) * units::w);
}
template <int exponent>
double nm_of_frequency(double value, double) {
  return core::wavelength_of(value * std::pow(10.0, exponent) * units::hz).in(units::nm);
}
double ps2_of_ps_per_nm(double value, double wavelength_nm) {
  return core::group_delay_dispersion(value * units::ps_per_nm, wavelength_nm * units::nm)
      .in(units::ps2);
}
double celsius_of_kelvin(double value, double) { return value - 273.15; }

// One kind of setting: how its keys end, and every unit that it takes, its own first.
struct SettingKind {
  std::string_view key_end;
  std::vector<AcceptedUnit> units;
};

const std::vector<SettingKind>& setting_kinds() {
  static const std::vector<SettingKind> kinds{
      {"_dbm",
       {{"dBm"},
        {.name = "W", .convert = dbm_of<0>},
        {.name = "mW", .convert = dbm_of<-3>},
        {.name = "uW", .convert = dbm_of<-6>},
        {.name = "nW", .convert = dbm_of<-9>}}},
      {"_db", {{"dB"}}},
      {"wavelength_nm",
       {{"nm"},
        {"um", 1e3},
        {"pm", 1e-3},
        {.name = "THz", .convert = nm_of_frequency<12>},
        {.name = "GHz", .convert = nm_of_frequency<9>}}},
      {"_nm", {{"nm"}, {"um", 1e3}, {"pm", 1e-3}}},
      {"_mhz", {{"MHz"}, {"Hz", 1e-6}, {"kHz", 1e-3}, {"GHz", 1e3}, {"THz", 1e6}}},
      {"_v", {{"V"}, {"mV", 1e-3}, {"uV", 1e-6}}},
      {"_w", {{"W"}, {"mW", 1e-3}, {"uW", 1e-6}, {"nW", 1e-9}}},
      {"_ps2",
       {{"ps^2"},
        {"ps2", 1.0},
        {"ps²", 1.0},
        {"fs^2", 1e-6},
        {.name = "ps/nm", .convert = ps2_of_ps_per_nm}}},
      {"_ps", {{"ps"}, {"fs", 1e-3}, {"ns", 1e3}}},
      {"_deg", {{"deg"}, {"°", 1.0}, {"rad", degrees_per_radian}}},
      {"_c", {{"°C"}, {"C", 1.0}, {"degC", 1.0}, {.name = "K", .convert = celsius_of_kelvin}}},
  };
  return kinds;
}

const SettingKind* kind_of(std::string_view key) noexcept {
  const auto& kinds = setting_kinds();
  const auto found = std::ranges::find_if(
      kinds, [key](const SettingKind& kind) { return key.ends_with(kind.key_end); });
  return found == kinds.end() ? nullptr : &*found;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

// The case of a prefix says how much it is ("mW", "MW"); that of decibels and hertz says nothing.
bool is_same_unit(std::string_view written, std::string_view known) {
  if (written == known) {
    return true;
  }
  if (known.starts_with("dB")) {
    return lower(written) == lower(known);
  }
  return known.ends_with("Hz") && written.size() == known.size() &&
         written.substr(0, written.size() - 2) == known.substr(0, known.size() - 2) &&
         lower(written.substr(written.size() - 2)) == "hz";
}

std::string choices(const SettingKind& kind) {
  std::string text;
  for (const AcceptedUnit& unit : kind.units) {
    text += (text.empty() ? "" : ", ") + std::string(unit.name);
  }
  return text;
}

[[noreturn]] void refuse(std::string_view key, std::string_view text, std::string_view trouble) {
  const SettingKind* kind = kind_of(key);
  const std::string wanted =
      kind == nullptr ? "a bare number" : "a number alone or with one of " + choices(*kind);
  throw core::InputError("input.setting_text",
                         fmt::format("{}: \"{}\" {}; it takes {}", core::printable(key),
                                     core::printable(text), trouble, wanted));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos
             ? std::string_view{}
             : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The number in front; `rest` is left with what follows it.
std::optional<double> take_number(std::string_view& rest) {
  std::string_view digits = rest;
  if (digits.starts_with('+') && !digits.starts_with("+-")) {
    digits.remove_prefix(1);
  }
  double value = 0.0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || !std::isfinite(value)) {
    return std::nullopt;
  }
  rest = trimmed(digits.substr(static_cast<std::size_t>(stop - digits.data())));
  return value;
}

}  // namespace

std::string_view unit_of(std::string_view key) noexcept {
  const SettingKind* kind = kind_of(key);
  return kind == nullptr ? std::string_view{} : kind->units.front().name;
}

std::string setting_text(std::string_view key, double value) {
  const std::string_view unit = unit_of(key);
  return fmt::format("{:.6g}{}{}", value, unit.empty() ? "" : " ", unit);
}

double parse_setting_text(std::string_view key, std::string_view text, double wavelength_nm) {
  std::string_view unit = trimmed(text);
  const std::optional<double> number = take_number(unit);
  if (!number) {
    refuse(key, text, "is no number");
  }
  if (unit.empty()) {
    return *number;
  }
  const SettingKind* kind = kind_of(key);
  if (kind == nullptr) {
    refuse(key, text, "has a unit");
  }
  const auto known = std::ranges::find_if(kind->units, [unit](const AcceptedUnit& accepted) {
    return is_same_unit(unit, accepted.name);
  });
  if (known == kind->units.end()) {
    refuse(key, text, "is in a unit of another kind");
  }
  if (known->convert == nullptr) {
    return known->factor * *number;
  }
  try {
    const double value = known->convert(*number, wavelength_nm);
    if (std::isfinite(value)) {
      return value;
    }
  } catch (const core::InputError&) {  // a frequency or a power that is none: told below
  }
  refuse(key, text, "is no such quantity");
}

}  // namespace fiberloom::app
