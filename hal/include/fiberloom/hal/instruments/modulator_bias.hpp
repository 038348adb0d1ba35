#pragma once

#include <array>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

/// The three electrodes of an I/Q modulator; one that has fewer ranges the others to 0 V.
struct ModulatorBiasRanges {
  SettingSpec in_phase{.key = "in_phase_bias_v", .minimum = -15.0, .maximum = 15.0};
  SettingSpec quadrature{.key = "quadrature_bias_v", .minimum = -15.0, .maximum = 15.0};
  SettingSpec phase{.key = "phase_bias_v", .minimum = -15.0, .maximum = 15.0};
};

enum class BiasElectrode { in_phase, quadrature, phase };

/// The slow voltages that hold a modulator at its operating point.
///
/// Throws, Threads: as Setting and Instrument.
class ModulatorBias : public Instrument {
 public:
  ModulatorBias(std::string name, const BenchAccess& bench, const ModulatorBiasRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "modulator_bias"; }

  Applied<core::Voltage> set_bias(BiasElectrode electrode, core::Voltage voltage,
                                  const std::stop_token& stop = {});

 private:
  virtual core::Voltage write_bias(BiasElectrode electrode, core::Voltage voltage) = 0;

  Setting in_phase_;
  Setting quadrature_;
  Setting phase_;
};

}  // namespace fiberloom::hal
