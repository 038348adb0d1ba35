#include "sync_marker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/units.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

constexpr std::size_t smallest_prime = 5;
constexpr double least_slot = 2.4;  // in model samples
constexpr double pulse_width =
    2.5;  // of the field at half its height: as broad a band as data have

bool is_prime(std::size_t number) {
  for (std::size_t divisor = 2; divisor * divisor <= number; ++divisor) {
    if (number % divisor == 0) {
      return false;
    }
  }
  return number > 1;
}

// The largest prime 4n + 1 of so many slots.
std::size_t prime_of(std::size_t slots) {
  std::size_t prime = std::max(slots, smallest_prime);
  while (prime % 4 != 1 || !is_prime(prime)) {
    --prime;
  }
  return prime;
}

std::vector<std::size_t> residues_of(std::size_t prime) {
  std::vector<std::size_t> residues;
  for (std::size_t root = 1; 2 * root < prime; ++root) {
    residues.push_back(root * root % prime);
  }
  return residues;
}

}  // namespace

void require_marker_room(std::size_t samples, std::size_t oversampling) {
  const std::size_t fewest = 2 * smallest_prime * oversampling;
  if (samples < fewest) {
    throw core::InputError(
        "input.shape",
        fmt::format("sync marker: frames of {} samples are too short for its pulses, "
                    "{} are needed; send longer frames or take sync_marker out of "
                    "the rig's receiver",
                    samples, fewest));
  }
}

core::AlignedVector<std::complex<double>> sync_marker(std::size_t samples, std::size_t oversampling,
                                                      double full_scale) {
  require_marker_room(samples, oversampling);
  const auto points_per_sample = static_cast<double>(oversampling);
  const std::size_t prime = prime_of(
      static_cast<std::size_t>(static_cast<double>(samples) / (least_slot * points_per_sample)));
  const double slot = static_cast<double>(samples) / static_cast<double>(prime);
  const double sharpness = 4.0 * std::log(2.0) / std::pow(pulse_width * points_per_sample, 2.0);
  const auto period = static_cast<double>(samples);
  core::AlignedVector<std::complex<double>> marker(samples);
  for (const std::size_t residue : residues_of(prime)) {
    for (std::size_t j = 0; j < samples; ++j) {
      const double away = static_cast<double>(j) - slot * static_cast<double>(residue);
      const double distance = away - period * std::round(away / period);
      marker[j] += std::exp(-sharpness * distance * distance);
    }
  }
  double mean_power = 0.0;
  double peak = 0.0;
  for (const std::complex<double>& value : marker) {
    mean_power += std::norm(value) / period;
    peak = std::max(peak, value.real());
  }
  const double scale = std::min(1.0 / std::sqrt(mean_power), full_scale / peak);
  for (std::complex<double>& value : marker) {
    value *= scale;
  }
  return marker;
}

std::vector<double> planned_trace(core::AlignedVector<std::complex<double>> marker,
                                  const LightPath& path, const std::vector<StageSetting>& stages) {
  core::LayerParameters layers = core::zero_layers(stages.size());
  for (std::size_t m = 0; m < stages.size(); ++m) {
    layers.beta2[m] = b_of(stages[m].dispersion, path);
    layers.gamma[m] = nonlinear_phase_of(stages[m].launch_power, path.stages[m]);
  }
  std::optional<core::LowPass> filter;
  if (path.optical_filter_ghz > 0.0) {
    filter = core::LowPass{.cutoff = path.optical_filter_ghz * path.model_sample().in(units::ns),
                           .order = static_cast<int>(path.optical_filter_order)};
  }
  const core::TimeGrid grid(marker.size(), 1.0 / static_cast<double>(path.oversampling));
  const core::Propagator<double> cascade(grid, layers, filter);
  auto tape = cascade.make_tape();
  cascade.forward(marker, tape);
  std::vector<double> trace(marker.size());
  std::ranges::transform(marker, trace.begin(),
                         [](const std::complex<double>& value) { return std::norm(value); });
  return trace;
}

}  // namespace fiberloom::hal
