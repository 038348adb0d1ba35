#include <gtest/gtest.h>

#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/santec_tsl/santec_tsl.hpp>

#include "dialect_stand.hpp"
#include "lit_source.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

// Written by hand after what public programs for these lasers send. The diode takes a moment to come on.
TEST(SantecLaser, SpeaksScpiInMetres) {
  test::ReplayStand stand("laser", "santec_laser_scpi.txt");
  const auto laser =
      make_santec_laser(stand.request(), {}, stand.transport(santec_stream_options("cr")));
  laser->configure();
  EXPECT_EQ(laser->identity().model, "TSL-570");
  EXPECT_EQ(laser->identity().firmware, "0001.0000.0001");
  EXPECT_DOUBLE_EQ(laser->setting("output_power_dbm").applied().value(), 10.0);
  EXPECT_NEAR(laser->set_wavelength(1545.3201 * units::nm).applied.in(units::nm), 1545.3201, 1e-9);
  laser->arm();
  test::emit(*laser);
  laser->make_safe();
  stand.expect_played_to_the_end();
}

// The power that it is found with lies below the rig's range; what it has not got it refuses with a bare number.
TEST(SantecLaser, SpeaksTheOlderSetInNanometres) {
  test::ReplayStand stand("laser", "santec_laser_legacy.txt");
  const auto laser = make_santec_laser(stand.request(), {.command_set = SantecCommandSet::legacy},
                                       stand.transport(santec_stream_options("lf")));
  laser->configure();
  EXPECT_DOUBLE_EQ(laser->setting("output_power_dbm").applied().value(), 0.0);
  EXPECT_NEAR(laser->set_wavelength(1545.3201 * units::nm).applied.in(units::nm), 1545.3201, 1e-9);
  test::expect_error<core::InstrumentError>("instrument.scpi", {"laser", ":POW 11.50", "-222"},
                                            [&] { laser->set_output_power(core::from_dbm(11.5)); });
  stand.expect_played_to_the_end();
}

TEST(SantecDialect, AnswersInTheFormOfItsCommandSet) {
  test::DialectStand<test::FakeLaser> stand;
  const Dialect served = make_santec_dialect(stand.request());
  EXPECT_EQ(served.device->ask(":WAV?\r"), "1550.0000\r");
  EXPECT_EQ(served.device->ask(":POW:SHUT?\r"), "1\r");
  test::tell(served, ":WAV 1545.5\r");
  EXPECT_NEAR(stand.applied("wavelength_nm"), 1545.5, 1e-9);
  test::tell(served, ":SYST:COMM:COD 1\r");
  EXPECT_EQ(served.device->ask(":WAV?\r"), "+1.54550000E-006\r");
  EXPECT_EQ(served.device->ask(":POW:SHUT?\r"), "+1\r");
  test::tell(served, ":WAV 1550E-9\r");
  EXPECT_NEAR(stand.applied("wavelength_nm"), 1550.0, 1e-9);
  test::tell(served, ":WAV 1200E-9\r");
  EXPECT_EQ(served.device->ask(":SYST:ERR?\r").substr(0, 5), "-222,");
}

TEST(SantecDialect, LightComesOutOfAnOpenShutterAlone) {
  test::DialectStand<test::FakeLaser> stand;
  const Dialect served = make_santec_dialect(stand.request());
  test::tell(served, ":POW:STAT 1\r");
  EXPECT_FALSE(stand.is_lit);
  test::tell(served, ":POW:SHUT 0\r");
  EXPECT_TRUE(stand.is_lit);
  test::tell(served, ":POW:STAT 0\r");
  EXPECT_FALSE(stand.is_lit);
}

}  // namespace
}  // namespace fiberloom::drivers
