#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/drift/settling_value.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/moment.hpp>
#include <span>
#include <vector>

namespace fiberloom::sim {

/// A liquid-crystal programmable filter.
struct ProgrammableFilterParameters {
  double pixel_hz = 1e9;        ///< spacing of the settings
  double resolution_hz = 10e9;  ///< full width at half maximum of the optical spot; 0: sharp pixels
  double maximum_attenuation_db = 40.0;
  double attenuation_step_db = 0.0;  ///< 0: any value
  double center_offset_hz = 0.0;     ///< optical offset of the middle pixel from the carrier
  std::size_t phase_levels = 0;      ///< per 2 pi; 0: any phase
  double insertion_loss_db = 0.0;
  Settling settling{};  ///< its glitch darkens the whole band while a profile is written
};

/// What the pixels are asked for, the middle one (size/2) at the carrier, in ascending optical frequency. Light
/// outside is blocked as far as the filter can. Empty: transparent everywhere.
struct FilterProfile {
  std::vector<double> attenuation_db{};
  std::vector<double> phase_rad{};  ///< as long as attenuation_db; taken modulo 2 pi
};

/// One profile as a transfer: every pixel's transmission, smeared over frequency by the spot with which the grating of
/// the filter images light on its pixels. Phase jumps of 2 pi leave no trace; steep ones cost amplitude.
///
/// Made for one band, because it takes long; a LinearElement that is cheap to multiply. carry_along takes the mean power
/// transmission over the band for the orthogonal noise and leaves its bandwidth.
/// Throws:  the constructor: core::InputError "input.filter" for pixels without width, negative numbers, or attenuation
///          and phase of different length; multiply_transfer(): "input.shape" on another band.
/// Threads: an immutable value.
/// Source:  Pulikkaseril et al., Opt. Express 19, 8458 (2011): the field transfer of a pixel is a difference of error
///          functions.
class ProgrammableFilter {
 public:
  ProgrammableFilter(const ProgrammableFilterParameters& parameters, const FilterProfile& profile,
                     const OpticalBand& band);

  void multiply_transfer(std::span<std::complex<double>> transfer, const OpticalBand& band,
                         const Moment& moment) const;
  void carry_along(Light& light, const Moment& moment) const;

  /// While the profile is being written: apply it beside the element.
  [[nodiscard]] double transmission_while_writing(double seconds_since_change) const;

 private:
  Settling settling_{};
  core::AlignedVector<std::complex<double>> transfer_;
  double mean_transmission_ = 1.0;
};

}  // namespace fiberloom::sim
