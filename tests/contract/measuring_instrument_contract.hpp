#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/emission.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <fiberloom/hal/instruments/power_meter.hpp>
#include <fiberloom/hal/instruments/spectrum_analyzer.hpp>
#include <fiberloom/hal/instruments/temperature_controller.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>

#include "instrument_contract.hpp"

namespace fiberloom::hal {

/// What the instruments that measure promise beside InstrumentContract. `Stand` as there, and:
///     Role& role();
///     EmissionPermit light();                       every source of the bench lets light out, all settled
///     VariableAttenuator& attenuator_in_front();    of a meter
///     WaveformGenerator& generator();               that plays what a digitiser captures
template <class Stand>
class MeasuringInstrumentContract : public testing::Test {
 protected:
  Stand stand;
};

template <class Stand>
class PowerMeterContract : public MeasuringInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(PowerMeterContract);

TYPED_TEST_P(PowerMeterContract, IsNeverNegative) {
  PowerMeter& meter = this->stand.role();
  meter.configure();
  const double dark_w = meter.power().in(core::units::w);
  EXPECT_GE(dark_w, 0.0);
  const EmissionPermit permit = this->stand.light();
  EXPECT_GT(meter.power().in(core::units::w), dark_w);
}

TYPED_TEST_P(PowerMeterContract, FollowsAnAttenuatorDecibelByDecibel) {
  const EmissionPermit permit = this->stand.light();
  VariableAttenuator& attenuator = this->stand.attenuator_in_front();
  const double start_db = attenuator.setting("attenuation_db").applied().value();
  const double before_dbm = core::to_dbm(this->stand.role().power());
  for (const double more_db : {1.0, 3.0, 6.0}) {
    const double set_db =
        attenuator.set_attenuation(core::Decibel(start_db + more_db)).applied.value();
    attenuator.wait_until_settled();
    EXPECT_NEAR(before_dbm - core::to_dbm(this->stand.role().power()), set_db - start_db, 0.1);
  }
}

TYPED_TEST_P(PowerMeterContract, ReadsWhatItMeasures) {
  PowerMeter& meter = this->stand.role();
  meter.configure();
  ASSERT_EQ(meter.readings().size(), 1U);
  EXPECT_EQ(meter.readings()[0].key, "power_w");
}

REGISTER_TYPED_TEST_SUITE_P(PowerMeterContract, IsNeverNegative,
                            FollowsAnAttenuatorDecibelByDecibel, ReadsWhatItMeasures);

template <class Stand>
class SpectrumAnalyzerContract : public MeasuringInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(SpectrumAnalyzerContract);

TYPED_TEST_P(SpectrumAnalyzerContract, SeesTheLaserWhereItIs) {
  const EmissionPermit permit = this->stand.light();
  SpectrumAnalyzer& analyzer = this->stand.role();
  const double laser_nm = this->stand.laser_wavelength_nm();
  const double resolution_nm =
      analyzer.set_resolution(0.1 * core::units::nm).applied.in(core::units::nm);
  analyzer.set_center((laser_nm + 0.4) * core::units::nm);
  analyzer.set_span(4.0 * core::units::nm);
  analyzer.wait_until_settled();
  const OpticalSpectrum spectrum = analyzer.sweep({});
  ASSERT_GT(spectrum.wavelength_nm.size(), 10U);
  ASSERT_EQ(spectrum.power_dbm.size(), spectrum.wavelength_nm.size());
  EXPECT_TRUE(std::ranges::is_sorted(spectrum.wavelength_nm));
  EXPECT_GE(spectrum.wavelength_nm.front(), laser_nm - 1.7);
  EXPECT_LE(spectrum.wavelength_nm.back(), laser_nm + 2.5);
  const auto peak = std::ranges::max_element(spectrum.power_dbm) - spectrum.power_dbm.begin();
  EXPECT_NEAR(spectrum.wavelength_nm[static_cast<std::size_t>(peak)], laser_nm, resolution_nm);
}

REGISTER_TYPED_TEST_SUITE_P(SpectrumAnalyzerContract, SeesTheLaserWhereItIs);

template <class Stand>
class DigitizerContract : public MeasuringInstrumentContract<Stand> {
 protected:
  // Lights the bench and plays three frames of 64 samples.
  EmissionPermit play() {
    EmissionPermit permit = this->stand.light();
    this->stand.generator().load(
        {.samples = core::FieldBatch<double>(3, 64), .mean_transmission = 0.004});
    return permit;
  }
};
TYPED_TEST_SUITE_P(DigitizerContract);

TYPED_TEST_P(DigitizerContract, ReturnsATraceAndAQualityForEachFrame) {
  const EmissionPermit permit = this->play();
  const CapturedTraces traces =
      this->stand.role().capture({.frames = 3, .samples = 64, .averages = 2});
  EXPECT_EQ(traces.volts.batch(), 3U);
  EXPECT_EQ(traces.volts.samples(), 64U);
  EXPECT_EQ(traces.quality.size(), 3U);
  EXPECT_TRUE(std::ranges::all_of(traces.volts.values(),
                                  [](double volts) { return std::isfinite(volts); }));
  EXPECT_GT(this->stand.role().sample_rate().in(core::units::gsa_per_s), 0.0);
}

TYPED_TEST_P(DigitizerContract, GivesUpAtTheDeadline) {
  const EmissionPermit permit = this->play();
  test::expect_error<core::InstrumentError>("instrument.timeout", {"deadline"}, [&] {
    static_cast<void>(this->stand.role().capture(
        {.frames = 3,
         .samples = 64,
         .deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1)}));
  });
}

