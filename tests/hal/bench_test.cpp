#include <fiberloom/hal/bench.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/hal/catalog.hpp>
#include <memory>
#include <utility>

#include "bench_rig.hpp"
#include "expect_error.hpp"
#include "fake_instruments.hpp"

namespace fiberloom::hal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Tells when it is made safe.
class WitnessLaser final : public Laser {
 public:
  WitnessLaser(const BenchAccess& bench, test::Log log)
      : Laser("laser", bench, LaserRanges{}), log_(std::move(log)) {}

 private:
  Identity do_configure() override {
    setting("output_power_dbm").read_back(5.0);
    setting("wavelength_nm").read_back(1550.0);
    return {};
  }
  void do_make_safe() noexcept override { log_->push_back("safe"); }
  void do_emit() override {}
  core::Power write_output_power(core::Power power) override { return power; }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override { return wavelength; }

  test::Log log_;
};

class LeftBench : public testing::Test {
 protected:
  LeftBench() {
    RigDocument rig = test::two_stage_rig();
    rig.bench->interlocks.clear();
    LightPath path;
    path.stages = {{.name = "stage 1"}, {.name = "stage 2"}};
    bench =
        std::make_shared<Bench>(rig, path, builtin_catalog(), std::make_unique<test::FakeClock>());
    bench->add(std::make_unique<WitnessLaser>(bench->access(), log));
    bench->configure_all();
  }
  // Lit past any permit, whose gate would make it safe by itself.
  void emit() {
    bench->arm_all();
    bench->access().guard->note("laser", Command::emission_key, 1.0);
  }

  test::Log log = test::new_log();
  std::shared_ptr<Bench> bench;
};

TEST_F(LeftBench, GoesSafeUnlessItIsToldOtherwise) {
  bench.reset();
  EXPECT_THAT(*log, ElementsAre("safe"));
}

TEST_F(LeftBench, StaysAsItIsWhenItIsToldTo) {
  bench->leave_as_it_is();
  bench.reset();
  EXPECT_THAT(*log, IsEmpty());
}

TEST_F(LeftBench, IsNotLeftWithItsLightOn) {
  emit();
  test::expect_error<core::InterlockError>("interlock.emitting", {"laser", "emits"},
                                           [&] { bench->leave_as_it_is(); });
}

TEST_F(LeftBench, GoesSafeWhenLightCameOnAfterwards) {
  bench->leave_as_it_is();
  emit();
  bench.reset();
  EXPECT_THAT(*log, ElementsAre("safe"));
}

}  // namespace
}  // namespace fiberloom::hal
