#include "rig/bench_lock.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fiberloom/core/error.hpp>
#include <string>

#include "expect_error.hpp"
#include "file_test_support.hpp"
#include "rig/bench_log.hpp"
#include "rig/state_folders.hpp"

namespace fiberloom::app {
namespace {

class BenchFiles : public testing::Test {
 protected:
  BenchFiles() {
    ::setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
    ::setenv("XDG_STATE_HOME", folder.path().c_str(), 1);
  }
  ~BenchFiles() override {
    ::unsetenv("XDG_RUNTIME_DIR");
    ::unsetenv("XDG_STATE_HOME");
  }

  core::TemporaryFolder folder;
};

TEST_F(BenchFiles, ALockHasOneHolderAndNamesIt) {
  const BenchLock lock("a/b", "fiberloom rig x arm");
  test::expect_error<core::InterlockError>(
      "interlock.bench_in_use", {"a/b", std::to_string(::getpid()), "fiberloom rig x arm"},
      [] { const BenchLock second("a/b", "another"); });
  EXPECT_NO_THROW(BenchLock("a/c", "another bench"));
}

TEST_F(BenchFiles, ALockIsFreeAgainWhenItsHolderGoes) {
  { const BenchLock lock("x", "the first one, with the longer name"); }
  const BenchLock lock("x", "second");
  test::expect_error<core::InterlockError>("interlock.bench_in_use", {"(second);"},
                                           [] { const BenchLock third("x", "third"); });
}

TEST_F(BenchFiles, ALogTellsWhatWasLastAskedFor) {
  const std::filesystem::path file = usual_log_file("lab");
  {
    const BenchLog log(file, "set");
    log.write_set("voa", {.key = "attenuation_db", .asked = 1.03, .applied = 1.0});
    log.write_set("voa", {.key = "attenuation_db", .asked = 2.04, .applied = 2.0});
    log.write({.kind = hal::EventKind::setting_applied,
               .instrument = "voa",
               .write = hal::SettingWrite{.key = "attenuation_db", .asked = 9.0, .applied = 9.0}});
    log.write(Json{{"event", "set"}, {"instrument", 7}});
  }
  const auto last = last_writes(file);
  ASSERT_TRUE(last.contains({"voa", "attenuation_db"}));
  EXPECT_EQ(last.at({"voa", "attenuation_db"}).asked, 2.04);
  EXPECT_EQ(last.at({"voa", "attenuation_db"}).applied, 2.0);
  EXPECT_TRUE(last_writes(folder.path() / "none.log").empty());
}

TEST_F(BenchFiles, AFileNameIsPlainWhateverTheRigIsCalled) {
  EXPECT_EQ(file_name_of_rig("my lab/2"), "my_lab_2");
  EXPECT_EQ(file_name_of_rig("../x"), "_.._x");
  EXPECT_EQ(file_name_of_rig(""), "_");
}

}  // namespace
}  // namespace fiberloom::app
