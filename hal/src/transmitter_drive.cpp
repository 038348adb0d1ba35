#include "transmitter_drive.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fiberloom::hal {
namespace {

double straightened(double share) {
  return 2.0 / std::numbers::pi * std::asin(std::clamp(share, -1.0, 1.0));
}

}  // namespace

double reference_transmission(double full_scale) noexcept {
  return 0.25 / (full_scale * full_scale);
}

LoadedWaveform drive_for(const core::FieldBatch<double>& waveform, double full_scale) {
  LoadedWaveform drive{.samples = waveform,
                       .mean_transmission = reference_transmission(full_scale)};
  for (std::complex<double>& value : drive.samples.values()) {
    value = {straightened(value.real() / full_scale), straightened(value.imag() / full_scale)};
  }
  return drive;
}

bool is_clipped(std::span<const std::complex<double>> frame, double full_scale) noexcept {
  return std::ranges::any_of(frame, [full_scale](const std::complex<double>& value) {
    return std::abs(value.real()) > full_scale || std::abs(value.imag()) > full_scale;
  });
}

}  // namespace fiberloom::hal
