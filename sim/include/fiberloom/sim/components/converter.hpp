#pragma once

#include <fiberloom/sim/white_noise.hpp>
#include <span>

namespace fiberloom::sim {

/// Digital-to-analogue or analogue-to-digital conversion. The range is the instrument's own: it never follows the data.
///
/// Source:  step FS/2^b; variance FS^2/12 (4^-ENOB - 4^-b) of noise beside the quantisation's own, so that a full-scale
///          sine has an SNR of 1.5 * 4^ENOB (IEEE Std 1241, effective number of bits).
struct ConverterParameters {
  double full_scale =
      0.0;       ///< width of the range, centred at 0, in the unit of the signal; 0: no limits
  int bits = 0;  ///< nominal; 0: no steps
  double effective_bits = 0.0;  ///< ENOB; 0: the steps are the only error
};

/// Clips to the range, takes the nearest level, adds noise: in that order.
///
/// Throws:  the constructor: InputError "input.converter" for bits outside 0..24, negative numbers, or bits without a
///          full scale.
/// Threads: const.
class Converter {
 public:
  explicit Converter(const ConverterParameters& parameters);

  /// In place. Whether a value was outside the range.
  bool convert(std::span<double> row, WhiteNoise& noise) const noexcept;

 private:
  bool clip(std::span<double> row) const noexcept;
  void quantise(std::span<double> row) const noexcept;

  double half_range_;
  double step_;
  double noise_deviation_;
};

}  // namespace fiberloom::sim
