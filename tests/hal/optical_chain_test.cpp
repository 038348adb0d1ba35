#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/command_guard.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/optical_chain.hpp>
#include <fiberloom/hal/optical_time.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <numbers>

#include "bench_rig.hpp"
#include "expect_error.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// The stages of the two-stage bench: a tunable compensator and a spool, then a fixed module.
LightPath two_stage_path() {
  LightPath path;
  path.sample_rate_gsa_per_s = 92.0;
  path.stages.resize(2);
  path.stages[0].name = "stage 1";
  path.stages[0].dispersive_parts = {"teraxion-tdcmx"};
  path.stages[0].nonlinear_part = "ofs-hnlf-507";
  path.stages[1].name = "stage 2";
  path.stages[1].dispersive_parts = {"dcf-module-20"};
  return path;
}

double dbm(double watts) { return 10.0 * std::log10(watts / 1e-3); }

class OpticalChainTest : public testing::Test {
 protected:
  // Everything lit: laser 10 dBm, waveform at -24 dB, amplifiers 13 and 10 dBm, attenuators 5, 3 and 20 dB.
  static BenchState lit() {
    BenchState state;
    for (const char* source : {"laser", "edfa 1", "edfa 2"}) {
      state.set(source, Command::emission_key, 1.0);
    }
    state.set("laser", "output_power_dbm", 10.0);
    state.set("awg", WaveformGenerator::transmission_key, -24.0);
    state.set("edfa 1", "output_power_dbm", 13.0);
    state.set("edfa 2", "output_power_dbm", 10.0);
    state.set("voa 1", "attenuation_db", 5.0);
    state.set("voa 2", "attenuation_db", 3.0);
    state.set("voa rx", "attenuation_db", 20.0);
    state.set("switch", "port", 1.0);
    return state;
  }
  PowerBounds at(const std::string& element, const BenchState& state) const {
    return chain.arriving(state).at(chain.find(element).value());
  }

  BenchDocument bench = test::two_stage_bench();
  OpticalChain chain{bench, two_stage_path(), builtin_catalog()};
};

TEST_F(OpticalChainTest, FollowsTheLight) {
  EXPECT_EQ(chain.names(),
            (std::vector<std::string>{"laser", "dither", "modulator", "tdc 1", "edfa 1", "voa 1",
                                      "meter 1", "stage 1/ofs-hnlf-507", "stage 2/dcf-module-20",
                                      "edfa 2", "voa 2", "voa rx", "meter rx", "switch", "scope"}));
  EXPECT_FALSE(chain.find("tec"));
}

TEST_F(OpticalChainTest, IsDarkWithoutItsSources) {
  for (const PowerBounds& power : chain.arriving(BenchState{})) {
    EXPECT_EQ(power.upper_w, 0.0);
    EXPECT_EQ(power.lower_w, 0.0);
  }
}

TEST_F(OpticalChainTest, CountsLossesAndHowWellTheyAreKnown) {
  const BenchState state = lit();
  // laser 10 +- 0.5 dB, measured connection 0.4 +- 0.1 dB.
  EXPECT_NEAR(dbm(at("dither", state).upper_w), 10.5 - 0.3, 1e-9);
  EXPECT_NEAR(dbm(at("dither", state).lower_w), 9.5 - 0.5, 1e-9);
  // then connectors of 0.3 +- 0.2 dB; the modulator loses 3.5 +- 0.5 dB and passes -24 dB at least, all at most.
  EXPECT_NEAR(dbm(at("tdc 1", state).upper_w), 10.2 - 0.1 - 3.0 - 0.1, 1e-9);
  EXPECT_NEAR(dbm(at("tdc 1", state).lower_w), 9.0 - 0.5 - 4.0 - 24.0 - 0.5, 1e-9);
  // An amplifier with a seed holds its output to half a decibel, whatever came in; attenuators to 0.3 dB.
  EXPECT_NEAR(dbm(at("voa 1", state).upper_w), 13.5 - 0.1, 1e-9);
  EXPECT_NEAR(dbm(at("voa 1", state).lower_w), 12.5 - 0.5, 1e-9);
  EXPECT_NEAR(dbm(at("meter 1", state).upper_w), 13.4 - 4.7 - 0.1, 1e-9);
  // The tap keeps 1 %, the measured splice 0.5 +- 0.1 dB.
  EXPECT_NEAR(dbm(at("stage 1/ofs-hnlf-507", state).upper_w), 8.6 + 10.0 * std::log10(0.99) - 0.4,
              1e-9);
}

