#include "dither.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace fiberloom::sim {

double dithered_linewidth_hz(const Dither& dither, double brillouin_linewidth_hz) {
  const double index = std::numbers::pi * std::abs(dither.drive_v) / dither.half_wave_voltage_v;
  if (index == 0.0 || dither.frequency_hz <= 0.0) {
    return 0.0;
  }
  // Lines beyond the index and a few more hold nothing.
  const int last = static_cast<int>(std::ceil(index)) + 12;
  const double lines_together = std::floor(brillouin_linewidth_hz / dither.frequency_hz) + 1.0;
  if (lines_together > 2.0 * last) {
    return 0.0;
  }
  std::vector<double> shares;
  for (int k = -last; k <= last; ++k) {
    shares.push_back(std::pow(std::cyl_bessel_j(std::abs(k), index), 2));
  }
  const auto width = static_cast<std::size_t>(lines_together);
  double strongest = 0.0;
  for (std::size_t first = 0; first + width <= shares.size(); ++first) {
    double group = 0.0;
    for (std::size_t k = first; k < first + width; ++k) {
      group += shares[k];
    }
    strongest = std::max(strongest, group);
  }
  return brillouin_linewidth_hz * (1.0 / strongest - 1.0);
}

}  // namespace fiberloom::sim
