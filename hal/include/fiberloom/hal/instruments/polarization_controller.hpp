#pragma once

#include <cstddef>
#include <fiberloom/hal/instrument.hpp>

namespace fiberloom::hal {

struct PolarizationControllerRanges {
  SettingSpec first{.key = "first_retardance_deg", .minimum = -360.0, .maximum = 360.0};
  SettingSpec second{.key = "second_retardance_deg", .minimum = -360.0, .maximum = 360.0};
  SettingSpec third{.key = "third_retardance_deg", .minimum = -360.0, .maximum = 360.0};
};

/// Three retarders in a row, at 0, 45 and 0 degrees: together any state of polarisation into any other.
///
/// Throws, Threads: as Setting and Instrument.
class PolarizationController : public Instrument {
 public:
  static constexpr std::size_t num_retarders = 3;

  PolarizationController(std::string name, const BenchAccess& bench,
                         const PolarizationControllerRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override {
    return "polarization_controller";
  }

  /// `retarder` counts from 0.
  Applied<double> set_retardance_deg(std::size_t retarder, double retardance_deg,
                                     const std::stop_token& stop = {});

 private:
  virtual double write_retardance_deg(std::size_t retarder, double retardance_deg) = 0;

  Setting first_;
  Setting second_;
  Setting third_;
};

}  // namespace fiberloom::hal
