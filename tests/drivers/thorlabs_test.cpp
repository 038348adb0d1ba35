#include <gtest/gtest.h>

#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/thorlabs_itc4000/thorlabs_itc4000.hpp>
#include <fiberloom/drivers/thorlabs_pm100/thorlabs_pm100.hpp>

#include "dialect_stand.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

class FakeMeter final : public hal::PowerMeter {
 public:
  FakeMeter(std::string name, const hal::BenchAccess& bench, const test::Log&)
      : PowerMeter(std::move(name), bench, hal::PowerMeterRanges{}) {}
  [[nodiscard]] core::Power power() override { return power_w * units::w; }
  double power_w = 2.5e-3;

 private:
  hal::Identity do_configure() override {
    setting("wavelength_nm").read_back(1550.0);
    return {.vendor = "fake", .model = "meter", .serial_number = "1", .firmware = "1"};
  }
  void do_make_safe() noexcept override {}
  core::Wavelength write_wavelength(core::Wavelength wavelength) override { return wavelength; }
};

class FakeController final : public hal::TemperatureController {
 public:
  FakeController(std::string name, const hal::BenchAccess& bench, const test::Log&)
      : TemperatureController(std::move(name), bench, hal::TemperatureControllerRanges{}) {}
  [[nodiscard]] core::Temperature temperature() override { return 300.0 * units::kelvin; }

 private:
  hal::Identity do_configure() override {
    setting("temperature_c").read_back(25.0);
    return {.vendor = "fake", .model = "controller", .serial_number = "1", .firmware = "1"};
  }
  void do_make_safe() noexcept override {}
  core::Temperature write_temperature(core::Temperature temperature) override {
    return temperature;
  }
};

// Written by hand after what public programs for these consoles send: a dark head reads below zero, one with too much light
// 9.9E37.
TEST(ThorlabsPowerMeter, SpeaksAsItsConsoleDoes) {
  test::ReplayStand stand("power_meter", "thorlabs_power_meter.txt");
  const auto meter =
      make_thorlabs_power_meter(stand.request(), {.averages = 20}, stand.transport());
  meter->configure();
  EXPECT_EQ(meter->identity(), (hal::Identity{.vendor = "Thorlabs",
                                              .model = "PM100USB",
                                              .serial_number = "P2002345",
                                              .firmware = "1.4.0"}));
  EXPECT_DOUBLE_EQ(meter->power().in(units::w), 1.335556e-06);
  EXPECT_EQ(meter->power().in(units::w), 0.0);
  EXPECT_NEAR(meter->set_wavelength(1545.32 * units::nm).applied.in(units::nm), 1545.32, 1e-9);
  test::expect_error<core::InstrumentError>("instrument.overrange", {"power_meter", "range"},
                                            [&] { static_cast<void>(meter->power()); });
  stand.expect_played_to_the_end();
}

TEST(ThorlabsPowerMeter, WantsAHeadThatMeasuresPower) {
  test::ReplayStand stand("power_meter", "thorlabs_power_meter_no_head.txt");
  const auto meter = make_thorlabs_power_meter(stand.request(), {}, stand.transport());
  test::expect_error<core::InstrumentError>(
      "instrument.unsupported", {"power_meter", "no sensor", "head"}, [&] { meter->configure(); });
}

TEST(ThorlabsSensor, IsTakenApartOrRefused) {
  const ThorlabsSensor sensor = parse_thorlabs_sensor("meter", "S120C,7,1-Jan-2025,1,18,33");
  EXPECT_EQ(sensor.name, "S120C");
  EXPECT_EQ(sensor.serial_number, "7");
  EXPECT_EQ(sensor.flags, 33U);
  for (const char* wrong : {"", "S120C", "S120C,7,x,1,18,", "S120C,7,x,1,18,-1", "a,b,c,d,e,f"}) {
    test::expect_error<core::InstrumentError>("instrument.answer", {"meter"}, [&] {
      static_cast<void>(parse_thorlabs_sensor("meter", wrong));
    });
  }
}

