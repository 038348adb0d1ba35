#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/sim/bench/impairment_report.hpp>
#include <numbers>

#include "lab_rig.hpp"
#include "random.hpp"
#include "rows.hpp"

namespace fiberloom::test {

inline double decibels(double ratio) { return 10.0 * std::log10(ratio); }

/// White complex Gaussian frames on that share of the band, of unit mean power each, so that nothing but the times and
/// phases of the light differ from frame to frame.
inline core::FieldBatch<double> gaussian_frames(std::size_t frames, std::size_t samples,
                                                double band) {
  Random random(411);
  core::FieldBatch<double> batch(frames, samples);
  for (std::size_t i = 0; i < frames; ++i) {
    const Row row = band_limited_row(samples, band, random);
    std::copy(row.begin(), row.end(), batch.row(i).begin());
  }
  return batch;
}

/// Mean square angular frequency of white light on that share of the band, rad^2 per sample^2.
inline double mean_square_frequency(double band) {
  const double half_width = band * std::numbers::pi;
  return half_width * half_width / 3.0;
}

/// What is asked of the lab rig: a network, its light, and how fast it is played.
struct LabQuestion {
  std::vector<double> b{0.4};
  std::vector<double> nonlinear_phase{0.1};
  std::size_t samples = 256;
  std::size_t frames = 12;
  double band = 1.0;
  double sample_rate_gsa_per_s = 120.0;
  hal::Catalog catalog = hal::builtin_catalog();

  [[nodiscard]] hal::LightPath path() const {
    hal::LightPath path = lab_path(b.size());
    path.sample_rate_gsa_per_s = sample_rate_gsa_per_s;
    return path;
  }
  [[nodiscard]] hal::RunRequest request() const {
    return {.stages = lab_settings(path(), b, nonlinear_phase),
            .waveform = gaussian_frames(frames, samples, band)};
  }
};

/// A rig whose digitiser does not clip a Gaussian frame: its peaks reach twelve times the mean. Its converters, lasers
/// and amplifiers are of no known part, so that a spread alone tells how good they are.
inline hal::RigDocument wide_lab_rig() {
  hal::RigDocument rig = lab_rig();
  for (hal::InstrumentSpec& instrument : rig.bench->instruments) {
    if (!instrument.role.starts_with("dispersion_") && !instrument.role.starts_with("programm")) {
      instrument.part.clear();
    }
  }
  rig.bench->receiver.photodiode_part.clear();
  rig.bench->receiver.full_scale = 40.0;
  return rig;
}

/// How far benches of that spread are from the ideal one.
inline sim::BenchError errors_of(const hal::BenchSpread& spread, const LabQuestion& question,
                                 std::uint64_t seed = 21, std::size_t benches = 1) {
  const hal::RigDocument rig = wide_lab_rig();
  const hal::LightPath path = question.path();
  core::WorkerPool workers(1);
  return sim::report_impairments({.rig = rig,
                                  .path = path,
                                  .catalog = question.catalog,
                                  .spread = spread,
                                  .first_seed = seed,
                                  .num_benches = benches},
                                 question.request(), workers)
      .all;
}

/// Within 1 dB of a closed form.
inline void expect_closed_form(double nmse, double closed_form, const char* what) {
  ::testing::Test::RecordProperty(what, std::to_string(decibels(nmse)) + " dB, closed form " +
                                            std::to_string(decibels(closed_form)));
  EXPECT_NEAR(decibels(nmse), decibels(closed_form), 1.0) << what;
}

}  // namespace fiberloom::test
