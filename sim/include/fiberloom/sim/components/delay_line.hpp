#pragma once

#include <complex>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/drift/settling_value.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <span>

namespace fiberloom::sim {

/// A delay and a loss: a LinearElement. Threads: a value.
struct OpticalDelay {
  double delay_s = 0.0;
  double loss_db = 0.0;

  void multiply_transfer(std::span<std::complex<double>> transfer, const OpticalBand& band,
                         const Moment& moment) const;
  void carry_along(Light& light, const Moment& moment) const;
};

/// A variable optical delay line.
struct DelayLineParameters {
  double maximum_s = 0.0;
  double step_s = 0.0;  ///< 0: any value
  double insertion_loss_db = 0.0;
  Settling settling{};
};

/// Threads: an immutable value.
class DelayLine {
 public:
  /// Throws:  core::InputError "input.delay_line" for negative numbers.
  explicit DelayLine(const DelayLineParameters& parameters);

  [[nodiscard]] double realised_s(double wanted_s) const;
  [[nodiscard]] double delay_s(double from_s, double to_s, double seconds_since_change) const;
  [[nodiscard]] OpticalDelay set_to(double delay_s) const;

 private:
  DelayLineParameters parameters_{};
};

}  // namespace fiberloom::sim