TEST_F(OpticalChainTest, ASilentGeneratorLeavesNoSeedForSure) {
  BenchState state = lit();
  state.set("awg", WaveformGenerator::transmission_key, WaveformGenerator::silence_db);
  EXPECT_EQ(at("edfa 1", state).lower_w, 0.0);
  EXPECT_EQ(at("edfa 2", state).lower_w, 0.0);
  EXPECT_GT(at("edfa 2", state).upper_w, 0.0);
}

// Off its null the data keep cos^2 of what they had, and their carriers may undo each other: V_pi is 3.5 V. A tenth of a
// radian and of the angle is not known.
TEST_F(OpticalChainTest, ABiasOffTheNullTakesPowerFromTheSeed) {
  BenchState state = lit();
  const double at_null_w = at("edfa 1", state).lower_w;
  state.set("bias", "in_phase_bias_v", 1.0);
  EXPECT_NEAR(at("edfa 1", state).lower_w / at_null_w,
              std::pow(std::cos(1.1 * std::numbers::pi / 7.0 + 0.1), 2), 1e-9);
  state.set("bias", "in_phase_bias_v", 3.5);
  EXPECT_EQ(at("edfa 1", state).lower_w, 0.0);
  state.set("bias", "in_phase_bias_v", 0.0);
  EXPECT_EQ(at("edfa 1", state).lower_w, at_null_w);
  state.set("bias", "quadrature_bias_v", 0.0);
  state.move("bias", "quadrature_bias_v", 7.0, std::chrono::seconds(1));
  EXPECT_EQ(at("edfa 1", state).lower_w, 0.0) << "on its way to the next null it passes a crest";
  EXPECT_GT(at("edfa 1", state).upper_w, 0.0);
}

TEST_F(OpticalChainTest, ASmallerDriveLeavesLessOfTheSeedAsItsSquare) {
  BenchState state = lit();
  const double full_w = at("edfa 1", state).lower_w;
  state.set("awg", "amplitude_v", 1.75);
  EXPECT_NEAR(at("edfa 1", state).lower_w / full_w, 0.25, 1e-12) << "half of V_pi";
}

TEST_F(OpticalChainTest, APolarisationControllerMayTakeTheSeed) {
  bench.instruments.push_back(test::instrument("paddles", "polarization_controller"));
  bench.transmitter.polarization_controller = "paddles";
  const OpticalChain turned{bench, two_stage_path(), builtin_catalog()};
  const auto seed_w = [&](const BenchState& state) {
    return turned.arriving(state).at(turned.find("edfa 1").value()).lower_w;
  };
  BenchState state = lit();
  const double aligned_w = seed_w(state);
  state.set("paddles", "first_retardance_deg", 90.0);
  EXPECT_EQ(seed_w(state), aligned_w);
  state.set("paddles", "second_retardance_deg", 60.0);
  EXPECT_NEAR(seed_w(state) / aligned_w, std::pow(std::cos(1.1 * std::numbers::pi / 6.0 + 0.1), 2),
              1e-9);
  state.set("paddles", "second_retardance_deg", 180.0);
  EXPECT_EQ(seed_w(state), 0.0);
}

