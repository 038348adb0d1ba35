#include <gtest/gtest.h>

#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <memory>
#include <string>
#include <utility>

#include "bench/bench_physics.hpp"
#include "bench/simulated_instruments.hpp"
#include "expect_error.hpp"
#include "fake_instruments.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::hal {
namespace {

constexpr std::size_t memory_samples = 512;

// A generator that holds 256 samples a bank, on a simulated bench.
class SmallGenerator final : public WaveformGenerator {
 public:
  SmallGenerator(std::string name, const BenchAccess& bench,
                 std::shared_ptr<sim::BenchPhysics> physics)
      : WaveformGenerator(std::move(name), bench,
                          {.sample_rate_gsa_per_s = 120.0, .memory_samples = memory_samples}),
        physics_(std::move(physics)) {}

  int num_loads = 0;

 private:
  Identity do_configure() override {
    setting("amplitude_v").read_back(0.1);
    return {.vendor = "fake", .model = "generator", .serial_number = "1", .firmware = "1"};
  }
  void do_make_safe() noexcept override { physics_->mute(); }
  core::Voltage write_amplitude(core::Voltage amplitude) override { return amplitude; }
  void write_waveform(const LoadedWaveform& waveform) override {
    ++num_loads;
    bank_ = waveform;
  }
  void start_playing() override { physics_->load(std::move(bank_)); }

  LoadedWaveform bank_;

  std::shared_ptr<sim::BenchPhysics> physics_;
};

class GeneratorMemory : public testing::Test {
 protected:
  GeneratorMemory() {
    for (const InstrumentSpec& spec : rig_document.bench->instruments) {
      if (spec.name == "awg-1") {
        auto small = std::make_unique<SmallGenerator>(spec.name, bench->access(), physics);
        generator = small.get();
        bench->add(std::move(small));
      } else {
        bench->add(sim::make_simulated_instrument(
            {spec, rig_document, path, builtin_catalog(), spread, 3}, bench->access(), physics));
      }
    }
    rig = make_instrument_rig(bench, rig_document, path, builtin_catalog());
  }
  // What the bench's guard knows of every setting but of what is switched off when a run fails.
  [[nodiscard]] std::vector<std::optional<double>> settings() const {
    std::vector<std::optional<double>> values;
    for (const auto& instrument : bench->instruments()) {
      for (const Setting* setting : instrument->settings()) {
        if (setting->spec().key != "attenuation_db") {  // a safe attenuator closes
          values.push_back(setting->applied());
        }
      }
    }
    return values;
  }
  RunRequest request_of(std::size_t frames) {
    test::Random random(5);
    return {.stages = test::lab_settings(path, {1.0}, {0.3}),
            .waveform = test::random_frames(frames, 64, random)};
  }

  RigDocument rig_document = test::lab_rig();
  LightPath path = test::lab_path(1);
  BenchSpread spread{};
  std::shared_ptr<sim::BenchPhysics> physics = std::make_shared<sim::BenchPhysics>(
      rig_document, path, builtin_catalog(), sim::SimulatedBenchOptions{.seed = 3},
      std::make_shared<sim::FaultScript>());
  std::shared_ptr<Bench> bench = std::make_shared<Bench>(rig_document, path, builtin_catalog(),
                                                         std::make_unique<test::FakeClock>());
  SmallGenerator* generator = nullptr;
  std::unique_ptr<Rig> rig;
};

TEST_F(GeneratorMemory, AWaveformBeyondItIsOneErrorAndNothingIsWritten) {
  const EmissionPermit permit = rig->arm();
  const int num_loads = generator->num_loads;
  const auto before = settings();
  test::expect_error<core::InputError>("input.shape", {"awg-1", "5 frames of 64", "256"}, [&] {
    static_cast<void>(rig->backend().run(request_of(5), permit));
  });
  EXPECT_EQ(generator->num_loads, num_loads);
  EXPECT_EQ(settings(), before) << "no launch power, no dispersion of that run";
}

TEST_F(GeneratorMemory, OneThatFillsItIsPlayed) {
  const EmissionPermit permit = rig->arm();
  physics->wait(std::chrono::seconds(60));  // this bench's clock is not that of its light
  test::expect_error<core::InputError>("input.shape", {"256"},
                                       [&] { generator->require_room(1, 257); });
  EXPECT_NO_THROW(generator->require_room(4, 64));
  const int num_loads = generator->num_loads;
  generator->load({.samples = core::FieldBatch<double>(4, 64), .mean_transmission = 0.007});
  EXPECT_EQ(generator->num_loads, num_loads + 1);
}

}  // namespace
}  // namespace fiberloom::hal
