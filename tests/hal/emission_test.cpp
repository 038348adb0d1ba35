#include <fiberloom/hal/emission.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <optional>
#include <type_traits>

#include "expect_error.hpp"
#include "fake_rig.hpp"

namespace fiberloom::hal {
namespace {

using test::FakeRig;
using Lines = std::vector<std::string>;

TEST(EmissionPermit, LivesFromArmToTheEndOfItsScope) {
  const FakeRig fake;
  {
    const EmissionPermit permit = fake.rig->arm();
    EXPECT_TRUE(permit.is_valid());
    EXPECT_TRUE(fake.rig->is_armed());
    EXPECT_EQ(fake.take_log(), Lines{"laser on"});
  }
  EXPECT_FALSE(fake.rig->is_armed());
  EXPECT_EQ(fake.take_log(), Lines{"laser off"});
}

TEST(EmissionPermit, MovesAndLeavesNoPermissionBehind) {
  const FakeRig fake;
  EmissionPermit first = fake.rig->arm();
  const EmissionPermit second = std::move(first);
  EXPECT_TRUE(second.is_valid());
  EXPECT_FALSE(first.is_valid());  // NOLINT(bugprone-use-after-move): that is the question
  EXPECT_EQ(fake.take_log(), Lines{"laser on"});
}

TEST(EmissionPermit, AMovedFromPermitCannotSwitchTheLightOff) {
  const FakeRig fake;
  std::optional<EmissionPermit> first = fake.rig->arm();
  const EmissionPermit second = std::move(*first);
  first->revoke();
  first.reset();
  EXPECT_TRUE(second.is_valid());
  EXPECT_EQ(fake.take_log(), Lines{"laser on"});
}

TEST(EmissionPermit, TakesOverAnotherRigsPermissionAndMakesItsOwnSafe) {
  const FakeRig one({"one"});
  const FakeRig two({"two"});
  EmissionPermit permit = one.rig->arm();
  permit = two.rig->arm();
  EXPECT_FALSE(one.rig->is_armed());
  EXPECT_TRUE(two.rig->is_armed());
  EXPECT_TRUE(permit.is_valid());
  EXPECT_EQ(one.take_log(), (Lines{"one on", "one off"}));
  EXPECT_EQ(two.take_log(), Lines{"two on"});
}

TEST(EmissionPermit, RevokedIsSpentForGood) {
  const FakeRig fake;
  const EmissionPermit permit = fake.rig->arm();
  permit.revoke();
  EXPECT_FALSE(permit.is_valid());
  EXPECT_FALSE(fake.rig->is_armed());
  EXPECT_EQ(fake.take_log(), (Lines{"laser on", "laser off"}));
}

// A spent permit must not come back to life, nor its end switch off the light of the next one.
TEST(EmissionPermit, OfAnEarlierArmingIsNotValidAgainAfterTheNext) {
  const FakeRig fake;
  std::optional<EmissionPermit> spent = fake.rig->arm();
  spent->revoke();
  const EmissionPermit current = fake.rig->arm();
  EXPECT_FALSE(spent->is_valid());
  spent.reset();
  EXPECT_TRUE(current.is_valid());
  EXPECT_TRUE(fake.rig->is_armed());
}

TEST(EmissionPermit, OutlivesItsRigWithoutLight) {
  std::optional<FakeRig> fake{std::in_place};
  const test::Log log = fake->log;
  const EmissionPermit permit = fake->rig->arm();
  log->clear();
  fake->rig.reset();
  EXPECT_EQ(*log, Lines{"laser off"});
  EXPECT_FALSE(permit.is_valid());
  permit.revoke();  // the sources are still there to be made safe again
}

TEST(EmissionPermit, CanBeMovedButNotCopied) {
  static_assert(!std::is_copy_constructible_v<EmissionPermit>);
  static_assert(!std::is_copy_assignable_v<EmissionPermit>);
  static_assert(std::is_nothrow_move_constructible_v<EmissionPermit>);
  static_assert(!std::is_default_constructible_v<EmissionPermit>);
}

TEST(EmissionGate, SwitchesOnInOrderAndOffInReverse) {
  const FakeRig fake({"seed", "amplifier", "pump"});
  { const EmissionPermit permit = fake.rig->arm(); }
  EXPECT_EQ(fake.take_log(),
            (Lines{"seed on", "amplifier on", "pump on", "pump off", "amplifier off", "seed off"}));
}

TEST(EmissionGate, MakesEverythingSafeWhenOneSourceFails) {
  const FakeRig fake({"seed", "amplifier", "pump"}, "amplifier");
  test::expect_error<core::InstrumentError>("instrument.fake", {"amplifier"},
                                            [&] { const auto permit = fake.rig->arm(); });
  EXPECT_FALSE(fake.rig->is_armed());
  // The source that failed may have begun to emit, the one behind it is made safe for good measure.
  EXPECT_EQ(fake.take_log(), (Lines{"seed on", "pump off", "amplifier off", "seed off"}));
}

TEST(EmissionGate, IsClosedWhenItGoes) {
  const test::Log log = test::new_log();
  {
    std::vector<std::unique_ptr<EmissionSource>> sources;
    sources.push_back(std::make_unique<test::FakeSource>("laser", log));
    EmissionGate gate(std::move(sources));
    const std::uint64_t opening = gate.open();
    EXPECT_TRUE(gate.is_open());
    EXPECT_TRUE(gate.is_open(opening));
    EXPECT_FALSE(gate.is_open(opening + 1));
    log->clear();
  }
  EXPECT_EQ(*log, Lines{"laser off"});
}

}  // namespace
}  // namespace fiberloom::hal
