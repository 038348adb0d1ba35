#pragma once

#include <cmath>
#include <cstdint>
#include <fiberloom/calibration/rig_session.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/roll_off.hpp>
#include <fiberloom/core/units.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "fake_rig.hpp"
#include "rows.hpp"

namespace fiberloom::test {

/// What a fake rig makes of its settings, and how badly it behaves.
struct GlassTruth {
  calibration::TwinParameters twin;
  double noise =
      0.0;  ///< rms of every detected value of every shot, drawn by the number of the shot
  std::uint64_t seed = 1;
  bool is_dark = false;      ///< no light reaches the receiver, which sees its noise alone
  bool loses_frame = false;  ///< the last frame of every run does not come back
};

/// A path of T0 = 1 ps and 1 rad/W: 1 ps^2 is b = 1, 1 W is Gamma = 1. Ranges: -50..50 ps^2, 0..5 W.
inline hal::LightPath plain_path(std::size_t num_stages, std::size_t oversampling = 2) {
  hal::LightPath path;
  path.sample_rate_gsa_per_s = 1000.0 * static_cast<double>(oversampling);
  path.oversampling = oversampling;
  for (std::size_t m = 0; m < num_stages; ++m) {
    hal::StagePath stage;
    stage.name = "stage " + std::to_string(m + 1);
    stage.minimum_dispersion_ps2 = -50.0;
    stage.maximum_dispersion_ps2 = 50.0;
    stage.phase_per_watt_rad = 1.0;
    stage.maximum_launch_power_w = 5.0;
    path.stages.push_back(stage);
  }
  return path;
}

/// Filters a row as a bench does: spectrum times transfer.
inline void filter(std::span<Complex> row, const std::vector<Complex>& transfer) {
  const core::FftPlan<double> plan(row.size());
  plan.forward(row);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] *= transfer[j];
  }
  plan.inverse(row);
}

/// The trace that a bench with these deviations makes of one waveform: roll-off, glass, photodiode, roll-off, delay,
/// gain. `scaled` are the layers that the settings stand for, the deviations put in.
inline std::vector<double> fake_trace(std::span<const Complex> waveform,
                                      const core::LayerParameters& scaled,
                                      const calibration::TwinParameters& truth,
                                      std::size_t oversampling,
                                      const std::optional<core::LowPass>& low_pass = {}) {
  const core::TimeGrid grid(waveform.size(), 1.0 / static_cast<double>(oversampling));
  Row row(waveform.begin(), waveform.end());
  filter(row, core::roll_off_transfer({truth.transmitter_inverse_bandwidth}, grid));
  row = propagated(std::move(row), scaled, low_pass, static_cast<double>(oversampling));
  for (Complex& value : row) {
    value = std::norm(value);
  }
  std::vector<Complex> receive = core::roll_off_transfer({truth.receiver_inverse_bandwidth}, grid);
  const std::vector<double> w = grid.angular_frequencies();
  for (std::size_t j = 0; j < receive.size(); ++j) {
    receive[j] *= std::polar(truth.gain, -w[j] * truth.delay_samples);
  }
  filter(row, receive);
  std::vector<double> trace;
  for (const Complex& value : row) {
    trace.push_back(value.real());
  }
  return trace;
}

/// The layers of a bench that is set so.
inline core::LayerParameters scaled_layers(const calibration::LayerSettings& settings,
                                           const calibration::TwinParameters& truth) {
  core::LayerParameters layers = lossless(settings.dispersion, settings.nonlinear_phase);
  for (std::size_t m = 0; m < settings.dispersion.size(); ++m) {
    layers.beta2[m] *= truth.dispersion_scale[m];
    layers.gamma[m] *= truth.nonlinear_phase_scale[m];
  }
  return layers;
}

/// What one run asked for.
struct Order {
  std::int64_t first_shot = 0;
  std::size_t frames = 0;
  std::size_t averages = 0;
  std::vector<double> dispersion_ps2{};  ///< as taken: the nearest step of a stage that has steps
};

/// A backend whose glass is the digital propagator with known deviations.
class FakeGlass final : public hal::Backend {
 public:
  FakeGlass(hal::LightPath path, GlassTruth glass, std::optional<core::LowPass> low_pass)
      : Backend({.path = std::move(path),
                 .maximum_detector_power_w = 1.0,
                 .detector_reference_power_w = 1e-3}),
        truth(std::move(glass)),
        low_pass_(low_pass) {}

