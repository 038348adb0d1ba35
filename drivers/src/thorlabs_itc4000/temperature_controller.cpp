#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/thorlabs_itc4000/thorlabs_itc4000.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
constexpr double ice_point_k = 273.15;

core::Temperature from_celsius(double celsius) { return (celsius + ice_point_k) * units::kelvin; }

class ThorlabsTemperatureController final : public Driven<hal::TemperatureController> {
 public:
  using Driven::Driven;

  core::Temperature temperature() override {
    return from_celsius(line().query_number("MEAS:TEMP?"));
  }

  // What has tripped stays so until somebody has looked at it.
  [[nodiscard]] hal::SelfTest self_test() override {
    constexpr std::array trips{std::pair{"KEYL", "key lock"}, std::pair{"INTL", "interlock"},
                               std::pair{"OTEM", "over-temperature"},
                               std::pair{"CONN", "connection"}};
    std::string words;
    for (const auto& [command, meaning] : trips) {
      if (line().query_number(fmt::format("OUTP:PROT:{}:TRIP?", command)) != 0.0) {
        words += fmt::format("{}{} tripped", words.empty() ? "" : ", ", meaning);
      }
    }
    return {.has_passed = words.empty(), .words = words};
  }

 private:
  void read_settings() override {
    line().write("UNIT:TEMP C");
    is_on_ = line().query_number("OUTP2:STAT?") != 0.0;
    setting("temperature_c").read_back(set_point_c());
  }
  // It begins to regulate with the first temperature that is asked for, after that has been set.
  core::Temperature write_temperature(core::Temperature temperature) override {
    line().write(fmt::format("SOUR2:TEMP {:.3f}", temperature.in(units::kelvin)-ice_point_k));
    if (!is_on_) {
      line().write("OUTP2:STAT 1");
      is_on_ = true;
    }
    return from_celsius(set_point_c());
  }
  [[nodiscard]] double set_point_c() { return line().query_number("SOUR2:TEMP?"); }

  bool is_on_ = false;
};

}  // namespace

std::unique_ptr<hal::TemperatureController> make_thorlabs_temperature_controller(
    const hal::DriverRequest& request, const ThorlabsTemperatureConfig& config,
    std::unique_ptr<Transport> transport) {
  hal::TemperatureControllerRanges ranges = hal::temperature_controller_ranges(request.instrument);
  ranges.temperature.resolution = std::max(ranges.temperature.resolution, 0.001);
  const std::chrono::duration<double, std::milli> asked(config.pause_ms);
  const auto pause = std::chrono::duration_cast<std::chrono::nanoseconds>(asked);
  LineOptions options{.pacing = {.settling = {{.prefix = "UNIT:TEMP ", .time = pause},
                                              {.prefix = "SOUR2:TEMP ", .time = pause},
                                              {.prefix = "OUTP2:STAT ", .time = pause}}}};
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                               std::move(options));
  return std::make_unique<ThorlabsTemperatureController>(request, ranges, std::move(line));
}

}  // namespace fiberloom::drivers
