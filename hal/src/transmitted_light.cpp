#include "transmitted_light.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "aligned_rows.hpp"

namespace fiberloom::hal {
namespace {

double sinc(double x) {
  return x == 0.0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

// Share of a bin that ideal interpolation keeps; the bin at the edge of the samples' band stands for both signs.
double interpolated(std::size_t bin, std::size_t samples, std::size_t points) {
  const std::size_t away = std::min(bin, points - bin);
  if (points == samples || 2 * away < samples) {
    return 1.0;
  }
  return 2 * away == samples ? 0.5 : 0.0;
}

}  // namespace

TransmittedLight::TransmittedLight(std::size_t samples, std::size_t glass_points)
    : TransmittedLight(samples, RigOptics{.glass_points = glass_points}) {}

TransmittedLight::TransmittedLight(std::size_t samples, const RigOptics& optics)
    : sample_plan_(samples), glass_plan_(samples * optics.glass_points) {
  const std::size_t points = glass_plan_.size();
  const core::TimeGrid grid(points, 1.0 / static_cast<double>(optics.glass_points));
  const std::vector<double> angular = grid.angular_frequencies();
  for (std::size_t k = 0; k < points; ++k) {
    const double frequency = angular[k] / (2.0 * std::numbers::pi);
    const double held = optics.hold_share > 0.0 ? sinc(frequency * optics.hold_share)
                                                : interpolated(k, samples, points);
    const std::complex<double> passed = held * optics.transmitter(frequency);
    const bool is_cosine = 2 * k == points;  // one bin for both signs
    transfer_.push_back(static_cast<double>(optics.glass_points) *
                        (is_cosine ? passed.real() : passed));
  }
}

core::FieldBatch<double> TransmittedLight::light_of(const core::FieldBatch<double>& samples) const {
  core::FieldBatch<double> light(samples.batch(), glass_plan_.size());
  core::AlignedVector<std::complex<double>> spectrum(samples.samples());
  for_each_row(light, [&](std::size_t i, std::span<std::complex<double>> row) {
    std::ranges::copy(samples.row(i), spectrum.begin());
    sample_plan_.forward(spectrum);
    for (std::size_t k = 0; k < row.size(); ++k) {
      row[k] = transfer_[k] * spectrum[k % spectrum.size()];
    }
    glass_plan_.inverse(row);
  });
  return light;
}

}  // namespace fiberloom::hal
