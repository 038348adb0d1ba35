#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct TemperatureControllerRanges {
  SettingSpec temperature{.key = "temperature_c", .minimum = 5.0, .maximum = 80.0};
};

/// Holds something at a temperature: a laser's mount, a spool in its box.
///
/// Throws, Threads: as Setting and Instrument.
class TemperatureController : public Instrument {
 public:
  TemperatureController(std::string name, const BenchAccess& bench,
                        const TemperatureControllerRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "temperature_controller"; }

  Applied<core::Temperature> set_temperature(core::Temperature temperature,
                                             const std::stop_token& stop = {});
  /// What its sensor reads.
  [[nodiscard]] virtual core::Temperature temperature() = 0;
  [[nodiscard]] std::vector<Reading> readings() override;

 private:
  virtual core::Temperature write_temperature(core::Temperature temperature) = 0;

  Setting temperature_;
};

}  // namespace fiberloom::hal
