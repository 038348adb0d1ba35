#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>

#include "bench/assembled_bench.hpp"
#include "bench_errors.hpp"
#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

using test::LabQuestion;

const LabQuestion two_stages{
    .b = {1.0, -0.7}, .nonlinear_phase = {0.4, 0.3}, .samples = 64, .frames = 3, .band = 0.5};

ImpairmentReport report_of(const hal::BenchSpread& spread, std::size_t benches, std::size_t threads,
                           std::uint64_t first_seed = 5) {
  const hal::RigDocument rig = test::wide_lab_rig();
  const hal::LightPath path = two_stages.path();
  core::WorkerPool workers(threads);
  return report_impairments({.rig = rig,
                             .path = path,
                             .catalog = hal::builtin_catalog(),
                             .spread = spread,
                             .first_seed = first_seed,
                             .num_benches = benches},
                            two_stages.request(), workers);
}

TEST(ImpairmentReport, TheIdealBenchIsPerfect) {
  const ImpairmentReport report = report_of(hal::ideal_bench(), 1, 1);
  ASSERT_EQ(report.rows.size(), impairments().size());
  EXPECT_LT(report.all.field_nmse, 1e-14);
  EXPECT_LT(report.all.trace_nmse, 1e-14);
  for (const ImpairmentRow& row : report.rows) {
    EXPECT_FALSE(row.is_on) << row.impairment->name;
    EXPECT_EQ(row.alone.field_nmse, 0.0);
  }
}

TEST(ImpairmentReport, SmallErrorsAddUp) {
  hal::BenchSpread spread;
  spread.generator_jitter_s = 50e-15;
  spread.laser_rin_db_per_hz = -150.0;
  spread.group_delay_ripple_ps = 3.0;
  spread.shot_noise_factor = 1.0;
  const ImpairmentReport report = report_of(spread, 4, 2);
  EXPECT_NEAR(test::decibels(report.sum.field_nmse), test::decibels(report.all.field_nmse), 0.5);
  EXPECT_NEAR(test::decibels(report.sum.trace_nmse), test::decibels(report.all.trace_nmse), 0.5);
  double field = 0.0;
  for (const ImpairmentRow& row : report.rows) {
    field += row.alone.field_nmse;
    if (row.is_on) {
      EXPECT_LT(row.without.trace_nmse, report.all.trace_nmse * 1.02) << row.impairment->name;
    } else {
      EXPECT_EQ(row.without.trace_nmse, report.all.trace_nmse) << row.impairment->name;
    }
  }
  EXPECT_DOUBLE_EQ(field, report.sum.field_nmse);
}

TEST(ImpairmentReport, WhatStandsBehindThePhotodiodeLeavesTheFieldAlone) {
  hal::BenchSpread spread;
  spread.shot_noise_factor = 1.0;
  spread.digitizer_bits = 8;
  spread.readout_skew_s = 1e-12;
  const ImpairmentReport report = report_of(spread, 1, 1);
  EXPECT_LT(report.all.field_nmse, 1e-14);
  EXPECT_GT(report.all.trace_nmse, 1e-6);
}

TEST(ImpairmentReport, DoesNotDependOnThreadsAndIsTheMeanOverItsBenches) {
  const ImpairmentReport both = report_of(hal::typical_bench(), 2, 1);
  const ImpairmentReport threaded = report_of(hal::typical_bench(), 2, 3);
  const ImpairmentReport first = report_of(hal::typical_bench(), 1, 1, 5);
  const ImpairmentReport second = report_of(hal::typical_bench(), 1, 1, 6);
  EXPECT_DOUBLE_EQ(both.all.trace_nmse, 0.5 * (first.all.trace_nmse + second.all.trace_nmse));
  EXPECT_NE(first.all.trace_nmse, second.all.trace_nmse);
  for (std::size_t i = 0; i < both.rows.size(); ++i) {
    EXPECT_EQ(both.rows[i].alone.field_nmse, threaded.rows[i].alone.field_nmse);
    EXPECT_EQ(both.rows[i].without.trace_nmse, threaded.rows[i].without.trace_nmse);
    EXPECT_DOUBLE_EQ(both.rows[i].alone.trace_nmse,
                     0.5 * (first.rows[i].alone.trace_nmse + second.rows[i].alone.trace_nmse));
  }
}

