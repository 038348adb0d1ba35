#include <fmt/format.h>

#include <array>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/thorlabs_itc4000/thorlabs_itc4000.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
constexpr double ice_point_k = 273.15;
constexpr std::uint32_t thermal_half = 2;  // suffix of OUTPut and SOURce

// Regulating or not, what it holds is where its set point is: hal knows of no other temperature.
class ControllerDevice final {
 public:
  explicit ControllerDevice(hal::TemperatureController& controller)
      : controller_(controller), set_point_(controller.setting("temperature_c")) {}

  void add_commands(ScpiDevice& device) {
    device.on("SOURce#:TEMPerature[:SPOint]", [this](ScpiCall& call) {
      require_thermal_half(call);
      write_setting(set_point_, call, {.unit = "C"});
    });
    device.on("SOURce#:TEMPerature[:SPOint]?", [this](ScpiCall& call) {
      require_thermal_half(call);
      answer_in_form(call, applied(set_point_));
    });
    device.on("OUTPut#[:STATe]", [this](ScpiCall& call) {
      require_thermal_half(call);
      is_regulating_ = call.boolean(0);
    });
    device.on("OUTPut#[:STATe]?", [this](ScpiCall& call) {
      require_thermal_half(call);
      call.answer(is_regulating_ ? "1" : "0");
    });
    device.on("UNIT:TEMPerature", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 3> words{"C", "CEL", "CELSius"};
      static_cast<void>(call.word(0, words));
    });
    device.on("UNIT:TEMPerature?", [](ScpiCall& call) { call.answer("C"); });
    device.on("MEASure[:SCALar]:TEMPerature?", [this](ScpiCall& call) {
      answer_in_form(call, controller_.temperature().in(units::kelvin)-ice_point_k);
    });
    for (const char* trip : {"KEYLock", "INTLock", "OTEMp", "CONNection"}) {
      device.on(fmt::format("OUTPut#:PROTection:{}:TRIPped?", trip),
                [](ScpiCall& call) { call.answer("0"); });
    }
  }

 private:
  static void require_thermal_half(const ScpiCall& call) {
    if (call.suffix(0) != thermal_half) {
      throw ScpiFailure(-241, "no laser diode");
    }
  }
  static void answer_in_form(ScpiCall& call, double value) {
    call.answer(format_exponential(value, 8, 2));
  }

  hal::TemperatureController& controller_;
  hal::Setting& set_point_;
  bool is_regulating_ = false;
};

}  // namespace

Dialect make_thorlabs_temperature_controller_dialect(const DialectRequest& request) {
  ScpiDeviceOptions device = scpi_options_for(
      request.instrument, fmt::format("Thorlabs,ITC4001,{},1.8.0", request.serial_number));
  device.no_error = "+0,\"No error\"";
  return scpi_dialect(std::move(device), std::make_shared<ControllerDevice>(
                                             role_of<hal::TemperatureController>(request)));
}

}  // namespace fiberloom::drivers
