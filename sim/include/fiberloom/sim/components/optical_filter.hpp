#pragma once

#include <complex>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <span>

namespace fiberloom::sim {

/// A super-Gaussian band-pass without phase. A bandwidth of 0 switches it off.
struct OpticalFilterParameters {
  double bandwidth_hz = 0.0;      ///< full width at half power
  int order = 4;                  ///< field transfer exp(-ln2/2 (f/f0)^(2 order))
  double center_offset_hz = 0.0;  ///< optical offset of the middle at the reference temperature
  double center_drift_hz_per_k = 0.0;
  double reference_temperature_k = 296.15;
  double insertion_loss_db = 0.0;
  double center_wavelength_nm = 0.0;  ///< where the offset counts from; 0: the carrier
};

/// A LinearElement. Threads: an immutable value.
class OpticalFilter {
 public:
  /// Throws:  core::InputError "input.filter" for a negative bandwidth or loss, or an order below 1.
  explicit OpticalFilter(const OpticalFilterParameters& parameters);

  void multiply_transfer(std::span<std::complex<double>> transfer, const OpticalBand& band,
                         const Moment& moment) const;
  void carry_along(Light& light, const Moment& moment) const;

  /// Width of the rectangle that passes as much white noise, int |H|^2 df in hertz; 0 when switched off.
  [[nodiscard]] double noise_bandwidth_hz() const;

 private:
  OpticalFilterParameters parameters_{};
};

}  // namespace fiberloom::sim