TYPED_TEST_P(DigitizerContract, StopsWhenAsked) {
  const EmissionPermit permit = this->play();
  std::stop_source stop;
  stop.request_stop();
  test::expect_error<core::InterruptedError>("run.interrupted", {"stopped"}, [&] {
    static_cast<void>(
        this->stand.role().capture({.frames = 3, .samples = 64, .stop = stop.get_token()}));
  });
}

TYPED_TEST_P(DigitizerContract, SaysSoWhenNothingTriggersIt) {
  const EmissionPermit permit = this->play();
  for (const Capture& wrong :
       {Capture{.frames = 4, .samples = 64}, Capture{.frames = 3, .samples = 65}}) {
    test::expect_error<core::InstrumentError>(
        "instrument.no_trigger", {this->stand.role().name()},
        [&] { static_cast<void>(this->stand.role().capture(wrong)); });
  }
}

REGISTER_TYPED_TEST_SUITE_P(DigitizerContract, ReturnsATraceAndAQualityForEachFrame,
                            GivesUpAtTheDeadline, StopsWhenAsked, SaysSoWhenNothingTriggersIt);

template <class Stand>
class TemperatureControllerContract : public MeasuringInstrumentContract<Stand> {};
TYPED_TEST_SUITE_P(TemperatureControllerContract);

TYPED_TEST_P(TemperatureControllerContract, ReadsWhatItWasSetToOnceSettled) {
  TemperatureController& controller = this->stand.role();
  controller.configure();
  const core::Temperature warm = (273.15 + 28.0) * core::units::kelvin;
  const Applied<core::Temperature> set = controller.set_temperature(warm);
  EXPECT_NEAR(set.applied.in(core::units::kelvin), warm.in(core::units::kelvin), 0.1);
  controller.wait_until_settled();
  EXPECT_NEAR(controller.temperature().in(core::units::kelvin), warm.in(core::units::kelvin), 0.1);
  ASSERT_EQ(controller.readings().size(), 1U);
  EXPECT_EQ(controller.readings()[0].key, "temperature_c");
  EXPECT_NEAR(controller.readings()[0].value, 28.0, 0.1);
}

REGISTER_TYPED_TEST_SUITE_P(TemperatureControllerContract, ReadsWhatItWasSetToOnceSettled);

}  // namespace fiberloom::hal
