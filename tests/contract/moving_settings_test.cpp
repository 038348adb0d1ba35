#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"
#include "lab_rig.hpp"
#include "watched_bench.hpp"

namespace fiberloom::hal {
namespace {

// A part that was told to move has not moved yet: until it has settled, an interlock counts both where it was and where
// it goes.
class MovingSettings : public testing::Test {
 protected:
  MovingSettings() {
    set("voa-2", "attenuation_db", 15.0);
    set("voa-rx", "attenuation_db", 0.0);
    bench.wait(1.0);
  }
  void set(const char* instrument, const char* key, double value) {
    bench.setting(instrument, key).set(value);
  }
  void expect_refused(const char* interlock, const char* instrument, const char* key,
                      double value) {
    test::expect_error<core::InterlockError>(std::string("interlock.") + interlock, {instrument},
                                             [&] { set(instrument, key, value); });
  }

  test::WatchedBench bench{test::lab_rig(), test::lab_path(2), {.seed = 3}};
  EmissionPermit permit = bench.rig().arm();
};

TEST_F(MovingSettings, ASwitchWaitsUntilTheAttenuatorInFrontHasClosed) {
  set("voa-rx", "attenuation_db", 30.0);
  EXPECT_GT(bench.physics().arriving_w("switch-1"), 1e-6) << "the light is still there";
  expect_refused("dark-switch", "switch-1", "port", 2.0);
  bench.wait(0.021);
  EXPECT_LT(bench.physics().arriving_w("switch-1"), 1e-6);
  EXPECT_NO_THROW(set("switch-1", "port", 2.0));
}

TEST_F(MovingSettings, AnAttenuatorThatOpensWaitsUntilTheAmplifierHasFallen) {
  bench.bench().instrument("edfa-2").make_safe();  // it would have no seed for a while
  set("voa-1", "attenuation_db", 30.0);
  bench.wait(0.1);
  for (const double dbm : {3.0, 6.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0, 26.5}) {
    set("edfa-1", "output_power_dbm", dbm);
  }
  bench.wait(0.1);
  set("edfa-1", "output_power_dbm", 15.0);
  set("voa-1", "attenuation_db", 5.0);
  expect_refused("brillouin-1", "voa-1", "attenuation_db", 0.0);
  bench.wait(0.031);
  EXPECT_NO_THROW(set("voa-1", "attenuation_db", 0.0));
}

}  // namespace
}  // namespace fiberloom::hal