  GlassTruth truth;
  std::vector<Order> orders;

 private:
  hal::RunResult run_checked(const hal::RunRequest& request) override {
    const calibration::LayerSettings taken = take_settings(request);
    orders.push_back({.first_shot = request.first_shot,
                      .frames = request.waveform.batch(),
                      .averages = request.averages,
                      .dispersion_ps2 = taken.dispersion});
    hal::RunResult result{
        .trace = core::RealBatch<double>(request.waveform.batch(), request.waveform.samples()),
        .applied = applied_,
        .quality = std::vector<hal::FrameQuality>(request.waveform.batch()),
        .optical_passes = static_cast<std::int64_t>(request.waveform.batch() * request.averages)};
    const core::LayerParameters layers = scaled_layers(taken, truth.twin);
    for (std::size_t i = 0; i < request.waveform.batch(); ++i) {
      const std::vector<double> trace = fake_trace(request.waveform.row(i), layers, truth.twin,
                                                   limits().path.oversampling, low_pass_);
      for (std::size_t j = 0; j < trace.size(); ++j) {
        result.trace.row(i)[j] = truth.is_dark ? 0.0 : trace[j];
      }
      for (std::size_t shot = 0; shot < request.averages; ++shot) {
        add_noise(request.first_shot + static_cast<std::int64_t>(i * request.averages + shot),
                  truth.noise / static_cast<double>(request.averages), result.trace.row(i));
      }
    }
    result.quality.back().lost = truth.loses_frame;
    return result;
  }

  calibration::LayerSettings take_settings(const hal::RunRequest& request) {
    calibration::LayerSettings taken;
    applied_.clear();
    for (std::size_t m = 0; m < request.stages.size(); ++m) {
      const hal::StagePath& stage = limits().path.stages[m];
      double ps2 = request.stages[m].dispersion.in(core::units::ps2);
      if (stage.dispersion_step_ps2 > 0.0) {
        const double low = stage.minimum_dispersion_ps2;
        ps2 = low + stage.dispersion_step_ps2 * std::round((ps2 - low) / stage.dispersion_step_ps2);
      }
      const core::Power power = request.stages[m].launch_power;
      applied_.push_back({.dispersion = {.requested = request.stages[m].dispersion,
                                         .applied = ps2 * core::units::ps2},
                          .launch_power = {.requested = power, .applied = power}});
      taken.dispersion.push_back(ps2);  // T0 = 1 ps: b is the number of ps^2
      taken.nonlinear_phase.push_back(power.in(core::units::w)*stage.phase_per_watt_rad);
    }
    return taken;
  }

  void add_noise(std::int64_t shot, double rms, std::span<double> trace) const {
    if (rms == 0.0) {
      return;
    }
    std::seed_seq seeds{static_cast<std::uint64_t>(shot), truth.seed};
    std::mt19937_64 engine(seeds);
    std::normal_distribution<double> normal;
    for (double& value : trace) {
      value += rms * normal(engine);
    }
  }

  std::optional<core::LowPass> low_pass_;
  std::vector<hal::AppliedStage> applied_;
};

/// An armed rig of one fake glass, with a ledger and a session on it.
struct FakeBench {
  hal::PassLedger ledger;
  FakeGlass* glass = nullptr;
  std::unique_ptr<hal::Rig> rig;
  std::unique_ptr<hal::EmissionPermit> permit;
  std::unique_ptr<calibration::RigSession> session;

  explicit FakeBench(GlassTruth truth, hal::LightPath path, std::stop_token stop = {},
                     std::optional<core::LowPass> low_pass = {}) {
    auto owned = std::make_unique<FakeGlass>(std::move(path), std::move(truth), low_pass);
    glass = owned.get();
    std::vector<std::unique_ptr<hal::EmissionSource>> sources;
    sources.push_back(std::make_unique<FakeSource>("laser", new_log()));
    rig = std::make_unique<hal::Rig>("fake", std::move(owned), std::move(sources));
    permit = std::make_unique<hal::EmissionPermit>(rig->arm());
    session =
        std::make_unique<calibration::RigSession>(rig->backend(), *permit, ledger, std::move(stop));
  }
};

}  // namespace fiberloom::test
