#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lab_rig.hpp"
#include "random.hpp"
#include "rows.hpp"
#include "simulated_bench.hpp"
#include "watched_bench.hpp"

namespace fiberloom::hal {
namespace {

// Every write of a run, as "INSTRUMENT KEY".
class Writes final : public test::BenchWatcher {
 public:
  void before_write(const Command& command) override {
    written_.push_back(command.instrument + " " + command.key);
  }
  [[nodiscard]] std::vector<std::string> take() { return std::exchange(written_, {}); }

 private:
  std::vector<std::string> written_;
};

// The laboratory's bench with two stages after its first run.
class ChangedSettings : public testing::Test {
 protected:
  ChangedSettings() {
    test::Random random(31);
    request = {.stages = test::lab_settings(path, {1.0, -0.7}, {0.4, 0.3}),
               .waveform = test::random_frames(3, 64, random)};
    bench.watch_with(&writes);
    first = writes_of_run();
  }
  ~ChangedSettings() override { bench.watch_with(nullptr); }
  ChangedSettings(const ChangedSettings&) = delete;
  ChangedSettings& operator=(const ChangedSettings&) = delete;

  std::vector<std::string> writes_of_run() {
    static_cast<void>(writes.take());
    static_cast<void>(bench.rig().backend().run(request, permit));
    return writes.take();
  }
  // Setting keys that were written, but for that by which frames are played.
  static std::set<std::string> keys_of(const std::vector<std::string>& written) {
    std::set<std::string> keys;
    for (const std::string& line : written) {
      keys.insert(line.substr(line.find(' ') + 1));
    }
    keys.erase(WaveformGenerator::transmission_key);
    return keys;
  }

  LightPath path = test::lab_path(2);
  test::WatchedBench bench{test::lab_rig(), path, {.seed = 17}};
  EmissionPermit permit = bench.rig().arm();
  Writes writes;
  RunRequest request;
  std::vector<std::string> first;
};

const std::string played = std::string("awg-1 ") + WaveformGenerator::transmission_key;

TEST_F(ChangedSettings, AFirstRunSetsBothStagesAndTheReceiver) {
  EXPECT_THAT(first, testing::IsSupersetOf({"tdc-1 dispersion_ps2", "tdc-2 dispersion_ps2",
                                            "voa-1 attenuation_db", "voa-2 attenuation_db",
                                            "voa-rx attenuation_db", "scope-1 full_scale_v"}));
}

TEST_F(ChangedSettings, TheSameRunAgainWritesNoSettingAtAll) {
  EXPECT_THAT(writes_of_run(), testing::ElementsAre(played));
  test::Random random(32);
  request.waveform = test::random_frames(5, 64, random);  // other frames are no other settings
  EXPECT_THAT(writes_of_run(), testing::ElementsAre(played));
}

TEST_F(ChangedSettings, AnotherLaunchPowerMovesPowersAlone) {
  request.stages = test::lab_settings(path, {1.0, -0.7}, {0.4, 0.2});
  const std::vector<std::string> written = writes_of_run();
  EXPECT_THAT(written, testing::Contains("voa-2 attenuation_db"));
  EXPECT_THAT(keys_of(written),
              testing::IsSubsetOf({"attenuation_db", "output_power_dbm", "full_scale_v"}));
  EXPECT_THAT(written, testing::Not(testing::Contains("laser-1 output_power_dbm")));
  EXPECT_THAT(writes_of_run(), testing::ElementsAre(played));
}

TEST_F(ChangedSettings, AnotherDispersionIsWrittenOnceWhereItChanged) {
  request.stages = test::lab_settings(path, {1.0, -0.9}, {0.4, 0.3});
  const std::vector<std::string> written = writes_of_run();
  EXPECT_EQ(std::ranges::count(written, "tdc-2 dispersion_ps2"), 1);
  EXPECT_EQ(std::ranges::count(written, "tdc-1 dispersion_ps2"), 0);
  EXPECT_THAT(keys_of(written), testing::IsSubsetOf({"dispersion_ps2", "attenuation_db",
                                                     "output_power_dbm", "full_scale_v"}));
  EXPECT_THAT(writes_of_run(), testing::ElementsAre(played));
}

}  // namespace
}  // namespace fiberloom::hal
