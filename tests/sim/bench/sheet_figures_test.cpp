#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>

#include <fiberloom/hal/rig_catalog.hpp>

#include "bench/assembled_bench.hpp"
#include "bench_errors.hpp"

namespace fiberloom::sim {
namespace {

// The lab whose converters, amplifiers and lasers are of no known part, but for one.
hal::RigDocument lab_with_one_part(const std::string& instrument, const std::string& part) {
  hal::RigDocument rig = test::wide_lab_rig();
  std::ranges::find(rig.bench->instruments, instrument, &hal::InstrumentSpec::name)->part = part;
  return rig;
}

// How far a bench of that spread is from the ideal one, on a rig of that document.
BenchError errors_on(const hal::RigDocument& rig, const hal::BenchSpread& spread,
                     const test::LabQuestion& question) {
  const hal::LightPath path = question.path();
  core::WorkerPool workers(1);
  return report_impairments({.rig = rig,
                             .path = path,
                             .catalog = question.catalog,
                             .spread = spread,
                             .first_seed = 21,
                             .num_benches = 1},
                            question.request(), workers)
      .all;
}

double change_db(double known, double unknown) { return test::decibels(known / unknown); }

TEST(SheetFigures, EffectiveBitsOfTheDigitiserAreThoseOfItsPart) {
  hal::BenchSpread spread;
  spread.digitizer_effective_bits = 8.0;
  const double unknown = errors_on(test::wide_lab_rig(), spread, {}).trace_nmse;
  const double known =
      errors_on(lab_with_one_part("scope-1", "keysight-uxr0402a"), spread, {}).trace_nmse;
  EXPECT_NEAR(change_db(known, unknown), 6.02 * (8.0 - 6.0), 1.0);
}

TEST(SheetFigures, EffectiveBitsOfTheGeneratorAreThoseOfItsPart) {
  hal::BenchSpread spread;
  spread.generator_effective_bits = 8.0;
  test::LabQuestion question{.sample_rate_gsa_per_s = 50.0};
  const auto field_nmse = [&](hal::RigDocument rig) {
    rig.transmitter.sample_rate_gsa_per_s = 50.0;
    return errors_on(rig, spread, question).field_nmse;
  };
  const double unknown = field_nmse(test::wide_lab_rig());
  const double known = field_nmse(lab_with_one_part("awg-1", "tektronix-awg70001b"));
  EXPECT_NEAR(change_db(known, unknown), 6.02 * (8.0 - 5.4), 1.0);
}

TEST(SheetFigures, NoiseFigureIsThatOfTheAmplifiersPart) {
  hal::BenchSpread spread;
  spread.amplifier_noise_figure_db = 9.0;
  const double unknown = errors_on(test::wide_lab_rig(), spread, {}).field_nmse;
  const double known =
      errors_on(lab_with_one_part("edfa-1", "amonics-aedfa-33"), spread, {}).field_nmse;
  EXPECT_NEAR(change_db(known, unknown), 4.75 - 9.0, 0.5);
}

TEST(SheetFigures, LinewidthIsThatOfTheLasersPart) {
  hal::BenchSpread spread;
  spread.laser_linewidth_hz = 1e6;
  const test::LabQuestion question{.b = {0.0}, .samples = 1024};
  const double unknown = errors_on(test::wide_lab_rig(), spread, question).field_nmse;
  const double known = errors_on(lab_with_one_part("laser-1", "itla"), spread, question).field_nmse;
  EXPECT_NEAR(change_db(known, unknown), -10.0, 1.0) << "100 kHz in place of 1 MHz";
}

TEST(SheetFigures, ASwitchedOffImpairmentStaysOffWhateverTheSheetsTell) {
  const BenchError errors = errors_on(test::lab_rig(), hal::ideal_bench(), {});
  EXPECT_EQ(errors.field_nmse, 0.0);
  EXPECT_EQ(errors.trace_nmse, 0.0);
}

TEST(SheetFigures, AnAmplifierGivesNoMoreGainThanItsPartHas) {
  hal::RigDocument rig = lab_with_one_part("edfa-1", "fs-fmt-la");
  rig.parts.push_back(hal::builtin_catalog().find("fs-fmt-la"));
  rig.parts.back().amplifier.maximum_gain_db = 20.0;
  const AssembledBench bench =
      assemble_bench(rig, test::lab_path(1), hal::catalog_for(rig), {.seed = 21});
  const hal::EmissionPermit permit = bench.instruments.rig->arm();
  const double in_w = bench.physics->arriving_w("edfa-1");
  ASSERT_GT(in_w, 0.0);
  bench.physics->change("edfa-1", "output_power_dbm", 26.0);
  EXPECT_NEAR(bench.physics->leaving_w("edfa-1") / in_w, 100.0, 1e-6);
}

// What the document limits, no sheet and no range of the simulation narrows any further: the two agree.
TEST(SheetFigures, TheLabLimitsItsSettingsWithinWhatItsInstrumentsCanDo) {
  const hal::RigDocument rig = test::lab_rig();
  const AssembledBench bench =
      assemble_bench(rig, test::lab_path(4), hal::builtin_catalog(), {.seed = 21});
  for (const hal::InstrumentSpec& spec : rig.bench->instruments) {
    for (const hal::SettingLimit& limit : spec.limits) {
      const hal::SettingSpec& range =
          bench.instruments.bench->instrument(spec.name).setting(limit.key).spec();
      EXPECT_EQ(range.minimum, limit.minimum) << spec.name << ' ' << limit.key;
      EXPECT_EQ(range.maximum, limit.maximum) << spec.name << ' ' << limit.key;
    }
  }
}

TEST(SheetFigures, StepsAndSettlingOfAnAttenuatorAreThoseOfItsPart) {
  const AssembledBench bench =
      assemble_bench(test::lab_rig(), test::lab_path(1), hal::builtin_catalog(), {.seed = 21});
  const hal::SettingSpec& range =
      bench.instruments.bench->instrument("voa-1").setting("attenuation_db").spec();
  EXPECT_EQ(range.resolution, 0.055);
  EXPECT_EQ(range.settling_time, std::chrono::microseconds(5500));
}

}  // namespace
}  // namespace fiberloom::sim
