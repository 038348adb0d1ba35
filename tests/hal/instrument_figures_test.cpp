#include <fiberloom/hal/instrument_figures.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <string>

#include "bench_rig.hpp"
#include "expect_error.hpp"

namespace fiberloom::hal {
namespace {

// The two-stage bench whose instruments are of these parts.
RigDocument rig_of_parts(const std::vector<std::pair<std::string, std::string>>& parts) {
  RigDocument rig = test::two_stage_rig();
  for (const auto& [name, part] : parts) {
    std::ranges::find(rig.bench->instruments, name, &InstrumentSpec::name)->part = part;
  }
  return rig;
}

class Figures : public testing::Test {
 protected:
  [[nodiscard]] FigureSources sources() const { return {rig, builtin_catalog(), spread, 92e9}; }

  RigDocument rig = rig_of_parts({{"laser", "nkt-koheras-x15"},
                                  {"awg", "keysight-m8196a"},
                                  {"bias", "ixblue-mx-ln-40"},
                                  {"edfa 1", "fs-fmt-la"},
                                  {"edfa 2", "gnpy-medium-gain"},
                                  {"voa 1", "voa-liquid-crystal"},
                                  {"switch", "switch-1x4"},
                                  {"scope", "tektronix-dpo77002sx"}});
  BenchSpread spread = rough_bench();
};

// The expected numbers are those of the makers' sheets as the catalogue quotes them.
TEST_F(Figures, AreThoseOfTheSheetsWhereTheyTell) {
  rig.bench->receiver.photodiode_part = "finisar-xpdv2150r";
  EXPECT_EQ(generator_figures(sources()).bits, 8);
  EXPECT_EQ(generator_figures(sources()).effective_bits, 5.0);
  EXPECT_EQ(digitizer_figures(sources()).effective_bits, 4.75);
  EXPECT_EQ(laser_figures(sources()).linewidth_hz, 100.0);
  const AttenuationFigures attenuator = attenuation_figures(sources(), "voa 1");
  EXPECT_EQ(attenuator.insertion_loss_db, 0.75);
  EXPECT_EQ(attenuator.polarization_dependent_loss_db, 0.2);
  EXPECT_EQ(attenuator.step_db, 0.055);
  EXPECT_EQ(attenuator.maximum_attenuation_db, 30.0);
  EXPECT_NEAR(attenuator.settling_time_s.value(), 0.055, 1e-12);
  EXPECT_EQ(attenuation_figures(sources(), "switch").num_ports, 4.0);
  const AmplifierLimits limits = amplifier_limits(*rig.bench, builtin_catalog(), "edfa 1");
  EXPECT_EQ(limits.maximum_gain_db, 33.0);
  EXPECT_NEAR(limits.minimum_input_power_w, 1e-6, 1e-18);
}

TEST_F(Figures, AreThoseOfTheSpreadWhereNoSheetTells) {
  const RigDocument unknown = test::two_stage_rig();
  const FigureSources bare{unknown, builtin_catalog(), spread, 92e9};
  EXPECT_EQ(generator_figures(bare).bits, spread.generator_bits);
  EXPECT_EQ(generator_figures(bare).bandwidth_hz,
            spread.generator_bandwidth_per_sample_rate * 92e9);
  EXPECT_EQ(digitizer_figures(bare).effective_bits, spread.digitizer_effective_bits);
  EXPECT_EQ(digitizer_figures(sources()).bits, spread.digitizer_bits) << "its sheet has none";
  EXPECT_EQ(laser_figures(sources()).relative_intensity_noise_db_per_hz,
            spread.laser_rin_db_per_hz);
  EXPECT_EQ(noise_figure_of(bare, "edfa 1").at(20.0), spread.amplifier_noise_figure_db);
  EXPECT_EQ(photodiode_figures(bare).thermal_load_ohm, unknown.bench->receiver.load_ohm);
  EXPECT_EQ(photodiode_figures(bare).amplifier_noise_a_per_sqrt_hz,
            spread.receiver_noise_a_per_sqrt_hz);
  EXPECT_FALSE(attenuation_figures(bare, "voa 2").maximum_attenuation_db);
}

TEST_F(Figures, AreOffWhereTheSpreadIsOffWhateverTheSheetTells) {
  spread = ideal_bench();
  rig.bench->receiver.photodiode_part = "thorlabs-pdb480c-ac";
  rig.bench->receiver.responsivity_a_per_w = 0.9;
  const ConverterFigures generator = generator_figures(sources());
  EXPECT_EQ(generator.bits, 0);
  EXPECT_EQ(generator.effective_bits, 0.0);
  EXPECT_EQ(generator.bandwidth_hz, 0.0);
  EXPECT_EQ(digitizer_figures(sources()).bandwidth_hz, 0.0);
  EXPECT_EQ(laser_figures(sources()).linewidth_hz, 0.0);
  EXPECT_EQ(noise_figure_of(sources(), "edfa 2").at(5.0), 0.0);
  EXPECT_EQ(photodiode_figures(sources()).noise_equivalent_power_w_per_sqrt_hz, 0.0);
  EXPECT_EQ(attenuation_figures(sources(), "voa 1").polarization_dependent_loss_db, 0.0);
}

TEST_F(Figures, OfTwoBandsOneBehindTheOtherAddAsRiseTimesDo) {
  // 32 GHz of the generator and 40 GHz of the modulator: 1/sqrt(1/1024 + 1/1600) = 24.99.
  EXPECT_NEAR(generator_figures(sources()).bandwidth_hz, 24.988e9, 1e6);
  rig.bench->receiver.photodiode_part = "thorlabs-dx50af";
  // 50 and 70 GHz: 40.69.
  EXPECT_NEAR(digitizer_figures(sources()).bandwidth_hz, 40.687e9, 1e6);
}

TEST_F(Figures, OfAnAmplifierFollowItsGain) {
  const NoiseFigure medium = noise_figure_of(sources(), "edfa 2");  // 6 dB at 26 dB, 10 at 15
  EXPECT_EQ(medium.at(26.0), 6.0);
  EXPECT_EQ(medium.at(30.0), 6.0);
  EXPECT_NEAR(medium.at(20.5), 8.0, 1e-12);
  EXPECT_EQ(medium.at(15.0), 10.0);
  EXPECT_EQ(medium.at(12.0), 13.0) << "as if it had an attenuator in front";
  const NoiseFigure constant = noise_figure_of(sources(), "edfa 1");
  EXPECT_EQ(constant.at(33.0), 4.5);
  EXPECT_EQ(constant.at(15.0), 4.5);
}

TEST_F(Figures, OfTheDocumentComeBeforeThoseOfASheet) {
  TransmitterWiring& wiring = rig.bench->transmitter;
  wiring.modulator_v_pi_v = 2.8;
  wiring.modulator_insertion_loss_db.reset();
  wiring.modulator_extinction_ratio_db.reset();
  const ModulatorFigures modulator = modulator_figures(*rig.bench, builtin_catalog());
  EXPECT_EQ(modulator.v_pi_v, 2.8);
  EXPECT_EQ(modulator.insertion_loss_db, 3.5);
  EXPECT_EQ(modulator.extinction_ratio_db, 20.0);
  rig.bench->receiver.photodiode_part = "finisar-xpdv2150r";
  EXPECT_EQ(responsivity_of(*rig.bench, builtin_catalog()), 0.7);
  rig.bench->receiver.responsivity_a_per_w.reset();
  EXPECT_EQ(responsivity_of(*rig.bench, builtin_catalog()), 0.65);
}

TEST_F(Figures, ThatNobodyTellsAreNotMadeUp) {
  rig.bench->transmitter.bias.clear();
  rig.bench->transmitter.modulator_v_pi_v.reset();
  test::expect_error<core::InputError>("input.figure", {"modulator_v_pi_v"}, [&] {
    static_cast<void>(modulator_figures(*rig.bench, builtin_catalog()));
  });
}

TEST_F(Figures, OfAnAmplifiedPhotodiodeHaveLoadAndAmplifierInThem) {
  rig.bench->receiver.photodiode_part = "thorlabs-pdb480c-ac";
  const PhotodiodeFigures photodiode = photodiode_figures(sources());
  EXPECT_NEAR(photodiode.noise_equivalent_power_w_per_sqrt_hz, 9.3e-12, 1e-24);
  EXPECT_EQ(photodiode.thermal_load_ohm, 0.0);
  EXPECT_EQ(photodiode.amplifier_noise_a_per_sqrt_hz, 0.0);
}

}  // namespace
}  // namespace fiberloom::hal
