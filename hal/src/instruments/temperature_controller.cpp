#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/temperature_controller.hpp>
#include <utility>

namespace fiberloom::hal {
namespace {

namespace units = core::units;
constexpr double ice_point_k = 273.15;

double to_celsius(core::Temperature temperature) {
  return temperature.in(units::kelvin)-ice_point_k;
}

core::Temperature from_celsius(double celsius) { return (celsius + ice_point_k) * units::kelvin; }

}  // namespace

TemperatureController::TemperatureController(std::string name, const BenchAccess& bench,
                                             const TemperatureControllerRanges& ranges)
    : Instrument(std::move(name), bench),
      temperature_(*this, ranges.temperature, [this](double celsius) {
        return to_celsius(write_temperature(from_celsius(celsius)));
      }) {}

Applied<core::Temperature> TemperatureController::set_temperature(core::Temperature temperature,
                                                                  const std::stop_token& stop) {
  const Applied<double> number = temperature_.set(to_celsius(temperature), stop);
  return {.requested = temperature, .applied = from_celsius(number.applied)};
}

std::vector<Reading> TemperatureController::readings() {
  return {{.key = "temperature_c", .value = to_celsius(temperature())}};
}

}  // namespace fiberloom::hal
