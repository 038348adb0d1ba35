// The contract of a backend, for one that records and for one that answers from the record: all that the suite asks of a
// simulated rig is recorded first, to files, and read back.
#include <unistd.h>

#include <fiberloom/hal/recording_backend.hpp>
#include <fiberloom/hal/replay_backend.hpp>
#include <fiberloom/sim/simulated_backend.hpp>
#include <fiberloom/sim/simulated_laser.hpp>
#include <filesystem>
#include <string>

#include "backend_contract.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::hal {
namespace {

namespace fs = std::filesystem;

struct RecordedBench {
  static constexpr bool is_repeatable = true;
  static constexpr bool is_noisy = true;
  static constexpr double full_scale = 6.0;

  static RigDocument document() {
    RigDocument rig = test::flawless_rig();
    rig.transmitter.full_scale = full_scale;
    rig.tolerances.transmitter_snr_db = 30.0;
    rig.tolerances.receiver_snr_db = 30.0;
    return rig;
  }
  static RunRequest request() {
    test::Random random(202);
    RunRequest request;
    request.stages = test::settings_for({0.8, -0.5}, {0.3, 0.2});
    request.waveform = test::random_frames(3, 16, random);
    return request;
  }
  // A simulated rig behind a wrapper that writes into this folder.
  static std::unique_ptr<Rig> recording_rig(const fs::path& folder) {
    const auto light = std::make_shared<sim::LightState>(false);
    auto inner = std::make_unique<sim::SimulatedBackend>(document(), test::wide_path(2), 5, light);
    std::vector<std::unique_ptr<EmissionSource>> sources;
    sources.push_back(std::make_unique<sim::SimulatedLaser>(light));
    auto writer = std::make_unique<RecordingWriter>(
        folder, RecordingLabel{.rig = "flawless", .bench = "simulated 5"}, inner->limits());
    return std::make_unique<Rig>(
        "recorded", std::make_unique<RecordingBackend>(std::move(inner), std::move(writer)),
        std::move(sources));
  }
};

// A folder for the life of the program.
class Scratch {
 public:
  Scratch()
      : path_(fs::temp_directory_path() / ("fiberloom-replay-" + std::to_string(::getpid()))) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct RecordingBench : RecordedBench {
  static constexpr const char* name = "Recording";

  static std::unique_ptr<Rig> make_rig() {
    static const Scratch scratch;
    static int rigs = 0;
    return recording_rig(scratch.path() / std::to_string(++rigs));
  }
};

struct ReplayBench : RecordedBench {
  static constexpr const char* name = "Replay";

  static std::unique_ptr<Rig> make_rig() {
    static const Recording recording = record();
    return std::make_unique<Rig>("replay", std::make_unique<ReplayBackend>(recording),
                                 std::vector<std::unique_ptr<EmissionSource>>{});
  }

 private:
  static RunRequest with_averages(std::size_t averages, std::int64_t first_shot = 0) {
    RunRequest asked = request();
    asked.averages = averages;
    asked.first_shot = first_shot;
    return asked;
  }
  static RunRequest repeated(std::size_t averages) {
    RunRequest asked = with_averages(averages);
    const core::FieldBatch<double> waveform = asked.waveform;
    const auto row = waveform.row(0);
    asked.waveform = test::repeated({row.begin(), row.end()}, 40);
    return asked;
  }
  static RunRequest clipping() {
    RunRequest asked = request();
    std::fill(asked.waveform.values().begin(), asked.waveform.values().end(), 0.5);
    asked.waveform.row(1)[2] = {0.0, 1.01 * full_scale};
    return asked;
  }
  static Recording record() {
    const Scratch scratch;
    const std::unique_ptr<Rig> rig = recording_rig(scratch.path() / "replayed");
    const EmissionPermit permit = rig->arm();
    for (const RunRequest& asked : {with_averages(1), with_averages(2), with_averages(3),
                                    with_averages(2, 100), repeated(1), repeated(16), clipping()}) {
      static_cast<void>(rig->backend().run(asked, permit));
    }
    return read_recording(scratch.path() / "replayed");
  }
};

using RecordedBenches = testing::Types<RecordingBench, ReplayBench>;
INSTANTIATE_TYPED_TEST_SUITE_P(Recorded, BackendContract, RecordedBenches, BenchName);

}  // namespace
}  // namespace fiberloom::hal
