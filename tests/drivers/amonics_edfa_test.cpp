#include <gtest/gtest.h>

#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/amonics_edfa/amonics_edfa.hpp>

#include "dialect_stand.hpp"
#include "lit_source.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

// What two public programs for these amplifiers send, put together by hand. The instrument does not hear the first command
// to its channel, is busy for a moment, and keeps its channel on once when it is made safe.
TEST(AmonicsAmplifier, TellsItsSwitchesAgainUntilTheyAnswer) {
  test::ReplayStand stand("optical_amplifier", "amonics_amplifier.txt");
  const auto amplifier = make_amonics_amplifier(stand.request(), {.pause_ms = 0},
                                                stand.transport(amonics_stream_options()));
  amplifier->configure();
  EXPECT_EQ(amplifier->identity(),
            (hal::Identity{
                .vendor = "Amonics", .model = "AEDFA-PA-30-B-FA", .serial_number = "21020811"}));
  EXPECT_DOUBLE_EQ(amplifier->setting("output_power_dbm").applied().value(), 10.0);
  EXPECT_NEAR(core::to_dbm(amplifier->set_output_power(core::from_dbm(12.0)).applied), 12.0, 1e-4);
  amplifier->arm();
  test::emit(*amplifier);
  EXPECT_DOUBLE_EQ(amplifier->input_power().in(units::mw), 0.901);
  EXPECT_DOUBLE_EQ(amplifier->output_power().in(units::mw), 15.8);
  amplifier->make_safe();
  stand.expect_played_to_the_end();
}

// It is found alight, counts in watts, has no set point, and its interlock is open.
TEST(AmonicsAmplifier, GivesNoLightWhileItsInterlockIsOpen) {
  test::ReplayStand stand("optical_amplifier", "amonics_amplifier_locked.txt");
  const auto amplifier = make_amonics_amplifier(stand.request(), {.pause_ms = 0},
                                                stand.transport(amonics_stream_options()));
  amplifier->configure();
  EXPECT_DOUBLE_EQ(amplifier->setting("output_power_dbm").applied().value(), 0.0);
  amplifier->arm();
  test::expect_error<core::InstrumentError>("instrument.locked", {"optical_amplifier", "interlock"},
                                            [&] { test::emit(*amplifier); });
  stand.expect_played_to_the_end();
}

using AmplifierStand = test::DialectStand<test::FakeAmplifier>;

TEST(AmonicsDialect, LightComesOutWhileBothSwitchesAreOn) {
  AmplifierStand stand;
  const Dialect served = make_amonics_dialect(stand.request());
  EXPECT_EQ(served.device->ask(":CAL:SYS:SERIAL?\r\n"), "7\r\n");
  test::tell(served, ":DRIV:APC:CUR:CH1 100.0\r\n");
  EXPECT_EQ(served.device->ask(":DRIV:APC:CUR:CH1?\r\n"), "1.000000e+02\r\n");
  EXPECT_NEAR(stand.applied("output_power_dbm"), 20.0, 1e-12);
  test::tell(served, ":DRIV:APC:STAT:CH1 1\r\n");
  EXPECT_FALSE(stand.is_lit);
  test::tell(served, ":DRIV:MCTRL 1\r\n");
  EXPECT_TRUE(stand.is_lit);
  test::tell(served, ":DRIV:APC:STAT:CH1 0\r\n");
  EXPECT_FALSE(stand.is_lit);
  EXPECT_EQ(served.device->ask(":DRIV:MCTRL?\r\n"), "0\r\n")
      << "the channel takes the master along";
}

TEST(AmonicsDialect, AMasterThatGoesOnFirstLocksThePump) {
  AmplifierStand stand;
  const Dialect served = make_amonics_dialect(stand.request());
  test::tell(served, ":DRIV:MCTRL 1\r\n");
  EXPECT_FALSE(stand.is_lit);
  EXPECT_EQ(served.device->ask(":DRIV:APC:STAT:CH1?\r\n"), "4\r\n");
  test::tell(served, ":DRIV:APC:STAT:CH1 1;:DRIV:MCTRL 1\r\n");
  EXPECT_FALSE(stand.is_lit);
  test::tell(served, ":THRES:INTERLOCK:UNLOCK 1\r\n");
  test::tell(served, ":DRIV:APC:STAT:CH1 1;:DRIV:MCTRL 1\r\n");
  EXPECT_TRUE(stand.is_lit);
}

TEST(AmonicsDialect, MayNotHearAFirstCommand) {
  AmplifierStand stand;
  const Dialect served = make_amonics_dialect(stand.request("virtual_ignores_first_state=1"));
  test::tell(served, ":DRIV:APC:STAT:CH1 1\r\n");
  EXPECT_EQ(served.device->ask(":DRIV:APC:STAT:CH1?\r\n"), "0\r\n");
  test::tell(served, ":DRIV:APC:STAT:CH1 1\r\n");
  EXPECT_EQ(served.device->ask(":DRIV:APC:STAT:CH1?\r\n"), "1\r\n");
}

}  // namespace
}  // namespace fiberloom::drivers