// As a public program asks: it takes the last character off the flags and wants nine binary digits.
TEST(ThorlabsPowerMeterDialect, AnswersAsAPublicProgramExpects) {
  test::DialectStand<FakeMeter> stand;
  const Dialect served = make_thorlabs_power_meter_dialect(stand.request());
  EXPECT_EQ(served.device->ask("SYST:SENSOR:IDN?\n"), "S145C,7,23-NOV-2025,1,18,369\r\n");
  EXPECT_EQ(served.device->ask("SENS:CORR:WAV? MIN\n"), "+1.25000000E+03\r\n");
  EXPECT_EQ(served.device->ask("SENS:CORR:WAV? MAX\n"), "+1.65000000E+03\r\n");
  test::tell(served, "SENSE:CORR:WAV 1310\n");
  EXPECT_EQ(stand.applied("wavelength_nm"), 1310.0);
  EXPECT_EQ(served.device->ask("MEAS:POW?\n"), "+2.50000000E-03\r\n");
  test::tell(served, "SENS:POW:UNIT DBM\n");
  stand.instrument.power_w = 1e-3;
  EXPECT_EQ(served.device->ask("READ?\n"), "+0.00000000E+00\r\n");
  stand.instrument.power_w = 0.0;
  EXPECT_EQ(served.device->ask("READ?\n"), "-1.00000000E+02\r\n") << "as dark as it gets";
  EXPECT_EQ(served.device->ask("SYST:ERR?\n"), "+0,\"No error\"\r\n");
}

TEST(ThorlabsTemperatureController, BeginsToRegulateWithTheFirstTemperatureAndTellsWhatTripped) {
  test::ReplayStand stand("temperature_controller", "thorlabs_temperature_controller.txt");
  const auto controller =
      make_thorlabs_temperature_controller(stand.request(), {.pause_ms = 0}, stand.transport());
  controller->configure();
  EXPECT_EQ(controller->setting("temperature_c").applied(), 25.0);
  EXPECT_NEAR(controller->setting("temperature_c").set(28.125).applied, 28.125, 1e-9);
  EXPECT_NEAR(controller->setting("temperature_c").set(20.0).applied, 20.0, 1e-9);
  EXPECT_NEAR(controller->temperature().in(units::kelvin), 293.275, 1e-9);
  const hal::SelfTest test = controller->self_test();
  EXPECT_FALSE(test.has_passed);
  EXPECT_EQ(test.words, "interlock tripped, connection tripped");
  test::expect_error<core::InstrumentError>(
      "instrument.scpi", {"temperature_controller", "-222"},
      [&] { controller->setting("temperature_c").set(79.0); });
  controller->make_safe();
  stand.expect_played_to_the_end();
}

TEST(ThorlabsTemperatureControllerDialect, HasTheThermalHalfAlone) {
  test::DialectStand<FakeController> stand;
  const Dialect served = make_thorlabs_temperature_controller_dialect(stand.request());
  test::tell(served, "SOUR2:TEMP 20.0C\n");
  EXPECT_EQ(stand.applied("temperature_c"), 20.0);
  EXPECT_EQ(served.device->ask("SOUR2:TEMP?\n"), "+2.00000000E+01\n");
  EXPECT_EQ(served.device->ask("MEAS:TEMP?\n"), "+2.68500000E+01\n");
  test::tell(served, "OUTP1:STAT 1\n");
  EXPECT_EQ(served.device->ask("SYST:ERR?\n"), "-241,\"Hardware missing;no laser diode\"\n");
  test::tell(served, "SOUR2:TEMP 200\n");
  EXPECT_EQ(served.device->ask("SYST:ERR?\n").substr(0, 5), "-222,");
}

}  // namespace
}  // namespace fiberloom::drivers