TEST(ImpairmentReport, RefusesNoBenches) {
  test::expect_error<core::InputError>("input.benches", {"one bench"}, [] {
    static_cast<void>(report_of(hal::ideal_bench(), 0, 1));
  });
}

// One frame again and again: what is left beside the ideal trace is noise.
std::vector<double> trace_noise(const hal::BenchSpread& spread, std::int64_t first_shot,
                                std::size_t threads = 1) {
  const AssembledBench bench =
      assemble_bench(test::wide_lab_rig(), two_stages.path(), hal::builtin_catalog(),
                     {.spread = spread, .seed = 9, .num_threads = threads});
  const hal::EmissionPermit permit = bench.instruments.rig->arm();
  hal::RunRequest request = two_stages.request();
  request.waveform = core::FieldBatch<double>(64, 64);
  std::fill(request.waveform.values().begin(), request.waveform.values().end(), 0.7);
  request.first_shot = first_shot;
  const auto trace = bench.instruments.rig->backend().run(request, permit).trace;
  std::vector<double> noise(trace.values().begin(), trace.values().end());
  double mean = 0.0;
  for (const double value : noise) {
    mean += value / static_cast<double>(noise.size());
  }
  for (double& value : noise) {
    value -= mean;
  }
  return noise;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double between = 0.0;
  double squares_a = 0.0;
  double squares_b = 0.0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    between += a[j] * b[j];
    squares_a += a[j] * a[j];
    squares_b += b[j] * b[j];
  }
  return between / std::sqrt(squares_a * squares_b);
}

TEST(BenchNoise, OfDifferentComponentsAndShotsIsIndependent) {
  std::vector<std::vector<double>> noises;
  const auto add = [&](auto&& switch_on) {
    hal::BenchSpread spread;
    switch_on(spread);
    noises.push_back(trace_noise(spread, 0));
    noises.push_back(trace_noise(spread, 64));
  };
  add([](hal::BenchSpread& spread) { spread.generator_effective_bits = 6.0; });
  add([](hal::BenchSpread& spread) { spread.laser_rin_db_per_hz = -150.0; });
  add([](hal::BenchSpread& spread) { spread.amplifier_noise_figure_db = 5.0; });
  add([](hal::BenchSpread& spread) { spread.shot_noise_factor = 1.0; });
  add([](hal::BenchSpread& spread) { spread.has_thermal_noise = 1.0; });
  add([](hal::BenchSpread& spread) { spread.digitizer_effective_bits = 6.0; });
  for (std::size_t i = 0; i < noises.size(); ++i) {
    for (std::size_t j = i + 1; j < noises.size(); ++j) {
      // 4096 samples: a standard deviation of 1/64. Shot and thermal noise of one shot are one noise of the photodiode.
      const bool is_one_source = (i == 6 && j == 8) || (i == 7 && j == 9);
      if (!is_one_source) {
        EXPECT_LT(std::abs(correlation(noises[i], noises[j])), 4.5 / 64.0) << i << " and " << j;
      }
    }
  }
}

TEST(BenchNoise, DoesNotDependOnTheNumberOfThreads) {
  EXPECT_EQ(trace_noise(hal::typical_bench(), 7, 1), trace_noise(hal::typical_bench(), 7, 2));
  EXPECT_EQ(trace_noise(hal::rough_bench(), 7, 1), trace_noise(hal::rough_bench(), 7, 3));
  EXPECT_NE(trace_noise(hal::typical_bench(), 7), trace_noise(hal::typical_bench(), 8));
}

}  // namespace
}  // namespace fiberloom::sim
