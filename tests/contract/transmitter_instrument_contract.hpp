#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/modulator_bias.hpp>
#include <fiberloom/hal/instruments/phase_modulator.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>

#include "instrument_contract.hpp"

namespace fiberloom::hal {

/// What the instruments of the transmitter promise beside InstrumentContract. `Stand` as there, and: Role& role();
template <class Stand>
class TransmitterInstrumentContract : public testing::Test {
 protected:
  Stand stand;
};

/// `Stand` beside that: bool is_silent(), whether the generator plays nothing.
template <class Stand>
class WaveformGeneratorContract : public TransmitterInstrumentContract<Stand> {
 protected:
  static LoadedWaveform waveform(std::size_t frames, std::size_t samples) {
    return {.samples = core::FieldBatch<double>(frames, samples), .mean_transmission = 0.01};
  }
  [[nodiscard]] double transmission_db() {
    return this->stand.bench()
        .guard()
        .state()
        .value(this->stand.role().name(), WaveformGenerator::transmission_key)
        .value_or(WaveformGenerator::silence_db);
  }
};
TYPED_TEST_SUITE_P(WaveformGeneratorContract);

TYPED_TEST_P(WaveformGeneratorContract, SaysHowMuchLightItsWaveformLetsThrough) {
  WaveformGenerator& generator = this->stand.role();
  generator.configure();
  EXPECT_GT(generator.sample_rate().in(core::units::gsa_per_s), 0.0);
  generator.load(this->waveform(2, 64));
  EXPECT_NEAR(this->transmission_db(), -20.0, 1e-9);
  EXPECT_FALSE(this->stand.is_silent());
  LoadedWaveform dark = this->waveform(1, 64);
  dark.mean_transmission = 0.0;
  generator.load(dark);
  EXPECT_EQ(this->transmission_db(), WaveformGenerator::silence_db);
}

TYPED_TEST_P(WaveformGeneratorContract, RefusesAnEmptyWaveformAndKeepsTheLastOne) {
  WaveformGenerator& generator = this->stand.role();
  generator.configure();
  generator.load(this->waveform(2, 64));
  test::expect_error<core::InputError>("input.shape", {generator.name(), "memory"},
                                       [&] { generator.load(this->waveform(0, 64)); });
  EXPECT_NEAR(this->transmission_db(), -20.0, 1e-9);
  EXPECT_FALSE(this->stand.is_silent());
}

TYPED_TEST_P(WaveformGeneratorContract, IsSilentWhenItIsSafe) {
  WaveformGenerator& generator = this->stand.role();
  generator.configure();
  generator.load(this->waveform(2, 64));
  generator.make_safe();
  EXPECT_TRUE(this->stand.is_silent());
  EXPECT_EQ(this->transmission_db(), WaveformGenerator::silence_db);
  generator.configure();
  EXPECT_TRUE(this->stand.is_silent());
}

TYPED_TEST_P(WaveformGeneratorContract, AnUploadChangesNoLightUntilItIsPlayed) {
  WaveformGenerator& generator = this->stand.role();
  generator.configure();
  LoadedWaveform brighter = this->waveform(2, 64);
  brighter.mean_transmission = 0.02;
  generator.upload(brighter);
  EXPECT_TRUE(this->stand.is_silent());
  EXPECT_EQ(this->transmission_db(), WaveformGenerator::silence_db);
  generator.play();
  EXPECT_FALSE(this->stand.is_silent());
  EXPECT_NEAR(this->transmission_db(), 10.0 * std::log10(0.02), 1e-9);
  generator.upload(this->waveform(3, 64));
  EXPECT_NEAR(this->transmission_db(), 10.0 * std::log10(0.02), 1e-9);
  generator.play();
  EXPECT_NEAR(this->transmission_db(), -20.0, 1e-9);
}

TYPED_TEST_P(WaveformGeneratorContract, PlaysAnUploadOnceAndNoneThatWasMadeSafe) {
  WaveformGenerator& generator = this->stand.role();
  generator.configure();
  const auto expect_nothing_to_play = [&] {
    test::expect_error<core::InputError>("input.nothing_uploaded", {generator.name(), "upload"},
                                         [&] { generator.play(); });
  };
  expect_nothing_to_play();
  generator.upload(this->waveform(2, 64));
  generator.play();
  expect_nothing_to_play();
  EXPECT_FALSE(this->stand.is_silent());
  generator.upload(this->waveform(2, 64));
  generator.make_safe();
  generator.configure();
  expect_nothing_to_play();
  EXPECT_TRUE(this->stand.is_silent());
}

REGISTER_TYPED_TEST_SUITE_P(WaveformGeneratorContract, SaysHowMuchLightItsWaveformLetsThrough,
                            RefusesAnEmptyWaveformAndKeepsTheLastOne, IsSilentWhenItIsSafe,
                            AnUploadChangesNoLightUntilItIsPlayed,
                            PlaysAnUploadOnceAndNoneThatWasMadeSafe);

template <class Stand>
class ModulatorBiasContract : public TransmitterInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(ModulatorBiasContract);

TYPED_TEST_P(ModulatorBiasContract, SetsOneElectrodeAndLeavesTheOthers) {
  ModulatorBias& bias = this->stand.role();
  bias.configure();
  using enum BiasElectrode;
  double volts = -1.0;
  for (const BiasElectrode electrode : {in_phase, quadrature, phase}) {
    EXPECT_NEAR(bias.set_bias(electrode, volts * core::units::v).applied.in(core::units::v), volts,
                0.01);
    volts += 1.5;
  }
  EXPECT_NEAR(bias.setting("in_phase_bias_v").applied().value(), -1.0, 0.01);
  EXPECT_NEAR(bias.setting("quadrature_bias_v").applied().value(), 0.5, 0.01);
  EXPECT_NEAR(bias.setting("phase_bias_v").applied().value(), 2.0, 0.01);
}

REGISTER_TYPED_TEST_SUITE_P(ModulatorBiasContract, SetsOneElectrodeAndLeavesTheOthers);

template <class Stand>
class PhaseModulatorContract : public TransmitterInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(PhaseModulatorContract);

TYPED_TEST_P(PhaseModulatorContract, TakesDriveAndFrequencyInTheirUnits) {
  PhaseModulator& modulator = this->stand.role();
  modulator.configure();
  EXPECT_NEAR(modulator.set_drive(4.0 * core::units::v).applied.in(core::units::v), 4.0, 0.05);
  EXPECT_NEAR(modulator.set_frequency(100.0 * core::units::mhz).applied.in(core::units::mhz), 100.0,
              1.0);
  EXPECT_NEAR(modulator.setting("drive_v").applied().value(), 4.0, 0.05);
  EXPECT_NEAR(modulator.setting("frequency_mhz").applied().value(), 100.0, 1.0);
}

REGISTER_TYPED_TEST_SUITE_P(PhaseModulatorContract, TakesDriveAndFrequencyInTheirUnits);

}  // namespace fiberloom::hal
