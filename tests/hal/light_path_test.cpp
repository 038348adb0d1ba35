#include <fiberloom/hal/light_path.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/units.hpp>
#include <string>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

LightPath path_at(double sample_rate_gsa_per_s, std::size_t oversampling) {
  LightPath path;
  path.sample_rate_gsa_per_s = sample_rate_gsa_per_s;
  path.oversampling = oversampling;
  return path;
}

TEST(LightPath, ModelSampleIsOversamplingOverSampleRate) {
  EXPECT_NEAR(path_at(92.0, 1).model_sample().in(units::ps), 10.8696, 1e-4);
  EXPECT_NEAR(path_at(92.0, 2).model_sample().in(units::ps), 21.7391, 1e-4);
  EXPECT_NEAR(path_at(64.0, 1).model_sample().in(units::ps), 15.625, 1e-12);
}

// Table 3.2 of the physics reference: what b = 1 is in ps^2, by the rate of the model's samples.
TEST(LightPath, OneSampleSquaredIsThePublishedDispersion) {
  struct Row {
    double rate;
    double ps2;
    double rounding;
  };
  for (const Row& row : {Row{1.25, 640000.0, 0.5}, Row{5.0, 40000.0, 0.5}, Row{10.0, 10000.0, 0.5},
                         Row{12.0, 6944.0, 0.5}, Row{25.0, 1600.0, 0.5}, Row{32.0, 977.0, 0.5},
                         Row{46.0, 473.0, 0.5}, Row{64.0, 244.0, 0.5}, Row{92.0, 118.0, 0.5},
                         Row{120.0, 69.0, 0.5}}) {
    EXPECT_NEAR(dispersion_of(1.0, path_at(row.rate, 1)).in(units::ps2), row.ps2, row.rounding)
        << row.rate;
  }
  // A 92-GSa/s generator with two points per sample is the row of 46.
  EXPECT_NEAR(dispersion_of(1.0, path_at(92.0, 2)).in(units::ps2), 472.59, 0.005);
}

TEST(LightPath, KeepsTheSignOfB) {
  const LightPath path = path_at(10.0, 1);
  EXPECT_NEAR(dispersion_of(-0.5, path).in(units::ps2), -5000.0, 1e-9);
  EXPECT_NEAR(b_of(2500.0 * units::ps2, path), 0.25, 1e-15);
}

TEST(LightPath, ConversionsOfBComeBack) {
  const LightPath path = path_at(92.0, 3);
  for (const double b : {-3.7, 0.0, 1e-4, 12.5}) {
    EXPECT_DOUBLE_EQ(b_of(dispersion_of(b, path), path), b);
  }
}

TEST(StagePath, PhaseIsGammaTimesEffectiveLengthTimesPower) {
  StagePath stage;
  stage.phase_per_watt_rad = 10.5 * 0.98;  // 10.5 /(W km) over an effective 0.98 km
  EXPECT_NEAR(nonlinear_phase_of(0.1 * units::w, stage), 1.029, 1e-12);
  EXPECT_NEAR(launch_power_of(1.029, stage).in(units::mw), 100.0, 1e-9);
  EXPECT_EQ(launch_power_of(0.0, stage), core::Power{});
}

TEST(StagePath, WithoutNonlinearElementTakesNoPowerAndGivesNoPhase) {
  const StagePath bare;
  EXPECT_EQ(launch_power_of(0.7, bare), core::Power{});
  EXPECT_EQ(nonlinear_phase_of(0.1 * units::w, bare), 0.0);
}

TEST(StagePath, APhaseOfTheOtherSignIsAPowerThatTheBackendWillRefuse) {
  StagePath stage;
  stage.phase_per_watt_rad = 2.0;
  EXPECT_NEAR(launch_power_of(-0.5, stage).in(units::w), -0.25, 1e-15);
}

}  // namespace
}  // namespace fiberloom::hal
