#include <gtest/gtest.h>

#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_816x.hpp>

#include "driver_stand.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

// What the programming guide says goes over the wire, written down by hand from it.
TEST(KeysightPowerMeter, SpeaksAsItsGuideSays) {
  test::ReplayStand stand("power_meter", "keysight_power_meter.txt");
  const auto meter = make_keysight_power_meter(
      stand.request(), {.channel = 2, .averaging_time_ms = 20}, stand.transport());
  meter->configure();
  EXPECT_EQ(meter->identity(), (hal::Identity{.vendor = "Keysight Technologies",
                                              .model = "N7744A",
                                              .serial_number = "DE47700123",
                                              .firmware = "1.000"}));
  EXPECT_DOUBLE_EQ(meter->power().in(units::w), 1.335556e-06);
  EXPECT_NEAR(meter->set_wavelength(1545.32 * units::nm).applied.in(units::nm), 1545.32, 1e-9);
  stand.expect_played_to_the_end();
}

TEST(KeysightPowerMeter, TellsWhatTheInstrumentComplainsAbout) {
  test::ReplayStand stand("power_meter", "keysight_power_meter_refuses.txt");
  const auto meter = make_keysight_power_meter(stand.request(), {}, stand.transport());
  test::expect_error<core::InstrumentError>(
      "instrument.scpi", {"power_meter", "-222", "Data out of range"}, [&] { meter->configure(); });
}

TEST(KeysightAttenuator, OpensItsShutterWithTheFirstAttenuationAndClosesItWhenMadeSafe) {
  test::ReplayStand stand("variable_attenuator", "keysight_attenuator.txt");
  const auto attenuator = make_keysight_attenuator(stand.request(), {}, stand.transport());
  attenuator->configure();
  EXPECT_DOUBLE_EQ(attenuator->set_attenuation(core::Decibel(12.5)).applied.value(), 12.5);
  EXPECT_DOUBLE_EQ(attenuator->set_attenuation(core::Decibel(3.0)).applied.value(), 3.0);
  attenuator->make_safe();
  stand.expect_played_to_the_end();
}

}  // namespace
}  // namespace fiberloom::drivers
