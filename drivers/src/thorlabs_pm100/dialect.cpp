#include <fmt/format.h>

#include <array>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/thorlabs_pm100/thorlabs_pm100.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

constexpr double darkest_dbm = -100.0;  // where no light is, there is no logarithm

class MeterDevice final {
 public:
  MeterDevice(hal::PowerMeter& meter, std::string serial_number)
      : meter_(meter),
        wavelength_(meter.setting("wavelength_nm")),
        serial_number_(std::move(serial_number)) {}

  void add_commands(ScpiDevice& device) {
    add_head(device);
    add_correction(device);
    add_measurement(device);
  }

 private:
  void add_head(ScpiDevice& device) {
    // 369: power, a response and a wavelength that can be set, a time constant, a temperature. Nine binary digits.
    device.on("SYSTem:SENSor:IDN?", [this](ScpiCall& call) {
      call.answer(fmt::format("S145C,{},23-NOV-2025,1,18,369", serial_number_));
    });
    device.on("SENSe#:AVERage[:COUNt]",
              [this](ScpiCall& call) { averages_ = call.integer(0, 1, 10000); });
    device.on("SENSe#:AVERage[:COUNt]?",
              [this](ScpiCall& call) { call.answer(fmt::format("{}", averages_)); });
  }

  void add_correction(ScpiDevice& device) {
    device.on("SENSe#:CORRection:WAVelength",
              [this](ScpiCall& call) { write_setting(wavelength_, call, {}); });
    device.on("SENSe#:CORRection:WAVelength?", [this](ScpiCall& call) {
      constexpr std::array<std::string_view, 2> ends{"MINimum", "MAXimum"};
      if (call.num_parameters() == 0) {
        answer_in_form(call, applied(wavelength_));
      } else {
        const hal::SettingSpec& spec = wavelength_.spec();
        answer_in_form(call, call.word(0, ends) == 0 ? spec.minimum : spec.maximum);
      }
    });
    device.on("SENSe#:CORRection:COLLect:ZERO[:INITiate]", [](ScpiCall&) {});
  }

  void add_measurement(ScpiDevice& device) {
    device.on("SENSe#:POWer[:DC]:UNIT", [this](ScpiCall& call) {
      constexpr std::array<std::string_view, 2> words{"W", "DBM"};
      is_in_dbm_ = call.word(0, words) == 1;
    });
    device.on("SENSe#:POWer[:DC]:UNIT?",
              [this](ScpiCall& call) { call.answer(is_in_dbm_ ? "DBM" : "W"); });
    device.on("SENSe#:POWer[:DC]:RANGe:AUTO",
              [this](ScpiCall& call) { has_auto_range_ = call.boolean(0); });
    device.on("SENSe#:POWer[:DC]:RANGe:AUTO?",
              [this](ScpiCall& call) { call.answer(has_auto_range_ ? "1" : "0"); });
    device.on("CONFigure[:SCALar][:POWer]", [](ScpiCall&) {});
    device.on("CONFigure?", [](ScpiCall& call) { call.answer("POW"); });
    for (const char* measured : {"MEASure[:SCALar][:POWer]?", "READ?", "FETCh?"}) {
      device.on(measured, [this](ScpiCall& call) { answer_power(call); });
    }
  }

  void answer_power(ScpiCall& call) {
    const core::Power power = meter_.power();
    const bool is_dark = !(power > core::Power{});
    answer_in_form(call, !is_in_dbm_ ? power.in(units::w)
                         : is_dark   ? darkest_dbm
                                     : core::to_dbm(power));
  }
  static void answer_in_form(ScpiCall& call, double value) {
    call.answer(format_exponential(value, 8, 2));
  }

  hal::PowerMeter& meter_;
  hal::Setting& wavelength_;
  std::string serial_number_;
  std::int64_t averages_ = 1;
  bool is_in_dbm_ = false;
  bool has_auto_range_ = true;
};

}  // namespace

Dialect make_thorlabs_power_meter_dialect(const DialectRequest& request) {
  ScpiDeviceOptions device = scpi_options_for(
      request.instrument, fmt::format("Thorlabs,PM100USB,{},1.4.0", request.serial_number));
  device.no_error = "+0,\"No error\"";
  device.terminator = "\r\n";
  return scpi_dialect(
      std::move(device),
      std::make_shared<MeterDevice>(role_of<hal::PowerMeter>(request), request.serial_number));
}

}  // namespace fiberloom::drivers
