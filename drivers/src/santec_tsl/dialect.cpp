#include <fmt/format.h>

#include <array>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/santec_tsl/santec_tsl.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <utility>

#include "delimiters.hpp"

namespace fiberloom::drivers {
namespace {

// Light comes out while the diode is on and the shutter open.
class LaserDevice final {
 public:
  LaserDevice(hal::Laser& laser, LightSwitch light)
      : power_(laser.setting("output_power_dbm")),
        wavelength_(laser.setting("wavelength_nm")),
        light_(std::move(light)) {}

  void add_commands(ScpiDevice& device) {
    add_settings(device);
    add_light(device);
    add_system(device);
  }

 private:
  void add_settings(ScpiDevice& device) {
    device.on("WAVelength", [this](ScpiCall& call) {
      write_setting(wavelength_, call,
                    is_scpi_ ? CommandUnit{.unit = "M", .per_unit = 1e9} : CommandUnit{});
    });
    device.on("WAVelength?", [this](ScpiCall& call) {
      const double nm = applied(wavelength_);
      call.answer(is_scpi_ ? format_exponential(1e-9 * nm, 8, 3) : fmt::format("{:.4f}", nm));
    });
    device.on("WAVelength:SWEep[:STATe]", [](ScpiCall& call) {
      if (call.integer(0, 0, 1) != 0) {
        throw ScpiFailure(-221, "no sweeps");
      }
    });
    device.on("WAVelength:SWEep[:STATe]?", [this](ScpiCall& call) { answer_flag(call, false); });
    device.on("POWer", [this](ScpiCall& call) { write_setting(power_, call, {.unit = "DBM"}); });
    for (const char* question : {"POWer?", "POWer:ACTual?"}) {
      device.on(question, [this](ScpiCall& call) {
        const double dbm = applied(power_);
        call.answer(is_scpi_ ? format_exponential(dbm, 8, 3) : fmt::format("{:+07.2f}", dbm));
      });
    }
    device.on("POWer:UNIT", [](ScpiCall& call) {
      if (call.integer(0, 0, 1) != 0) {
        throw ScpiFailure(-221, "no milliwatts");
      }
    });
    device.on("POWer:UNIT?", [this](ScpiCall& call) { answer_flag(call, false); });
    device.on("POWer:ATTenuation:AUTo",
              [this](ScpiCall& call) { is_attenuator_automatic_ = call.boolean(0); });
    device.on("POWer:ATTenuation:AUTo?",
              [this](ScpiCall& call) { answer_flag(call, is_attenuator_automatic_); });
  }

  void add_light(ScpiDevice& device) {
    device.on("POWer:STATe", [this](ScpiCall& call) {
      is_diode_on_ = call.boolean(0);
      show_light();
    });
    device.on("POWer:STATe?", [this](ScpiCall& call) { answer_flag(call, is_diode_on_); });
    device.on("POWer:SHUTter", [this](ScpiCall& call) {
      is_shutter_closed_ = call.boolean(0);
      show_light();
    });
    device.on("POWer:SHUTter?", [this](ScpiCall& call) { answer_flag(call, is_shutter_closed_); });
  }

  void add_system(ScpiDevice& device) {
    device.on("SYSTem:COMMunicate:CODe", [this](ScpiCall& call) { is_scpi_ = call.boolean(0); });
    device.on("SYSTem:COMMunicate:CODe?", [this](ScpiCall& call) { answer_flag(call, is_scpi_); });
    device.on("SYSTem:LOCK?", [this](ScpiCall& call) { answer_flag(call, false); });
    device.on("SYSTem:ALERt?", [](ScpiCall& call) { call.answer("No alerts."); });
  }

  void answer_flag(ScpiCall& call, bool is_set) const {
    call.answer(is_scpi_ ? (is_set ? "+1" : "+0") : (is_set ? "1" : "0"));
  }
  void show_light() const { light_.set(is_diode_on_ && !is_shutter_closed_); }

  hal::Setting& power_;
  hal::Setting& wavelength_;
  LightSwitch light_;
  bool is_scpi_ = false;
  bool is_diode_on_ = false;
  bool is_shutter_closed_ = true;
  bool is_attenuator_automatic_ = true;
};

}  // namespace

Dialect make_santec_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  const std::string end =
      santec_stream_options(options.word("delimiter", "cr", santec_delimiters)).terminator;
  ScpiDeviceOptions device = scpi_options_for(
      request.instrument, fmt::format("SANTEC,TSL-570,{},0001.0000.0001", request.serial_number));
  device.terminator = end;
  Dialect dialect =
      scpi_dialect(std::move(device),
                   std::make_shared<LaserDevice>(role_of<hal::Laser>(request), request.light));
  dialect.serve = [device = dialect.device, turn = dialect.turn, end](ByteStream& stream,
                                                                      const std::stop_token& stop) {
    serve_messages(stream, *device, *turn, {.terminator = end, .is_text_only = false}, stop);
  };
  return dialect;
}

}  // namespace fiberloom::drivers
