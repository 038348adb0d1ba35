#include "rig/setting_text.hpp"

#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"

namespace fiberloom::app {
namespace {

constexpr double wavelength_nm = 1550.0;

double parsed(std::string_view key, std::string_view text) {
  return parse_setting_text(key, text, wavelength_nm);
}

void expect_refused(std::string_view key, std::string_view text, const std::string& would_do) {
  test::expect_error<core::InputError>("input.setting_text", {std::string(key), would_do},
                                       [&] { static_cast<void>(parsed(key, text)); });
}

TEST(SettingText, ABareNumberIsInTheUnitOfItsKey) {
  EXPECT_EQ(parsed("attenuation_db", "12.5"), 12.5);
  EXPECT_EQ(parsed("port", "2"), 2.0);
  EXPECT_EQ(parsed("dispersion_ps2", "-1.5e2"), -150.0);
  EXPECT_EQ(parsed("output_power_dbm", " +3 "), 3.0);
}

TEST(SettingText, UnitsOfTheSameKindAreConverted) {
  EXPECT_EQ(parsed("output_power_dbm", "-3dBm"), -3.0);
  EXPECT_NEAR(parsed("output_power_dbm", "2.5mW"), 3.979400086720376, 1e-12);  // 10 lg 2.5
  EXPECT_NEAR(parsed("output_power_dbm", "1 W"), 30.0, 1e-12);
  EXPECT_DOUBLE_EQ(parsed("frequency_mhz", "10 GHz"), 1e4);
  EXPECT_DOUBLE_EQ(parsed("frequency_mhz", "10 Ghz"), 1e4);
  EXPECT_EQ(parsed("wavelength_nm", "1550.12 nm"), 1550.12);
  EXPECT_NEAR(parsed("wavelength_nm", "193.4 THz"), 299792.458 / 193.4, 1e-9);
  EXPECT_DOUBLE_EQ(parsed("in_phase_bias_v", "-250mV"), -0.25);
  EXPECT_DOUBLE_EQ(parsed("delay_ps", "0.5 ns"), 500.0);
  EXPECT_DOUBLE_EQ(parsed("temperature_c", "298.15 K"), 25.0);
  EXPECT_DOUBLE_EQ(parsed("temperature_c", "25 °C"), 25.0);
  EXPECT_DOUBLE_EQ(parsed("second_retardance_deg", "90 deg"), 90.0);
}

TEST(SettingText, DispersionChangesItsSignOnTheWayFromPsPerNm) {
  // -lambda^2 / (2 pi c) is -1.27545 ps^2 to the ps/nm at 1550 nm.
  EXPECT_NEAR(parsed("dispersion_ps2", "-120 ps/nm"), 153.054, 1e-3);
  EXPECT_EQ(parsed("dispersion_ps2", "20 ps^2"), 20.0);
}

TEST(SettingText, AUnitOfAnotherKindIsToldWhatWouldDo) {
  expect_refused("dispersion_ps2", "20 km", "ps/nm");
  expect_refused("attenuation_db", "3 dBm", "dB");
  expect_refused("output_power_dbm", "3 dB", "mW");
  expect_refused("span_nm", "1 THz", "nm");
  expect_refused("port", "2 nm", "bare number");
  expect_refused("frequency_mhz", "10 mHz", "MHz");
  expect_refused("amplitude_v", "3 mv", "mV");
}

TEST(SettingText, WhatIsNoQuantityIsRefused) {
  for (const std::string_view text :
       {"", "dBm", "three", "inf", "nan", "1e999", "+-3", "3..2", "0x10", "--1", "\n", "1,5"}) {
    expect_refused("output_power_dbm", text, "dBm");
  }
  expect_refused("output_power_dbm", "-1 mW", "no such quantity");
  expect_refused("output_power_dbm", "0 W", "no such quantity");
  expect_refused("wavelength_nm", "0 THz", "no such quantity");
}

TEST(SettingText, IsReadBackAsItWasWritten) {
  EXPECT_EQ(setting_text("output_power_dbm", -3.0), "-3 dBm");
  EXPECT_EQ(setting_text("port", 2.0), "2");
  for (const std::string_view key :
       {"output_power_dbm", "attenuation_db", "wavelength_nm", "frequency_mhz", "drive_v",
        "dispersion_ps2", "delay_ps", "first_retardance_deg", "temperature_c", "port", "power_w"}) {
    EXPECT_EQ(parsed(key, setting_text(key, 1549.25)), 1549.25) << key;
  }
}

}  // namespace
}  // namespace fiberloom::app
