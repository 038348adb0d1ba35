#include <gtest/gtest.h>

#include <fiberloom/sim/components/laser.hpp>
#include <numbers>

#include "component_frames.hpp"
#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

constexpr ComponentSeed seed{.bench = 4, .name = "laser"};

Light emitted(const LaserParameters& parameters, const core::TimeGrid& grid,
              std::int64_t shot = 0) {
  Light light;
  Laser(parameters, grid, seed).emit(light, {.shot = shot});
  return light;
}

TEST(Laser, WithoutNoiseIsSteady) {
  const core::TimeGrid grid(100, 1e-11);
  Light light;
  light.orthogonal_noise = {.density_w_per_hz = 1.0, .bandwidth_hz = 1.0};
  const JonesVector vertical{0.0, 1.0};
  const Laser laser({.power_w = 0.02, .wavelength_m = 1549e-9, .polarization = vertical}, grid,
                    seed);
  laser.emit(light, {}, {.power_factor = 0.5, .wavelength_offset_m = 1e-11});
  ASSERT_EQ(light.field.size(), 100U);
  for (const auto& value : light.field) {
    EXPECT_EQ(value, 0.1);
  }
  EXPECT_EQ(light.sample_interval_s, 1e-11);
  EXPECT_EQ(light.center_wavelength_m, 1549e-9 + 1e-11);
  EXPECT_EQ(light.polarization, vertical);
  EXPECT_EQ(light.orthogonal_noise, OrthogonalNoise{});
}

TEST(Laser, HasTheIntensityNoiseOfItsDensityAndTheGridsBandwidth) {
  const std::size_t size = 1U << 16U;
  for (const double step : {1e-11, 4e-11}) {
    const Light light =
        emitted({.power_w = 0.02, .relative_intensity_noise_db_per_hz = -150.0}, {size, step});
    std::vector<double> power(size);
    for (std::size_t j = 0; j < size; ++j) {
      power[j] = std::norm(light.field[j]) / 0.02;
    }
    const double expected = 1e-15 * 0.5 / step;
    EXPECT_NEAR(test::mean_of(power), 1.0, 5.0 * std::sqrt(expected / size));
    EXPECT_NEAR(test::variance_of(power) / expected, 1.0, 5.0 * std::sqrt(2.0 / size));
  }
}

// Mean square phase difference over a delay, round the frame's end as well as inside.
double phase_variance(const LaserParameters& parameters, const core::TimeGrid& grid,
                      std::size_t delay) {
  constexpr int shots = 400;
  double sum = 0.0;
  for (int shot = 0; shot < shots; ++shot) {
    const Light light = emitted(parameters, grid, shot);
    for (std::size_t j = 0; j < grid.size(); ++j) {
      const double turned =
          std::arg(light.field[(j + delay) % grid.size()] * std::conj(light.field[j]));
      sum += turned * turned / static_cast<double>(grid.size());
    }
  }
  return sum / shots;
}

// The bridge: 2 pi linewidth d (1 - d/T), the same wherever in the frame, so the end meets the beginning.
TEST(Laser, TurnsItsPhaseAsABridgedWienerProcess) {
  const core::TimeGrid grid(256, 1e-10);
  const double linewidth = 1e6;
  for (const std::size_t delay : {1U, 10U, 64U, 128U}) {
    const double share = static_cast<double>(delay) / 256.0;
    const double expected = 2.0 * std::numbers::pi * linewidth * share * 256e-10 * (1.0 - share);
    EXPECT_NEAR(
        phase_variance({.power_w = 1e-3, .linewidth_hz = linewidth}, grid, delay) / expected, 1.0,
        0.2)
        << delay;
  }
}

TEST(Laser, DoesNotJumpWhereTheFrameRepeats) {
  const core::TimeGrid grid(512, 1e-10);
  const double linewidth = 3e5;
  double sum = 0.0;
  constexpr int shots = 2000;
  for (int shot = 0; shot < shots; ++shot) {
    const Light light = emitted({.power_w = 1.0, .linewidth_hz = linewidth}, grid, shot);
    const double jump = std::arg(light.field.front() * std::conj(light.field.back()));
    sum += jump * jump;
    ASSERT_NEAR(std::abs(light.field[100]), 1.0, 1e-14);
  }
  const double expected = 2.0 * std::numbers::pi * linewidth * 1e-10 * (1.0 - 1.0 / 512.0);
  EXPECT_NEAR(sum / shots / expected, 1.0, 5.0 * std::sqrt(2.0 / shots));
}

TEST(Laser, DrawsEveryNoiseApart) {
  const core::TimeGrid grid(64, 1e-11);
  const LaserParameters noisy{
      .power_w = 1.0, .relative_intensity_noise_db_per_hz = -130.0, .linewidth_hz = 1e6};
  LaserParameters no_phase_noise = noisy;
  no_phase_noise.linewidth_hz = 0.0;
  const Light both = emitted(noisy, grid, 3);
  const Light one = emitted(no_phase_noise, grid, 3);
  for (std::size_t j = 0; j < grid.size(); ++j) {
    EXPECT_NEAR(std::abs(both.field[j]), one.field[j].real(), 1e-14);
  }
  EXPECT_EQ(emitted(noisy, grid, 3).field, both.field);
  EXPECT_NE(emitted(noisy, grid, 4).field, both.field);
}

TEST(Laser, RefusesNumbersThatNoLaserHas) {
  const core::TimeGrid grid(64, 1e-11);
  test::expect_error<core::InputError>("input.laser", {"linewidth", "dB/Hz"}, [&] {
    Laser({.power_w = 1.0, .relative_intensity_noise_db_per_hz = 150.0}, grid, seed);
  });
}

}  // namespace
}  // namespace fiberloom::sim
