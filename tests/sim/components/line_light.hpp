#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/npy.hpp>
#include <fiberloom/sim/components/optical_band.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

/// Light for the tests of what stands between transmitter and receiver.
namespace fiberloom::test {

constexpr double line_wavelength_m = 1550e-9;
constexpr double line_step_s = 5e-12;

inline sim::OpticalBand line_band(std::size_t size, double step_s = line_step_s) {
  return {core::TimeGrid(size, step_s), line_wavelength_m};
}

inline sim::Light constant_light(std::size_t size, double power_w) {
  return {.field = core::AlignedVector<std::complex<double>>(size, std::sqrt(power_w)),
          .sample_interval_s = line_step_s};
}

/// Complex Gaussian light of that mean power, nothing beyond `band_hz` from the carrier.
inline sim::Light noise_light(std::size_t size, double band_hz, double power_w,
                              std::uint64_t seed = 20261127) {
  sim::Light light = constant_light(size, 0.0);
  sim::WhiteNoise noise({.seed = seed, .stream = 1}, 0);
  const auto last = static_cast<std::size_t>(band_hz * static_cast<double>(size) * line_step_s);
  for (std::size_t k = 1; k <= last; ++k) {
    const double first = noise.normal();
    const double second = noise.normal();
    const double third = noise.normal();
    light.field[k] = {first, second};
    light.field[size - k] = {third, noise.normal()};
  }
  core::FftPlan<double>(size).inverse(light.field);
  const double factor = std::sqrt(power_w / sim::mean_field_power_w(light));
  for (std::complex<double>& value : light.field) {
    value *= factor;
  }
  return light;
}

/// Power of the component exp(-i 2 pi m t/T), W.
inline double line_power_w(const sim::Light& light, std::ptrdiff_t m) {
  const auto size = static_cast<std::ptrdiff_t>(light.field.size());
  core::AlignedVector<std::complex<double>> spectrum = light.field;
  core::FftPlan<double>(spectrum.size()).forward(spectrum);
  const std::ptrdiff_t bin = ((-m) % size + size) % size;
  return std::norm(spectrum[static_cast<std::size_t>(bin)]) / static_cast<double>(size * size);
}

/// Relative distance of two frames, in the field.
inline double distance(const sim::Light& found, const sim::Light& expected) {
  double difference = 0.0;
  double power = 0.0;
  for (std::size_t j = 0; j < expected.field.size(); ++j) {
    difference += std::norm(found.field[j] - expected.field[j]);
    power += std::norm(expected.field[j]);
  }
  return std::sqrt(difference / power);
}

/// A table of tests/reference/cases, by rows.
inline std::vector<std::vector<double>> reference_rows(const std::string& name,
                                                       const std::string& file) {
  const core::NpyArray array = core::read_npy(std::filesystem::path(FIBERLOOM_SOURCE_DIR) /
                                              "tests/reference/cases" / name / file);
  const std::size_t columns = array.shape.at(1);
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < array.shape.at(0); ++i) {
    const auto begin = array.real.begin() + static_cast<std::ptrdiff_t>(i * columns);
    rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(columns));
  }
  return rows;
}

}  // namespace fiberloom::test
