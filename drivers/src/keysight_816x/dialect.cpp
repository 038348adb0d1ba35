#include <fmt/format.h>

#include <array>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_816x.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

ScpiDeviceOptions options_of(const DialectRequest& request, std::string_view model) {
  ScpiDeviceOptions options = scpi_options_for(
      request.instrument,
      fmt::format("Keysight Technologies,{},{},V1.0", model, request.serial_number));
  options.no_error = "+0,\"No error\"";
  return options;
}

// As these instruments write numbers: +1.55000000E-006.
void answer_in_form(ScpiCall& call, double value) { call.answer(format_exponential(value, 8, 3)); }

class PowerMeterDevice final {
 public:
  explicit PowerMeterDevice(hal::PowerMeter& meter) : meter_(meter) {}

  void add_commands(ScpiDevice& device) {
    device.on("SENSe#[:CHANnel#]:POWer:WAVelength", [this](ScpiCall& call) {
      write_setting(meter_.setting("wavelength_nm"), call, {.unit = "M", .per_unit = 1e9});
    });
    device.on("SENSe#[:CHANnel#]:POWer:WAVelength?", [this](ScpiCall& call) {
      answer_in_form(call, 1e-9 * applied(meter_.setting("wavelength_nm")));
    });
    device.on("SENSe#[:CHANnel#]:POWer:UNIT", [this](ScpiCall& call) {
      constexpr std::array<std::string_view, 2> words{"DBM", "WATT"};
      is_in_watts_ = call.is_word(0) ? call.word(0, words) == 1 : call.boolean(0);
    });
    device.on("SENSe#[:CHANnel#]:POWer:UNIT?",
              [this](ScpiCall& call) { call.answer(is_in_watts_ ? "+1" : "+0"); });
    device.on("SENSe#[:CHANnel#]:POWer:ATIMe", [this](ScpiCall& call) {
      averaging_time_s_ = call.number(0, {.unit = "S", .minimum = 25e-6, .maximum = 10.0});
    });
    device.on("SENSe#[:CHANnel#]:POWer:ATIMe?",
              [this](ScpiCall& call) { answer_in_form(call, averaging_time_s_); });
    device.on("SENSe#[:CHANnel#]:POWer:RANGe:AUTO",
              [this](ScpiCall& call) { has_auto_range_ = call.boolean(0); });
    device.on("SENSe#[:CHANnel#]:POWer:RANGe:AUTO?",
              [this](ScpiCall& call) { call.answer(has_auto_range_ ? "+1" : "+0"); });
    device.on("INITiate#[:CHANnel#]:CONTinuous",
              [this](ScpiCall& call) { is_continuous_ = call.boolean(0); });
    device.on("INITiate#[:CHANnel#]:CONTinuous?",
              [this](ScpiCall& call) { call.answer(is_continuous_ ? "+1" : "+0"); });
    for (const char* measured : {"READ#[:CHANnel#]:POWer?", "FETCh#[:CHANnel#]:POWer?"}) {
      device.on(measured, [this](ScpiCall& call) { answer_power(call); });
    }
  }

 private:
  void answer_power(ScpiCall& call) {
    const core::Power power = meter_.power();
    answer_in_form(call, is_in_watts_ ? power.in(units::w) : core::to_dbm(power));
  }

  hal::PowerMeter& meter_;
  bool is_in_watts_ = false;
  bool has_auto_range_ = true;
  bool is_continuous_ = true;
  double averaging_time_s_ = 0.1;
};

// A closed shutter is as much attenuation as there is.
class AttenuatorDevice final {
 public:
  explicit AttenuatorDevice(hal::VariableAttenuator& attenuator)
      : attenuation_(attenuator.setting("attenuation_db")), asked_db_(applied(attenuation_)) {}

  void add_commands(ScpiDevice& device) {
    device.on("INPut#[:CHANnel#]:ATTenuation", [this](ScpiCall& call) {
      const hal::SettingSpec& spec = attenuation_.spec();
      asked_db_ = call.number(0, {.unit = "DB",
                                  .minimum = spec.minimum + offset_db_,
                                  .maximum = spec.maximum + offset_db_});
      move();
    });
    device.on("INPut#[:CHANnel#]:ATTenuation?", [this](ScpiCall& call) {
      answer_in_form(call, is_open_ ? applied(attenuation_) + offset_db_ : asked_db_);
    });
    device.on("INPut#[:CHANnel#]:OFFSet", [this](ScpiCall& call) {
      const double offset_db = call.number(0, {.unit = "DB", .minimum = -200.0, .maximum = 200.0});
      asked_db_ += offset_db - offset_db_;
      offset_db_ = offset_db;
    });
    device.on("INPut#[:CHANnel#]:OFFSet?",
              [this](ScpiCall& call) { answer_in_form(call, offset_db_); });
    device.on("OUTPut#[:CHANnel#][:STATe]", [this](ScpiCall& call) {
      is_open_ = call.boolean(0);
      move();
    });
    device.on("OUTPut#[:CHANnel#][:STATe]?",
              [this](ScpiCall& call) { call.answer(is_open_ ? "1" : "0"); });
    device.on("OUTPut#[:CHANnel#]:POWer:CONTRol", [](ScpiCall& call) {
      if (call.boolean(0)) {
        throw ScpiFailure(-221, "no monitor diode");
      }
    });
    device.on("OUTPut#[:CHANnel#]:POWer:CONTRol?", [](ScpiCall& call) { call.answer("0"); });
  }

 private:
  void move() { attenuation_.set(is_open_ ? asked_db_ - offset_db_ : attenuation_.spec().maximum); }

  hal::Setting& attenuation_;
  double asked_db_;
  double offset_db_ = 0.0;
  bool is_open_ = true;
};

}  // namespace

Dialect make_keysight_power_meter_dialect(const DialectRequest& request) {
  return scpi_dialect(options_of(request, "N7744A"),
                      std::make_shared<PowerMeterDevice>(role_of<hal::PowerMeter>(request)));
}

Dialect make_keysight_attenuator_dialect(const DialectRequest& request) {
  return scpi_dialect(
      options_of(request, "N7764A"),
      std::make_shared<AttenuatorDevice>(role_of<hal::VariableAttenuator>(request)));
}

}  // namespace fiberloom::drivers
