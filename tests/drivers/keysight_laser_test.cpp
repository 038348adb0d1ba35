#include <gtest/gtest.h>

#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_laser.hpp>

#include "dialect_stand.hpp"
#include "lit_source.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

// What the programming guide says goes over the wire, written down by hand from it: found at a power that the rig does not
// allow, and locked.
TEST(KeysightLaser, SpeaksAsItsGuideSays) {
  test::ReplayStand stand("laser", "keysight_laser.txt");
  const auto laser = make_keysight_laser(stand.request(), {.password = "4711"}, stand.transport());
  laser->configure();
  EXPECT_EQ(laser->identity().model, "N7776C");
  EXPECT_DOUBLE_EQ(laser->setting("output_power_dbm").applied().value(), 0.0);
  EXPECT_NEAR(laser->set_wavelength(1545.32 * units::nm).applied.in(units::nm), 1545.32, 1e-9);
  EXPECT_NEAR(core::to_dbm(laser->set_output_power(core::from_dbm(10.0)).applied), 10.0, 1e-12);
  laser->arm();
  test::emit(*laser);
  laser->make_safe();
  stand.expect_played_to_the_end();
}

TEST(KeysightLaserDialect, StaysDarkUntilItsLockIsOpened) {
  test::DialectStand<test::FakeLaser> stand;
  const Dialect served = make_keysight_laser_dialect(stand.request("virtual_is_locked=1"));
  test::tell(served, "sour0:pow:stat 1\n");
  EXPECT_FALSE(stand.is_lit);
  EXPECT_EQ(served.device->ask("SYST:ERR?\n"), "-203,\"Command protected;laser locked\"\n");
  test::tell(served, ":LOCK 0,1\n");
  EXPECT_EQ(served.device->ask("SYST:ERR?\n").substr(0, 5), "-203,");
  test::tell(served, ":LOCK 0,1234\n");
  test::tell(served, "sour0:pow:stat 1\n");
  EXPECT_TRUE(stand.is_lit);
  test::tell(served, ":LOCK 1,1234\n");
  EXPECT_FALSE(stand.is_lit);
}

TEST(KeysightLaserDialect, TakesWavelengthsInUnitsAndAnswersInMetres) {
  test::DialectStand<test::FakeLaser> stand;
  const Dialect served = make_keysight_laser_dialect(stand.request());
  test::tell(served, "SOUR0:WAV 1545.5nm;:SOUR0:POW 7.25 dBm\n");
  EXPECT_NEAR(stand.applied("wavelength_nm"), 1545.5, 1e-9);
  EXPECT_NEAR(stand.applied("output_power_dbm"), 7.25, 1e-12);
  EXPECT_EQ(served.device->ask("SOUR0:WAV?\n"), "+1.54550000E-006\n");
}

}  // namespace
}  // namespace fiberloom::drivers
