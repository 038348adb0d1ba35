#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/amonics_edfa/amonics_edfa.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

struct AmplifierOptions {
  std::string serial_number{};
  bool ignores_first_state = false;
  bool is_locked = false;
};

// Light comes out while channel and master are both on; the channel takes the master with it when it goes off.
class AmplifierDevice final {
 public:
  AmplifierDevice(hal::OpticalAmplifier& amplifier, LightSwitch light, AmplifierOptions options)
      : amplifier_(amplifier),
        power_(amplifier.setting("output_power_dbm")),
        light_(std::move(light)),
        options_(std::move(options)),
        hears_channel_(!options_.ignores_first_state),
        hears_master_(!options_.ignores_first_state) {}

  void add_commands(ScpiDevice& device) {
    add_identity(device);
    add_set_point(device);
    add_switches(device);
    add_monitors(device);
  }

 private:
  void add_identity(ScpiDevice& device) {
    device.on("CAL:SYS:MODEL?", [](ScpiCall& call) { call.answer("AEDFA-PA-30"); });
    device.on("CAL:SYS:SERIAL?", [this](ScpiCall& call) { call.answer(options_.serial_number); });
    device.on("READ:MODE:NAMES?", [](ScpiCall& call) { call.answer("APC"); });
    device.on("MODE:SW:CH#", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 1> modes{"APC"};
      static_cast<void>(call.word(0, modes));
    });
    device.on("MODE:SW:CH#?", [](ScpiCall& call) { call.answer("APC"); });
  }

  void add_set_point(ScpiDevice& device) {
    device.on("READ:DRIV:UNIT:APC:CH#?", [](ScpiCall& call) { call.answer("mW"); });
    device.on("READ:DRIV:MAX:APC:CH#?",
              [this](ScpiCall& call) { answer_number(call, mw_of(power_.spec().maximum)); });
    device.on("DRIV:APC:CUR:CH#", [this](ScpiCall& call) {
      const hal::SettingSpec& spec = power_.spec();
      const double mw =
          call.number(0, {.minimum = 0.0, .maximum = (1.0 + 1e-4) * mw_of(spec.maximum)});
      const double lowest_mw = mw_of(spec.minimum);
      const double dbm = mw > lowest_mw ? core::to_dbm(mw * units::mw) : spec.minimum;
      power_.set(std::min(dbm, spec.maximum));
    });
    device.on("DRIV:APC:CUR:CH#?",
              [this](ScpiCall& call) { answer_number(call, mw_of(applied(power_))); });
  }

  void add_switches(ScpiDevice& device) {
    device.on("DRIV:APC:STAT:CH#", [this](ScpiCall& call) {
      const bool is_on = call.boolean(0);
      if (std::exchange(hears_channel_, true)) {
        is_channel_on_ = is_on && !is_locked();
        is_master_on_ = is_master_on_ && is_channel_on_;
        show_light();
      }
    });
    device.on("DRIV:APC:STAT:CH#?", [this](ScpiCall& call) {
      call.answer(is_locked() ? "4" : is_channel_on_ ? "1" : "0");
    });
    device.on("DRIV:MCTRL", [this](ScpiCall& call) {
      const bool is_on = call.boolean(0);
      if (std::exchange(hears_master_, true)) {
        is_pump_locked_ = is_pump_locked_ || (is_on && !is_channel_on_);
        is_master_on_ = is_on && is_channel_on_;
        show_light();
      }
    });
    device.on("DRIV:MCTRL?", [this](ScpiCall& call) { call.answer(is_master_on_ ? "1" : "0"); });
    device.on("DRIV:INTERLOCK?",
              [this](ScpiCall& call) { call.answer(options_.is_locked ? "1" : "0"); });
    device.on("THRES:INTERLOCK:UNLOCK", [this](ScpiCall&) { is_pump_locked_ = false; });
  }

  void add_monitors(ScpiDevice& device) {
    device.on("SENS:POW:IN:CH#?", [this](ScpiCall& call) {
      answer_number(call, amplifier_.input_power().in(units::mw));
    });
    device.on("SENS:POW:OUT:CH#?", [this](ScpiCall& call) {
      answer_number(call, amplifier_.output_power().in(units::mw));
    });
    device.on("SENS:TEMP:BOX?", [](ScpiCall& call) { answer_number(call, 31.3); });
  }

  static double mw_of(double dbm) { return core::from_dbm(dbm).in(units::mw); }
  // As these instruments write numbers: 3.060000e+02.
  static void answer_number(ScpiCall& call, double value) {
    call.answer(fmt::format("{:.6e}", value));
  }
  [[nodiscard]] bool is_locked() const { return is_pump_locked_ || options_.is_locked; }
  void show_light() const { light_.set(is_channel_on_ && is_master_on_); }

  hal::OpticalAmplifier& amplifier_;
  hal::Setting& power_;
  LightSwitch light_;
  AmplifierOptions options_;
  bool hears_channel_;  // else the next command to that switch is lost
  bool hears_master_;
  bool is_channel_on_ = false;
  bool is_master_on_ = false;
  bool is_pump_locked_ = false;  // the master was switched on while the channel was off
};

}  // namespace

Dialect make_amonics_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  AmplifierOptions amplifier{
      .serial_number = request.serial_number,
      .ignores_first_state = options.integer("virtual_ignores_first_state", 0, 0, 1) == 1,
      .is_locked = options.integer("virtual_is_locked", 0, 0, 1) == 1};
  ScpiDeviceOptions device = scpi_options_for(
      request.instrument, fmt::format("Amonics,AEDFA-PA-30,{},1", request.serial_number));
  device.terminator = "\r\n";
  return scpi_dialect(std::move(device),
                      std::make_shared<AmplifierDevice>(role_of<hal::OpticalAmplifier>(request),
                                                        request.light, std::move(amplifier)));
}

}  // namespace fiberloom::drivers
