// The architectures that are no all-optical cascade, against the network's own propagation.
#include "glass.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/sim/simulated_backend.hpp>
#include <numbers>

#include "simulated_bench.hpp"

namespace fiberloom::sim {
namespace {

using test::Complex;
using test::Random;
using test::Row;

hal::LightPath path_of(hal::Architecture architecture, std::size_t num_stages,
                       std::optional<double> bandwidth_ghz = {}) {
  hal::LightPath path = test::wide_path(num_stages);
  path.architecture = architecture;
  for (hal::StagePath& stage : path.stages) {
    if (bandwidth_ghz) {
      stage.electro_optic =
          hal::ElectroOpticKerr{.photodiode = "thorlabs-dx50af", .bandwidth_ghz = *bandwidth_ghz};
    }
  }
  return path;
}

Row passed(const hal::LightPath& path, const core::LayerParameters& layers, Row row,
           const Relay& relay = {}) {
  const auto glass = make_glass(
      {.grid = core::TimeGrid(row.size(), 1.0), .path = path, .layers = layers, .relay = relay});
  core::AlignedVector<Complex> light(row.begin(), row.end());
  glass->pass(light, 0, 0);
  return {light.begin(), light.end()};
}

/// Complex Gaussian light of half the band, mean power 1.
Row half_band(std::size_t samples, Random& random) {
  Row row(samples);
  for (std::size_t k = 1; k < samples / 4; ++k) {
    for (const double side : {1.0, -1.0}) {
      const Complex bin(random.normal(), random.normal());
      for (std::size_t n = 0; n < samples; ++n) {
        const double turn = side * 2.0 * std::numbers::pi * static_cast<double>(k * n) /
                            static_cast<double>(samples);
        row[n] += bin * std::polar(1.0, turn);
      }
    }
  }
  double power = 0.0;
  for (const Complex& value : row) {
    power += std::norm(value) / static_cast<double>(samples);
  }
  for (Complex& value : row) {
    value /= std::sqrt(power);
  }
  return row;
}

const std::vector<double> b{1.2, -0.7, 2.0};
const std::vector<double> mixed_phases{0.5, -0.3, 1.1};

TEST(Glass, EveryArchitectureIsTheNetworkWhereItsElectronicsAreIdeal) {
  Random random(901);
  const Row input = test::random_row(64, random);
  const Row expected = test::propagated(input, test::lossless(b, mixed_phases));
  for (const hal::Architecture architecture :
       {hal::Architecture::all_optical_cascade, hal::Architecture::reused_stage,
        hal::Architecture::electro_optic_kerr}) {
    const bool is_electro_optic = architecture == hal::Architecture::electro_optic_kerr;
    const auto bandwidth = is_electro_optic ? std::optional(1e9) : std::nullopt;
    const Row output =
        passed(path_of(architecture, 3, bandwidth), test::lossless(b, mixed_phases), input);
    EXPECT_LT(test::largest_difference(output, expected), 1e-6) << static_cast<int>(architecture);
  }
}

TEST(Glass, TheFilterStandsWhereTheNetworkHasIt) {
  Random random(902);
  const Row input = test::random_row(64, random);
  hal::LightPath path = path_of(hal::Architecture::reused_stage, 3);
  path.optical_filter_ghz = 0.3 * path.sample_rate_gsa_per_s;
  hal::LightPath cascade = path;
  cascade.architecture = hal::Architecture::all_optical_cascade;
  const core::LayerParameters layers = test::lossless(b, mixed_phases);
  EXPECT_LT(test::largest_difference(passed(path, layers, input), passed(cascade, layers, input)),
            1e-12);
}

TEST(Glass, AnElectroOpticPhaseIsAsGoodAsItsBandwidth) {
  // Physics, section 4.2, for a phase of 1 rad: an electrical bandwidth of the optical width gives -20 dB, twice that
  // -31 dB, four times -43 dB; of which filter, it does not say. One of second order whose delay is taken out is as good
  // at first, and better the further its band is away.
  Random random(903);
  const std::vector<double> none(1, 0.0);
  const std::vector<double> one(1, 1.0);
  double sum[3] = {0.0, 0.0, 0.0};
  constexpr int rows = 12;
  for (int trial = 0; trial < rows; ++trial) {
    const Row input = half_band(256, random);
    const Row ideal = test::propagated(input, test::lossless(none, one));
    for (int octave = 0; octave < 3; ++octave) {
      // Light of half the band is half a cycle a sample wide.
      const double width_ghz = 0.5 * test::wide_path(1).sample_rate_gsa_per_s;
      const hal::LightPath path =
          path_of(hal::Architecture::electro_optic_kerr, 1, width_ghz * std::pow(2.0, octave));
      const Row output = passed(path, test::lossless(none, one), input);
      double error = 0.0;
      double energy = 0.0;
      for (std::size_t n = 0; n < input.size(); ++n) {
        error += std::norm(output[n] - ideal[n]);
        energy += std::norm(ideal[n]);
      }
      sum[octave] += error / energy / rows;
    }
  }
  const double expected_db[3] = {-20.0, -31.0, -43.0};
  for (int octave = 0; octave < 3; ++octave) {
    EXPECT_LT(10.0 * std::log10(sum[octave]), expected_db[octave] + 3.0) << octave;
  }
  EXPECT_NEAR(10.0 * std::log10(sum[0]), expected_db[0], 3.0);
}

TEST(Glass, BetweenPassesOfOneStageComesTheRelay) {
  Random random(904);
  const Row input = test::random_row(32, random);
  std::vector<std::size_t> passes;
  const Relay flip = [&](std::span<Complex> row, std::size_t pass, std::int64_t) {
    passes.push_back(pass);
    for (Complex& value : row) {
      value = -value;
    }
  };
  const core::LayerParameters layers = test::lossless(b, mixed_phases);
  const hal::LightPath path = path_of(hal::Architecture::reused_stage, 3);
  EXPECT_LT(
      test::largest_difference(passed(path, layers, input, flip), passed(path, layers, input)),
      1e-12);  // the sign changes twice
  EXPECT_EQ(passes, (std::vector<std::size_t>{1, 2}));
}

}  // namespace
}  // namespace fiberloom::sim
