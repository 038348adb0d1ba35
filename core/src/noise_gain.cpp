#include <algorithm>
#include <cmath>
#include <fiberloom/core/noise_gain.hpp>
#include <numbers>

namespace fiberloom::core {
namespace {

// Square of the largest singular value of the real-linear map that couples w with its mirror image.
double largest_growth(const SidebandResponse& here, const SidebandResponse& mirror) {
  const double frobenius = std::norm(here.direct) + std::norm(here.conjugate) +
                           std::norm(mirror.direct) + std::norm(mirror.conjugate);
  const double determinant = std::abs(here.direct * std::conj(mirror.direct) -
                                      here.conjugate * std::conj(mirror.conjugate));
  const double rest = frobenius * frobenius - 4.0 * determinant * determinant;
  return 0.5 * (frobenius + std::sqrt(std::max(rest, 0.0)));
}

}  // namespace

NoiseGain noise_gain(const Frame& frame,
                     const std::function<SidebandResponse(double w)>& response) {
  const auto samples = static_cast<long>(frame.padded_samples());
  NoiseGain result{.mean = 0.0, .largest = 0.0};
  for (long k = -(samples / 2); k < samples - samples / 2; ++k) {
    const double w = 2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(samples);
    const SidebandResponse here = response(w);
    result.mean += std::norm(here.direct) + std::norm(here.conjugate);
    result.largest = std::max(result.largest, largest_growth(here, response(-w)));
  }
  result.mean /= static_cast<double>(samples);
  return result;
}

double kerr_noise_gain(double nonlinear_phase, double second_moment) noexcept {
  return 1.0 + 2.0 * second_moment * nonlinear_phase * nonlinear_phase;
}

}  // namespace fiberloom::core
