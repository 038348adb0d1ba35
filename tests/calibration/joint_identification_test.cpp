#include <fiberloom/calibration/joint_identification.hpp>

#include <gtest/gtest.h>

#include <string>

#include "expect_error.hpp"
#include "fake_glass.hpp"

namespace fiberloom::calibration {
namespace {

constexpr std::size_t oversampling = 2;
const core::LowPass optical_filter{.cutoff = 0.4, .order = 4};

core::Model model_of_stages(std::size_t num_stages) {
  core::Model model;
  model.frame = {.samples = 32, .oversampling = oversampling};
  model.layers = core::zero_layers(num_stages);
  return model;
}

// Three stages behind each other; in front of the photodiode an optical filter, so that every number leaves a trace.
struct ThreeStages {
  core::Model model = model_of_stages(3);
  LayerSettings settings{.dispersion = {1.9, 1.2, -2.0}, .nonlinear_phase = {0.9, 0.8, 0.7}};
  TwinParameters truth{.dispersion_scale = {1.06, 0.93, 1.02},
                       .nonlinear_phase_scale = {0.88, 1.12, 1.05},
                       .delay_samples = -0.07,
                       .gain = 1.04,
                       .transmitter_inverse_bandwidth = 2.6,
                       .receiver_inverse_bandwidth = 2.1};
  core::WorkerPool workers{1};

  ThreeStages() { model.low_pass = optical_filter; }

