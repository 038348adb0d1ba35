#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct PhaseModulatorRanges {
  SettingSpec drive{.key = "drive_v", .minimum = 0.0, .maximum = 10.0};
  SettingSpec frequency{.key = "frequency_mhz", .minimum = 0.0, .maximum = 1000.0};
};

/// A phase modulator with a sine drive: it broadens the carrier, so that a spool takes more power.
///
/// Throws, Threads: as Setting and Instrument.
class PhaseModulator : public Instrument {
 public:
  PhaseModulator(std::string name, const BenchAccess& bench, const PhaseModulatorRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "phase_modulator"; }

  /// Peak voltage of the sine.
  Applied<core::Voltage> set_drive(core::Voltage drive, const std::stop_token& stop = {});
  Applied<core::Frequency> set_frequency(core::Frequency frequency,
                                         const std::stop_token& stop = {});

 private:
  virtual core::Voltage write_drive(core::Voltage drive) = 0;
  virtual core::Frequency write_frequency(core::Frequency frequency) = 0;

  Setting drive_;
  Setting frequency_;
};

}  // namespace fiberloom::hal
