#pragma once

#include <algorithm>
#include <cmath>

namespace fiberloom::hal {

/// Mean square of what a converter adds to each sample, for a range of that width: its steps, and what its effective bits
/// stand for beyond them. 0 bits are none of it.
///
/// Source:  FS^2/12 4^-bits; a full-scale sine has an SNR of 1.5 4^ENOB (IEEE Std 1241).
struct ConverterNoise {
  double quantisation = 0.0;
  double excess = 0.0;
};

inline ConverterNoise converter_noise(double full_scale, int bits, double effective_bits) {
  const double unit = full_scale * full_scale / 12.0;
  const double steps = bits > 0 ? unit * std::pow(4.0, -bits) : 0.0;
  const double all = effective_bits > 0.0 ? unit * std::pow(4.0, -effective_bits) : 0.0;
  return {.quantisation = steps, .excess = std::max(0.0, all - steps)};
}

}  // namespace fiberloom::hal
