#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct OpticalAmplifierRanges {
  SettingSpec output_power{.key = "output_power_dbm", .minimum = 0.0, .maximum = 23.0};
};

/// An amplifier that holds its mean output power. It emits: its pump makes light even where none comes in.
///
/// Throws, Threads: as Setting and Instrument.
class OpticalAmplifier : public EmittingInstrument {
 public:
  OpticalAmplifier(std::string name, const BenchAccess& bench,
                   const OpticalAmplifierRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "optical_amplifier"; }

  Applied<core::Power> set_output_power(core::Power power, const std::stop_token& stop = {});
  /// What its own monitors see, mean power.
  [[nodiscard]] virtual core::Power input_power() = 0;
  [[nodiscard]] virtual core::Power output_power() = 0;
  [[nodiscard]] std::vector<Reading> readings() override;

 private:
  virtual core::Power write_output_power(core::Power power) = 0;

  Setting output_power_;
};

}  // namespace fiberloom::hal
