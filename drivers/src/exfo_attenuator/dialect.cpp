#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/drivers/exfo_attenuator/exfo_attenuator.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

// A closed shutter is as much attenuation as there is.
class AttenuatorDevice final {
 public:
  explicit AttenuatorDevice(hal::VariableAttenuator& attenuator)
      : attenuation_(attenuator.setting("attenuation_db")), asked_db_(applied(attenuation_)) {}

  void add_commands(ScpiDevice& device) {
    device.on("ATT", [this](ScpiCall& call) {
      const hal::SettingSpec& spec = attenuation_.spec();
      constexpr double slack_db = 1e-9;
      const double db = -call.number(
          0,
          {.unit = "DB", .minimum = -spec.maximum - slack_db, .maximum = -spec.minimum + slack_db});
      asked_db_ = std::clamp(db, spec.minimum, spec.maximum);
      move();
    });
    device.on("ATT?", [this](ScpiCall& call) {
      call.answer(fmt::format("{:.3f}", -(is_open_ ? applied(attenuation_) : asked_db_)));
    });
    device.on("D", [this](ScpiCall& call) {
      is_open_ = !call.boolean(0);
      move();
    });
    device.on("D?", [this](ScpiCall& call) { call.answer(is_open_ ? "0" : "1"); });
    device.on("WVL", [this](ScpiCall& call) {
      wavelength_nm_ = 1e9 * call.number(0, {.unit = "M", .minimum = 1e-6, .maximum = 1.7e-6});
    });
    device.on("WVL?",
              [this](ScpiCall& call) { call.answer(fmt::format("{:.1f}", wavelength_nm_)); });
    device.on("CAL", [](ScpiCall& call) {
      static_cast<void>(call.number(0, {.unit = "DB", .minimum = 0.0, .maximum = 0.0}));
    });
    device.on("CAL?", [](ScpiCall& call) { call.answer("0.000"); });
    device.on("OUTPut:APMode", [](ScpiCall& call) { static_cast<void>(call.integer(0, 1, 1)); });
    device.on("OUTPut:APMode?", [](ScpiCall& call) { call.answer("1"); });
    device.on("CLR", [](ScpiCall&) {});
  }

 private:
  void move() { attenuation_.set(is_open_ ? asked_db_ : attenuation_.spec().maximum); }

  hal::Setting& attenuation_;
  double asked_db_;
  double wavelength_nm_ = 1550.0;
  bool is_open_ = true;
};

}  // namespace

Dialect make_exfo_attenuator_dialect(const DialectRequest& request) {
  return scpi_dialect(
      scpi_options_for(request.instrument,
                       fmt::format("EXFO,FVA-3100,{},1.0", request.serial_number)),
      std::make_shared<AttenuatorDevice>(role_of<hal::VariableAttenuator>(request)));
}

}  // namespace fiberloom::drivers
