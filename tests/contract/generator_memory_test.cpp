#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "bench/bench_physics.hpp"
#include "bench/simulated_instruments.hpp"
#include "expect_error.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::hal {
namespace {

constexpr std::size_t num_samples = 64;
constexpr int never = std::numeric_limits<int>::max();

// A generator with that memory, on a simulated bench.
class SmallGenerator final : public WaveformGenerator {
 public:
  SmallGenerator(std::string name, const BenchAccess& bench,
                 std::shared_ptr<sim::BenchPhysics> physics, std::size_t memory_samples)
      : WaveformGenerator(std::move(name), bench,
                          {.sample_rate_gsa_per_s = 120.0, .memory_samples = memory_samples}),
        physics_(std::move(physics)) {}

  int num_uploads = 0;
  int failing_upload = never;

 private:
  Identity do_configure() override {
    setting("amplitude_v").read_back(0.1);
    return {.vendor = "fake", .model = "generator", .serial_number = "1", .firmware = "1"};
  }
  void do_make_safe() noexcept override { physics_->mute(); }
  core::Voltage write_amplitude(core::Voltage amplitude) override { return amplitude; }
  void write_waveform(const LoadedWaveform& waveform) override {
    if (num_uploads++ == failing_upload) {
      throw core::InstrumentError("instrument.test", "the wire was pulled");
    }
    bank_ = waveform;
  }
  void start_playing() override { physics_->load(std::move(bank_)); }

  std::shared_ptr<sim::BenchPhysics> physics_;
  LoadedWaveform bank_;
};

// The time of the bench's light.
class LightClock final : public Clock {
 public:
  explicit LightClock(std::shared_ptr<sim::BenchPhysics> physics) : physics_(std::move(physics)) {}
  [[nodiscard]] std::chrono::nanoseconds now() const override { return physics_->now(); }
  void wait(std::chrono::nanoseconds duration, const std::stop_token&) override {
    physics_->wait(duration);
  }
  void go_to_shot(std::int64_t shot) override { physics_->go_to_shot(shot); }

 private:
  std::shared_ptr<sim::BenchPhysics> physics_;
};

// A bench with noise, whose generator has that memory.
struct SmallBench {
  RigDocument document = test::lab_rig();
  LightPath path = test::lab_path(1);
  BenchSpread spread = typical_bench();
  std::shared_ptr<sim::BenchPhysics> physics = std::make_shared<sim::BenchPhysics>(
      document, path, builtin_catalog(), sim::SimulatedBenchOptions{.spread = spread, .seed = 3},
      std::make_shared<sim::FaultScript>());
  std::shared_ptr<Bench> bench = std::make_shared<Bench>(document, path, builtin_catalog(),
                                                         std::make_unique<LightClock>(physics));
  SmallGenerator* generator = nullptr;
  std::unique_ptr<Rig> rig;

  explicit SmallBench(std::size_t memory_samples, const RigBackendOptions& options = {}) {
    for (const InstrumentSpec& spec : document.bench->instruments) {
      if (spec.name == "awg-1") {
        auto small =
            std::make_unique<SmallGenerator>(spec.name, bench->access(), physics, memory_samples);
        generator = small.get();
        bench->add(std::move(small));
      } else {
        bench->add(sim::make_simulated_instrument(
            {spec, document, path, builtin_catalog(), spread, 3}, bench->access(), physics));
      }
    }
    rig = make_instrument_rig(bench, document, path, builtin_catalog(), options);
  }

  [[nodiscard]] RunRequest request_of(std::size_t frames, std::size_t samples) const {
    test::Random random(5);
    return {.stages = test::lab_settings(path, {1.0}, {0.3}),
            .waveform = test::random_frames(frames, samples, random),
            .averages = 2,
            .first_shot = 40};
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
};

TEST(GeneratorMemory, AFrameBeyondABankIsOneErrorAndNothingIsWritten) {
  SmallBench small(4 * num_samples);
  const EmissionPermit permit = small.rig->arm();
  const int num_uploads = small.generator->num_uploads;
  const auto before = small.settings();
  test::expect_error<core::InputError>("input.shape", {"awg-1", "1 frames of 129", "128"}, [&] {
    static_cast<void>(small.rig->backend().run(small.request_of(1, 129), permit));
  });
  EXPECT_EQ(small.generator->num_uploads, num_uploads);
  EXPECT_EQ(small.settings(), before) << "no launch power, no dispersion of that run";
}

TEST(GeneratorMemory, HoldsWhatFillsABankAndNotASampleMore) {
  SmallBench small(8 * num_samples);
  const EmissionPermit permit = small.rig->arm();
  test::expect_error<core::InputError>(
      "input.shape", {"256"}, [&] { small.generator->require_room(1, 4 * num_samples + 1); });
  EXPECT_NO_THROW(small.generator->require_room(4, num_samples));
  const int num_uploads = small.generator->num_uploads;
  small.generator->load(
      {.samples = core::FieldBatch<double>(4, num_samples), .mean_transmission = 0.007});
  EXPECT_EQ(small.generator->num_uploads, num_uploads + 1);
}

TEST(GeneratorMemory, MoreFramesThanABankHoldsAreTheSameBitsInBatches) {
  SmallBench large(1U << 20U);
  const EmissionPermit large_permit = large.rig->arm();
  const RunRequest request = large.request_of(7, num_samples);
  const int before = large.generator->num_uploads;
  const RunResult whole = large.rig->backend().run(request, large_permit);
  ASSERT_EQ(large.generator->num_uploads, before + 1);

  SmallBench small(6 * num_samples);  // three frames a bank
  SmallBench limited(1U << 20U, {.samples_per_batch = 2 * num_samples + 1});
  for (SmallBench* bench : {&small, &limited}) {
    const EmissionPermit permit = bench->rig->arm();
    const int uploads_before = bench->generator->num_uploads;
    const RunResult cut = bench->rig->backend().run(request, permit);
    EXPECT_EQ(bench->generator->num_uploads, uploads_before + (bench == &small ? 3 : 4));
    EXPECT_EQ(cut.trace, whole.trace);
    EXPECT_EQ(cut.optical_passes, whole.optical_passes);
    EXPECT_EQ(cut.quality.size(), whole.quality.size());
  }
}

TEST(GeneratorMemory, AnUploadThatFailsAmidARunLeavesTheBenchDark) {
  for (int upload = 0; upload < 3; ++upload) {
    SCOPED_TRACE(upload);
    SmallBench small(6 * num_samples);
    const EmissionPermit permit = small.rig->arm();
    small.generator->failing_upload = small.generator->num_uploads + upload;
    test::expect_error<core::InstrumentError>("instrument.test", {"wire"}, [&] {
      static_cast<void>(small.rig->backend().run(small.request_of(7, num_samples), permit));
    });
    EXPECT_FALSE(permit.is_valid());
    for (const char* source : {"laser-1", "edfa-1"}) {
      EXPECT_EQ(small.physics->value(source, Command::emission_key, 0.0), 0.0) << source;
    }
    small.generator->failing_upload = never;
    const EmissionPermit again = small.rig->arm();
    EXPECT_NO_THROW(
        static_cast<void>(small.rig->backend().run(small.request_of(7, num_samples), again)));
  }
}

}  // namespace
}  // namespace fiberloom::hal
