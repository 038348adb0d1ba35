#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <numbers>
#include <vector>

#include "lab_rig.hpp"
#include "random.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;

class FilterProfileTest : public testing::Test {
 protected:
  FilterProfileTest() {
    request.stages = test::lab_settings(test::lab_path(1), {0.0}, {0.05});
    test::Random random(11);
    // Light within a quarter of the band, which the filter's spot resolves well.
    request.waveform = core::FieldBatch<double>(1, 96);
    for (int bin = -6; bin <= 6; ++bin) {
      const std::complex<double> amplitude = 0.15 * random.complex_normal();
      for (std::size_t j = 0; j < 96; ++j) {
        request.waveform.row(0)[j] +=
            amplitude *
            std::polar(1.0, 2.0 * std::numbers::pi * bin * static_cast<double>(j) / 96.0);
      }
    }
  }

  std::vector<double> trace() {
    const core::RealBatch<double> all = bench.rig->backend().run(request, permit).trace;
    return {all.row(0).begin(), all.row(0).end()};
  }
  // 200 GHz wide, the same attenuation everywhere, delaying by `delay_ps`.
  static hal::FilterProfile profile(double attenuation_db, double delay_ps) {
    hal::FilterProfile result;
    for (int ghz = -100; ghz <= 100; ++ghz) {
      result.offset_ghz.push_back(ghz);
      result.attenuation_db.push_back(attenuation_db);
      // exp(-i W t) times exp(i W tau) comes tau later.
      result.phase_rad.push_back(2.0 * std::numbers::pi * ghz * 1e-3 * delay_ps);
    }
    return result;
  }

  SimulatedInstrumentRig bench = make_simulated_instrument_rig(
      test::lab_rig(), test::lab_path(1), hal::builtin_catalog(), {.spread = hal::ideal_bench()});
  hal::EmissionPermit permit = bench.rig->arm();
  hal::RunRequest request;
  hal::ProgrammableFilter& filter = bench.bench->get<hal::ProgrammableFilter>("shaper-1");
};

TEST_F(FilterProfileTest, TakesItsAttenuationFromTheLight) {
  auto& amplifier = bench.bench->get<hal::OpticalAmplifier>("edfa-1");
  const double before_w = amplifier.input_power().in(units::w);
  const hal::FilterProfile realised = filter.load(profile(2.0, 0.0));
  EXPECT_NEAR(10.0 * std::log10(amplifier.input_power().in(units::w) / before_w), -2.0, 0.02);
  EXPECT_EQ(realised.offset_ghz.size(), realised.attenuation_db.size());
  EXPECT_NEAR(realised.attenuation_db[realised.attenuation_db.size() / 2], 2.0, 1e-12);
}

TEST_F(FilterProfileTest, DelaysByTheSlopeOfItsPhase) {
  const std::vector<double> straight = trace();
  filter.load(profile(0.0, 2000.0 / 120.0));  // two samples of 120 GSa/s
  const std::vector<double> delayed = trace();
  double difference = 0.0;
  double power = 0.0;
  for (std::size_t j = 0; j < straight.size(); ++j) {
    difference += std::pow(delayed[(j + 2) % straight.size()] - straight[j], 2);
    power += std::pow(straight[j], 2);
  }
  // The spot of 10 GHz smears the phase: 2 pi tau 4.2 GHz rms = 0.44 rad costs power, alike at all frequencies.
  EXPECT_LT(difference / power, 0.15);
  double undelayed = 0.0;
  for (std::size_t j = 0; j < straight.size(); ++j) {
    undelayed += std::pow(delayed[j] - straight[j], 2);
  }
  EXPECT_GT(undelayed, 5.0 * difference);
}

}  // namespace
}  // namespace fiberloom::sim
