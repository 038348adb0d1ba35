#pragma once

#include <fiberloom/core/decibel.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct VariableAttenuatorRanges {
  SettingSpec attenuation{.key = "attenuation_db", .minimum = 0.0, .maximum = 30.0};
};

/// Takes light away, beside its insertion loss. Made safe it takes as much as it can.
///
/// Throws, Threads: as Setting and Instrument.
class VariableAttenuator : public Instrument {
 public:
  VariableAttenuator(std::string name, const BenchAccess& bench,
                     const VariableAttenuatorRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "variable_attenuator"; }

  /// `attenuation` is positive.
  Applied<core::Decibel> set_attenuation(core::Decibel attenuation,
                                         const std::stop_token& stop = {});

 private:
  virtual core::Decibel write_attenuation(core::Decibel attenuation) = 0;

  Setting attenuation_;
};

}  // namespace fiberloom::hal
