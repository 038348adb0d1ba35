#pragma once

#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/rig.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fiberloom::test {

/// What the fake sources and backends of one test were made to do, in order: "laser on", "laser off", "run".
using Log = std::shared_ptr<std::vector<std::string>>;

inline Log new_log() { return std::make_shared<std::vector<std::string>>(); }

class FakeSource final : public hal::EmissionSource {
 public:
  FakeSource(std::string name, Log log, bool fails = false)
      : name_(std::move(name)), log_(std::move(log)), fails_(fails) {}

  [[nodiscard]] std::string name() const override { return name_; }
  void enable() override {
    if (fails_) {
      throw core::InstrumentError("instrument.fake", name_ + " does not start");
    }
    log_->push_back(name_ + " on");
  }
  void make_safe() noexcept override { log_->push_back(name_ + " off"); }

 private:
  std::string name_;
  Log log_;
  bool fails_;
};

/// A backend that sends nothing and counts what reached it.
class FakeBackend final : public hal::Backend {
 public:
  FakeBackend(hal::BackendLimits limits, Log log)
      : Backend(std::move(limits)), log_(std::move(log)) {}

  bool fails = false;

 private:
  hal::RunResult run_checked(const hal::RunRequest& request) override {
    log_->push_back("run");
    if (fails) {
      throw core::InstrumentError("instrument.fake", "the digitiser does not answer");
    }
    hal::RunResult result;
    result.optical_passes = static_cast<std::int64_t>(request.waveform.batch() * request.averages);
    return result;
  }

  Log log_;
};

/// Two stages, -50..100 ps^2 and up to 0.2 W each; 1 mW at the photodiode for unit power, 4 mW at most.
inline hal::BackendLimits fake_limits() {
  hal::StagePath stage;
  stage.name = "first";
  stage.minimum_dispersion_ps2 = -50.0;
  stage.maximum_dispersion_ps2 = 100.0;
  stage.phase_per_watt_rad = 2.0;
  stage.maximum_launch_power_w = 0.2;
  hal::BackendLimits limits;
  limits.path.sample_rate_gsa_per_s = 92.0;
  limits.path.stages = {stage, stage};
  limits.path.stages[1].name = "second";
  limits.detector_reference_power_w = 1e-3;
  limits.maximum_detector_power_w = 4e-3;
  return limits;
}

/// Three frames of eight samples of unit power, through stages set well within their limits.
inline hal::RunRequest fake_request() {
  hal::RunRequest request;
  request.stages.resize(2);
  for (hal::StageSetting& setting : request.stages) {
    setting = {.dispersion = 20.0 * core::units::ps2, .launch_power = 0.1 * core::units::w};
  }
  request.waveform = core::FieldBatch<double>(3, 8);
  for (std::complex<double>& value : request.waveform.values()) {
    value = 1.0;
  }
  return request;
}

/// A rig of one fake backend and fake sources of these names; `backend` points into it.
struct FakeRig {
  Log log = new_log();
  FakeBackend* backend = nullptr;
  std::unique_ptr<hal::Rig> rig;

  explicit FakeRig(const std::vector<std::string>& names = {"laser"},
                   const std::string& failing = {}) {
    auto owned = std::make_unique<FakeBackend>(fake_limits(), log);
    backend = owned.get();
    std::vector<std::unique_ptr<hal::EmissionSource>> sources;
    sources.reserve(names.size());
    for (const std::string& name : names) {
      sources.push_back(std::make_unique<FakeSource>(name, log, name == failing));
    }
    rig = std::make_unique<hal::Rig>("fake", std::move(owned), std::move(sources));
  }

  [[nodiscard]] std::vector<std::string> take_log() const { return std::exchange(*log, {}); }
};

}  // namespace fiberloom::test
