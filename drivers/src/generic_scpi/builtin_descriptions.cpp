#include "builtin_descriptions.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fiberloom::drivers {
namespace {

// Commands as instruments of these kinds mostly have them; none is a certain maker's.
constexpr std::array descriptions{
    std::pair{std::string_view("laser"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic laser",
  "role": "laser",
  "settings": [
    {"key": "output_power_dbm", "set": "SOUR:POW {value}", "query": "SOUR:POW?"},
    {"key": "wavelength_nm", "set": "SOUR:WAV {value}", "query": "SOUR:WAV?", "factor": 1e9}
  ],
  "emission_on": ["OUTP ON"],
  "emission_off": ["OUTP OFF"]
})")},
    std::pair{std::string_view("optical_amplifier"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic amplifier that holds its output",
  "role": "optical_amplifier",
  "settings": [
    {"key": "output_power_dbm", "set": "SOUR:POW {value}", "query": "SOUR:POW?"}
  ],
  "readings": [
    {"key": "input_power_w", "query": "MEAS:POW:INP?", "is_dbm": true},
    {"key": "output_power_w", "query": "MEAS:POW:OUTP?", "is_dbm": true}
  ],
  "emission_on": ["OUTP ON"],
  "emission_off": ["OUTP OFF"]
})")},
    std::pair{std::string_view("variable_attenuator"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic attenuator",
  "role": "variable_attenuator",
  "settings": [
    {"key": "attenuation_db", "set": "INP:ATT {value}", "query": "INP:ATT?",
     "when_safe": "maximum"}
  ]
})")},
    std::pair{std::string_view("power_meter"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic power meter",
  "role": "power_meter",
  "settings": [
    {"key": "wavelength_nm", "set": "SENS:CORR:WAV {value}", "query": "SENS:CORR:WAV?"}
  ],
  "readings": [{"key": "power_w", "query": "MEAS:POW?"}]
})")},
    // At 1550 nm a ps/nm is -1.2754... ps^2.
    std::pair{std::string_view("dispersion_compensator"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic tunable dispersion compensator, in ps/nm at 1550 nm",
  "role": "dispersion_compensator",
  "settings": [
    {"key": "dispersion_ps2", "set": "DISP {value}", "query": "DISP?",
     "factor": -1.275449, "digits": 15}
  ]
})")},
    std::pair{std::string_view("phase_modulator"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "function generator in front of a phase modulator",
  "role": "phase_modulator",
  "setup": ["FUNC SIN", "OUTP ON"],
  "settings": [
    {"key": "drive_v", "set": "VOLT {value}", "query": "VOLT?", "factor": 0.5},
    {"key": "frequency_mhz", "set": "FREQ {value}", "query": "FREQ?", "factor": 1e-6}
  ]
})")},
    std::pair{std::string_view("modulator_bias"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "bipolar voltage source with three outputs",
  "role": "modulator_bias",
  "setup": ["OUTP1 ON", "OUTP2 ON", "OUTP3 ON"],
  "settings": [
    {"key": "in_phase_bias_v", "set": "SOUR1:VOLT {value}", "query": "SOUR1:VOLT?"},
    {"key": "quadrature_bias_v", "set": "SOUR2:VOLT {value}", "query": "SOUR2:VOLT?"},
    {"key": "phase_bias_v", "set": "SOUR3:VOLT {value}", "query": "SOUR3:VOLT?"}
  ]
})")},
    std::pair{std::string_view("optical_switch"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic optical switch",
  "role": "optical_switch",
  "settings": [{"key": "port", "set": "ROUT:CHAN {value}", "query": "ROUT:CHAN?"}]
})")},
    std::pair{std::string_view("delay_line"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic delay line",
  "role": "delay_line",
  "settings": [
    {"key": "delay_ps", "set": "DEL {value}", "query": "DEL?", "factor": 1e12, "digits": 15}
  ]
})")},
    std::pair{std::string_view("polarization_controller"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic polarisation controller with three retarders",
  "role": "polarization_controller",
  "settings": [
    {"key": "first_retardance_deg", "set": "RET1 {value}", "query": "RET1?"},
    {"key": "second_retardance_deg", "set": "RET2 {value}", "query": "RET2?"},
    {"key": "third_retardance_deg", "set": "RET3 {value}", "query": "RET3?"}
  ]
})")},
    std::pair{std::string_view("temperature_controller"), std::string_view(R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "generic temperature controller",
  "role": "temperature_controller",
  "setup": ["OUTP ON"],
  "settings": [{"key": "temperature_c", "set": "SOUR:TEMP {value}", "query": "SOUR:TEMP?"}],
  "readings": [{"key": "temperature_c", "query": "MEAS:TEMP?"}]
})")}};

}  // namespace

std::string_view builtin_description_text(std::string_view role) noexcept {
  const auto* found =
      std::ranges::find(descriptions, role, &std::pair<std::string_view, std::string_view>::first);
  return found == descriptions.end() ? std::string_view{} : found->second;
}

}  // namespace fiberloom::drivers
