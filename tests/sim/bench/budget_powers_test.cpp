#include <gtest/gtest.h>

#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <fmt/format.h>

#include "budget_models.hpp"

namespace fiberloom::sim {
namespace {

using test::BudgetQuestion;

double number_of(const hal::ErrorBudget& budget, const std::string& where,
                 const std::string& name) {
  for (const hal::ErrorContribution& contribution : budget.contributions) {
    if (contribution.name == "amplifier_noise" && contribution.where == where) {
      for (const hal::BudgetNumber& number : contribution.numbers) {
        if (number.name == name) {
          return number.value;
        }
      }
    }
  }
  ADD_FAILURE() << "no " << name << " at " << where;
  return 0.0;
}

// The powers that the budget's noise rests on are those at the amplifiers of a bench without deviations.
TEST(BudgetPowers, AreThoseAtTheAmplifiersOfABenchAsItsSheetsSay) {
  core::Model model;
  model.frame = {.samples = 64, .oversampling = 2};
  model.readout = {.detect = core::Detection::intensity};
  // A layer without a nonlinear phase has no spool: its amplifier stands as low as it goes.
  model.layers = test::lossless({2.0, -1.0, 3.0}, {0.05, 0.0, 0.2});
  const BudgetQuestion question(model);
  hal::BenchSpread noisy;
  noisy.amplifier_noise_figure_db = 5.0;
  const hal::ErrorBudget budget = question.budget(noisy);
  hal::BenchSpread lossy;  // as the sheets of the spools say
  lossy.has_spool_attenuation = 1.0;
  const AssembledBench bench = assemble_bench(question.rig(), question.plan().light_path,
                                              hal::builtin_catalog(), {.spread = lossy, .seed = 3});
  const hal::EmissionPermit permit = bench.instruments.rig->arm();
  static_cast<void>(bench.instruments.rig->backend().run(
      {.stages = hal::planned_settings(question.plan()),
       .waveform = core::FieldBatch<double>(1, model.frame.grid_size())},
      permit));
  for (std::size_t m = 1; m <= 3; ++m) {
    const std::string amplifier = fmt::format("edfa-{}", m);
    const std::string stage = fmt::format("stage {}", m);
    // A simulated bench has no losses in front of its modulator; the document tells 0.31 and 0.28 dB.
    const double in_front_db = m == 1 ? -0.59 : 0.0;
    EXPECT_NEAR(test::decibels(number_of(budget, stage, "input power") /
                               bench.physics->arriving_w(amplifier)),
                in_front_db, 0.05)
        << amplifier;
    EXPECT_NEAR(test::decibels(number_of(budget, stage, "output power") /
                               bench.physics->leaving_w(amplifier)),
                0.0, 1e-9)
        << amplifier;
  }
}

// Both ends of a bench roll off as the budget's optics say.
TEST(BudgetOptics, RollOffAsTheGeneratorsAndReceiversOfSimulatedBenches) {
  const hal::RigDocument rig = test::wide_lab_rig();
  const hal::LightPath path = test::lab_path(1);
  const hal::BenchSpread spread = hal::rough_bench();
  const hal::RigOptics optics = hal::optics_of(rig, path, hal::builtin_catalog(), spread);
  const double rate_hz = 1e9 * path.sample_rate_gsa_per_s;
  for (const double share : {-1.0, -0.4, 0.0, 0.1, 0.35, 0.8}) {
    const auto expect_alike = [&](std::complex<double> found, double bandwidth) {
      const std::complex<double> wanted =
          transfer_at({.bandwidth_hz = bandwidth * rate_hz}, share * rate_hz);
      EXPECT_LT(std::abs(found - wanted), 1e-12) << share;
    };
    expect_alike(optics.transmitter(share), spread.generator_bandwidth_per_sample_rate);
    expect_alike(optics.receiver(share), spread.receiver_bandwidth_per_sample_rate);
  }
}

}  // namespace
}  // namespace fiberloom::sim
