#include <fmt/format.h>

#include <array>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_laser.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

class LaserDevice final {
 public:
  LaserDevice(hal::Laser& laser, LightSwitch light, bool is_locked)
      : power_(laser.setting("output_power_dbm")),
        wavelength_(laser.setting("wavelength_nm")),
        light_(std::move(light)),
        is_locked_(is_locked) {}

  void add_commands(ScpiDevice& device) {
    add_settings(device);
    add_light(device);
  }

 private:
  void add_settings(ScpiDevice& device) {
    device.on("SOURce#[:CHANnel#]:WAVelength[:CW]", [this](ScpiCall& call) {
      write_setting(wavelength_, call, {.unit = "M", .per_unit = 1e9});
    });
    device.on("SOURce#[:CHANnel#]:WAVelength[:CW]?",
              [this](ScpiCall& call) { answer_in_form(call, 1e-9 * applied(wavelength_)); });
    device.on("SOURce#[:CHANnel#]:WAVelength:SWEep[:STATe]", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 1> words{"STOP"};
      if (call.is_word(0) ? call.word(0, words) != 0 : call.integer(0, 0, 3) != 0) {
        throw ScpiFailure(-221, "no sweeps");
      }
    });
    device.on("SOURce#[:CHANnel#]:WAVelength:SWEep[:STATe]?",
              [](ScpiCall& call) { call.answer("+0"); });
    device.on("SOURce#[:CHANnel#]:POWer[:LEVel]",
              [this](ScpiCall& call) { write_setting(power_, call, {.unit = "DBM"}); });
    device.on("SOURce#[:CHANnel#]:POWer[:LEVel]?",
              [this](ScpiCall& call) { answer_in_form(call, applied(power_)); });
    device.on("SOURce#[:CHANnel#]:POWer:UNIT", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 2> words{"DBM", "WATT"};
      if ((call.is_word(0) ? call.word(0, words)
                           : static_cast<std::size_t>(call.integer(0, 0, 1))) != 0) {
        throw ScpiFailure(-221, "no watts");
      }
    });
    device.on("SOURce#[:CHANnel#]:POWer:UNIT?", [](ScpiCall& call) { call.answer("+0"); });
  }

  void add_light(ScpiDevice& device) {
    device.on("SOURce#[:CHANnel#]:POWer:STATe", [this](ScpiCall& call) {
      const bool is_on = call.boolean(0);
      if (is_on && is_locked_) {
        throw ScpiFailure(-203, "laser locked");
      }
      light_.set(is_on);
    });
    device.on("SOURce#[:CHANnel#]:POWer:STATe?",
              [this](ScpiCall& call) { call.answer(light_.is_on() ? "1" : "0"); });
    device.on("LOCK", [this](ScpiCall& call) {
      const bool is_locked = call.boolean(0);
      if (call.integer(1, 0, 9999) != password_) {
        throw ScpiFailure(-203, "wrong password");
      }
      is_locked_ = is_locked;
      if (is_locked) {
        light_.set(false);
      }
    });
    device.on("LOCK?", [this](ScpiCall& call) { call.answer(is_locked_ ? "1" : "0"); });
  }

  // As these instruments write numbers: +1.55000000E-006.
  static void answer_in_form(ScpiCall& call, double value) {
    call.answer(format_exponential(value, 8, 3));
  }

  static constexpr int password_ = 1234;  // as it comes from the maker
  hal::Setting& power_;
  hal::Setting& wavelength_;
  LightSwitch light_;
  bool is_locked_;
};

}  // namespace

Dialect make_keysight_laser_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  const bool is_locked = options.integer("virtual_is_locked", 0, 0, 1) == 1;
  ScpiDeviceOptions device =
      scpi_options_for(request.instrument,
                       fmt::format("Keysight Technologies,N7776C,{},V1.0", request.serial_number));
  device.no_error = "+0,\"No error\"";
  return scpi_dialect(std::move(device), std::make_shared<LaserDevice>(role_of<hal::Laser>(request),
                                                                       request.light, is_locked));
}

}  // namespace fiberloom::drivers
