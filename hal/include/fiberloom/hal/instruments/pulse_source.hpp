#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct PulseSourceRanges {
  SettingSpec output_power{.key = "output_power_dbm", .minimum = -10.0, .maximum = 20.0};
};

/// A mode-locked source: pulses at its own repetition rate.
///
/// Throws, Threads: as Setting and Instrument.
class PulseSource : public EmittingInstrument {
 public:
  PulseSource(std::string name, const BenchAccess& bench, const PulseSourceRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "pulse_source"; }

  /// Mean power.
  Applied<core::Power> set_output_power(core::Power power, const std::stop_token& stop = {});
  [[nodiscard]] virtual core::Frequency repetition_rate() = 0;

 private:
  virtual core::Power write_output_power(core::Power power) = 0;

  Setting output_power_;
};

}  // namespace fiberloom::hal
