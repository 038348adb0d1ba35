#include <fiberloom/hal/rig.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <optional>
#include <type_traits>

#include "expect_error.hpp"
#include "fake_rig.hpp"

namespace fiberloom::hal {
namespace {

using test::FakeRig;

TEST(Rig, IsDarkUntilArmed) {
  const FakeRig fake;
  EXPECT_FALSE(fake.rig->is_armed());
  EXPECT_TRUE(fake.log->empty());
  EXPECT_EQ(fake.rig->name(), "fake");
  EXPECT_EQ(&fake.rig->backend(), fake.backend);
}

TEST(Rig, RefusesASecondPermitWhileOneLives) {
  const FakeRig fake;
  const EmissionPermit permit = fake.rig->arm();
  test::expect_error<core::InterlockError>("interlock.already_armed", {"armed already"},
                                           [&] { const auto second = fake.rig->arm(); });
  // The refusal leaves the first one its light.
  EXPECT_TRUE(permit.is_valid());
  EXPECT_EQ(fake.take_log(), std::vector<std::string>{"laser on"});
}

TEST(Rig, CanBeArmedAgainAfterTheLastPermit) {
  const FakeRig fake;
  { const EmissionPermit first = fake.rig->arm(); }
  const EmissionPermit second = fake.rig->arm();
  EXPECT_TRUE(second.is_valid());
  second.revoke();
  EXPECT_TRUE(fake.rig->arm().is_valid());
}

TEST(Rig, CanBeArmedAgainAfterASourceFailed) {
  FakeRig fake({"laser"}, "laser");
  for (int attempt = 0; attempt < 2; ++attempt) {  // not "already armed" the second time
    test::expect_error<core::InstrumentError>("instrument.fake", {"laser"},
                                              [&] { const auto permit = fake.rig->arm(); });
  }
}

TEST(Rig, GoesDarkWhenItGoes) {
  const test::Log log = test::new_log();
  std::optional<EmissionPermit> permit;
  {
    std::vector<std::unique_ptr<EmissionSource>> sources;
    sources.push_back(std::make_unique<test::FakeSource>("laser", log));
    Rig rig("brief", std::make_unique<test::FakeBackend>(test::fake_limits(), log),
            std::move(sources));
    permit = rig.arm();
    log->clear();
  }
  EXPECT_EQ(*log, std::vector<std::string>{"laser off"});
}

TEST(Rig, IsNeitherCopiedNorMoved) {
  static_assert(!std::is_copy_constructible_v<Rig>);
  static_assert(!std::is_move_constructible_v<Rig>);
  static_assert(!std::is_copy_assignable_v<Rig>);
}

}  // namespace
}  // namespace fiberloom::hal