TEST_F(OpticalChainTest, AnAmplifierGivesNoMoreThanItsSheetAllows) {
  std::ranges::find(bench.instruments, "edfa 1", &InstrumentSpec::name)->part = "fs-fmt-la";
  const OpticalChain known{bench, two_stage_path(), builtin_catalog()};
  const auto behind_dbm = [&](const BenchState& state) {
    return dbm(known.arriving(state).at(known.find("voa 1").value()).lower_w);
  };
  BenchState state = lit();
  // Of -20 dBm in front of the compensator, 5 +- 0.5 dB, and a connector, 0.3 +- 0.2 dB, -26 dBm are left at least; then
  // 33 dB of gain, half a decibel of its control, and the next connector.
  state.set("edfa 1", "output_power_dbm", 16.0);
  EXPECT_NEAR(behind_dbm(state), -26.0 + 33.0 - 0.5 - 0.5, 1e-9);
  state.set("laser", "output_power_dbm", -5.0);
  EXPECT_EQ(known.arriving(state).at(known.find("voa 1").value()).lower_w, 0.0)
      << "less than -30 dBm is no seed";
}

TEST_F(OpticalChainTest, AnAmplifierThatDoesNotEmitPassesNothingForSure) {
  BenchState state = lit();
  state.set("edfa 1", Command::emission_key, 0.0);
  EXPECT_EQ(at("voa 1", state).lower_w, 0.0);
  EXPECT_LE(at("voa 1", state).upper_w, at("edfa 1", state).upper_w);
}

TEST_F(OpticalChainTest, ASwitchThatStandsElsewhereMayLeak) {
  BenchState state = lit();
  const double through_w = at("scope", state).upper_w;
  state.set("switch", "port", 2.0);
  EXPECT_EQ(at("scope", state).lower_w, 0.0);
  EXPECT_EQ(at("scope", state).upper_w, through_w);
}

TEST(StageParts, TellsFixedFromTunableAndWhichWayRound) {
  // -10 ps/nm is +12.7545 ps^2 at 1550 nm; the module's -340 ps/nm is +433.65 ps^2.
  const OperatingWavelength wavelength{.rig_nm = 1550.0, .light_nm = 1550.0};
  StagePath stage{.name = "stage 1",
                  .dispersive_parts = {"proximion-dcm-cb-20", "teraxion-tdcmx"},
                  .minimum_dispersion_ps2 = 433.653 - 1530.54,
                  .maximum_dispersion_ps2 = 433.653 + 1530.54};
  const StageParts parts = stage_parts(stage, builtin_catalog(), wavelength);
  ASSERT_EQ(parts.fixed.size(), 1U);
  EXPECT_EQ(parts.fixed[0].part->id, "proximion-dcm-cb-20");
  ASSERT_NE(parts.tunable, nullptr);
  EXPECT_NEAR(parts.fixed_dispersion.in(units::ps2), 433.653, 0.02);
  EXPECT_FALSE(parts.fixed[0].is_turned);
  EXPECT_EQ(parts.fixed[0].place, "stage 1/proximion-dcm-cb-20");

  stage.turned_parts = {"proximion-dcm-cb-20"};
  test::expect_error<core::InputError>("plan.settings", {"stage 1", "-433.7", "433.7"}, [&] {
    static_cast<void>(stage_parts(stage, builtin_catalog(), wavelength));
  });
  stage.minimum_dispersion_ps2 = -433.653 - 1530.54;
  EXPECT_TRUE(stage_parts(stage, builtin_catalog(), wavelength).fixed[0].is_turned);
  stage.dispersive_parts.push_back("finisar-waveshaper-1000a");
  test::expect_error<core::InputError>("plan.settings", {"stage 1", "two tunable"}, [&] {
    static_cast<void>(stage_parts(stage, builtin_catalog(), wavelength));
  });
}

TEST(OpticalTime, IsWhatTheFramesTake) {
  LightPath path;
  path.sample_rate_gsa_per_s = 64.0;
  EXPECT_EQ(optical_time(1000, 128, path), std::chrono::microseconds(2));
  EXPECT_EQ(optical_time(0, 128, path), std::chrono::nanoseconds(0));
}

}  // namespace
}  // namespace fiberloom::hal
