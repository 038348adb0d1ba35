#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>

#include "bench/assembled_bench.hpp"
#include "bench/drawn_line.hpp"
#include "bench_errors.hpp"

namespace fiberloom::sim {
namespace {

using test::LabQuestion;
namespace units = core::units;

// The part of that name as it was drawn.
template <class Part>
Part drawn_part(const hal::BenchSpread& spread, const LabQuestion& question,
                const std::string& name) {
  const hal::RigDocument rig = test::wide_lab_rig();
  const hal::LightPath path = question.path();
  const DrawnLine line = draw_line({rig, path, question.catalog, spread, 21});
  return std::get<Part>(std::ranges::find(line, name, &LineElement::name)->part);
}

TEST(LineClosedForm, WrongDispersionCostsTheVarianceOfTheSquaredFrequency) {
  hal::BenchSpread spread;
  spread.dispersion_tolerance_default_relative = 0.02;
  spread.dispersion_tolerance_share = 0.3;
  for (const double band : {1.0, 0.5}) {
    const LabQuestion question{.b = {1.0}, .band = band};
    const auto compensator = drawn_part<TunableCompensator>(spread, question, "tdc-1");
    const double off_ps_per_nm = compensator.set_to(0.0).parameters().dispersion_ps_per_nm;
    const double off = hal::b_of(
        core::group_delay_dispersion(off_ps_per_nm * units::ps_per_nm, 1550.0 * units::nm),
        question.path());
    ASSERT_NE(off, 0.0);
    const double edge = band * std::numbers::pi;
    test::expect_closed_form(test::errors_of(spread, question).field_nmse,
                             off * off / 4.0 * std::pow(edge, 4.0) * (1.0 / 5.0 - 1.0 / 9.0),
                             "dispersion");
  }
}

TEST(LineClosedForm, WrongNonlinearPhaseCostsTwiceItsSquare) {
  hal::BenchSpread spread;
  spread.nonlinear_tolerance_share = 1.0;
  spread.nonlinear_tolerance_default_relative = 0.1;
  const LabQuestion question{.nonlinear_phase = {0.5}, .frames = 40};
  const std::string spool = "stage 1/ofs-hnlf-507";
  const double drawn = drawn_part<FiberSpool>(spread, question, spool).phase_per_watt();
  const double nominal =
      drawn_part<FiberSpool>(hal::ideal_bench(), question, spool).phase_per_watt();
  const double off = 0.5 * (drawn / nominal - 1.0);
  ASSERT_NE(off, 0.0);
  test::expect_closed_form(test::errors_of(spread, question).field_nmse, 2.0 * off * off, "phase");
}

TEST(LineClosedForm, GroupDelayRippleIsARippleOfThePhase) {
  hal::BenchSpread spread;
  // 0.05 rad: -29 dB; 0.01 rad: -43 dB.
  spread.group_delay_ripple_ps = 5.0;
  spread.group_delay_ripple_period_ghz = 10.0;
  test::expect_closed_form(test::errors_of(spread, {}).field_nmse, 0.05 * 0.05 / 2.0, "5 ps");
  spread.group_delay_ripple_ps = 10.0;
  spread.group_delay_ripple_period_ghz = 1.0;
  test::expect_closed_form(test::errors_of(spread, {.samples = 1024, .frames = 4}).field_nmse,
                           0.01 * 0.01 / 2.0, "10 ps");
}

// Residual dispersion inside a nonlinear spool of 1 rad, half band: a table of simulations that are not this program's.
TEST(LineClosedForm, DispersionInsideTheSpoolFollowsItsTable) {
  hal::BenchSpread spread;
  spread.has_spool_dispersion = 1.0;
  struct Entry {
    double b;
    double nmse_db;
  };
  hal::Catalog catalog = hal::builtin_catalog();
  for (hal::Part& part :
       catalog.parts) {  // the table knows no third order: its slope undoes that of 2 D/lambda
    part.slope_ps_per_nm2_km = -2.0 / 1550.0 * part.dispersion_ps_per_nm_km.value_or(0.0);
  }
  for (const Entry& entry : {Entry{0.001, -57.0}, Entry{0.01, -37.0}, Entry{0.03, -28.0}}) {
    // The faster the samples, the more of them the spool's dispersion is.
    LabQuestion question{
        .b = {0.0}, .nonlinear_phase = {1.0}, .frames = 24, .band = 0.5, .catalog = catalog};
    const auto spool = drawn_part<FiberSpool>(spread, question, "stage 1/ofs-hnlf-507");
    const core::Fiber fiber = spool.fiber_at(1550e-9, {.temperature_k = 296.15});
    const double dispersion_s2 = std::abs(fiber.betas[0]) * fiber.length_m;
    question.sample_rate_gsa_per_s = 1e-9 / std::sqrt(dispersion_s2 / entry.b);
    EXPECT_NEAR(test::decibels(test::errors_of(spread, question).field_nmse), entry.nmse_db, 1.0)
        << entry.b;
  }
}

// Powers at the amplifiers' inputs, as they really are.
std::vector<double> seeds_w(const LabQuestion& question) {
  const AssembledBench bench =
      assemble_bench(test::wide_lab_rig(), question.path(), hal::builtin_catalog(), {.seed = 21});
  const hal::EmissionPermit permit = bench.instruments.rig->arm();
  static_cast<void>(bench.instruments.rig->backend().run(question.request(), permit));
  std::vector<double> seeds;
  for (std::size_t m = 0; m < question.b.size(); ++m) {
    seeds.push_back(bench.physics->arriving_w("edfa-" + std::to_string(m + 1)));
  }
  return seeds;
}

// Noise over signal behind an amplifier of high gain: F h nu B/2 over its input power.
double emission_nmse(double noise_figure_db, double input_w) {
  const double photon_j = core::constants::planck.in(units::j_s)*299792458.0 / 1550e-9;
  return std::pow(10.0, 0.1 * noise_figure_db) * photon_j * 120e9 / 2.0 / input_w;
}

// Weak noise on Gaussian light grows by 1 + 2 kappa Gamma^2 in a Kerr element, kappa = 2.
double noise_gain(double nonlinear_phase) { return 1.0 + 4.0 * nonlinear_phase * nonlinear_phase; }

TEST(LineClosedForm, SpontaneousEmissionIsThatOfTheInputPower) {
  hal::BenchSpread spread;
  spread.amplifier_noise_figure_db = 5.0;
  const LabQuestion question{.nonlinear_phase = {0.05}};
  test::expect_closed_form(test::errors_of(spread, question).field_nmse,
                           emission_nmse(5.0, seeds_w(question)[0]) * noise_gain(0.05),
                           "one stage");
}

TEST(LineClosedForm, SpontaneousEmissionGrowsInTheKerrElementsBehind) {
  hal::BenchSpread spread;
  spread.amplifier_noise_figure_db = 4.0;
  const LabQuestion question{.b = {1.0, -0.7}, .nonlinear_phase = {0.3, 0.3}, .frames = 24};
  const std::vector<double> seeds = seeds_w(question);
  const double first = emission_nmse(4.0, seeds[0]) * noise_gain(0.3) * noise_gain(0.3);
  const double second = emission_nmse(4.0, seeds[1]) * noise_gain(0.3);
  test::expect_closed_form(test::errors_of(spread, question).field_nmse, first + second,
                           "two stages");
}

}  // namespace
}  // namespace fiberloom::sim
