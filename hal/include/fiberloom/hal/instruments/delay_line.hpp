#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct DelayLineRanges {
  SettingSpec delay{.key = "delay_ps", .minimum = 0.0, .maximum = 500.0};
};

/// A path whose length can be set.
///
/// Throws, Threads: as Setting and Instrument.
class DelayLine : public Instrument {
 public:
  DelayLine(std::string name, const BenchAccess& bench, const DelayLineRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "delay_line"; }

  Applied<core::Time> set_delay(core::Time delay, const std::stop_token& stop = {});

 private:
  virtual core::Time write_delay(core::Time delay) = 0;

  Setting delay_;
};

}  // namespace fiberloom::hal
