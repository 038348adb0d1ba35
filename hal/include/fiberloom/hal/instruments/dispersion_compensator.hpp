#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct DispersionCompensatorRanges {
  SettingSpec dispersion{.key = "dispersion_ps2", .minimum = -1000.0, .maximum = 1000.0};
};

/// An element whose group-delay dispersion can be tuned.
///
/// Throws, Threads: as Setting and Instrument.
class DispersionCompensator : public Instrument {
 public:
  DispersionCompensator(std::string name, const BenchAccess& bench,
                        const DispersionCompensatorRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "dispersion_compensator"; }

  /// Positive: normal dispersion.
  Applied<core::GroupDelayDispersion> set_dispersion(core::GroupDelayDispersion dispersion,
                                                     const std::stop_token& stop = {});

 private:
  virtual core::GroupDelayDispersion write_dispersion(core::GroupDelayDispersion dispersion) = 0;

  Setting dispersion_;
};

}  // namespace fiberloom::hal
