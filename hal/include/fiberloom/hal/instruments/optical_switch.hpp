#pragma once

#include <cstdint>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct OpticalSwitchRanges {
  SettingSpec port{.key = "port", .minimum = 1.0, .maximum = 2.0, .resolution = 1.0};
};

/// Sends the light to one of its ports.
///
/// Throws, Threads: as Setting and Instrument.
class OpticalSwitch : public Instrument {
 public:
  OpticalSwitch(std::string name, const BenchAccess& bench, const OpticalSwitchRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "optical_switch"; }

  /// Counted from 1.
  Applied<std::int64_t> set_port(std::int64_t port, const std::stop_token& stop = {});

 private:
  virtual std::int64_t write_port(std::int64_t port) = 0;

  Setting port_;
};

}  // namespace fiberloom::hal