  test::FakeBench bench(double noise, std::uint64_t seed) const {
    return test::FakeBench({.twin = truth, .noise = noise, .seed = seed}, test::plain_path(3), {},
                           optical_filter);
  }
};

// Name, value and standard error of every fitted number.
struct Fitted {
  std::string name;
  double value;
  double truth;
  double standard_error;
};

std::vector<Fitted> fitted(const Identification& found, const TwinParameters& truth) {
  std::vector<Fitted> list;
  for (std::size_t m = 0; m < truth.dispersion_scale.size(); ++m) {
    const std::string stage = "stage " + std::to_string(m + 1);
    list.push_back({stage + " dispersion", found.twin.dispersion_scale[m],
                    truth.dispersion_scale[m], found.standard_error.dispersion_scale[m]});
    list.push_back({stage + " phase", found.twin.nonlinear_phase_scale[m],
                    truth.nonlinear_phase_scale[m], found.standard_error.nonlinear_phase_scale[m]});
  }
  list.push_back(
      {"delay", found.twin.delay_samples, truth.delay_samples, found.standard_error.delay_samples});
  list.push_back({"gain", found.twin.gain, truth.gain, found.standard_error.gain});
  list.push_back({"transmitter", found.twin.transmitter_inverse_bandwidth,
                  truth.transmitter_inverse_bandwidth,
                  found.standard_error.transmitter_inverse_bandwidth});
  list.push_back({"receiver", found.twin.receiver_inverse_bandwidth,
                  truth.receiver_inverse_bandwidth,
                  found.standard_error.receiver_inverse_bandwidth});
  return list;
}

TEST(JointIdentification, RecoversEveryNumberWithoutNoise) {
  ThreeStages task;
  test::FakeBench bench = task.bench(0.0, 1);
  const Identification found = identify_twin(*bench.session, task.model, task.settings,
                                             {.num_probes = 8, .seed = 3}, task.workers);
  for (const Fitted& number : fitted(found, task.truth)) {
    EXPECT_NEAR(number.value, number.truth, 1e-4) << number.name;
  }
  EXPECT_GT(found.error_before, 1e-3);
  EXPECT_LT(found.error_after, 1e-8);
}

TEST(JointIdentification, FindsTheStepsThatWereTakenNotTheOnesAskedFor) {
  // In steps of 0.5 the stages take 2.0, 1.0 and -2.0; against 1.9 and 1.2 the scales would be 5 and 20 % off.
  ThreeStages task;
  hal::LightPath path = test::plain_path(3);
  for (hal::StagePath& stage : path.stages) {
    stage.dispersion_step_ps2 = 0.5;
  }
  test::FakeBench bench({.twin = task.truth}, path, {}, optical_filter);
  const Identification found =
      identify_twin(*bench.session, task.model, task.settings, {.num_probes = 8}, task.workers);
  for (std::size_t m = 0; m < 3; ++m) {
    EXPECT_NEAR(found.twin.dispersion_scale[m], task.truth.dispersion_scale[m], 1e-4) << m;
  }
}

TEST(JointIdentification, StandardErrorsTellHowFarOffItIs) {
  // 30 benches with noise of their own: errors over standard errors have an rms of one when the latter are right. The
  // rms of 30 normal numbers lies within 0.74 and 1.26 in 95 of 100 cases.
  constexpr std::size_t num_seeds = 30;
  ThreeStages task;
  std::vector<double> squares;
  std::vector<std::string> names;
  for (std::size_t seed = 0; seed < num_seeds; ++seed) {
    test::FakeBench bench = task.bench(0.03, 900 + seed);
    const Identification found =
        identify_twin(*bench.session, task.model, task.settings,
                      {.num_probes = 16, .averages = 1, .seed = seed}, task.workers);
    const std::vector<Fitted> list = fitted(found, task.truth);
    squares.resize(list.size());
    names.resize(list.size());
    for (std::size_t p = 0; p < list.size(); ++p) {
      const double pull = (list[p].value - list[p].truth) / list[p].standard_error;
      squares[p] += pull * pull / static_cast<double>(num_seeds);
      names[p] = list[p].name;
    }
  }
  for (std::size_t p = 0; p < squares.size(); ++p) {
    EXPECT_GT(std::sqrt(squares[p]), 0.6) << names[p];
    EXPECT_LT(std::sqrt(squares[p]), 1.6) << names[p];
  }
}

TEST(JointIdentification, MoreAveragesMakeItMoreCertain) {
  // Sixteen times the shots: a quarter of the standard error, up to the scatter between frames.
  ThreeStages task;
  test::FakeBench few = task.bench(0.05, 5);
  test::FakeBench many = task.bench(0.05, 5);
  const auto measured = [&](test::FakeBench& bench, std::size_t averages) {
    return identify_twin(*bench.session, task.model, task.settings,
                         {.num_probes = 16, .averages = averages}, task.workers);
  };
  const Identification rough = measured(few, 1);
  const Identification fine = measured(many, 16);
  EXPECT_NEAR(rough.standard_error.dispersion_scale[0] / fine.standard_error.dispersion_scale[0],
              4.0, 1.2);
}

TEST(JointIdentification, LeavesWhatTheProbesDoNotReachAtItsPrior) {
  // One stage without nonlinear element: nothing tells its phase scale. The prior is 1 with 0.2.
  core::Model model = model_of_stages(1);
  core::WorkerPool workers(1);
  TwinParameters truth = nominal_twin(1);
  truth.dispersion_scale[0] = 1.08;
  test::FakeBench bench({.twin = truth, .noise = 0.01, .seed = 8}, test::plain_path(1));
  const Identification found =
      identify_twin(*bench.session, model, {.dispersion = {6.0}, .nonlinear_phase = {0.0}},
                    {.num_probes = 8, .averages = 1, .prior_nonlinear_phase_rms = 0.2}, workers);
  EXPECT_NEAR(found.twin.nonlinear_phase_scale[0], 1.0, 1e-9);
  EXPECT_NEAR(found.standard_error.nonlinear_phase_scale[0], 0.2, 1e-9);
  EXPECT_NEAR(found.twin.dispersion_scale[0], 1.08, 0.01);
  EXPECT_LT(found.standard_error.dispersion_scale[0], 0.005);
}

TEST(JointIdentification, LeavesALastKerrStepThatNoPhotodiodeSeesAtItsPrior) {
  core::Model model = model_of_stages(2);
  core::WorkerPool workers(1);
  TwinParameters truth = nominal_twin(2);
  truth.nonlinear_phase_scale = {0.9, 1.3};
  test::FakeBench bench({.twin = truth}, test::plain_path(2));
  const Identification found = identify_twin(
      *bench.session, model, {.dispersion = {2.0, 2.0}, .nonlinear_phase = {0.8, 0.8}},
      {.num_probes = 8, .prior_nonlinear_phase_rms = 0.15}, workers);
  EXPECT_NEAR(found.twin.nonlinear_phase_scale[0], 0.9, 1e-4);
  EXPECT_NEAR(found.twin.nonlinear_phase_scale[1], 1.0, 1e-6);
  EXPECT_NEAR(found.standard_error.nonlinear_phase_scale[1], 0.15, 1e-6);
}

TEST(JointIdentification, CountsEveryPass) {
  ThreeStages task;
  test::FakeBench bench = task.bench(0.01, 1);
  bench.session->set_method("calibrate");
  identify_twin(*bench.session, task.model, task.settings,
                {.num_probes = 7, .launch_levels = {0.5, 1.0}, .averages = 3, .num_held_out = 2},
                task.workers);
  const std::vector<hal::LedgerEntry> expected{
      {"calibrate", "identification", std::int64_t{7 + 2} * 2 * 3}};
  EXPECT_EQ(bench.ledger.entries, expected);
}

TEST(JointIdentification, DoesNotCallItACalibrationWhenNoLightComesBack) {
  ThreeStages task;
  for (const double noise : {0.0, 0.003, 0.03, 0.3}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      test::FakeBench bench = task.bench(noise, seed);
      bench.glass->truth.is_dark = true;
      test::expect_error<core::NumericalError>("numerical.fit", {"light"}, [&] {
        identify_twin(*bench.session, task.model, task.settings, {.num_probes = 8}, task.workers);
      });
    }
  }
}

TEST(JointIdentification, FailsWhenItMayNotTryLongEnough) {
  ThreeStages task;
  test::FakeBench bench = task.bench(0.01, 1);
  test::expect_error<core::NumericalError>("numerical.fit", {"did not converge"}, [&] {
    identify_twin(*bench.session, task.model, task.settings,
                  {.num_probes = 8, .maximum_iterations = 2}, task.workers);
  });
}

TEST(ProbeFrames, HaveUnitPowerAndStayInTheirBand) {
  const core::Frame frame{.samples = 64, .oversampling = 2};
  const core::FieldBatch<double> frames = probe_frames(frame, 5, 77);
  ASSERT_EQ(frames.batch(), 5U);
  ASSERT_EQ(frames.samples(), 128U);
  for (std::size_t i = 0; i < 5; ++i) {
    const test::Row spectrum = test::fourier_sum(frames.row(i), -1.0);
    // Bin k of 128 points at 2 per sample lies at k/64 cycles per sample; the band ends at 0.2.
    for (std::size_t k = 0; k < 128; ++k) {
      const double cycles = static_cast<double>(std::min(k, 128 - k)) / 64.0;
      if (cycles > 0.2) {
        EXPECT_LT(std::abs(spectrum[k]), 1e-10) << i << ", bin " << k;
      }
    }
    EXPECT_NEAR(test::energy(frames.row(i)) / 128.0, 1.0, 1e-12) << i;
  }
}

TEST(ProbeFrames, AreTheSameForASeedAndOthersForAnother) {
  const core::Frame frame{.samples = 32, .oversampling = 2};
  EXPECT_EQ(probe_frames(frame, 3, 4), probe_frames(frame, 3, 4));
  EXPECT_FALSE(probe_frames(frame, 3, 4) == probe_frames(frame, 3, 5));
  const core::FieldBatch<double> frames = probe_frames(frame, 2, 4);
  EXPECT_GT(test::largest_difference(frames.row(0), frames.row(1)), 0.1);
}

}  // namespace
}  // namespace fiberloom::calibration
